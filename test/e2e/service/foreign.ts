/** What is on the firewall host and in the zone that is not ours, to compare before and after. */
import type { TestLab } from "../world/testLab";

/** Other people's nftables tables, files and records, word by word or as checksums. */
export const othersThings = (lab: TestLab): Promise<string> =>
  lab.said(
    101,
    "sh",
    "-c",
    `for table in $(nft list tables | sed 's/^table //; s/ /:/' | grep -v parley_); do nft list table "\${table%%:*}" "\${table#*:}"; done
find /etc/traefik /etc/systemd/system /etc/nftables.conf -type f ! -name 'parley-*' | sort | xargs sha256sum
dig @203.0.113.53 +short foreign.example.org A`,
  );
