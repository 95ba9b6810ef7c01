/** Settings together with the operator's files that they name. */
import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { type ParseOptions, parseSettings } from "./parse";
import type { Problem } from "./problems";
import { largestPlugin, looksLikeModule, notModule } from "./sections/prosody";
import type { Assets, JitsiSettings, Settings } from "./settings";

export type Loaded =
  | { readonly settings: Settings; readonly assets: Assets }
  | { readonly problems: readonly Problem[] };

/** What is asked of a file. */
interface Kind {
  readonly example: string;
  /** Most that a release should carry, bytes. */
  readonly largest: number;
  readonly tooLarge: string;
  readonly fits: (text: string) => boolean;
  readonly unfit: Omit<Problem, "path">;
}

const logoKind: Kind = {
  example: "branding/logo.svg",
  largest: 256 * 1024,
  tooLarge: "simplify the drawing",
  fits: (text) => /<svg[\s>]/.test(text),
  unfit: { problem: "is not an SVG file", remedy: "export the logo as SVG" },
};

const pluginKind: Kind = {
  example: "prosody/mod_greeting.lua",
  largest: largestPlugin,
  tooLarge: "a module is source code; leave data out of it",
  fits: looksLikeModule,
  unfit: notModule,
};

/**
 * @param raw the values under `parley:`, keyed without the prefix.
 * @param root folder that paths in the settings are relative to: the project's.
 */
export function loadSettings(raw: unknown, root: string, options: ParseOptions): Loaded {
  const parsed = parseSettings(raw, options);
  if ("problems" in parsed) return parsed;
  const { settings } = parsed;
  return settings.service === "jitsi" ? withAssets(settings, root) : { settings, assets: {} };
}

function withAssets(settings: JitsiSettings, root: string): Loaded {
  const problems: Problem[] = [];
  const read = (file: string, path: string, kind: Kind): string => {
    const found = readText(resolve(root, file), kind);
    if (typeof found === "string") return found;
    problems.push({ path: `parley:${path}`, ...found });
    return "";
  };
  const { logo } = settings.jitsi.branding;
  const plugins = settings.jitsi.prosody.plugins.flatMap(({ name, file }, i): [string, string][] =>
    file === undefined ? [] : [[name, read(file, `jitsi.prosody.plugins[${i}].file`, pluginKind)]],
  );
  const assets: Assets = {
    ...(logo === undefined ? {} : { logo: read(logo, "jitsi.branding.logo", logoKind) }),
    ...(plugins.length === 0 ? {} : { plugins: Object.fromEntries(plugins) }),
  };
  return problems.length > 0 ? { problems } : { settings, assets };
}

function readText(file: string, { example, largest, tooLarge, fits, unfit }: Kind): string | Omit<Problem, "path"> {
  try {
    if (statSync(file).size > largest) return { problem: `is larger than ${largest / 1024} KiB`, remedy: tooLarge };
    const text = readFileSync(file, "utf8");
    return fits(text) ? text : unfit;
  } catch {
    return {
      problem: "names a file that cannot be read",
      remedy: `a path relative to the project, for example ${example}`,
    };
  }
}
