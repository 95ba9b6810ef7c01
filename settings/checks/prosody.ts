/** Prosody's modules: one text for each name, and places that exist. */
import type { PluginPlace } from "../sections/prosody";
import { type CrossCheck, problem } from "./crossCheck";

export const pluginsDistinct: CrossCheck = {
  rule: "Each module in `jitsi.prosody.plugins` has a name of its own.",
  check: ({ jitsi }) => {
    const names = jitsi.prosody.plugins.map(({ name }) => name);
    return names.flatMap((name, i) =>
      names.indexOf(name) === i
        ? []
        : [problem(at(i, "name"), `is ${name} once more`, "name all places of one module in its `enableOn`")],
    );
  },
};

export const pluginText: CrossCheck = {
  rule: "A module in `jitsi.prosody.plugins` is a `file` or a `source`, not both, and is switched on somewhere or replaces one of Jitsi's.",
  check: ({ jitsi }) =>
    jitsi.prosody.plugins.flatMap(({ file, source, enableOn }, i) => {
      if (file !== undefined && source !== undefined)
        return [problem(at(i, "source"), "stands beside a file", "keep one of the two")];
      return file === undefined && source === undefined && enableOn.length === 0
        ? [problem(at(i, "enableOn"), "is empty for a module of the image", "say where to switch it on")]
        : [];
    }),
};

export const pluginPlacesPresent: CrossCheck = {
  rule: "Modules for lobbies or breakout rooms need `jitsi.features.lobby` or `jitsi.features.breakoutRooms`.",
  check: ({ jitsi: { features, prosody } }) => {
    const missing: Partial<Record<PluginPlace, string>> = {
      ...(features.lobby ? {} : { lobby: "lobby" }),
      ...(features.breakoutRooms ? {} : { breakout: "breakoutRooms" }),
    };
    return prosody.plugins.flatMap(({ enableOn }, i) =>
      enableOn.flatMap((place) =>
        missing[place] === undefined
          ? []
          : [
              problem(
                at(i, "enableOn"),
                `names ${place}, which is off`,
                `switch \`jitsi.features.${missing[place]}\` on`,
              ),
            ],
      ),
    );
  },
};

const at = (index: number, key: string): string => `jitsi.prosody.plugins[${index}].${key}`;
