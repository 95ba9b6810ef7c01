/** `npm start`: the plan, then the demo stack through the real engine with simulated providers. */
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import pc from "picocolors";
import { stringify } from "yaml";
import { type Ended, Interrupted } from "../lab/build/process";
import { Demo, demoFolder, demoStack } from "../lab/engine/demo";
import { requireEngine } from "../lab/engine/require";

/** Brings the demo stack up; sets the exit code. */
export async function start(): Promise<void> {
  await (await import("./plan")).plan(demoStack, { out: join(demoFolder(), "plan") });
  try {
    const demo = new Demo(await requireEngine());
    await demo.recover();
    await demo.make();
    process.exitCode = await up(demo);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    process.stderr.write("\nparley: stopped; run the same command again to go on\n");
    process.exitCode = error.exitCode;
  }
}

async function up(demo: Demo): Promise<number> {
  say(
    `\n${pc.bold("pulumi up")} of the stack ${demoStack}: the real engine, ${pc.bold("simulated")} providers (nothing real is made)\n`,
  );
  const log = join(demoFolder(), "events.jsonl");
  mkdirSync(demoFolder(), { recursive: true });
  rmSync(log, { force: true });
  const colour = pc.isColorSupported ? "always" : "never";
  const options = ["--yes", "--non-interactive", "--suppress-outputs", `--color=${colour}`, `--event-log=${log}`];
  const ended = await demo.run(["up", ...options], { stdio: ["ignore", "inherit", "inherit"] });
  if (ended.code !== 0) return failed(ended);
  await report(demo, changed(log));
  return 0;
}

function failed(ended: Ended): number {
  if (ended.interrupted) throw new Interrupted(ended.interrupted);
  process.stderr.write(
    "\nparley: `pulumi up` failed, see above. `npm start` tries again, `npm stop` removes what is there.\n",
  );
  return ended.code;
}

async function report(demo: Demo, changes: string): Promise<void> {
  const page = join(demoFolder(), "plan", "report.html");
  const outputs = JSON.parse((await demo.output(["stack", "output", "--json"])) ?? "{}") as Record<string, unknown>;
  say(pc.bold(`\n${changes || "no changes: the stack is as the settings say"}`));
  say(pc.bold("\nOutputs"));
  say(stringify(outputs, { lineWidth: 0 }).trimEnd().replace(/^/gm, "  "));
  say(`
${pc.bold("Look")}     every file that would be deployed, and a picture: ${join(".parley", "demo", "plan", "report.html")}
         ${pathToFileURL(page).href}
         what the providers were asked for: ${join(".parley", "demo", "journal.jsonl")}
${pc.bold("Go on")}    npm run pulumi -- preview      the engine on this stack, with any command
         npm stop                       destroys it
${pc.bold("Go live")}  1. put your own addresses into Pulumi.prod.yaml; \`npm run plan -- prod\` checks them without touching anything
         2. choose where Pulumi keeps its state:  npm run pulumi -- login
         3. give it its credentials (README.md):  npm run pulumi -- config set --secret … --stack prod
         4. npm run pulumi -- up --stack prod`);
}

/** What the last operation in an event log did ("2 updated, 1 replaced"); empty when it did nothing. */
function changed(log: string): string {
  const lines = readFileSync(log, "utf8").split("\n").filter(Boolean);
  const events = lines.map(
    (line) => JSON.parse(line) as { summaryEvent?: { resourceChanges: Record<string, number> } },
  );
  const changes = events.findLast((event) => event.summaryEvent)?.summaryEvent?.resourceChanges ?? {};
  return Object.entries(changes)
    .filter(([operation]) => operation !== "same")
    .map(([operation, count]) => `${count} ${operation.replace(/e?$/, "ed")}`)
    .join(", ");
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
