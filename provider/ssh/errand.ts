/** Something to do on a machine: one command as root, with something on its standard input. */
import { StringDecoder } from "node:string_decoder";
import type { Run } from "../protocol/live";
import { asRoot, type Connection } from "./target";

export interface Errand {
  readonly command: string;
  readonly stdin: string;
  /** Seconds to wait for a host that does not answer. */
  readonly patience: number;
  readonly heard: (stream: "stdout" | "stderr", chunk: Buffer) => void;
}

export interface Done {
  readonly code: number;
  readonly stdout: string;
  /** The lines of standard error; each was shown beside the resource when it came. */
  readonly said: readonly string[];
}

/** Does it in one session. Throws when the machine cannot be reached or the connection breaks off. */
export async function onMachine(
  connection: Connection,
  { command, stdin, patience }: Omit<Errand, "heard">,
  run: Run,
): Promise<Done> {
  const decoders = { stdout: new StringDecoder(), stderr: new StringDecoder() };
  const said: string[] = [];
  let stdout = "";
  let begun = "";
  const tell = (line: string) => {
    said.push(line);
    run.log(line);
  };
  const errand: Errand = {
    command: asRoot(command, connection.user),
    stdin,
    patience,
    heard: (stream, chunk) => {
      const piece = decoders[stream].write(chunk);
      if (stream === "stdout") {
        stdout += piece;
        return;
      }
      const lines = (begun + piece).split("\n");
      begun = lines.pop() ?? "";
      for (const line of lines) tell(line);
    },
  };
  const code =
    "local" in connection
      ? await (await import("./local")).here(errand, run)
      : await (await import("./session")).overSsh(connection, errand, run);
  if (begun) tell(begun);
  return { code, stdout, said };
}
