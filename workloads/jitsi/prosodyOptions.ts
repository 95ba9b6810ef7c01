/**
 * Options of Prosody as the image takes them: lines of Lua in environment variables.
 *
 * The templates cut these variables apart before anything reads them as Lua: `XMPP_CONFIGURATION` and
 * `XMPP_MUC_CONFIGURATION` at every comma, `GLOBAL_CONFIG` at every backslash that an n follows
 * (prosody/rootfs/defaults/conf.d/jitsi-meet.cfg.lua, prosody.cfg.lua). So neither may stand in what is written here.
 */
import type { JitsiSettings } from "../../settings/settings";
import type { Service } from "../model";

type Options = JitsiSettings["jitsi"]["prosody"]["config"]["main"];
type Json = Options[string];

export function optionEnv({ jitsi }: JitsiSettings): Service["env"] {
  const { main, muc, global } = jitsi.prosody.config;
  return {
    ...variable("XMPP_CONFIGURATION", main, ","),
    ...variable("XMPP_MUC_CONFIGURATION", muc, ","),
    ...variable("GLOBAL_CONFIG", global, "\\n"),
  };
}

function variable(name: string, options: Options, separator: string): Service["env"] {
  const lines = sorted(options).map(([key, value]) => `${key} = ${luaLiteral(value)}`);
  return lines.length === 0 ? {} : { [name]: lines.join(separator) };
}

/** A value as Lua, without commas and without a backslash before anything but digits. */
export function luaLiteral(value: Json): string {
  if (typeof value === "string") return luaString(value);
  if (typeof value !== "object" || value === null) return String(value);
  const items = Array.isArray(value)
    ? value.map(luaLiteral)
    : sorted(value).map(([key, inner]) => `[${luaString(key)}] = ${luaLiteral(inner)}`);
  return items.length === 0 ? "{}" : `{ ${items.join("; ")} }`;
}

/** Decimal escapes of three digits (Lua 5.4 manual, 3.1). */
const luaString = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to be escaped
  `"${text.replace(/[\x00-\x1f\x7f",\\]/g, (char) => `\\${String(char.charCodeAt(0)).padStart(3, "0")}`)}"`;

/** By code unit, so that the order depends on no locale. */
const sorted = (group: Readonly<Record<string, Json>>): [string, Json][] =>
  Object.entries(group).sort(([a], [b]) => (a < b ? -1 : 1));

/** Every address of the web in the options, each host and port once. */
export function addressesIn({ jitsi }: JitsiSettings): URL[] {
  const { main, muc, global } = jitsi.prosody.config;
  const found = [main, muc, global]
    .flatMap(textsIn)
    .flatMap((text) => (/^https?:\/\//.test(text) && URL.canParse(text) ? [new URL(text)] : []));
  return [...new Map(found.map((url) => [url.origin, url])).values()];
}

function textsIn(value: Json): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
