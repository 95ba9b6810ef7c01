/** Questions to the service's machine while a release is tried beside the running one. */
import { eventually } from "../../../lab/world/wait";
import { title } from "./client";
import type { LabStack } from "./labStack";

const place = "/var/lib/parley/meet-example-org/jitsi";
const ofTrial = "--filter label=com.docker.compose.project=meet-example-org_trial";

/** Identities of the running containers by service. */
export async function containers(made: LabStack): Promise<Record<string, string>> {
  const found = Object.entries(await made.services());
  return Object.fromEntries(found.map(([name, state]) => [name, state.split(" ")[0] ?? ""]));
}

/** Containers, networks and volumes of a trial. Asked on the machine itself: SSH may be away. */
export const remains = ({ lab }: LabStack): Promise<string> =>
  lab.said(
    160,
    "sh",
    "-c",
    `docker ps --all --quiet ${ofTrial}; docker network ls --quiet ${ofTrial}; docker volume ls --quiet ${ofTrial}`,
  );

/** Waits until a trial has a container that runs. */
export const tried = ({ lab }: LabStack): Promise<true> =>
  eventually(
    "a trial",
    async () => ((await lab.said(160, "sh", "-c", `docker ps --quiet ${ofTrial}`)) === "" ? undefined : true),
    { within: 180_000 },
  );

/** The agent with everything that it started is gone at once, as at a loss of power. */
export const killAgent = ({ lab }: LabStack): Promise<string> =>
  lab.said(
    160,
    "sh",
    "-c",
    // All of them hold its lock.
    `for fd in /proc/[0-9]*/fd/9; do
      [ "$(readlink "$fd")" != ${place} ] || { pid=\${fd#/proc/}; kill -9 "\${pid%%/*}"; }
    done`,
  );

/** Makes the web server's container anew, as Docker does it when nothing is tried before. */
export async function recreateWeb({ lab }: LabStack): Promise<void> {
  const compose = `docker compose --file compose.yaml --project-directory ${place}/current --env-file /var/lib/parley/meet-example-org/facts.env`;
  const done = await lab.inside(`cd ${place}/current && ${compose} up --detach --no-deps --force-recreate web`);
  if (done.code !== 0) throw new Error(done.stderr);
}

interface Watched {
  /** Most logins that one account had at Prosody at once. */
  readonly jvb: number;
  readonly focus: number;
  /** How often the trial had a bridge that ran when Prosody was asked. */
  readonly beside: number;
}

/** Counts at Prosody who is logged in, several times a second, while something is done. */
export async function watchLogins({ lab }: LabStack, act: () => Promise<unknown>): Promise<Watched> {
  const shell =
    "docker exec meet-example-org-prosody-1 prosodyctl --config /run/prosody/config/prosody.cfg.lua shell c2s show";
  const bridge = `docker ps --quiet ${ofTrial} --filter label=com.docker.compose.service=jvb`;
  const script = `while [ ! -e /run/watched ]; do
    there=$(${bridge} | wc -l)
    sessions=$(${shell}) || sessions=
    echo "$there $(echo "$sessions" | grep -c ' jvb@') $(echo "$sessions" | grep -c ' focus@')"
  done; rm /run/watched`;
  const watching = lab.world.exec(160, ["sh", "-c", script], { timeout: 300_000 });
  try {
    await act();
  } finally {
    await lab.said(160, "touch", "/run/watched");
  }
  const lines = (await watching).stdout.trim().split("\n");
  const samples = lines.map((line) => line.split(" ").map(Number));
  return {
    jvb: Math.max(...samples.map(([, jvb = 0]) => jvb)),
    focus: Math.max(...samples.map(([, , focus = 0]) => focus)),
    beside: samples.filter(([there = 0]) => there > 0).length,
  };
}

/** Fills the machine's disk but for so many KiB; the function that comes back frees it. */
export async function fillDisk({ lab }: LabStack, left: number): Promise<() => Promise<string>> {
  const free = () => lab.said(160, "rm", "-f", "/var/filler", "/var/filler-rest");
  await lab.said(
    160,
    "sh",
    "-c",
    `bytes=$(df --output=avail --block-size=1 / | tail -n 1)
    fallocate --length $((bytes - (1 << 20))) /var/filler
    dd if=/dev/zero of=/var/filler-rest bs=4k 2>/dev/null
    truncate --size=-${left}K /var/filler-rest`,
  );
  return free;
}

/** Has the program use another image for the web server. */
export const useWeb = (made: LabStack, image: string): void =>
  made.program.set(["parley:jitsi", "images"], { web: `ghcr.io/jitsi/${image}` });

/** The next `up` of a good change works, and nothing of a trial stays. */
export async function nextWorks(made: LabStack, name: string): Promise<void> {
  made.program.set(["parley:jitsi", "branding"], { title: name });
  await made.worked(made.stack.up());
  expect(await title(made)).toBe(name);
  expect(await remains(made)).toBe("");
}
