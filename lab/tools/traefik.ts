/** Traefik, built from Go modules: the reverse proxy that reads the routes. */
import { type GoProgram, provideProgram } from "../build/goProgram";
import { output } from "../build/process";
import { executable } from "../build/program";

const program: GoProgram = {
  recipe: "lab/tools/traefik",
  module: "github.com/traefik/traefik/v3",
  package: "github.com/traefik/traefik/v3/cmd/traefik",
  binary: "traefik",
  title: "Traefik",
  works: async (file) => executable(file) && (await output(file, ["version"], { timeout: 20_000 })) !== undefined,
};

/** Path of the program, built first when needed. */
export const traefik = (): Promise<string> => provideProgram(program);
