/** `npm run lab up` and `npm run lab pulumi …`: the whole program on the lab's own stack. */
import { run } from "../lab/build/process";
import { keptProgram } from "../lab/stack/labSettings";
import type { World } from "../lab/world/world";
import { UserError } from "./userError";

/** Runs the engine where the lab's operator is, on the stack that the lab keeps. */
export async function pulumiInLab(world: World, args: readonly string[]): Promise<void> {
  const kept = await keptProgram(world);
  try {
    const { command, cwd, env } = kept.stack.invocation(args);
    const [program = "", ...words] = command;
    const { code } = await run(program, words, { cwd, env });
    if (code === 0) return;
    throw new UserError(`\`pulumi ${args.join(" ")}\` failed. The stack's settings are in ${kept.program.stackFile}.`);
  } finally {
    kept.close();
  }
}
