/** What the provider sends to a machine for a release, with its secrets at hand. */
import { described } from "../../components/remote/described";
import { type Rotations, releaseId } from "../../components/remote/identity";
import type { Release } from "../../components/remote/release";
import { agentCommand, deployCommand, type Packed, packRelease } from "../../provider/release/payload";
import { type Lookup, resolve, secretsIn } from "../../workloads/value";

export function packedOf(release: Release, lookup: Lookup, rotations: Rotations = {}): Packed {
  const names = [...new Set(release.files.flatMap(({ content }) => secretsIn(content)))];
  return {
    ...described(release, releaseId(release, rotations), (content) => resolve(content, lookup)),
    redact: names.map(lookup.secret),
  };
}

export const secretFiles = (release: Release): Set<string> =>
  new Set(release.files.filter(({ content }) => secretsIn(content).length > 0).map(({ path }) => path));

export const payloadOf = (
  release: Release,
  lookup: Lookup,
  { owner = "test", rotations = {} }: { owner?: string; rotations?: Rotations } = {},
): Promise<string> => packRelease(packedOf(release, lookup, rotations), { owner, secretFiles: secretFiles(release) });

export const deployOf = (release: Release, rotations: Rotations = {}): string =>
  deployCommand({ ...release, releaseId: releaseId(release, rotations) });

export const removeOf = ({ instance, name }: Release, owner = "test"): string =>
  agentCommand("remove", instance, name, owner);

export const statusOf = ({ instance, name }: Release): string => agentCommand("status", instance, name);
