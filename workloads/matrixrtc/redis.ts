/**
 * Redis: how several LiveKits find each other, and which of them has which call. Source: livekit config-sample.yaml.
 *
 * In memory only: what it holds is of no use to the LiveKits of another day.
 */
import { mostInAll } from "../../settings/mediaServers";
import type { MatrixrtcSettings } from "../../settings/settings";
import { hardened, probe } from "../defaults";
import type { SecretSpec, Service } from "../model";
import { secret, text, type Value } from "../value";
import { imageOf, ports } from "./common";

const name = "redis";
const configPath = "/etc/redis/redis.conf";
const password = "redisPassword";

export const redisSecret: SecretSpec = { name: password, title: "password of LiveKit's Redis", length: 48 };

/** One LiveKit alone needs nobody to remember where a call is. */
export const needsRedis = (settings: MatrixrtcSettings): boolean =>
  settings.platform === "kubernetes" && mostInAll(settings.kubernetes) > 1;

/** LiveKit's side, as a part of its file: it reads the password nowhere else but in its environment. */
export const redisClient: Value = text`redis:
  address: ${name}:${ports.redis}
  password: ${secret(password)}
`;

export const redis = (settings: MatrixrtcSettings): Service => ({
  ...hardened,
  name,
  title: "Tells the media servers of each other",
  image: imageOf(settings, name),
  command: ["redis-server", configPath],
  env: {},
  files: [{ path: configPath, content: serverConfig }],
  ports: [{ name: "redis", port: ports.redis, protocol: "tcp", reach: "internal" }],
  // Its working directory; nothing is written there.
  tmpfs: [{ path: "/data", sizeMiB: 1, mode: "0700", exec: false }],
  probe: probe({ tcp: ports.redis }, 10),
  resources: { cpus: 1, memoryMiB: 192, reserve: { cpus: 0.05, memoryMiB: 32 }, pids: 64 },
  // As the image makes it (docker-library/redis, Alpine).
  user: { uid: 999, gid: 1000 },
  single: true,
  after: [],
  stop: { graceSeconds: 10 },
});

/** Nothing is thrown away when memory is short: a call would be held twice. */
const serverConfig: Value = text`bind * -::*
port ${ports.redis}
requirepass ${secret(password)}
save ""
appendonly no
maxmemory 96mb
maxmemory-policy noeviction
`;
