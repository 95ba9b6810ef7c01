/** Dialling, with the real provider's patience: ten errors as a rule, the pauses growing to five seconds. */
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "ssh2";
import type { Run } from "../../live";
import { type Connection, configOf, type Hop } from "./connection";

const firstPause = 100;
const growth = 1.5;
const longestPause = 5_000;

/** Connections to the target, and to the host on the way; `end` closes them. */
export interface Line {
  readonly client: Client;
  readonly end: () => void;
}

/** Connects to the target, through the proxy if there is one. */
export async function dial(connection: Connection, run: Run): Promise<Line> {
  const { proxy } = connection;
  if (!proxy) {
    const client = await patiently("Dial", connection.dialErrorLimit, run, () => connect(connection));
    return { client, end: () => client.end() };
  }
  try {
    const jump = await patiently("Dial proxy", proxy.dialErrorLimit, run, () => connect(proxy));
    try {
      const path = await patiently("Dial from proxy", connection.dialErrorLimit, run, () => through(jump, connection));
      // Not tried again: the real provider tries on the same stream, which can only fail.
      const client = await connect(connection, path);
      const end = () => {
        client.end();
        jump.end();
      };
      return { client, end };
    } catch (error) {
      jump.end();
      throw error;
    }
  } catch (error) {
    throw new Error(`proxy: ${messageOf(error)}`);
  }
}

async function patiently<T>(what: string, limit: number, run: Run, attempt: () => Promise<T>): Promise<T> {
  let pause = firstPause;
  for (let dials = 1; ; dials += 1) {
    try {
      run.signal.throwIfAborted();
      return await attempt();
    } catch (error) {
      if (run.signal.aborted) throw run.signal.reason;
      // So many errors are forgiven: the last attempt is one more.
      if (limit > -1 && dials > limit) throw new Error(`after ${limit} failed attempts: ${messageOf(error)}`);
      run.log(`${what} ${dials}/${limit === -1 ? "inf" : limit} failed: retrying`);
    }
    await sleep(pause, undefined, { signal: run.signal }).catch(() => {});
    pause = Math.min(pause * growth, longestPause);
  }
}

function connect(hop: Hop, sock?: Duplex): Promise<Client> {
  return new Promise((done, failed) => {
    let stranger = false;
    const config = configOf(hop, () => {
      stranger = true;
    });
    const client = new Client();
    client.on("keyboard-interactive", (_name, _instructions, _language, prompts, answer) =>
      answer(prompts.map(() => hop.password ?? "")),
    );
    client.once("ready", () => {
      // A lost connection is told by what runs over it; without a listener it would end the process.
      client.removeAllListeners("error").on("error", () => {});
      done(client);
    });
    client.once("error", (error) => {
      client.on("error", () => {});
      client.destroy();
      failed(stranger ? new Error("ssh: handshake failed: ssh: host key mismatch") : explained(error, hop));
    });
    client.once("close", () => failed(new Error("ssh: handshake failed: EOF")));
    client.connect(sock ? { ...config, sock } : config);
  });
}

function through(jump: Client, { host, port }: Hop): Promise<Duplex> {
  return new Promise((done, failed) => {
    jump.forwardOut("127.0.0.1", 0, host, port, (error, stream) => {
      if (error) failed(new Error(`ssh: rejected: connect failed (${error.message})`));
      else done(stream);
    });
  });
}

/** In the words of the real provider, which operators search for. */
function explained(error: Error & { code?: string; level?: string }, { host, port }: Hop): Error {
  const place = `dial tcp ${host}:${port}`;
  if (error.code === "ECONNREFUSED") return new Error(`${place}: connect: connection refused`);
  if (error.code === "EHOSTUNREACH") return new Error(`${place}: connect: no route to host`);
  if (error.code === "ENOTFOUND") return new Error(`dial tcp: lookup ${host}: no such host`);
  if (error.level === "client-timeout") return new Error(`${place}: i/o timeout`);
  if (error.level === "client-authentication") {
    return new Error("ssh: handshake failed: ssh: unable to authenticate, no supported methods remain");
  }
  return new Error(`ssh: handshake failed: ${error.message}`);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
