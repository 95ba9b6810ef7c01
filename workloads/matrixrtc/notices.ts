/** What an operator should know before deploying this. */
import { hasOwnHomeserver, homeserverOf } from "../../settings/homeserver";
import { type MatrixrtcSettings, turnDomain } from "../../settings/settings";
import { kernelNotice } from "../surroundings";
import { servesWellKnown } from "./common";
import { livekitKernel } from "./livekit";
import { ownHomeserverNotices } from "./ownHomeserver";

export function noticesOf(settings: MatrixrtcSettings): string[] {
  const { domain } = settings;
  const { name, federation } = homeserverOf(settings);
  const own = hasOwnHomeserver(settings);
  return [
    ...(own
      ? ownHomeserverNotices(settings)
      : [
          `The homeserver ${name} has to know this service: add the output \`homeserverYaml\` to its homeserver.yaml and restart it.`,
        ]),
    ...(servesWellKnown(settings)
      ? wellKnownNotices(name, federation)
      : [
          `Clients look for this service at https://${name}/.well-known/matrix/client, too: serve there what the output \`wellKnownClient\` says, together with what is there already.`,
        ]),
    `The service that lets people in asks for https://${domain} and for homeservers (ports 443 and 8448) from inside, so ${settings.platform === "kubernetes" ? "the cluster" : "the service's machine"} must reach its own public name.`,
    // Element Call 0.24 and 0.26 say who made the room where version 12 forbids it; Synapse 1.162 makes that version.
    ...(own
      ? []
      : [
          'Element Call\'s own page opens no new room on a homeserver that makes rooms of version 12, as Synapse does by itself: calls in rooms that are there work, and with `default_room_version: "11"` in homeserver.yaml new ones, too.',
        ]),
    turnNotice(settings),
    kernelNotice(settings, livekitKernel),
  ];
}

const wellKnownNotices = (name: string, federation: string | undefined): string[] => [
  `This takes the place of whatever serves https://${name}/.well-known/matrix/client now.`,
  ...(federation === undefined
    ? [
        `Other homeservers will find no https://${name}/.well-known/matrix/server: set \`matrixrtc.homeserver.federation\` if there is one now.`,
      ]
    : []),
];

function turnNotice(settings: MatrixrtcSettings): string {
  const domain = turnDomain(settings);
  if (domain === undefined)
    return `There is no TURN server: a client whose network lets only port 443 through cannot join.${settings.platform === "kubernetes" ? "" : " `matrixrtc.livekit.turn` sets one up."}`;
  return `Clients with nothing but port 443 come in by TURN at ${domain}, which needs a certificate like ${settings.domain}'s. What they send is relayed to the public address, UDP ${settings.matrixrtc.livekit.udpPort}: with a router before ${settings.edge?.host}, that router has to let the service's machine reach it there.`;
}
