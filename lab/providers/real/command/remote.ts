/** A command on another host, over SSH. */
import type { ClientChannel } from "ssh2";
import { commandLife, commandSchema, type Execute, previousOutput } from "./commandInputs";
import { connectionSchema } from "./connection";
import { dial, type Line } from "./dial";
import { type Outputs, Printed } from "./printed";

const inputsSchema = commandSchema.extend({ connection: connectionSchema });

const execute: Execute = async (command, given, before, run) => {
  const inputs = inputsSchema.parse(given);
  const line = await dial(inputs.connection, run);
  try {
    await checkAccepted(line, inputs.environment);
    // What the host does not accept of the previous output is left out silently; the real provider warns.
    const env = { ...inputs.environment, ...previousOutput(inputs, before) };
    const printed = new Printed(inputs.logging, run);
    const reason = await session(
      line,
      command,
      { env, stdin: inputs.stdin ?? "", signal: run.signal },
      (stream, chunk) => printed.add(stream, chunk),
    );
    if (run.signal.aborted) throw run.signal.reason;
    if (reason) throw printed.failure(reason, command);
    return printed.end();
  } finally {
    line.end();
  }
};

export const remoteCommand = commandLife(execute);

interface SessionOptions {
  readonly env?: Record<string, string>;
  readonly stdin?: string;
  readonly signal?: AbortSignal;
}

/** Runs a command to its end; answers with the reason when it failed. */
function session(
  { client, end }: Line,
  command: string,
  { env = {}, stdin = "", signal }: SessionOptions,
  heard: (stream: keyof Outputs, chunk: Buffer) => void,
): Promise<string | undefined> {
  return new Promise((done, failed) => {
    client.exec(command, { env }, (error, channel) => {
      if (error) return failed(error);
      // OpenSSH passes it on to the command's whole process group; closing the connection alone would let it run on.
      const stop = () => {
        channel.signal("TERM");
        end();
      };
      signal?.addEventListener("abort", stop, { once: true });
      if (signal?.aborted) stop();
      let reason: string | undefined = "wait: remote command exited without exit status or exit signal";
      channel.on("exit", (code: number | null, name?: string) => {
        if (code === 0) reason = undefined;
        else reason = code === null ? `Process exited with signal ${name?.replace(/^SIG/, "")}` : status(code);
      });
      channel.on("data", (chunk: Buffer) => heard("stdout", chunk));
      channel.stderr.on("data", (chunk: Buffer) => heard("stderr", chunk));
      channel.on("close", () => {
        signal?.removeEventListener("abort", stop);
        done(reason);
      });
      feed(channel, stdin);
    });
  });
}

const status = (code: number): string => `Process exited with status ${code}`;

function feed(channel: ClientChannel, text: string): void {
  // A command may end without reading everything.
  channel.on("error", () => {});
  channel.end(text);
}

/** sshd drops variables that it does not accept without a word that ssh2 could hear: so the host is asked. */
async function checkAccepted(line: Line, environment: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(environment)) {
    let seen = "";
    await session(line, `printenv '${name.replaceAll("'", "'\\''")}'`, { env: { [name]: value } }, (stream, chunk) => {
      if (stream === "stdout") seen += chunk.toString();
    });
    if (seen.replace(/\n$/, "") !== value) {
      throw new Error(
        `could not set environment variable "${name}": ssh: setenv failed (the host's AcceptEnv has to allow it)`,
      );
    }
  }
}
