/**
 * Files that the web image appends to its own: `custom-config.js` to config.js, `custom-interface_config.js` to
 * interface_config.js (docker-jitsi-meet web/rootfs/etc/s6-overlay/scripts/config). What stands here wins.
 */
import type { JitsiSettings } from "../../settings/settings";

type Json = JitsiSettings["jitsi"]["config"][string];
type Branding = JitsiSettings["jitsi"]["branding"];

/** Where the web server finds the operator's logo, relative to its root `/usr/share/jitsi-meet`. */
export const logoUrl = "images/parley-logo.svg";

/** config.js: branding that has no environment variable, then the operator's keys. */
export function customConfig({ branding, config }: JitsiSettings["jitsi"]): string {
  const ours: Record<string, Json> = {
    // react/features/base/react/components/web/Watermarks.tsx reads it for every page but the welcome page.
    ...(branding.logo === undefined ? {} : { defaultLogoUrl: logoUrl }),
    // react/features/base/i18n/supportedLanguages.ts
    ...(branding.languages === undefined ? {} : { supportedLanguages: branding.languages }),
  };
  const paths = { ...ours, ...config };
  return script(byName(Object.keys(paths)).flatMap((path) => assignments(path, paths[path] ?? null)));
}

/** interface_config.js: names and links that jitsi-meet still reads from there, then the operator's keys. */
export function customInterfaceConfig({ branding, interfaceConfig }: JitsiSettings["jitsi"]): string {
  const values: Record<string, Json> = { ...interfaceBranding(branding), ...interfaceConfig };
  return script(
    byName(Object.keys(values)).map((key) => `interfaceConfig[${literal(key)}] = ${literal(values[key] ?? null)};`),
  );
}

const interfaceBranding = (branding: Branding): Record<string, Json> => ({
  APP_NAME: branding.title,
  NATIVE_APP_NAME: branding.title,
  ...(branding.provider === undefined ? {} : { PROVIDER_NAME: branding.provider }),
  ...(branding.logo === undefined ? {} : { DEFAULT_WELCOME_PAGE_LOGO_URL: logoUrl }),
  ...(branding.logoLink === undefined ? {} : { JITSI_WATERMARK_LINK: branding.logoLink }),
});

/** title.html, included by index.html on the server: what search engines and link previews see before any script runs. */
export function titlePage(title: string): string {
  const text = title.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
  return [
    `<title>${text}</title>`,
    `<meta property="og:title" content="${text}">`,
    `<meta itemprop="name" content="${text}">`,
    "",
  ].join("\n");
}

/** `p2p.stunServers` → creates `config.p2p` when Jitsi's own file left it out, then sets the value. */
function assignments(path: string, value: Json): string[] {
  const names = path.split(".");
  const parents = names.slice(1).map((_, i) => `config.${names.slice(0, i + 1).join(".")}`);
  return [...parents.map((parent) => `${parent} = ${parent} || {};`), `config.${path} = ${literal(value)};`];
}

/**
 * JSON with sorted keys. `<` is escaped: the file passes through nginx' server-side includes (`<!--#`), and may end up
 * inside a script element.
 */
export const literal = (value: Json): string => JSON.stringify(sorted(value)).replaceAll("<", "\\u003c");

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(byName(Object.keys(value)).map((key) => [key, sorted(value[key] ?? null)]));
}

/** By code unit, so that the order depends on no locale, and `p2p` comes before `p2p.enabled`. */
const byName = (names: readonly string[]): string[] => [...names].sort();

const script = (lines: readonly string[]): string => ["// Written by Parley.", ...new Set(lines), ""].join("\n");
