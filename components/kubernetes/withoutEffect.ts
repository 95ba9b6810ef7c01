/** Settings that other platforms use and a cluster does not: allowed, so that only `platform` and its section differ. */
import { haveOwnPorts, outsidePorts } from "../../settings/mediaServers";
import { jitsi as jitsiSchema } from "../../settings/sections/jitsi";
import { kubernetes as kubernetesSchema } from "../../settings/sections/kubernetes";
import { ssh as sshSchema } from "../../settings/sections/machines";
import { livekit as livekitSchema, ports as portsSchema } from "../../settings/sections/matrixrtc";
import {
  edgeHasWork,
  type InCluster,
  type JitsiSettings,
  type KubernetesSection,
  type KubernetesSettings,
  type MatrixrtcSettings,
} from "../../settings/settings";

type Idle = readonly [path: string, why: string];

export const withoutEffect = (settings: KubernetesSettings): string[] =>
  [...(settings.service === "jitsi" ? ofJitsi(settings) : ofMatrixrtc(settings)), ...ofAny(settings)].map(
    ([path, why]) => `\`${path}\` has no effect ${where(path, settings)}: ${why}.`,
  );

const where = (path: string, { service }: KubernetesSettings): string =>
  path.startsWith("kubernetes.") ? `with \`service: ${service}\`` : "on Kubernetes";

/** The setting, if somebody has changed it. */
const changed = (value: unknown, usual: unknown, ...idle: Idle): Idle[] =>
  JSON.stringify(value) === JSON.stringify(usual) ? [] : [idle];

function ofJitsi({ jitsi, recording, kubernetes }: InCluster<JitsiSettings>): Idle[] {
  const usual = jitsiSchema.parse(undefined);
  return [
    ...(recording
      ? [["recording.directory", "recordings are in a volume of `kubernetes.storage.recordings`"] as const]
      : []),
    ...changed(jitsi.webPort, usual.webPort, "jitsi.webPort", "the web server has an address of its own"),
    ...changed(jitsi.recordingsMount, usual.recordingsMount, "jitsi.recordingsMount", "recordings are in a volume"),
    ...noRoomFor(kubernetes, ["homeserver", "homeserverDatabase"]),
    ...(jitsi.jigasi ? [["jitsi.jigasi.mediaPorts", "no port is opened for the telephone side"] as const] : []),
  ];
}

/** Volumes of the other service. */
const noRoomFor = ({ storage }: KubernetesSection, names: readonly (keyof KubernetesSection["storage"])[]): Idle[] =>
  names.flatMap((name) =>
    changed(
      storage[name],
      kubernetesSchema.parse({}).storage[name],
      `kubernetes.storage.${name}`,
      "there is no such volume",
    ),
  );

const inVolumes = "its data is in volumes of `kubernetes.storage`";
const nothingKept = "nothing of MatrixRTC is kept in a volume, but for a homeserver of Parley's own";

function ofMatrixrtc({ kubernetes, matrixrtc: { livekit, ports, synapse } }: InCluster<MatrixrtcSettings>): Idle[] {
  const usual = livekitSchema.parse(undefined);
  const section = kubernetesSchema.parse({});
  const own = haveOwnPorts(kubernetes);
  const why = "each LiveKit has a port of its own, see `kubernetes.media.port`";
  const begins = outsidePorts(kubernetes, livekit.udpPort).from;
  return [
    ...changed(ports, portsSchema.parse(undefined), "matrixrtc.ports", "every service has an address of its own"),
    ...(own && begins !== livekit.udpPort
      ? changed(livekit.udpPort, usual.udpPort, "matrixrtc.livekit.udpPort", why)
      : []),
    ...(own ? changed(livekit.tcpPort, usual.tcpPort, "matrixrtc.livekit.tcpPort", why) : []),
    ...changed(
      kubernetes.bridges.drainMinutes,
      section.bridges.drainMinutes,
      "kubernetes.bridges.drainMinutes",
      "LiveKit has `matrixrtc.livekit.drain`",
    ),
    ...(synapse
      ? [
          ...changed(synapse.directory, undefined, "matrixrtc.synapse.directory", inVolumes),
          ...noRoomFor(kubernetes, ["recordings", "etherpad"]),
        ]
      : [
          ...changed(kubernetes.storage, section.storage, "kubernetes.storage", nothingKept),
          ...changed(kubernetes.storageClass, section.storageClass, "kubernetes.storageClass", nothingKept),
        ]),
  ];
}

function ofAny(settings: KubernetesSettings): Idle[] {
  const { ssh, edge } = settings;
  return [
    ...changed(ssh, sshSchema.parse(undefined), "ssh", "no machine of the service is reached over SSH"),
    ...(edge
      ? [
          edgeHasWork(settings)
            ? (["edge.proxy", "the cluster's own ingress routes HTTP"] as const)
            : (["edge", "the cluster has its own way in, and `kubernetes.media.forwardTo` is not set"] as const),
        ]
      : []),
  ];
}
