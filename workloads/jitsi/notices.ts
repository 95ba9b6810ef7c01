/** What an operator should know before deploying this. */
import type { Settings } from "../../settings/settings";
import { hasJibri } from "./common";
import { publicAddress } from "./jvb";
import { bridgeKernel } from "./kernel";

export function noticesOf(settings: Settings): string[] {
  const { jigasi, transcriber } = settings.jitsi;
  return [
    ...(settings.login
      ? [
          "The Keycloak client is created, but Jitsi does not ask for a login yet: until the login flow is wired, anyone who knows a room's name may open it.",
        ]
      : ["No login is set: anyone who knows a room's name may open it."]),
    ...(settings.recording ? [recordingsOwner(settings.recording.directory, settings)] : []),
    ...(hasJibri(settings)
      ? [
          `Jibri opens https://${settings.domain} like any browser, so the service's machine must reach its own public name, and it records or streams one conference at a time.`,
        ]
      : []),
    ...(transcriber
      ? ["The transcriber runs without a speech-to-text service: subtitles stay empty until one is configured."]
      : []),
    ...(jigasi ? ["Jigasi counts as healthy only while its SIP server answers."] : []),
    ...(publicAddress(settings) === undefined
      ? [
          "The public address is not in the settings: the video bridge asks Jitsi's own STUN server for it. Set `dns.address` to do without.",
        ]
      : []),
    `For many participants, set these on ${kernelOwner(settings)}: ${bridgeKernel.map(({ key, value }) => `${key}=${value}`).join(", ")}. A container cannot set them itself.`,
  ];
}

function recordingsOwner(directory: string, settings: Settings): string {
  if (settings.platform === "host") {
    return `The recording directory ${directory} must belong to user and group 1000, or Jibri refuses to start.`;
  }
  const owner = settings.proxmox.unprivileged ? "101000 (1000 inside the unprivileged container)" : "1000";
  return `The recording directory ${directory} on the Proxmox node must belong to user and group ${owner}, or Jibri refuses to start.`;
}

const kernelOwner = (settings: Settings): string =>
  settings.platform === "proxmox" ? `the Proxmox node ${settings.proxmox.node}` : "the Docker host";
