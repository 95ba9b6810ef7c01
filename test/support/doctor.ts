/** What tests of `parley doctor` share: two deployments at the loopback address, and faults to make there. */
import { ask, type Ways } from "../../cli/doctor/ask";
import { judge } from "../../cli/doctor/judge";
import type { Finding, Step } from "../../cli/doctor/step";
import { stepsOf } from "../../cli/doctor/steps";
import type { Deployment } from "../../components/deployment";
import { Answering, say } from "./answering";
import { deploymentOf } from "./planned";

const here = (raw: Record<string, unknown>) => {
  raw.dns = { provider: "manual", zone: "example.org", address: "127.0.0.1" };
};

export const jitsi = deploymentOf("examples/jitsi-host-public.yaml", here);
export const matrixrtc = deploymentOf("examples/matrixrtc-proxmox.yaml", here);

/** With TURN, at an address that changes: LiveKit would relay nothing to a private one. */
export const withTurn = deploymentOf("examples/matrixrtc-proxmox-turn.yaml");

/** Servers that answer rightly at the start of each test. */
export function answering(): { readonly now: Answering } {
  let servers: Answering;
  beforeAll(async () => {
    servers = await Answering.start();
  });
  beforeEach(() => servers.reset());
  afterAll(() => servers.end());
  return {
    get now() {
      return servers;
    },
  };
}

export function step(
  deployment: Deployment,
  name: string,
): Step & { readonly question: NonNullable<Step["question"]> } {
  const found = stepsOf("home", deployment).find((one) => one.name === name);
  if (!found?.question) throw new Error(`no question in the step ${name}`);
  return { ...found, question: found.question };
}

/** What comes of one step. */
export async function finding(deployment: Deployment, name: string, ways: Ways): Promise<Finding> {
  const asked = step(deployment, name);
  return judge(asked, await ask(asked.question, ways));
}

export const verdicts = (all: readonly Finding[]): string[] => all.map(({ name, verdict }) => `${name} ${verdict}`);

/** Step, what is wrong with it, how it is made wrong, what is said, what is advised. */
export type Fault = readonly [
  step: string,
  fault: string,
  cause: (servers: Answering) => unknown,
  seen: RegExp | string,
  remedy: RegExp | string,
];

export const html = say(200, "<!doctype html>", { "content-type": "text/html" });

/** One request that is answered otherwise. */
export const on = (asked: string, handler: ReturnType<typeof say>) => (servers: Answering) => {
  servers.handlers = { [asked]: handler };
};

/** A test for each. */
export function wrongWith(deployment: Deployment, faults: readonly Fault[]): void {
  const servers = answering();
  it.each(faults)("%s: %s", async (name, _fault, cause, seen, remedy) => {
    await cause(servers.now);
    const found = await finding(deployment, name, servers.now.ways);
    expect(found).toMatchObject({ verdict: "wrong" });
    expect(found.seen).toEqual(typeof seen === "string" ? seen : expect.stringMatching(seen));
    expect(found.remedy).toEqual(typeof remedy === "string" ? remedy : expect.stringMatching(remedy));
  });
}
