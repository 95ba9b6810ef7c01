/** What an operator should know before deploying this. */
import { type HostSettings, type JitsiSettings, jwtLogin } from "../../settings/settings";
import { kernelNotice, publicAddress } from "../surroundings";
import { hasJibri } from "./common";
import { bridgeKernel } from "./kernel";
import { shippedModules } from "./shippedModules";

export function noticesOf(settings: JitsiSettings): string[] {
  const { jigasi, transcriber } = settings.jitsi;
  return [
    ...loginNotices(settings),
    ...pluginNotices(settings),
    ...(settings.recording && settings.platform !== "kubernetes"
      ? [recordingsOwner(settings.recording.directory, settings)]
      : []),
    ...(hasJibri(settings)
      ? [
          `Jibri opens https://${settings.domain} like any browser, so ${settings.platform === "kubernetes" ? "the cluster" : "the service's machine"} must reach its own public name, and it records or streams one conference at a time.`,
        ]
      : []),
    ...(transcriber
      ? ["The transcriber runs without a speech-to-text service: subtitles stay empty until one is configured."]
      : []),
    ...(jigasi ? ["Jigasi counts as healthy only while its SIP server answers."] : []),
    ...(settings.platform !== "kubernetes" && publicAddress(settings) === undefined
      ? [
          "The public address is not in the settings: the video bridge asks Jitsi's own STUN server for it. Set `dns.address` to do without.",
        ]
      : []),
    kernelNotice(settings, bridgeKernel),
  ];
}

function loginNotices(settings: JitsiSettings): string[] {
  const login = jwtLogin(settings);
  if (login?.allowEmpty)
    return ["`login.allowEmpty` is on: anyone who knows a room's name may open it, also without a token."];
  if (login) return [];
  return settings.login
    ? [
        "The Keycloak client is created, but Jitsi does not ask for a login yet: until the login flow is wired, anyone who knows a room's name may open it.",
      ]
    : ["No login is set: anyone who knows a room's name may open it."];
}

const pluginNotices = ({ jitsi }: JitsiSettings): string[] =>
  jitsi.prosody.plugins.flatMap(({ name, file, source }) => {
    const own = file !== undefined || source !== undefined;
    const shipped = shippedModules.has(name);
    if (own && shipped)
      return [`The Prosody module ${name} takes the place of the image's: look at it again with every new image.`];
    return own || shipped
      ? []
      : [`The Prosody module ${name} has neither a file nor a source, and is not known to be in the image.`];
  });

function recordingsOwner(directory: string, settings: HostSettings): string {
  if (settings.platform === "host") {
    return `The recording directory ${directory} must belong to user and group 1000, or Jibri refuses to start.`;
  }
  const owner = settings.proxmox.unprivileged ? "101000 (1000 inside the unprivileged container)" : "1000";
  return `The recording directory ${directory} on the Proxmox node must belong to user and group ${owner}, or Jibri refuses to start.`;
}
