/** The firewall of the client's own network, as a guarded office has it. */
import { must } from "../../../lab/world/command";
import type { World } from "../../../lab/world/world";

const table = "inet client_network";

/**
 * Lets nothing out and in but the given ports, such as `udp . 7882`, and DNS. Knows no connections: every packet has to fit.
 *
 * @param of whose ports: the edge's, unless told
 */
export const restrict = (
  world: World,
  ports: readonly string[],
  of: string = world.addresses.edge.internet,
): Promise<void> => {
  const { dns } = world.addresses.internet;
  const set = `{ ${ports.join(", ")} } accept`;
  return load(
    world,
    `	chain out {
		type filter hook output priority filter; policy drop;
		oifname "lo" accept
		ip daddr ${of} meta l4proto . th dport ${set}
		ip daddr ${dns} udp dport 53 accept
	}
	chain in {
		type filter hook input priority filter; policy drop;
		iifname "lo" accept
		ip saddr ${of} meta l4proto . th sport ${set}
		ip saddr ${dns} udp sport 53 accept
	}`,
  );
};

/** Lets the client answer what comes from a UDP port, and never begin: as if the server were always the quicker one. */
export const onlyAnswer = (world: World, port: number): Promise<void> =>
  load(
    world,
    `	chain out {
		type filter hook output priority filter; policy accept;
		udp dport ${port} ct state new drop
	}`,
  );

/**
 * Has a machine that passes media on let LiveKit answer from a UDP port, and never begin, while something is done: by a
 * flow that it begins itself, media comes without a published port, too.
 */
export async function whileServerOnlyAnswers<T>(
  world: World,
  machine: number,
  port: number,
  work: () => Promise<T>,
): Promise<T> {
  const nft = (rules: string) => must([...world.prefix(machine), "nft", "-f", "-"], { input: rules });
  const chain = `chain forward { type filter hook forward priority filter; udp sport ${port} ct state new drop; }`;
  await nft(`table inet quiet {\n${chain}\n}\n`);
  try {
    return await work();
  } finally {
    await nft("delete table inet quiet\n");
  }
}

/** Takes the firewall away. */
export const open = (world: World): Promise<void> => run(world, `table ${table}\ndelete table ${table}\n`);

const load = (world: World, chains: string): Promise<void> =>
  run(world, `table ${table}\ndelete table ${table}\ntable ${table} {\n${chains}\n}\n`);

async function run(world: World, rules: string): Promise<void> {
  await must([...world.prefix("client"), "nft", "-f", "-"], { input: rules });
}
