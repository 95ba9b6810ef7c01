/** Serves a provider to the engine that started this process. */
import type { Note } from "./noted";
import type { Provider } from "./resourceType";
import type { Runs } from "./runs";
import { Served } from "./served";
import { type Answered, service } from "./service";

const parentCheck = 2_000;

/**
 * @param engine address of the engine, for messages
 * @param told hears of every operation
 */
export function serve(provider: Provider, engine?: string, told?: Note): void {
  serveRequests((runs) => service(provider, runs, told), engine);
}

/** The same for one that answers by itself. */
export function serveRequests(answers: (runs: Runs) => Answered, engine?: string): void {
  const served = new Served(answers, engine);
  // The engine reads the port from the first line.
  served.port.then((port) => process.stdout.write(`${port}\n`));

  // The engine waits for our end, after every operation.
  const stop = () => void served.end().then(() => process.exit(0));
  // An engine that was killed cannot tell us to stop.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, parentCheck).unref();
  // The engine ends its providers this way, and calls one that has to be killed a bug.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, stop);
}
