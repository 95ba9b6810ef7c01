/** Modules that Prosody loads beside those that Jitsi switches on by itself, and the files they come in. */
import type { Plugin, PluginPlace } from "../../settings/sections/prosody";
import { type Assets, type JitsiSettings, jwtLogin } from "../../settings/settings";
import type { Service, ServiceFile } from "../model";
import { xmpp } from "./common";
import { tokenModules } from "./tokens";

/** First of the folders in which the image's Prosody looks (`plugin_paths` in jitsi-meet.cfg.lua). */
export const pluginFolder = "/prosody-plugins-custom";

const pluginPath = (name: string): string => `${pluginFolder}/mod_${name}.lua`;

const hasText = ({ file, source }: Plugin): boolean => file !== undefined || source !== undefined;

/** The image's variable for each place, and the host where the module is found afterwards; `*` is everywhere. */
const places: Readonly<Record<PluginPlace, { readonly variable: string; readonly host: string }>> = {
  main: { variable: "XMPP_MODULES", host: xmpp.domain },
  muc: { variable: "XMPP_MUC_MODULES", host: xmpp.muc },
  internalMuc: { variable: "XMPP_INTERNAL_MUC_MODULES", host: xmpp.internalMuc },
  lobby: { variable: "XMPP_LOBBY_MUC_MODULES", host: xmpp.lobby },
  breakout: { variable: "XMPP_BREAKOUT_MUC_MODULES", host: xmpp.breakout },
  global: { variable: "GLOBAL_MODULES", host: "*" },
};

/** The templates split at commas, which no module's name holds. */
export function moduleEnv(settings: JitsiSettings): Service["env"] {
  const lists = Object.entries(places).map(([place, { variable }]): [string, string] => [
    variable,
    modulesAt(settings, place as PluginPlace).join(","),
  ]);
  return Object.fromEntries(lists.filter(([, list]) => list !== ""));
}

function modulesAt(settings: JitsiSettings, place: PluginPlace): string[] {
  const tokens = tokenModules(settings);
  const own = settings.jitsi.prosody.plugins.filter(({ enableOn }) => enableOn.includes(place));
  const ours = place === "main" || place === "muc" ? tokens[place] : [];
  return [...new Set([...ours, ...own.map(({ name }) => name)])];
}

export const pluginFiles = (settings: JitsiSettings, { plugins: files = {} }: Assets): ServiceFile[] =>
  settings.jitsi.prosody.plugins.filter(hasText).map((plugin) => {
    const content = plugin.source ?? files[plugin.name];
    if (content === undefined) throw new Error(`the text of the Prosody module ${plugin.name} was not read`);
    return { path: pluginPath(plugin.name), content };
  });

/** A module that has to be loaded for the service to be what the settings say. */
export interface ExpectedModule {
  /** `*`: everywhere; left out for a replacement, which is where Jitsi has the module. */
  readonly host?: string;
  readonly name: string;
  /** The file that it has to come from; any when left out. */
  readonly path?: string;
}

export function expectedModules(settings: JitsiSettings): ExpectedModule[] {
  const { plugins } = settings.jitsi.prosody;
  const paths = new Map(plugins.filter(hasText).map(({ name }) => [name, pluginPath(name)]));
  const from = (name: string): Pick<ExpectedModule, "path"> => {
    const path = paths.get(name);
    return path === undefined ? {} : { path };
  };
  const listed = (Object.keys(places) as PluginPlace[]).flatMap((place) =>
    modulesAt(settings, place).map((name): [string, string] => [places[place].host, name]),
  );
  // Prosody calls what provides authentication `auth_…`; Jitsi's other half checks rooms.
  const tokens: [string, string][] = [
    [xmpp.domain, "auth_token"],
    [xmpp.muc, "token_verification"],
  ];
  return [
    ...(jwtLogin(settings) ? tokens : []).concat(listed).map(([host, name]) => ({ host, name, ...from(name) })),
    ...plugins.filter(({ enableOn }) => enableOn.length === 0).map(({ name }) => ({ name, ...from(name) })),
  ];
}
