/** LiveKit in a cluster: how each one learns where clients reach it, and what it needs beside others. */
import { haveOwnPorts, outsidePorts } from "../../settings/mediaServers";
import { livekitPorts } from "../../settings/sections/matrixrtc";
import type { InCluster, MatrixrtcSettings } from "../../settings/settings";
import { inGroup, type MediaGroup } from "../mediaServers";
import type { Service } from "../model";
import { fact } from "../value";
import { needsRedis } from "./redis";

type ClusterSettings = InCluster<MatrixrtcSettings>;

/** LiveKit advertises the port that it listens on: where each has one of its own, it is told that, too. */
export function livekitInCluster(service: Service, settings: ClusterSettings, group: MediaGroup): Service {
  const { bridges, monitoring } = settings.kubernetes;
  return {
    ...service,
    ...inGroup(settings.kubernetes, group, {
      metric: "livekit_participant_total",
      // The settings' checks have asked for it.
      target: bridges.autoscale?.participants ?? 0,
    }),
    entrypoint: ["/livekit-server"],
    env: {
      NODE_IP: fact("mediaAddress"),
      ...(haveOwnPorts(settings.kubernetes)
        ? { LIVEKIT_RTC_TCP_PORT: fact("mediaPort"), UDP_PORT: fact("mediaPort") }
        : {}),
    },
    ...(monitoring.prometheusOperator ? { metrics: { port: livekitPorts.metrics, path: "/metrics" } } : {}),
    after: needsRedis(settings) ? ["redis"] : [],
  };
}

/** What LiveKit's file says in a cluster beside what it says anywhere. */
export function clusterConfig(settings: ClusterSettings, { region }: MediaGroup) {
  const { bridges, monitoring } = settings.kubernetes;
  const places = (bridges.regions ?? []).flatMap(({ name, location }) =>
    location ? [{ name, lat: location.latitude, lon: location.longitude }] : [],
  );
  return {
    // A new call goes where the fewest people are: in a container, the system's load is that of the whole node.
    ...(needsRedis(settings)
      ? {
          node_selector: {
            ...(region === undefined ? {} : { kind: "regionaware", regions: places }),
            sort_by: "clients",
          },
        }
      : {}),
    ...(region === undefined ? {} : { region }),
    ...(monitoring.prometheusOperator ? { prometheus: { port: livekitPorts.metrics } } : {}),
  };
}

/** Ports inside: one for each LiveKit where the outside tells them apart by it. */
export function portsOf(settings: MatrixrtcSettings): Record<"udp" | "tcp", PortSpan> {
  const { udpPort, tcpPort } = settings.matrixrtc.livekit;
  if (settings.platform !== "kubernetes" || !haveOwnPorts(settings.kubernetes))
    return { udp: { port: udpPort }, tcp: { port: tcpPort } };
  const { from: port, count } = outsidePorts(settings.kubernetes, udpPort);
  const own = { port, endPort: port + count - 1 };
  return { udp: own, tcp: own };
}

interface PortSpan {
  readonly port: number;
  readonly endPort?: number;
}
