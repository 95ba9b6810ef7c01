/** Settings together with the operator's files that they name. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type ParseOptions, parseSettings } from "./parse";
import type { Problem } from "./problems";
import type { Assets, Settings } from "./settings";

export type Loaded =
  | { readonly settings: Settings; readonly assets: Assets }
  | { readonly problems: readonly Problem[] };

/** Largest logo that a release should carry, bytes. */
const largestLogo = 256 * 1024;

/**
 * @param raw the values under `parley:`, keyed without the prefix.
 * @param root folder that paths in the settings are relative to: the project's.
 */
export function loadSettings(raw: unknown, root: string, options: ParseOptions): Loaded {
  const parsed = parseSettings(raw, options);
  if ("problems" in parsed) return parsed;
  const { logo } = parsed.settings.jitsi.branding;
  if (logo === undefined) return { settings: parsed.settings, assets: {} };
  const read = readLogo(resolve(root, logo));
  return typeof read === "string"
    ? { settings: parsed.settings, assets: { logo: read } }
    : { problems: [{ path: "parley:jitsi.branding.logo", ...read }] };
}

function readLogo(file: string): string | Omit<Problem, "path"> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return {
      problem: "names a file that cannot be read",
      remedy: "a path relative to the project, for example branding/logo.svg",
    };
  }
  if (text.length > largestLogo)
    return { problem: `is larger than ${largestLogo / 1024} KiB`, remedy: "simplify the drawing" };
  if (!/<svg[\s>]/.test(text)) return { problem: "is not an SVG file", remedy: "export the logo as SVG" };
  return text;
}
