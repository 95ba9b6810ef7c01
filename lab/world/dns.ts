/** BIND: authoritative for the lab's zone, which whoever has the key may change. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inRootfs } from "../tools/rootfs";
import { addresses, tsigKeyName, zone } from "./addresses";
import { execute } from "./command";
import { provideDaemon } from "./daemons";
import { enterNetwork } from "./enter";
import type { Places } from "./places";
import type { Secrets } from "./secrets";
import { eventually } from "./wait";

const configuration = (secret: string): string => `key "${tsigKeyName}" { algorithm hmac-sha256; secret "${secret}"; };
options {
	directory "/mnt";
	listen-on { ${addresses.internet.dns}; };
	listen-on-v6 { none; };
	pid-file none;
	session-keyfile none;
	recursion no;
	dnssec-validation no;
};
controls {};
zone "${zone}" {
	type primary;
	file "zone";
	update-policy { grant ${tsigKeyName} zonesub ANY; };
};
`;

/** Names that are somebody else's: they have to stay as they are. */
const records = `$TTL 300
@ IN SOA ns.${zone}. root.${zone}. 1 3600 600 86400 300
@ IN NS ns.${zone}.
ns IN A ${addresses.internet.dns}
fw IN A ${addresses.edge.internet}
own IN A ${addresses.edge.internet}
foreign IN A 198.51.100.9
alias IN CNAME foreign
`;

export async function startDns(places: Places, secrets: Secrets): Promise<void> {
  const folder = join(places.folder, "bind");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "named.conf"), configuration(secrets.tsigSecret), { mode: 0o600 });
  // BIND writes to the zone from here on.
  if (!existsSync(join(folder, "zone"))) writeFileSync(join(folder, "zone"), records);
  const argv = await inRootfs({ folder }, ["/usr/sbin/named", "-g", "-n", "1", "-c", "/mnt/named.conf"]);
  await provideDaemon(places, { name: "bind", enter: enterNetwork(places, "internet"), argv });
  writeFileSync(places.resolver, `nameserver ${addresses.internet.dns}\n`);
  await eventually("BIND's answer", async () => ((await resolves(places)) ? true : undefined), { within: 20_000 });
}

/** Whether the client gets the zone's own name by DNS, asked with a datagram made by hand: `dig` may be missing here. */
async function resolves(places: Places): Promise<boolean> {
  const script = `const d = require("dgram").createSocket("udp4"), b = Buffer.from(process.argv[1], "hex");
d.on("message", (m) => process.exit(m[3] & 15)); d.send(b, 53, "${addresses.internet.dns}"); setTimeout(() => process.exit(99), 1000);`;
  const labels = zone
    .split(".")
    .map((label) => `${label.length.toString(16).padStart(2, "0")}${Buffer.from(label).toString("hex")}`);
  const query = `000100000001000000000000${labels.join("")}0000060001`;
  return (await execute([...enterNetwork(places, "client"), process.execPath, "-e", script, query])).code === 0;
}
