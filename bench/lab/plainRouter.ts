/** A second way from the lab's client to the service's container: through the operator's namespace, past the edge. */
import { execute, must } from "../../lab/world/command";
import type { Where } from "../../lab/world/enter";
import type { World } from "../../lab/world/world";

/** The client's second address: answers to it go past the edge, those to the first one through it. */
const source = "203.0.113.51";

/** Does something while the way is there; it goes with what was there before. */
export async function withPlainRouter<T>(world: World, work: (source: string) => Promise<T>): Promise<T> {
  const { operator, service, internet } = world.addresses;
  const own = `${source}/${internet.prefix} dev eth0`;
  const steps: [where: Where, make: string, undo: string][] = [
    ["client", `ip addr replace ${own}`, `ip addr del ${own}`],
    ["client", `ip route replace ${service.dmz} via ${operator.internet} src ${source}`, `ip route del ${service.dmz}`],
    [service.vmId, `ip route replace ${source} via ${operator.dmz}`, `ip route del ${source}`],
    ["operator", forward(1), forward(0)],
  ];
  try {
    for (const [where, make] of steps) await must([...world.prefix(where), "sh", "-c", make]);
    return await work(source);
  } finally {
    for (const [where, , undo] of steps) await execute([...world.prefix(where), "sh", "-c", undo]);
  }
}

const forward = (on: 0 | 1): string => `echo ${on} > /proc/sys/net/ipv4/ip_forward`;
