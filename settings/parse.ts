/** Settings from what a stack file or the engine says: either all of them, checked, or every problem at once. */
import type { z } from "zod";
import { credentialProblems, credentialsPresent, crossChecks } from "./crossChecks";
import { type Problem, problemsOf } from "./problems";
import { type RawSettings, settingsSchema } from "./schema";
import type { Settings } from "./settings";

export type Parsed = { readonly settings: Settings } | { readonly problems: readonly Problem[] };

export interface ParseOptions {
  /** Whether missing credentials are a problem: to deploy they are, to plan they are not. */
  readonly needCredentials: boolean;
  /** Decrypted credentials by name, where they are at hand. */
  readonly credentials?: Readonly<Record<string, string>>;
}

/**
 * @param raw the values under `parley:`, keyed without the prefix. Credentials are `{secure: …}`; plain ones are refused,
 * because a stack file is kept in git.
 */
export function parseSettings(raw: unknown, { needCredentials, credentials = {} }: ParseOptions): Parsed {
  const checks = needCredentials ? [...crossChecks, credentialsPresent] : crossChecks;
  const given = new Set(isGroup(raw) ? Object.keys(raw) : []);
  const crossProblems = (settings: RawSettings): Problem[] => [
    ...checks.flatMap((one) => one.check(settings, given)),
    ...credentialProblems(credentials),
  ];
  const shaped = settingsSchema.safeParse(raw, { reportInput: true });
  if (shaped.success) {
    const problems = crossProblems(shaped.data);
    return problems.length > 0 ? { problems } : { settings: ofService(shaped.data) };
  }
  const problems = problemsOf(shaped.error, settingsSchema).map(withoutSecrets);
  // One run names every problem: what is well-formed is held against each other as well.
  const sound = soundPart(raw, shaped.error);
  const crossed = sound ? crossProblems(sound.settings) : [];
  const known = [...problems.map((one) => one.path), ...(sound?.left ?? []).map((key) => `parley:${key}`)];
  return { problems: [...problems, ...crossed.filter((one) => !known.some((path) => covers(path, one.path)))] };
}

/** Without the defaults of another service's section. */
function ofService(settings: RawSettings): Settings {
  if (settings.service === "jitsi") return settings as Settings;
  const { jitsi: _, ...rest } = settings;
  return rest as Settings;
}

/** A problem at `parley:edge` covers one at `parley:edge.host`. */
const covers = (path: string, other: string): boolean => other === path || other.startsWith(`${path}.`);

/** The settings without the values that are wrong, and the sections that had to be left out whole. */
function soundPart(raw: unknown, error: z.ZodError): { settings: RawSettings; left: string[] } | undefined {
  const draft: unknown = structuredClone(raw);
  if (!isGroup(draft)) return undefined;
  for (const issue of error.issues) {
    const extra = issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    for (const path of extra) remove(draft, path);
  }
  for (const [key, values] of Object.entries(leafStandIns)) {
    const section = draft[key];
    if (isGroup(section)) draft[key] = { ...values, ...section };
  }
  const pruned = settingsSchema.safeParse(draft);
  if (pruned.success) return { settings: pruned.data, left: [] };
  const left = [...new Set(pruned.error.issues.map((issue) => String(issue.path[0])))];
  for (const key of left) delete draft[key];
  const rest = settingsSchema.safeParse({ ...standIns(draft), ...draft });
  return rest.success ? { settings: rest.data, left } : undefined;
}

/** Something valid for the keys that have no default: only to go on checking, never used. */
const standIns = (draft: Record<string, unknown>): Record<string, unknown> => ({
  service: draft.matrixrtc === undefined ? "jitsi" : "matrixrtc",
  platform:
    (["host", "kubernetes"] as const).find((name) => draft[name] !== undefined && draft.proxmox === undefined) ??
    "proxmox",
  domain: isGroup(draft.dns) && typeof draft.dns.zone === "string" ? draft.dns.zone : "meet.example.org",
});

/** Required values that no cross-check looks at: a mistake in one must not hide mistakes beside it. */
const leafStandIns: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  proxmox: {
    endpoint: "https://pve.example.org",
    node: "pve",
    vmId: 100,
    bridge: "vmbr0",
    sshKeys: ["ssh-ed25519 AAAA"],
  },
  edge: { interface: "eth0" },
  recording: { directory: "/recordings" },
};

function remove(draft: Record<string, unknown>, path: readonly PropertyKey[]): void {
  let at: unknown = draft;
  for (const step of path.slice(0, -1))
    at = isGroup(at) ? at[String(step)] : Array.isArray(at) ? at[Number(step)] : undefined;
  if (isGroup(at)) delete at[String(path.at(-1))];
  else if (Array.isArray(at)) at.splice(Number(path.at(-1)), 1);
}

const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Plain text where an encrypted value belongs must not be repeated in an error. */
function withoutSecrets(one: Problem): Problem {
  if (!one.path.startsWith("parley:credentials.") || one.problem === "is not a setting" || one.problem === "is missing")
    return one;
  const name = one.path.slice("parley:credentials.".length).split(".")[0];
  return {
    path: `parley:credentials.${name}`,
    problem: "is not encrypted",
    remedy: `pulumi config set --secret --path 'parley:credentials.${name}', and replace the old value: it may be in git already`,
  };
}
