/** A homeserver of Parley's own: in place of one that exists, and where it can be. */
import { check } from "./matrixrtc";

const one = check("Exactly one of `matrixrtc.homeserver` and `matrixrtc.synapse`.", ({ homeserver, synapse }) => [
  [
    homeserver === undefined && synapse === undefined,
    "matrixrtc.homeserver",
    "is missing: calls are for users of a Matrix homeserver",
    "`homeserver: {name: …, baseUrl: …}` for one that you have, or `synapse: {directory: …}` (in a cluster: `synapse: {}`) for one of Parley's own",
  ],
  [
    homeserver !== undefined && synapse !== undefined,
    "matrixrtc.homeserver",
    "is set beside `matrixrtc.synapse`, whose own it would be",
    "remove one of them: `synapse` when the homeserver exists",
  ],
]);

const place = check(
  "`matrixrtc.synapse.directory` wherever there is a machine to have it.",
  ({ synapse }, { platform }) => [
    [
      synapse !== undefined && synapse.directory === undefined && platform !== "kubernetes",
      "matrixrtc.synapse.directory",
      "is missing: the homeserver's data has to outlive its containers",
      `a directory ${platform === "proxmox" ? "of the Proxmox node" : "of the host"}, for example /mnt/storage/homeserver`,
    ],
  ],
);

const images = check(
  "`matrixrtc.images.synapse` and `matrixrtc.images.postgres` only with `matrixrtc.synapse`.",
  ({ images, synapse }) =>
    (["synapse", "postgres"] as const).map((name) => [
      images[name] !== undefined && synapse === undefined,
      `matrixrtc.images.${name}`,
      "has no effect: there is no homeserver of Parley's own",
      "remove it, or add `matrixrtc.synapse`",
    ]),
);

export const ownHomeserverChecks = [one, place, images];
