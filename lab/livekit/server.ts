/** LiveKit's server, built from its Go module, and what an image of it holds. */
import { readFileSync } from "node:fs";
import { type GoProgram, provideProgram, version } from "../build/goProgram";
import { output } from "../build/process";
import { executable } from "../build/program";
import type { LayerEntry } from "../images/layer";

const program: GoProgram = {
  recipe: "lab/livekit",
  module: "github.com/livekit/livekit-server",
  package: "github.com/livekit/livekit-server/cmd/server",
  binary: "livekit-server",
  title: "LiveKit",
  works: async (file) => executable(file) && (await output(file, ["--version"], { timeout: 20_000 })) !== undefined,
};

/** Tagged with the server's own version, under the name that LiveKit publishes. */
export const livekitReference = (): string => `docker.io/livekit/livekit-server:v${version(program)}`;

/** Path of the server; built first when needed: a minute, once. */
export const livekitServer = (): Promise<string> => provideProgram(program);

/** The server at the path where LiveKit's own image has it. */
export async function livekitEntries(): Promise<LayerEntry[]> {
  const file = readFileSync(await livekitServer());
  return [{ path: "livekit-server", what: { file }, mode: 0o755 }];
}
