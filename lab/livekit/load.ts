/** A steady load on a LiveKit, by a program on LiveKit's own WebRTC library (pion): one who speaks, and others who listen. */
import { z } from "zod";
import { type GoProgram, provideProgram } from "../build/goProgram";
import { executable } from "../build/program";
import { must } from "../world/command";

const program: GoProgram = {
  recipe: "lab/livekit",
  module: "github.com/livekit/livekit-server",
  package: "./generator",
  binary: "livekit-load",
  title: "the load for LiveKit",
  sources: ["generator/main.go", "generator/participant.go"],
  works: async (file) => executable(file),
};

export interface Load {
  /** Where LiveKit's signalling is: `wss://…`, without `/rtc`. */
  readonly url: string;
  /** Tokens: they reach the program by its input, not by its command line. */
  readonly speaker: string;
  readonly listeners: readonly string[];
  /** The only address of the clients' machine that media may use. */
  readonly source: string;
  /** Payload of each packet. */
  readonly bytes: number;
  readonly packetsPerSecond: number;
  /** How long is counted. */
  readonly seconds: number;
}

/** What came of it. */
const figures = z.object({
  /** How long the speaker took. */
  seconds: z.number(),
  /** Bytes of RTP, by listener. */
  received: z.array(z.number()),
});
export type LoadFigures = z.infer<typeof figures>;

/**
 * @param prefix words before the command: where the clients are
 * @param authority file of whoever vouches for LiveKit's name
 */
export async function livekitLoad(load: Load, prefix: readonly string[], authority: string): Promise<LoadFigures> {
  const said = await must([...prefix, await provideProgram(program)], {
    input: JSON.stringify(load),
    timeout: (load.seconds + 60) * 1000,
    env: { ...process.env, SSL_CERT_FILE: authority },
  });
  return figures.parse(JSON.parse(said));
}
