/** Puts releases in force in the lab as Parley does, without an engine: the same command and payload, over SSH. */
import type { HostRole, Release } from "../../components/remote/release";
import { agentScript } from "../../provider/release/agent";
import type { Lookup } from "../../workloads/value";
import { addresses } from "./addresses";
import { deployOf, payloadOf, removeOf } from "./packed";
import type { World } from "./world";

/** Sends a release to its host and waits until it is healthy. Throws with what the host said when it is not. */
export async function deploy(world: World, release: Release, lookup: Lookup = nothing): Promise<void> {
  await ask(world, release.host, deployOf(release), await payloadOf(release, lookup));
}

/** Takes a release away for good. */
export const undeploy = (world: World, release: Release): Promise<void> =>
  ask(world, release.host, removeOf(release), agentScript);

async function ask(world: World, host: HostRole, command: string, input: string): Promise<void> {
  const address = host === "edge" ? addresses.edge.dmz : addresses.service.dmz;
  const { code, stderr } = await world.ssh(address, command, { input, timeout: 5 * 60_000 });
  if (code !== 0) throw new Error(`${host}: ${stderr.trim()}`);
}

const nothing: Lookup = {
  secret: (name) => {
    throw new Error(`nobody gave the secret ${name}`);
  },
  fact: (name) => {
    throw new Error(`the fact ${name} is known on the host only`);
  },
};
