/** LiveKit, the media server (SFU): one UDP port for all, TCP where UDP is blocked. Source: livekit config-sample.yaml. */
import { stringify } from "yaml";
import { fixedPublicAddress, type MatrixrtcSettings } from "../../settings/settings";
import { hardened, probe } from "../defaults";
import { type MediaGroup, mediaGroups, titled } from "../mediaServers";
import type { KernelSetting, MediaPort, Port, Service } from "../model";
import { publicAddress } from "../surroundings";
import { join, type Value } from "../value";
import { clusterConfig, livekitInCluster, portsOf } from "./cluster";
import { apiKey, imageOf, keyFile, ports } from "./common";
import { jwtServiceUrl } from "./jwtService";
import { needsRedis, redisClient } from "./redis";
import { turnConfig, turnPorts } from "./turn";

const configPath = "/etc/livekit/livekit.yaml";
const keyPath = "/etc/livekit/keys.yaml";

export const livekitsOf = (settings: MatrixrtcSettings): MediaGroup[] => mediaGroups(settings, "livekit");

export function livekit(settings: MatrixrtcSettings, group: MediaGroup): Service {
  const { cpus, memory, drain } = settings.matrixrtc.livekit;
  const address = publicAddress(settings);
  const service: Service = {
    ...hardened,
    name: group.name,
    ...titled(group, "livekit", "Media server (SFU)"),
    image: imageOf(settings, "livekit"),
    command: ["--config", configPath],
    // A dynamic address is known only on the machine, after files are written.
    env: fixedPublicAddress(settings) === undefined && address !== undefined ? { NODE_IP: address } : {},
    files: [{ path: configPath, content: configFile(settings, group) }, keyFile(keyPath)],
    ports: [
      {
        name: "signalling",
        port: ports.sfu,
        protocol: "tcp",
        reach: "proxy",
        published: settings.matrixrtc.ports.sfu,
      },
      ...turnPorts(settings),
      ...mediaPortsInside(settings),
    ],
    tmpfs: [],
    // 406 when it has not measured itself for four seconds.
    probe: probe({ http: { port: ports.sfu, path: "/" } }, 20),
    resources: {
      cpus,
      memoryMiB: memory,
      reserve: { cpus: Math.min(1, cpus), memoryMiB: Math.floor(memory / 4) },
      pids: 1000,
    },
    // As ess-helm runs it.
    user: { uid: 10_030, gid: 10_030 },
    ulimits: { nofile: 65_535 },
    after: [],
    // SIGTERM lets calls end by themselves, however long they take.
    stop: { graceSeconds: drain },
    trial: { with: [] },
  };
  return settings.platform === "kubernetes" ? livekitInCluster(service, settings, group) : service;
}

/** As far as all of them have the same ones. */
function mediaPortsInside(settings: MatrixrtcSettings): Port[] {
  const { udp, tcp } = portsOf(settings);
  return udp.endPort === undefined
    ? [
        { name: "media", port: udp.port, protocol: "udp", reach: "media" },
        { name: "media-tcp", port: tcp.port, protocol: "tcp", reach: "media" },
      ]
    : [];
}

const configFile = (settings: MatrixrtcSettings, group: MediaGroup): Value =>
  join([stringify(configOf(settings, group)), ...(needsRedis(settings) ? [redisClient] : [])]);

/** LiveKit does not start with a key that it does not know: the settings let none through. */
export function configOf(settings: MatrixrtcSettings, group: MediaGroup) {
  const { config, megabytesPerSecond } = settings.matrixrtc.livekit;
  const inCluster = settings.platform === "kubernetes";
  const address = inCluster ? undefined : fixedPublicAddress(settings);
  const { udp, tcp } = portsOf(settings);
  return {
    ...config,
    port: ports.sfu,
    key_file: keyPath,
    rtc: {
      ...config.rtc,
      // Told, not asked for: LiveKit does not start when no STUN server answers.
      use_external_ip: false,
      ...(address === undefined ? {} : { node_ip: address }),
      ...(udp.endPort === undefined ? { tcp_port: tcp.port, udp_port: udp.port } : {}),
    },
    ...turnConfig(settings),
    // Else whoever has a token could open rooms, also users of other homeservers.
    room: { ...config.room, auto_create: false },
    // lk-jwt-service hears from it who came and left.
    webhook: { api_key: apiKey, urls: [`${jwtServiceUrl}/sfu_webhook`] },
    // Without numbers of ours there would be none: the sample names defaults that the code does not have.
    limit: {
      ...config.limit,
      num_tracks: mostTracks(settings),
      bytes_per_sec: megabytesPerSecond * 1_000_000,
    },
    ...(inCluster ? clusterConfig(settings, group) : {}),
  };
}

/** Of each LiveKit. */
export const mostTracks = ({ matrixrtc: { livekit } }: MatrixrtcSettings): number =>
  livekit.tracks ?? Math.max(1, Math.floor(400 * livekit.cpus));

export const mediaPorts = (settings: MatrixrtcSettings): MediaPort[] =>
  livekitsOf(settings).flatMap(({ name }): MediaPort[] => {
    const { udp, tcp } = portsOf(settings);
    return [
      { name, service: name, protocol: "udp", ...udp },
      { name: `${name}-tcp`, service: name, protocol: "tcp", ...tcp },
    ];
  });

/** Source: livekit pkg/rtc, which asks for 16 MiB and warns below 5,000,000 bytes. */
export const livekitKernel: readonly KernelSetting[] = [
  {
    key: "net.core.rmem_max",
    value: "16777216",
    why: "LiveKit asks for a UDP receive buffer of 16 MiB; with less, bursts of media packets are dropped.",
  },
];
