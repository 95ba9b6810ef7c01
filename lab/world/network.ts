/** The lab's network: bridges and namespaces, none of which the machine's own network sees. */
import { addresses } from "./addresses";
import { must, succeeds } from "./command";
import { namespaceFile, type Places } from "./places";

/** Makes what is missing; what is there stays. */
export async function makeNetwork({ namespaces }: Places): Promise<void> {
  const { operator, client, internet } = namespaces;
  for (const namespace of [operator, client, internet]) await makeNamespace(namespace);
  await makeBridge(operator, addresses.internet.bridge, `${addresses.operator.internet}/${addresses.internet.prefix}`);
  await makeBridge(operator, addresses.dmz.bridge, `${addresses.operator.dmz}/${addresses.dmz.prefix}`);
  const side = addresses.internet;
  await plug(operator, internet, "internet", [side.router, side.dns]);
  await plug(operator, client, "client", [addresses.client]);
  for (const namespace of [operator, client]) await ip(namespace, "route", "replace", "default", "via", side.router);
}

async function makeNamespace(namespace: string): Promise<void> {
  if (!(await succeeds(["ip", "netns", "exec", namespace, "true"]))) await must(["ip", "netns", "add", namespace]);
  await ip(namespace, "link", "set", "lo", "up");
  // Nobody but the firewall host forwards; a new namespace has what the machine has, and a machine with Docker has 1.
  const noRouter = "echo 0 > /proc/sys/net/ipv4/ip_forward";
  await must(["nsenter", `--net=${namespaceFile(namespace)}`, "sh", "-c", noRouter]);
}

async function makeBridge(namespace: string, bridge: string, address: string): Promise<void> {
  if (!(await exists(namespace, bridge))) await ip(namespace, "link", "add", bridge, "type", "bridge");
  await ip(namespace, "addr", "replace", address, "dev", bridge);
  await ip(namespace, "link", "set", bridge, "up");
}

/** A cable between the internet's bridge and a namespace, where it is called eth0. */
async function plug(operator: string, namespace: string, cable: string, own: readonly string[]): Promise<void> {
  if (!(await exists(operator, cable))) {
    await ip(operator, "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", namespace);
  }
  await ip(operator, "link", "set", cable, "master", addresses.internet.bridge, "up");
  for (const one of own) await ip(namespace, "addr", "replace", `${one}/${addresses.internet.prefix}`, "dev", "eth0");
  await ip(namespace, "link", "set", "eth0", "up");
}

const exists = (namespace: string, link: string): Promise<boolean> =>
  succeeds(["ip", "-n", namespace, "link", "show", link]);

const ip = (namespace: string, ...words: string[]): Promise<string> => must(["ip", "-n", namespace, ...words]);
