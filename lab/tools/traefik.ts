/** Traefik, built from Go modules: the reverse proxy that reads the routes. */
import { join } from "node:path";
import { provide } from "../build/cache";
import { buildEntry, type GoProgram } from "../build/goProgram";
import { output } from "../build/process";
import { executable, onPath } from "../build/program";

const program: GoProgram = {
  recipe: "lab/tools/traefik",
  module: "github.com/traefik/traefik/v3",
  package: "github.com/traefik/traefik/v3/cmd/traefik",
  binary: "traefik",
  title: "Traefik",
  works: async (file) => executable(file) && (await output(file, ["version"], { timeout: 20_000 })) !== undefined,
};

/** Path of the program, built first when needed. */
export async function traefik(): Promise<string> {
  const go = onPath("go");
  if (!go) throw new Error("Traefik cannot be built: there is no `go` on PATH");
  const folder = await provide(buildEntry(program, go), () =>
    process.stderr.write("parley: waiting for another run that builds Traefik …\n"),
  );
  return join(folder, program.binary);
}
