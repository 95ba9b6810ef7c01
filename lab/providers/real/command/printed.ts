/** What a command prints: kept as outputs, shown line by line as the resource asks for, and told when the command fails. */
import { StringDecoder } from "node:string_decoder";
import { z } from "zod";
import type { Run } from "../../live";

type Stream = "stdout" | "stderr";

export const loggingSchema = z.enum(["stdout", "stderr", "stdoutAndStderr", "none"]).default("stdoutAndStderr");
export type Logging = z.output<typeof loggingSchema>;

export interface Outputs {
  readonly stdout: string;
  readonly stderr: string;
}

export class Printed {
  private readonly text = { stdout: "", stderr: "" };
  private readonly decoders = { stdout: new StringDecoder(), stderr: new StringDecoder() };
  /** Both, as they came. */
  private all = "";
  /** Begun, but not ended, lines that are to be shown. */
  private readonly begun = { stdout: "", stderr: "" };

  constructor(
    private readonly logging: Logging,
    private readonly run: Run,
  ) {}

  /** Takes a piece of a stream, which may end anywhere, in the middle of a character too. */
  add(stream: Stream, chunk: Buffer): void {
    const piece = this.decoders[stream].write(chunk);
    this.text[stream] += piece;
    this.all += piece;
    if (this.logging !== stream && this.logging !== "stdoutAndStderr") return;
    const lines = (this.begun[stream] + piece).split("\n");
    this.begun[stream] = lines.pop() ?? "";
    for (const line of lines) this.run.log(line);
  }

  /** The outputs, each without its last line end. */
  end(): Outputs {
    for (const line of Object.values(this.begun)) if (line) this.run.log(line);
    return { stdout: this.text.stdout.replace(/\n$/, ""), stderr: this.text.stderr.replace(/\n$/, "") };
  }

  /** Why the command failed: with its whole text and everything it printed, secrets or not, as the real provider does. */
  failure(reason: string, command: string): Error {
    this.end();
    return new Error(`${reason}: running ${JSON.stringify(command)}:\n${this.all}`);
  }
}
