/** Prosody: modules of the operator's own, and options that no other setting has. */
import { z } from "zod";
import { checked, projectFile } from "../fields";

/** Where a module may be switched on. */
export const pluginPlaces = ["main", "muc", "internalMuc", "lobby", "breakout", "global"] as const;
export type PluginPlace = (typeof pluginPlaces)[number];

/** Largest module that a release should carry, bytes. */
export const largestPlugin = 256 * 1024;

/** Whether a text may be a Prosody module: every one uses `module`, and a saved web page starts with a tag. */
export const looksLikeModule = (text: string): boolean => !/^\s*</.test(text) && /\bmodule\b/.test(text);

export const notModule = {
  problem: "does not look like a Prosody module",
  remedy: "a module is Lua and uses `module`, as in `module:hook(…)`",
} as const;

const plugin = z.strictObject({
  name: checked(
    (value) => /^[a-z0-9][a-z0-9_-]{0,62}$/.test(value) && !value.startsWith("mod_"),
    "is not the name of a Prosody module",
    "lower-case letters, digits, underscores and hyphens, without `mod_`, for example token_owner_party",
  ).describe("Name of the module, without `mod_`."),
  file: projectFile("lua", "prosody/mod_greeting.lua")
    .optional()
    .describe("Lua file, relative to the project. With neither `file` nor `source` the image has to ship the module."),
  source: z
    .string()
    .max(largestPlugin)
    .refine(looksLikeModule, { error: notModule.problem, params: { remedy: notModule.remedy } })
    .optional()
    .describe("The module itself, in place of a file."),
  enableOn: z
    .array(z.enum(pluginPlaces))
    .default(["main"])
    .describe(
      "Where it is switched on: on the main virtual host (and the guests'), in the conferences' MUC, in the services' own MUC, in lobbies, in breakout rooms, or globally. Empty for a replacement of a module that Jitsi switches on by itself.",
    ),
});

export type Plugin = z.infer<typeof plugin>;

const keywords =
  "and break do else elseif end false for function goto if in local nil not or repeat return then true until while";

/** Options that make up what the image and Parley set up: another value would break it, or undo a setting. */
const owned = `admin_socket admins allow_empty_token app_id app_secret asap_accepted_audiences asap_accepted_issuers
  authentication c2s_ports data_path http_ports main_muc modules_disabled modules_enabled muc_mapper_domain_base
  muc_mapper_domain_prefix pidfile plugin_paths ssl storage unlimited_jids`;

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));
const notOptions = words(`${keywords} ${owned}`);

const options = z.record(
  checked(
    (value) => /^[a-z][a-z0-9_]{0,62}$/.test(value) && !notOptions.has(value),
    "has a key that cannot be set here",
    "an option of Prosody in lower case, and none that Parley sets itself, such as modules_enabled or app_id",
  ),
  z.json().refine(hasNoNull, {
    error: "holds null, which Prosody does not know",
    params: { remedy: "leave the option out" },
  }),
);

function hasNoNull(value: unknown): boolean {
  if (value === null) return false;
  return typeof value !== "object" || Object.values(value as object).every(hasNoNull);
}

export const prosodySection = z
  .strictObject({
    plugins: z
      .array(plugin)
      .default([])
      .describe("Prosody modules. One that does not load makes the release fail, with its error."),
    config: z
      .strictObject({
        main: options.default({}).describe("Options of the main virtual host, and of the guests'."),
        muc: options.default({}).describe("Options of the conferences' MUC."),
        global: options.default({}).describe("Options of the whole server."),
      })
      .prefault({})
      .describe("Options of Prosody: text, numbers, true or false, lists, and groups, written as Lua for you."),
  })
  .prefault({});
