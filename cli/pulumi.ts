/** `npm run pulumi -- …`: the engine that `npm start` uses, with any arguments. */
import pc from "picocolors";
import { run } from "../lab/build/process";
import { Demo, demoStack } from "../lab/engine/demo";
import { engineEnvironment } from "../lab/engine/environment";
import { requireEngine } from "../lab/engine/require";
import { projectRoot } from "./root";

/** Runs the engine on the demo stack, or on the one that is named; passes its exit code on. */
export async function pulumi(args: readonly string[]): Promise<void> {
  const engine = await requireEngine();
  const demo = ofDemo(args, process.env);
  const which = demo
    ? `stack ${demoStack}, simulated providers, state in .parley/demo`
    : "your own stack, backend and providers";
  process.stderr.write(pc.dim(`parley: ${which} (engine: ${engine.origin}, ${engine.pulumi})\n`));
  const ended = await run(engine.pulumi, args, {
    cwd: projectRoot(),
    env: demo ? new Demo(engine).environment : engineEnvironment(engine),
    // It may ask questions; without a terminal it cannot, and then a signal has to be passed on.
    foreground: process.stdin.isTTY === true,
  });
  process.exitCode = ended.code;
}

const elsewhere = new Set(["login", "logout", "whoami", "org", "new"]);
const aboutNamed = new Set(["init", "select", "rm"]);

/** Whether arguments concern the demo stack: no other one is named, and they are not about the user's account. */
export function ofDemo(args: readonly string[], environment: NodeJS.ProcessEnv): boolean {
  const named = namedStack(args) ?? environment.PULUMI_STACK;
  if (named) return named === demoStack;
  return !elsewhere.has(args.find((word) => !word.startsWith("-")) ?? "");
}

function namedStack(args: readonly string[]): string | undefined {
  for (const [index, word] of args.entries()) {
    if (word === "--") break;
    if (word === "-s" || word === "--stack") return args[index + 1];
    const joined = word.match(/^(?:--stack=|-s=?)(.+)$/)?.[1];
    if (joined) return joined;
  }
  // `stack init NAME` names one without a flag.
  const [first, second, third] = args.filter((word) => !word.startsWith("-"));
  return first === "stack" && aboutNamed.has(second ?? "") ? third : undefined;
}
