/**
 * What one SSH session carries: a command without secrets, and on standard input a base64 tar that holds them.
 *
 * Pure.
 */
import { type Lookup, resolve, secretsIn } from "../../workloads/value";
import { agentScript } from "./agent";
import { type ArchiveEntry, tarball } from "./archive";
import { type Rotations, releaseId, templateHash } from "./identity";
import type { Release } from "./release";

/** The release with its secrets, for the standard input of {@link deployCommand}. */
export async function packRelease(release: Release, rotations: Rotations, lookup: Lookup): Promise<string> {
  checkPaths(release);
  const own = (name: string, content: string): ArchiveEntry => ({
    path: `release/.parley/${name}`,
    content,
    mode: 0o600,
  });
  const entries: ArchiveEntry[] = [
    ...release.files.map((file) => ({
      path: `release/${file.path}`,
      content: resolve(file.content, lookup),
      mode: file.mode,
      ...(file.owner ? { owner: file.owner } : {}),
    })),
    own("agent", agentScript),
    own("instance", release.instance),
    own("name", release.name),
    own("id", releaseId(release, rotations)),
    own("checkSeconds", String(release.checkSeconds)),
    own("placed", lines(release.placed.map((file) => `${file.file}\t${file.at}`).sort())),
    own("secrets", lines(secretLines(release, lookup))),
    ...Object.entries(release.commands).map(([name, script]) => own(name, `set -eu\n${script}\n`)),
    { path: "agent", content: agentScript, mode: 0o600 },
  ];
  entries.sort((left, right) => (left.path < right.path ? -1 : 1));
  // Last: its presence says that the transfer was whole. A tar cut between two files unpacks without an error.
  entries.push({ path: "complete", content: "", mode: 0o600 });
  return (await tarball(entries)).toString("base64");
}

/**
 * Receives a packed release and puts it in force. The comment lines make a preview's diff say what changes:
 * the release's id, and each file with a hash of its text in which secrets stand by name and rotation.
 */
export function deployCommand(release: Release, rotations: Rotations): string {
  const width = Math.max(0, ...release.files.map((file) => file.path.length));
  const files = release.files.map((file) => `# ${file.path.padEnd(width)}  ${templateHash(file.content, rotations)}`);
  return `# Parley: ${release.instance}/${release.name} ${releaseId(release, rotations)}
${files.sort().join("\n")}
set -eu
umask 077
base=\${PARLEY_AGENT_ROOT:-}/var/lib/parley
[ -d "$base" ] || mkdir -p -m 755 "$base"
d=$(mktemp -d "$base/.incoming-XXXXXX")
trap 'rm -rf "$d"' EXIT
trap 'exit 1' HUP INT TERM
exec 8<"$d"
flock 8
base64 -d | tar -x -p -m --numeric-owner -C "$d" || { echo "parley: the release could not be unpacked, nothing was changed" >&2; exit 2; }
trap - EXIT
exec env PARLEY_AGENT_ROOT="\${PARLEY_AGENT_ROOT:-}" sh "$d/agent" deploy
`;
}

/** Takes the release away for good. Reads nothing from standard input: the agent stands beside every release. */
export function removeCommand(release: Release): string {
  return `# Parley: remove ${release.instance}/${release.name}
state=\${PARLEY_AGENT_ROOT:-}/var/lib/parley/${release.instance}/${release.name}
for agent in "$state"/releases/*/.parley/agent; do :; done
if [ -f "$agent" ]; then exec sh "$agent" remove ${release.instance} ${release.name}; fi
rm -rf "$state"
echo "release ${release.instance}/${release.name} is not there: nothing to remove"
`;
}

/** A command for a user other than root, who needs password-free sudo. */
export function asRoot(command: string, user: string): string {
  return user === "root" ? command : `exec sudo -n sh -c '${command.replaceAll("'", `'\\''`)}'\n`;
}

const lines = (items: readonly string[]): string => items.map((item) => `${item}\n`).join("");

/** Lines that must not be shown, longest first: a secret may hold another. Shorter ones would hide ordinary words. */
function secretLines(release: Release, lookup: Lookup): string[] {
  const names = new Set(release.files.flatMap((file) => secretsIn(file.content)));
  const values = [...names].flatMap((name) => lookup.secret(name).split("\n")).filter((line) => line.length >= 6);
  return [...new Set(values)].sort((left, right) => right.length - left.length || (left < right ? -1 : 1));
}

/** The agent reads lists line by line, and `.parley` is its own. */
function checkPaths(release: Release): void {
  const inside = /^(?!\.parley\/)[\w.@+-]+(\/[\w.@+-]+)*$/;
  const outside = /^(\/[\w.@+-]+)+$/;
  const bad = [
    ...[release.instance, release.name].filter((name) => !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name)),
    ...release.files.map((file) => file.path).filter((path) => !inside.test(path) || path.split("/").includes("..")),
    ...release.placed.map((file) => file.at).filter((path) => !outside.test(path) || path.split("/").includes("..")),
    ...release.placed.map((file) => file.file).filter((path) => !release.files.some((file) => file.path === path)),
  ];
  if (bad.length > 0) throw new Error(`release ${release.name} has names that cannot be used: ${bad.join(", ")}`);
}
