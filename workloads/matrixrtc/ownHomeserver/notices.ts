/** What an operator should know of a homeserver of Parley's own before deploying it. */
import { homeserverDirectory, homeserverOf, type WithOwnHomeserver } from "../../../settings/homeserver";
import { namespaceOf } from "../../../settings/settings";
import { volumes } from "./common";

export function ownHomeserverNotices(settings: WithOwnHomeserver): string[] {
  const { name } = homeserverOf(settings);
  const [others, it] = settings.platform === "kubernetes" ? ["other volumes", "them"] : ["another directory", "it"];
  return [
    `The homeserver's users are called @someone:${name}, for ever: another \`domain\` or \`matrixrtc.synapse.serverName\` is another homeserver, and needs ${others}.`,
    `${place(settings)}: \`destroy\` leaves ${it}, and nobody but you backs ${it} up.`,
    "Nobody can register: the output `newUser` is the command that makes a user.",
    ...(name === settings.domain
      ? []
      : [
          `Other homeservers find this one at https://${name}/.well-known/matrix/server: serve there what the output \`wellKnownServer\` says.`,
        ]),
  ];
}

const held = "the database, what people sent, and the key with which the homeserver signs";

function place(settings: WithOwnHomeserver): string {
  if (settings.platform === "kubernetes")
    return `The volumes ${volumes.postgres} and ${volumes.synapse} of the namespace ${namespaceOf(settings)} hold ${held}`;
  const on = settings.platform === "proxmox" ? " on the Proxmox node" : "";
  const who =
    settings.platform === "proxmox" && settings.proxmox.unprivileged
      ? "user and group 100000 (root inside the unprivileged container)"
      : "root";
  return `The homeserver's directory ${homeserverDirectory(settings)}${on} must be there, and belong to ${who}. It holds ${held}`;
}
