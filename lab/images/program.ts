/** The program in the stand-ins, built from the Go sources beside this file: no modules, no C library. */
import { join } from "node:path";
import { projectRoot } from "../../cli/root";
import { UserError } from "../../cli/userError";
import { provide } from "../build/cache";
import { Interrupted, run } from "../build/process";
import { executable, onPath } from "../build/program";
import { folderEntries, sha256 } from "./layer";

const binary = "stand-in";

/** Path of the program, built first when needed: seconds. */
export async function standInProgram(): Promise<string> {
  const sources = join(projectRoot(), "lab/images/programs");
  const text = folderEntries(sources).map(({ path, what }) => `${path}\n${"file" in what ? what.file : ""}`);
  const folder = await provide({
    name: `stand-in-program-${process.arch}-${sha256(text.sort().join("\n")).slice(0, 12)}`,
    works: async (folder) => executable(join(folder, binary)),
    make: (folder) => build(sources, join(folder, binary)),
  });
  return join(folder, binary);
}

async function build(sources: string, file: string): Promise<void> {
  const go = onPath("go");
  if (!go) throw new UserError("The stand-ins for images cannot be built: there is no `go` on PATH");
  const flags = ["-trimpath", "-buildvcs=false", "-ldflags=-s -w -buildid="];
  const ended = await run(go, ["build", ...flags, "-o", file, "."], {
    cwd: sources,
    env: { ...process.env, CGO_ENABLED: "0", GOTOOLCHAIN: "local", GOFLAGS: "", GOWORK: "off", GOOS: "linux" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (ended.interrupted) throw new Interrupted(ended.interrupted);
  if (ended.code !== 0) throw new Error("the stand-ins' program does not compile, see above");
}
