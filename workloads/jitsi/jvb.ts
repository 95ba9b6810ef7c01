/** JVB, the video bridge: passes audio and video on between participants, over one UDP port. */
import { isIPv4 } from "node:net";
import { type HostSettings, type JitsiSettings, serviceAddress } from "../../settings/settings";
import { type MediaGroup, titled } from "../mediaServers";
import type { Service } from "../model";
import { publicAddress } from "../surroundings";
import { join, secret } from "../value";
import { bridgeInCluster } from "./bridges";
import {
  empty,
  hardened,
  heapWithin,
  imageOf,
  probe,
  resourcesOf,
  runAndTmp,
  shippedHealthCheck,
  xmppClientEnv,
} from "./common";

export function jvb(settings: JitsiSettings, group: MediaGroup): Service {
  const { bridge } = settings.jitsi;
  const resources = resourcesOf(settings, "jvb", {
    cpus: 4,
    // Beside the heap: packet buffers, one thread for many things, the JVM.
    memoryMiB: bridge.memory + 1024,
    reserve: { cpus: 1, memoryMiB: Math.floor(bridge.memory / 2) },
    // TasksMax of debian/jitsi-videobridge2.service
    pids: 65_000,
  });
  const service: Service = {
    ...hardened,
    name: group.name,
    ...titled(group, "jvb", "Video bridge"),
    image: imageOf(settings, "jvb"),
    env: {
      ...xmppClientEnv,
      ...(settings.platform === "kubernetes" ? {} : addresses(settings)),
      JVB_AUTH_PASSWORD: secret("jvbAuth"),
      JVB_AUTH_USER: "jvb",
      JVB_PORT: String(bridge.port),
      TZ: settings.timeZone,
      VIDEOBRIDGE_MAX_MEMORY: `${heapWithin(resources.memoryMiB, bridge.memory)}m`,
    },
    // Its REST interface on 8080 (health, metrics, drain, debug) is named nowhere here: nobody but its own probe needs it.
    ports: [{ name: "media", port: bridge.port, protocol: "udp", reach: "media" }],
    tmpfs: [...runAndTmp(16, 16), ...empty("/config")],
    probe: probe(shippedHealthCheck, 60),
    resources,
    // LimitNOFILE and LimitNPROC of debian/jitsi-videobridge2.service
    ulimits: { nofile: 65_000, nproc: 65_000 },
    after: ["prosody"],
    stop: { graceSeconds: 30 },
    trial: { with: ["prosody"] },
  };
  return settings.platform === "kubernetes" ? bridgeInCluster(service, settings, group) : service;
}

/**
 * Behind NAT the bridge offers both the machine's own address, for clients inside the network, and the public one.
 * With the public one known, asking a STUN server is needless, and a failing one would make the bridge unhealthy
 * (docker-jitsi-meet issues 1405, 1566).
 */
function addresses(settings: HostSettings): Service["env"] {
  const own = serviceAddress(settings);
  const outside = publicAddress(settings);
  const inside = isIPv4(own) && !own.startsWith("127.") && own !== outside ? [own] : [];
  const all = [...inside, ...(outside === undefined ? [] : [outside])];
  return {
    ...(all.length > 0 ? { JVB_ADVERTISE_IPS: join(all, ",") } : {}),
    ...(outside === undefined ? {} : { JVB_DISABLE_STUN: "true" }),
  };
}
