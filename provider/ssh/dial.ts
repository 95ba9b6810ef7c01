/** Dialling with patience: what waiting may mend is tried again, with pauses that grow to five seconds. */
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "ssh2";
import type { Run } from "../protocol/live";
import { connect } from "./client";
import { forwardProblem, SshProblem } from "./problem";
import { type Hop, placeOf, type Target } from "./target";

const firstPause = 250;
const growth = 1.5;
const longestPause = 5_000;
/** Between lines that say that we wait. */
const tellEvery = 10_000;

/** Connections to the target, and to the host on the way; `end` closes them. */
export interface Line {
  readonly client: Client;
  readonly end: () => void;
}

/**
 * Connects to the target, through the jump host if there is one.
 *
 * @param patience seconds after which no further attempt is begun
 */
export async function dial(target: Target, patience: number, run: Run): Promise<Line> {
  const began = Date.now();
  const passed = () => Date.now() - began;
  let pause = firstPause;
  let told = 0;
  for (;;) {
    try {
      run.signal.throwIfAborted();
      return await attempt(target, run.signal);
    } catch (error) {
      if (run.signal.aborted) throw run.signal.reason;
      const problem = error instanceof SshProblem ? error : new SshProblem(String(error), false);
      if (!problem.passing) throw problem;
      if (passed() > patience * 1000) throw givenUp(target, patience, problem);
      if (told === 0 || passed() - told > tellEvery) {
        told = passed();
        run.log(
          `waiting for SSH on ${target.host}, ${Math.round(told / 1000)} of ${patience} seconds: ${problem.message}`,
        );
      }
    }
    await sleep(pause, undefined, { signal: run.signal }).catch(() => {});
    pause = Math.min(pause * growth, longestPause);
  }
}

const givenUp = (target: Target, patience: number, { message }: SshProblem): SshProblem =>
  new SshProblem(
    `SSH to ${placeOf(target)} did not work within ${patience} seconds. ${message}. ` +
      "Is the machine up, is the address right, does a firewall stand in between? Run the same command again when it answers.",
    false,
  );

async function attempt(target: Target, signal: AbortSignal): Promise<Line> {
  const { jump, privateKey } = target;
  if (!jump) {
    const client = await connect(target, privateKey, signal);
    return { client, end: () => client.end() };
  }
  const before = await connect(jump, privateKey, signal);
  try {
    const client = await connect(target, privateKey, signal, await through(before, target));
    const end = () => {
      client.end();
      before.end();
    };
    return { client, end };
  } catch (error) {
    before.end();
    throw error;
  }
}

function through(jump: Client, hop: Hop): Promise<Duplex> {
  return new Promise((done, failed) => {
    jump.forwardOut("127.0.0.1", 0, hop.host, hop.port, (error, stream) => {
      if (error) failed(forwardProblem(error, hop));
      else done(stream);
    });
  });
}
