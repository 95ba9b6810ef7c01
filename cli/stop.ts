/** `npm stop`: destroys the demo stack. */
import pc from "picocolors";
import { Interrupted } from "../lab/build/process";
import { Demo, demoStack } from "../lab/engine/demo";
import { requireEngine } from "../lab/engine/require";

/** Destroys the demo stack and removes it; sets the exit code. */
export async function stop(): Promise<void> {
  try {
    process.exitCode = await destroy();
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    process.exitCode = error.exitCode;
  }
}

async function destroy(): Promise<number> {
  if (!Demo.exists()) {
    process.stdout.write("There is no demo stack: nothing to destroy.\n");
    return 0;
  }
  const demo = new Demo(await requireEngine());
  await demo.recover();
  const colour = pc.isColorSupported ? "always" : "never";
  const options = ["--yes", "--non-interactive", "--skip-preview", `--color=${colour}`];
  const ended = await demo.run(["destroy", ...options], { stdio: ["ignore", "inherit", "inherit"] });
  if (ended.interrupted) return new Interrupted(ended.interrupted).exitCode;
  if (ended.code === 0) {
    await demo.run(["stack", "rm", "--yes", "--preserve-config", demoStack], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    process.stdout.write("The demo stack is destroyed. `npm start` makes it again.\n");
  } else {
    process.stderr.write("\nparley: `pulumi destroy` failed, see above.\n");
  }
  return ended.code;
}
