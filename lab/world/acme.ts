/** A certificate authority that vouches for names whose host answers for them (ACME, RFC 8555): Caddy's own, with the lab's as its root. */
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inRootfs } from "../tools/rootfs";
import { addresses, zone } from "./addresses";
import { labAuthority } from "./authority";
import { provideDaemon } from "./daemons";
import { enterNetwork } from "./enter";
import { nsupdate } from "./records";
import { eventually } from "./wait";
import type { World } from "./world";

const name = `acme.${zone}`;

/** Where hosts of the lab ask for certificates. */
export const acmeDirectory = `https://${name}/acme/lab/directory`;

/** Its folder is /mnt there. */
const caddyfile = `{
	admin off
	skip_install_trust
	auto_https disable_redirects
	default_bind ${addresses.acme}
	storage file_system /mnt/storage
	pki {
		ca lab {
			root {
				cert /mnt/ca.crt
				key /mnt/ca.key
			}
		}
	}
}

${name} {
	tls {
		issuer internal {
			ca lab
		}
	}
	acme_server {
		ca lab
	}
}
`;

/** Starts it on the internet side, and waits until it answers. It goes when the lab goes. */
export async function startAcme(world: World): Promise<void> {
  const { places } = world;
  const authority = await labAuthority();
  const folder = join(places.secrets, "acme");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  copyFileSync(authority.cert, join(folder, "ca.crt"));
  copyFileSync(authority.key, join(folder, "ca.key"));
  writeFileSync(join(folder, "Caddyfile"), caddyfile);
  await nsupdate(world, `update add ${name} 60 A ${addresses.acme}`);
  await world.addInternetAddress(addresses.acme);
  const caddy = ["/usr/bin/caddy", "run", "--config", "/mnt/Caddyfile", "--adapter", "caddyfile"];
  await provideDaemon(places, {
    name: "acme",
    enter: enterNetwork(places, "internet"),
    argv: await inRootfs({ folder, resolver: places.resolver }, caddy),
    made: caddyfile,
  });
  const ask = ["curl", "-sS", "--max-time", "5", "--cacert", authority.cert, acmeDirectory];
  const answers = async () => ((await world.exec("client", ask)).stdout.includes("newOrder") ? true : undefined);
  await eventually("the authority's ACME", answers, { within: 30_000 });
}
