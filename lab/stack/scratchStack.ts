/** Runs the real engine in a folder of its own, with simulated providers unless others are given: for tests and measurements. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../cli/root";
import { run } from "../build/process";
import { type Engine, findEngine } from "../engine/find";
import type { Place } from "../engine/place";
import { type SimulatedPlace, simulatedPlace } from "../engine/simulated";

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams, for messages and for the hunt for secrets. */
  readonly all: string;
}

export interface Step {
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  /** The resource's name in the program. */
  readonly name: string;
  /** Paths that changed. */
  readonly diffs: readonly string[];
}

/** What an operation did, from the engine's own event log. */
export interface Operation extends Result {
  readonly steps: readonly Step[];
  /** Number of resources by what happened to them: {"create": 3, "same": 2}. */
  readonly changes: Readonly<Record<string, number>>;
}

interface EngineEvent {
  readonly resourcePreEvent?: {
    metadata: { op: string; urn: string; type: string; detailedDiff?: object | null; diffs?: string[] | null };
  };
  readonly summaryEvent?: { resourceChanges: Record<string, number> };
}

/** The engine, or undefined when this machine has none; then `why` says what was tried. */
export async function anyEngine(why: string[] = []): Promise<Engine | undefined> {
  const found = await findEngine((line) => process.stderr.write(`${line}\n`));
  if ("missing" in found) why.push(...found.missing);
  return "missing" in found ? undefined : found;
}

/** A stack of a program, with a backend, a home and a journal that `dispose` removes. */
export class ScratchStack {
  private readonly place: Place & Partial<SimulatedPlace>;
  private readonly folder: string;
  private readonly project: string;

  /**
   * @param program folder with Pulumi.yaml. It is copied, because the engine writes the stack's settings beside it;
   *   "in place" runs it where it is (its stack file then has to be complete).
   * @param place where its state, plugins and environment are; with simulated providers unless one is given
   */
  constructor(
    private readonly engine: Engine,
    program: string,
    readonly name: string,
    where: "copied" | "in place" = "copied",
    passphrase = "parley-test",
    place?: Place,
  ) {
    this.folder = mkdtempSync(join(tmpdir(), "parley-engine-"));
    this.place = place ?? simulatedPlace(engine, this.folder, passphrase);
    this.project = where === "copied" ? join(this.folder, "program") : program;
    if (where === "copied") {
      cpSync(program, this.project, { recursive: true });
      for (const name of ["node_modules", "provider"]) symlinkSync(join(projectRoot(), name), join(this.project, name));
      for (const file of ["package.json", "tsconfig.json"]) cpSync(join(projectRoot(), file), join(this.project, file));
    }
    mkdirSync(join(this.folder, "events"));
  }

  /** Any command of the engine, on this stack. */
  pulumi = (...args: string[]): Promise<Result> => this.pulumiWith("", ...args);

  /** The same, with something on standard input. */
  async pulumiWith(input: string, ...args: string[]): Promise<Result> {
    let stdout = "";
    let stderr = "";
    const { command, cwd, env } = this.invocation(args);
    const [program = "", ...words] = command;
    const ended = await run(program, words, {
      cwd,
      env,
      stdio: ["pipe", "pipe", "pipe"],
      started: (child) => {
        child.stdin?.on("error", () => undefined).end(input);
        child.stdout?.on("data", (chunk) => (stdout += chunk));
        child.stderr?.on("data", (chunk) => (stderr += chunk));
      },
    });
    return { code: ended.code, stdout, stderr, all: stdout + stderr };
  }

  /** How the engine is started on this stack: for those who run it themselves. */
  invocation(args: readonly string[]): { command: readonly string[]; cwd: string; env: NodeJS.ProcessEnv } {
    return {
      command: [this.engine.pulumi, ...args, "--non-interactive", "--color=never"],
      cwd: this.project,
      env: { ...this.place.environment, PULUMI_STACK: this.name },
    };
  }

  /** Makes the stack. */
  async init(): Promise<void> {
    const { PULUMI_STACK, ...env } = this.place.environment;
    const ended = await run(this.engine.pulumi, ["stack", "init", this.name, "--non-interactive"], {
      cwd: this.project,
      env,
      stdio: "ignore",
    });
    if (ended.code !== 0) throw new Error(`pulumi stack init ${this.name} failed`);
  }

  preview = (...options: string[]) => this.operation("preview", options);
  up = (...options: string[]) => this.operation("up", ["--yes", "--skip-preview", ...options]);
  refresh = (...options: string[]) => this.operation("refresh", ["--yes", "--skip-preview", ...options]);
  destroy = (...options: string[]) => this.operation("destroy", ["--yes", "--skip-preview", ...options]);

  /** Outputs; secrets are shown, for comparison with what was written down. */
  async outputs(): Promise<Record<string, unknown>> {
    return JSON.parse((await this.pulumi("stack", "output", "--json", "--show-secrets")).stdout);
  }

  /** Lines of the journal of the simulated providers. */
  journal(): string {
    const { journal } = this.place;
    return journal && existsSync(journal) ? readFileSync(journal, "utf8") : "";
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async operation(command: string, options: readonly string[]): Promise<Operation> {
    const log = join(this.folder, "events", `${Date.now()}.json`);
    const result = await this.pulumi(command, `--event-log=${log}`, ...options);
    const events = existsSync(log) ? parse(readFileSync(log, "utf8")) : [];
    const steps = events.flatMap(({ resourcePreEvent }) => {
      if (!resourcePreEvent) return [];
      const { op, urn, type, detailedDiff, diffs } = resourcePreEvent.metadata;
      const paths = detailedDiff ? Object.keys(detailedDiff) : (diffs ?? []);
      return [{ op, urn, type, name: urn.split("::").at(-1) ?? "", diffs: paths }];
    });
    return {
      ...result,
      steps,
      changes: events.findLast((one) => one.summaryEvent)?.summaryEvent?.resourceChanges ?? {},
    };
  }
}

function parse(text: string): EngineEvent[] {
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as EngineEvent);
}
