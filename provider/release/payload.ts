/**
 * What one SSH session carries: a command without secrets, and on standard input a base64 tar that holds them, or the
 * agent itself.
 *
 * Pure.
 */
import { createHash } from "node:crypto";
import { agentScript } from "./agent";
import { type ArchiveEntry, tarball } from "./archive";
import type { ReleaseInputs } from "./inputs";

/** What of the inputs reaches the machine. */
export type Packed = Pick<
  ReleaseInputs,
  "instance" | "name" | "releaseId" | "files" | "placed" | "commands" | "checkSeconds" | "redact"
>;

export interface PackOptions {
  /** Whose deployment it is; see `owner` in agent/deploy.ts. */
  readonly owner: string;
  /** Paths of the files that hold a secret: the agent never shows their content. */
  readonly secretFiles: ReadonlySet<string>;
}

/** The release with its secrets, for the standard input of {@link deployCommand}. */
export async function packRelease(release: Packed, { owner, secretFiles }: PackOptions): Promise<string> {
  const own = (name: string, content: string): ArchiveEntry => ({
    path: `release/.parley/${name}`,
    content,
    mode: 0o600,
  });
  const files = Object.entries(release.files).map(([path, { content, mode, owner: belongsTo = "0:0" }]) => ({
    path,
    content,
    mode,
    belongsTo,
  }));
  const entries: ArchiveEntry[] = [
    ...files.map(({ path, content, mode, belongsTo }) => {
      const [uid = 0, gid = 0] = belongsTo.split(":").map(Number);
      return { path: `release/${path}`, content, mode: Number.parseInt(mode, 8), owner: { uid, gid } };
    }),
    own("agent", agentScript),
    own("instance", release.instance),
    own("name", release.name),
    own("id", release.releaseId),
    own("owner", owner),
    own("checkSeconds", String(release.checkSeconds)),
    own("placed", lines(Object.entries(release.placed).map(([at, file]) => `${file}\t${at}`))),
    own(
      "files",
      lines(
        files.map(({ path, content, mode, belongsTo }) =>
          [
            sha256(content),
            mode.replace(/^0+(?=.)/, ""),
            belongsTo,
            secretFiles.has(path) ? "secret" : "plain",
            path,
          ].join("\t"),
        ),
      ),
    ),
    own("secrets", secretLines(release.redact)),
    ...Object.entries(release.commands).map(([name, script]) => own(name, `set -eu\n${script}\n`)),
    { path: "agent", content: agentScript, mode: 0o600 },
  ];
  entries.sort((left, right) => (left.path < right.path ? -1 : 1));
  // Last: its presence says that the transfer was whole. A tar cut between two files unpacks without an error.
  entries.push({ path: "complete", content: "", mode: 0o600 });
  return (await tarball(entries)).toString("base64");
}

/** Receives a packed release and puts it in force. */
export function deployCommand({ instance, name, releaseId }: Pick<Packed, "instance" | "name" | "releaseId">): string {
  return `# Parley: ${instance}/${name} ${releaseId}
set -eu
umask 077
base=\${PARLEY_AGENT_ROOT:-}/var/lib/parley
[ -d "$base" ] || mkdir -p -m 755 "$base"
d=$(mktemp -d "$base/.incoming-XXXXXX") || { echo "parley: nothing can be written to $base, nothing was changed" >&2; exit 2; }
trap 'rm -rf "$d"' EXIT
trap 'exit 1' HUP INT TERM
exec 8<"$d"
flock 8
# A connection that died without a word would leave us waiting for the rest for hours.
timeout 120 base64 -d | tar -x -p -m --numeric-owner -C "$d" || { echo "parley: the release could not be unpacked, nothing was changed" >&2; exit 2; }
trap - EXIT
exec env PARLEY_AGENT_ROOT="\${PARLEY_AGENT_ROOT:-}" sh "$d/agent" deploy
`;
}

/** Has the agent, which comes on standard input, do something to a release. No word may need quoting. */
export const agentCommand = (...words: readonly string[]): string => `sh -s ${words.join(" ")}\n`;

const lines = (items: readonly string[]): string =>
  [...items]
    .sort()
    .map((item) => `${item}\n`)
    .join("");

const sha256 = (content: string): string => createHash("sha256").update(content).digest("hex");

/** Lines that must not be shown, longest first: a secret may hold another. Shorter ones would hide ordinary words. */
function secretLines(secrets: readonly string[]): string {
  const values = secrets.flatMap((value) => value.split("\n")).filter((line) => line.length >= 6);
  const sorted = [...new Set(values)].sort((left, right) => right.length - left.length || (left < right ? -1 : 1));
  return sorted.map((line) => `${line}\n`).join("");
}
