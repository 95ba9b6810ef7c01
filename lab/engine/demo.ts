/** The demo stack: where it is, and how its engine is run. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { projectRoot } from "../../cli/root";
import { UserError } from "../../cli/userError";
import { alive } from "../build/lock";
import { type Ended, output, type RunOptions, run } from "../build/process";
import type { Engine } from "./find";
import { type SimulatedPlace, simulatedPlace } from "./simulated";

export const demoStack = "demo";
/** Protects nothing: what the simulated providers make is not real. */
const passphrase = "parley-demo";

export const demoFolder = (): string => join(projectRoot(), ".parley", "demo");

export class Demo {
  readonly place: SimulatedPlace;

  constructor(private readonly engine: Engine) {
    this.place = simulatedPlace(engine, demoFolder(), passphrase);
  }

  /** Environment of the engine with the demo stack as the current one. */
  get environment(): NodeJS.ProcessEnv {
    return { ...this.place.environment, PULUMI_STACK: demoStack };
  }

  /** Whether the stack has been made; asks the files, because an engine may have to be built to be asked. */
  static exists(): boolean {
    const folder = join(demoFolder(), "state", ".pulumi", "stacks");
    return files(folder).some((file) => basename(file) === `${demoStack}.json`);
  }

  run(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
    return run(this.engine.pulumi, args, { cwd: projectRoot(), env: this.environment, ...options });
  }

  output(args: readonly string[]): Promise<string | undefined> {
    return output(this.engine.pulumi, args, { cwd: projectRoot(), env: this.environment });
  }

  /** Makes the stack when there is none. */
  async make(): Promise<void> {
    if (Demo.exists()) return;
    // The stack that is to be made cannot be the current one yet.
    const env = this.place.environment;
    const ended = await this.run(["stack", "init", demoStack, "--non-interactive"], {
      env,
      stdio: "ignore",
    });
    if (ended.code !== 0 && !ended.interrupted)
      throw new UserError("The demo stack could not be made; `npm run pulumi -- stack init demo` says why.");
  }

  /** Frees the stack when the run that locked it was killed. */
  async recover(): Promise<void> {
    const holders = this.lockHolders();
    if (holders.length === 0) return;
    const living = holders.find(alive);
    if (living !== undefined) {
      throw new UserError(
        `The demo stack is being changed by another run (process ${living}). Wait for it, or stop it.`,
      );
    }
    process.stderr.write("parley: the last run was cut off, cleaning up after it\n");
    await this.run(["cancel", "--yes", demoStack], { stdio: "ignore" });
    // What was being made is not there: a simulated provider finishes at once or not at all.
    const refresh = ["refresh", "--yes", "--skip-preview", "--clear-pending-creates", "--non-interactive"];
    await this.run(refresh, { stdio: "ignore" });
  }

  /** Process ids in the backend's lock files. */
  private lockHolders(): number[] {
    const folder = join(this.place.state, ".pulumi", "locks");
    const locks = files(folder).filter((file) => file.endsWith(".json"));
    return locks.flatMap((file) => {
      try {
        return [(JSON.parse(readFileSync(join(folder, file), "utf8")) as { pid: number }).pid];
      } catch {
        // Removed a moment ago, or cut off while being written: nobody is known to hold it.
        return existsSync(join(folder, file)) ? [-1] : [];
      }
    });
  }
}

function files(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : [];
}
