/** One SSH connection. */
import type { Duplex } from "node:stream";
import { Client, type ConnectConfig, utils } from "ssh2";
import { problemOf, SshProblem, strangerProblem } from "./problem";
import { address, type Hop } from "./target";

/** Time for a handshake, the TCP connection included, in milliseconds. */
const handshake = 15_000;
/** A silent peer is given up after three of these, in milliseconds. */
const keepalive = 10_000;

/**
 * Connects to a host.
 *
 * @param sock a stream to use in place of a TCP connection
 */
export function connect(hop: Hop, privateKey: string, signal: AbortSignal, sock?: Duplex): Promise<Client> {
  return new Promise((done, failed) => {
    let stranger: SshProblem | undefined;
    const client = new Client();
    const stop = () => client.destroy();
    const fail = (problem: SshProblem) => {
      signal.removeEventListener("abort", stop);
      failed(problem);
    };
    signal.addEventListener("abort", stop, { once: true });
    client.once("ready", () => {
      signal.removeEventListener("abort", stop);
      // A lost connection is told by what runs over it; without a listener it would end the process.
      client.removeAllListeners("error").on("error", () => {});
      done(client);
    });
    client.once("error", (error) => {
      client.on("error", () => {});
      client.destroy();
      fail(stranger ?? problemOf(error, hop));
    });
    client.once("close", () =>
      fail(new SshProblem(`${address(hop)}: it closed the connection before the login`, true)),
    );
    client.connect({
      host: hop.host,
      port: hop.port,
      username: hop.user,
      privateKey: checkedKey(privateKey),
      readyTimeout: handshake,
      keepaliveInterval: keepalive,
      keepaliveCountMax: 2,
      ...(sock ? { sock } : {}),
      ...verification(hop, (shown) => {
        stranger = strangerProblem(hop, shown);
      }),
    });
  });
}

function checkedKey(key: string): string {
  const parsed = utils.parseKey(key);
  // ssh2's message says what is wrong with the key, not what is in it.
  if (parsed instanceof Error) {
    throw new SshProblem(`\`credentials.sshPrivateKey\` cannot be used as a private key: ${parsed.message}`, false);
  }
  return key;
}

type HostKeyAlgorithms = NonNullable<NonNullable<ConnectConfig["algorithms"]>["serverHostKey"]>;

function verification(hop: Hop, refused: (shown: string) => void): Partial<ConnectConfig> {
  if (hop.hostKey === undefined) return {};
  const [type = "", key = ""] = hop.hostKey.trim().split(/\s+/);
  const expected = Buffer.from(key, "base64");
  if (expected.length === 0 || utils.parseKey(hop.hostKey.trim()) instanceof Error) {
    throw new SshProblem(`${address(hop)}: \`hostKey\` in the settings is not a public key`, false);
  }
  return {
    // Asked for by its type: a host has several keys and would show another one.
    algorithms: { serverHostKey: algorithms(type) },
    hostVerifier: (shown: Buffer): boolean => {
      const same = shown.equals(expected);
      if (!same) refused(`${type} ${shown.toString("base64")}`);
      return same;
    },
  };
}

/** An RSA key signs with newer hashes than its type says. */
const algorithms = (type: string): HostKeyAlgorithms =>
  (type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256", "ssh-rsa"] : [type]) as HostKeyAlgorithms;
