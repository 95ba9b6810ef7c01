/** What is on an edge host and in the zone that is not ours, to compare before and after. */
import { ownSite } from "../../../lab/world/dockerHost/files";
import type { TestLab } from "../world/testLab";

interface Edge {
  readonly host: number;
  /** Which tables are not looked at, by a pattern for family and name. */
  readonly without: string;
}

const firewallHost: Edge = { host: 101, without: "parley_" };
/** Docker's own tables follow its containers. */
export const dockerHost: Edge = { host: 120, without: "parley_|^ip:(nat|filter)$" };

/** Other people's nftables tables, files and records, word by word or as checksums. */
export async function othersThings(lab: TestLab, { host, without }: Edge = firewallHost): Promise<string> {
  const there = `for table in $(nft list tables | sed 's/^table //; s/ /:/' | grep -vE '${without}'); do nft list table "\${table%%:*}" "\${table#*:}"; done
find $(ls -d /etc/traefik /etc/caddy 2>/dev/null) /etc/systemd/system /etc/nftables.conf -type f ! -name 'parley-*' | sort | xargs sha256sum`;
  const names = ["foreign.example.org", ownSite.name];
  const records = names.map((name) => lab.said(101, "dig", "@203.0.113.53", "+short", name, "A"));
  return [await lab.said(host, "sh", "-c", there), ...(await Promise.all(records))].join("\n");
}
