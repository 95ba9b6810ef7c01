/** A command on another host. */
import type { ClientChannel } from "ssh2";
import type { Run } from "../protocol/live";
import { dial, type Line } from "./dial";
import type { Errand } from "./errand";
import { SshProblem } from "./problem";
import { placeOf, type Target } from "./target";

/** Runs the command to its end; answers with its exit code. */
export async function overSsh(target: Target, errand: Errand, run: Run): Promise<number> {
  const line = await dial(target, errand.patience, run);
  try {
    const ended = await session(line, errand, run.signal);
    if (run.signal.aborted) throw run.signal.reason;
    if (typeof ended === "number") return ended;
    throw new SshProblem(
      `The connection to ${placeOf(target)} broke off in the middle: ${ended}. ` +
        "What was under way there comes to its end, or is undone, by itself. Run the same command again.",
      false,
    );
  } finally {
    line.end();
  }
}

/** The exit code, or why there is none. */
function session({ client, end }: Line, errand: Errand, signal: AbortSignal): Promise<number | string> {
  return new Promise((done, failed) => {
    let lost = "it was closed without a word";
    client.on("error", (error) => {
      lost = error.message === "Keepalive timeout" ? "the host has not answered for half a minute" : error.message;
    });
    client.once("close", () => done(lost));
    client.exec(errand.command, (error, channel) => {
      if (error) return failed(new SshProblem(`sshd runs no command: ${error.message}`, false));
      // OpenSSH passes it on to the command's whole process group; closing the connection alone would let it run on.
      const stop = () => {
        channel.signal("TERM");
        end();
      };
      signal.addEventListener("abort", stop, { once: true });
      if (signal.aborted) stop();
      let ended: number | string | undefined;
      channel.on("exit", (code: number | null, name?: string) => {
        ended = code ?? `the command was ended by the signal ${name}`;
      });
      channel.on("data", (chunk: Buffer) => errand.heard("stdout", chunk));
      channel.stderr.on("data", (chunk: Buffer) => errand.heard("stderr", chunk));
      channel.on("close", () => {
        signal.removeEventListener("abort", stop);
        done(ended ?? lost);
      });
      feed(channel, errand.stdin);
    });
  });
}

function feed(channel: ClientChannel, text: string): void {
  // A command may end without reading everything.
  channel.on("error", () => {});
  channel.end(text);
}
