/** What a refresh finds: the inputs as a program would have to say them to get what is on the machine. Pure. */
import { asReleased, type ReleaseInputs } from "./inputs";
import type { Difference, Status } from "./status";

/** In place of a file's content. */
export const missing = "(missing on the machine)\n";
/** In place of what runs; the next deployment looks, and sends the release again. */
export const unreachable = "not known: the machine does not answer";
export const changedSecret = "(changed by hand)\n";

export interface Recorded {
  readonly inputs: ReleaseInputs;
  /** Whose deployment ours is. */
  readonly owner: string;
  readonly secretFiles: ReadonlySet<string>;
}

export function found({ inputs, owner, secretFiles }: Recorded, status: Status): ReleaseInputs {
  const files = { ...inputs.files };
  for (const { file, what } of status.differences) {
    const before = files[file];
    if (!before) continue;
    if (what.kind === "missing") files[file] = { ...before, content: missing };
    else if (what.kind === "content") {
      files[file] = { ...before, content: secretFiles.has(file) ? changedSecret : what.content };
    } else files[file] = { ...before, mode: what.mode, owner: what.owner };
  }
  const wrong = [...standing(status, owner), ...status.differences.flatMap(elsewhere), ...running(status)];
  return {
    ...inputs,
    files,
    releaseId: status.releaseId ?? inputs.releaseId,
    running: wrong.length === 0 ? asReleased : wrong.join("\n"),
  };
}

function standing({ owner, releaseId, unfinished }: Status, ours: string): string[] {
  return [
    ...(releaseId === undefined ? ["no release is in force"] : []),
    ...(unfinished ? ["a deployment was left in the middle"] : []),
    ...(owner !== "" && owner !== ours ? [`another deployment, ${owner}, took its place`] : []),
  ];
}

/** A copy outside the release has no property of its own. */
function elsewhere({ at, what }: Difference): string[] {
  if (at === undefined) return [];
  if (what.kind === "attributes") return [`${at} has mode ${what.mode} and owner ${what.owner}`];
  return [what.kind === "missing" ? `${at} is missing` : `${at} was changed`];
}

function running({ observed, check }: Status): string[] {
  const lines = (text: string) => text.split("\n").filter(Boolean);
  const [before, now] = [lines(observed?.before ?? ""), lines(observed?.now ?? "")];
  return [
    ...before.filter((line) => !now.includes(line)).map((line) => `gone: ${line.trim()}`),
    ...now.filter((line) => !before.includes(line)).map((line) => `new: ${line.trim()}`),
    ...(observed && before.length === now.length && before.every((line) => now.includes(line))
      ? ["another order of what runs"]
      : []),
    ...(check === undefined ? [] : [`its check fails: ${check.trim() || "(without a word)"}`]),
  ];
}
