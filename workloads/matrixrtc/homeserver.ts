/** What the homeserver has to say, so that clients find this. Source: element-call docs/self_hosting.md, ess-helm. */
import { stringify } from "yaml";
import { hasOwnHomeserver, homeserverOf } from "../../settings/homeserver";
import type { MatrixrtcSettings } from "../../settings/settings";
import type { Handover } from "../model";
import { jwtUrl, paths, servesWellKnown } from "./common";

const transport = (settings: MatrixrtcSettings) => ({ type: "livekit", livekit_service_url: jwtUrl(settings) });

/** Older clients look here, such as Element Web 1.12.26; newer ones ask the homeserver. Both are needed. */
export const wellKnownClient = (settings: MatrixrtcSettings) => ({
  "m.homeserver": { base_url: homeserverOf(settings).baseUrl },
  "org.matrix.msc4143.rtc_foci": [transport(settings)],
});

/** In place of Synapse's own. */
export const callFeatures = (settings: MatrixrtcSettings) => ({
  experimental_features: { msc3266_enabled: true, msc4143_enabled: true, msc4222_enabled: true },
  max_event_delay_duration: "24h",
  rc_message: { per_second: 0.5, burst_count: 30 },
  rc_delayed_event_mgmt: { per_second: 1, burst_count: 20 },
  matrix_rtc: { transports: [transport(settings)] },
});

const homeserverYaml = (
  settings: MatrixrtcSettings,
) => `# The listener that this reaches has \`client\` and \`federation\` (or \`openid\`) among its resources.
${stringify(callFeatures(settings))}`;

/** Where other homeservers reach this one. */
export const wellKnownServer = (federation: string) => ({ "m.server": federation });

export function handoversOf(settings: MatrixrtcSettings): Handover[] {
  const { name, federation } = homeserverOf(settings);
  const own = hasOwnHomeserver(settings);
  const served = (output: Handover["output"], file: string, content: object): Handover => ({
    output,
    file: `https://${name}${paths.wellKnown}/${file}`,
    text: `${JSON.stringify(content, undefined, 2)}\n`,
  });
  return [
    ...(own
      ? []
      : [{ output: "homeserverYaml", file: `homeserver.yaml of ${name}`, text: homeserverYaml(settings) } as const]),
    ...(servesWellKnown(settings) ? [] : [served("wellKnownClient", "client", wellKnownClient(settings))]),
    ...(own && federation !== undefined && !servesWellKnown(settings)
      ? [served("wellKnownServer", "server", wellKnownServer(federation))]
      : []),
  ];
}
