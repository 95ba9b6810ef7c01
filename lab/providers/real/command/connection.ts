/** A connection as the SDK describes it, and what ssh2 makes of it. */
import { type ConnectConfig, utils } from "ssh2";
import { z } from "zod";

const hop = z.object({
  host: z.string(),
  port: z.number().default(22),
  user: z.string().default("root"),
  privateKey: z.string().optional(),
  privateKeyPassword: z.string().optional(),
  password: z.string().optional(),
  agentSocketPath: z.string().optional(),
  /** An authorized-keys line; without it any host is believed. */
  hostKey: z.string().optional(),
  /** -1 is no limit. */
  dialErrorLimit: z.number().default(10),
  /** Seconds; 0 is no limit. */
  perDialTimeout: z.number().default(15),
});

/** With the real provider's defaults. */
export const connectionSchema = hop.extend({ proxy: hop.optional() });
export type Hop = z.output<typeof hop>;
export type Connection = z.output<typeof connectionSchema>;

type HostKeyAlgorithms = NonNullable<NonNullable<ConnectConfig["algorithms"]>["serverHostKey"]>;

/** What ssh2 needs to connect. Throws what no further attempt can mend. `refused` hears of another host key. */
export function configOf(hop: Hop, refused: () => void): ConnectConfig {
  const limit = hop.perDialTimeout * 1000;
  return {
    host: hop.host,
    port: hop.port,
    username: hop.user,
    // Time for the whole handshake, the TCP connection included.
    readyTimeout: limit,
    ...(hop.privateKey === undefined ? {} : { privateKey: checkedKey(hop.privateKey, hop.privateKeyPassword) }),
    ...(hop.privateKeyPassword === undefined ? {} : { passphrase: hop.privateKeyPassword }),
    ...(hop.password === undefined ? {} : { password: hop.password, tryKeyboard: true }),
    ...agent(hop.agentSocketPath ?? process.env.SSH_AUTH_SOCK),
    ...(hop.hostKey === undefined ? {} : verification(hop.hostKey, refused)),
  };
}

function checkedKey(key: string, passphrase: string | undefined): string {
  const parsed = utils.parseKey(key, passphrase);
  // ssh2's message says what is wrong with the key, not what is in it.
  if (parsed instanceof Error) throw new Error(`the private key cannot be used: ${parsed.message}`);
  return key;
}

const agent = (socket: string | undefined) => (socket ? { agent: socket } : {});

function verification(line: string, refused: () => void) {
  const [type = "", key = ""] = line.trim().split(/\s+/);
  const expected = Buffer.from(key, "base64");
  if (expected.length === 0 || utils.parseKey(line.trim()) instanceof Error) {
    throw new Error("failed to parse host key: ssh: no key found");
  }
  return {
    // Asked for by its type: a host has several keys and would show another one.
    algorithms: { serverHostKey: [type] as HostKeyAlgorithms },
    hostVerifier: (shown: Buffer): boolean => {
      const same = shown.equals(expected);
      if (!same) refused();
      return same;
    },
  };
}
