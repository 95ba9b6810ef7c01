/** Starts programs on this machine's loopback address, and the stand-in for lk-jwt-service among them. */
import { type ChildProcess, spawn } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { standInProgram } from "../../../lab/images/program";
import { execute, type Result } from "../../../lab/world/command";
import { eventually } from "../../../lab/world/wait";

export type Environment = Readonly<Record<string, string>>;

/** The stand-in under the two names that its image has; no other variable than the given ones reaches it. */
export class JwtService {
  private constructor(private readonly folder: string) {}

  static async in(folder: string): Promise<JwtService> {
    for (const name of ["lk-jwt-service", "lk-jwt-service-healthcheck"])
      symlinkSync(await standInProgram(), join(folder, name));
    return new JwtService(folder);
  }

  /** Runs to its end, which comes at once when the environment is wrong. */
  run = (name: "lk-jwt-service" | "lk-jwt-service-healthcheck", env: Environment): Promise<Result> =>
    execute([join(this.folder, name)], { env, timeout: 5_000 });

  /** Runs until it is stopped. */
  start = (env: Environment, url: string): Promise<Running> =>
    start([join(this.folder, "lk-jwt-service")], env, `${url}/healthz`);
}

export interface Running {
  /** What it said so far. */
  readonly said: () => string;
  stop(): Promise<void>;
}

/** A program, as soon as an address of it answers well. */
export async function start(argv: readonly string[], env: Environment, url: string): Promise<Running> {
  const [program = "", ...args] = argv;
  const child: ChildProcess = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (said += chunk));
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  try {
    await eventually(`${program} at ${url}`, async () => ((await fetch(url)).ok ? true : undefined), {
      within: 20_000,
    });
  } catch (error) {
    await stop();
    throw new Error(`${error}\n${said}`);
  }
  return { said: () => said, stop };
}
