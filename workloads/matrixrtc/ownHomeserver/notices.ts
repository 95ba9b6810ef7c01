/** What an operator should know of a homeserver of Parley's own before deploying it. */
import { homeserverOf, type WithOwnHomeserver } from "../../../settings/homeserver";

export function ownHomeserverNotices(settings: WithOwnHomeserver): string[] {
  const { name } = homeserverOf(settings);
  return [
    `The homeserver's users are called @someone:${name}, for ever: another \`domain\` or \`matrixrtc.synapse.serverName\` is another homeserver, and needs another directory.`,
    `${owner(settings)}. It holds the database, what people sent, and the key with which the homeserver signs: \`destroy\` leaves it, and nobody but you backs it up.`,
    "Nobody can register: the output `newUser` is the command that makes a user.",
    ...(name === settings.domain
      ? []
      : [
          `Other homeservers find this one at https://${name}/.well-known/matrix/server: serve there what the output \`wellKnownServer\` says.`,
        ]),
  ];
}

function owner(settings: WithOwnHomeserver): string {
  const { directory } = settings.matrixrtc.synapse;
  if (settings.platform === "host") return `The homeserver's directory ${directory} must be there, and belong to root`;
  const who = settings.proxmox.unprivileged ? "user and group 100000 (root inside the unprivileged container)" : "root";
  return `The homeserver's directory ${directory} on the Proxmox node must be there, and belong to ${who}`;
}
