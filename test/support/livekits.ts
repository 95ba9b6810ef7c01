/** Two LiveKits of a cluster and their Redis, made ready to run in one network namespace, as their pods start them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AccessToken, type VideoGrant } from "livekit-server-sdk";
import type { KubernetesSettings } from "../../settings/settings";
import { deployed, workloadOf } from "./cluster";
import { layOut } from "./podContainer";

/** The API's. */
export const secret = "0123456789abcdef0123456789abcdef0123456789abcdef";
/** Redis'. */
export const password = "fedcba9876543210fedcba9876543210fedcba9876543210";

/** Of the pods, and where each one's signalling is: the second one's is moved, everything else is as rendered. */
// Not a private one: Chromium keeps pages from those.
export const podAddress = "198.51.100.5";
export const signallingPorts = [7880, 7890] as const;

export async function tokenFor(grant: VideoGrant, identity?: string): Promise<string> {
  const access = new AccessToken("parley", secret, identity === undefined ? {} : { identity });
  access.addGrant(grant);
  return access.toJwt();
}

/** For who may open rooms, as lk-jwt-service may. */
export const roomToken = (): Promise<string> => tokenFor({ roomCreate: true, roomList: true });

interface Ready {
  readonly folder: string;
  /** Path of LiveKit's program. */
  readonly server: string;
  readonly replicas: readonly [string, string];
}

/** Writes `redis-0.sh` and a script for each replica, which become the container's program; each logs to `NAME/log`. */
export function prepareLivekits(settings: KubernetesSettings, ready: Ready): void {
  prepare(settings, ready, "redis-0", {});
  for (const [i, replica] of ready.replicas.entries())
    prepare(settings, ready, replica, { LIVEKIT_PORT: String(signallingPorts[i]) });
}

function prepare(
  settings: KubernetesSettings,
  { folder, server }: Ready,
  replica: string,
  more: Readonly<Record<string, string>>,
): void {
  const home = join(folder, replica);
  mkdirSync(home);
  const service = replica.replace(/-\d+$/, "");
  const { command, env } = layOut(deployed(settings).objects, workloadOf(settings), service, home, {
    facts: { PARLEY_REPLICA: replica, PARLEY_NODE_ADDRESS: podAddress, PARLEY_NODE_NAME: "worker-1" },
    text: (content) =>
      content
        .replaceAll("{{secret:livekitApiSecret}}", secret)
        .replaceAll("{{secret:redisPassword}}", password)
        .replaceAll("redis.meet-example-org.svc.cluster.local", "127.0.0.1")
        .replaceAll("/livekit-server", server),
  });
  const exports = Object.entries({ ...env, ...more }).map(([name, value]) => `export ${name}=${quoted(value)}`);
  const start = `exec ${command.map(quoted).join(" ")} >${home}/log 2>&1`;
  writeFileSync(join(folder, `${replica}.sh`), [...exports, `cd ${home}`, start, ""].join("\n"));
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
