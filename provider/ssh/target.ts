/** How to reach a machine, as a resource is told. Loads nothing of SSH: that is only needed when something has to be done. */
import { z } from "zod";

const hop = {
  host: z.string().min(1, "is empty"),
  port: z.int().min(1).max(65535),
  user: z.string().min(1, "is empty"),
  /** An authorized-keys line; without it any host is believed. */
  hostKey: z.string().optional(),
};

const remote = z.strictObject({
  ...hop,
  privateKey: z.string(),
  /** A host to go through, with the same key. */
  jump: z.strictObject(hop).optional(),
});

/** This machine. */
const local = z.strictObject({ local: z.literal(true), user: z.string() });

export const connectionSchema = z.union([local, remote], {
  error: "is neither `local` nor a host with port, user and privateKey",
});

export type Connection = z.output<typeof connectionSchema>;
export type Target = z.output<typeof remote>;
export type Hop = Omit<Target, "privateKey" | "jump">;

/** For people: `root@172.16.10.160:22 (through root@172.16.10.1:22)`. */
export function placeOf(connection: Connection): string {
  if ("local" in connection) return "this machine";
  const { jump } = connection;
  return jump ? `${address(connection)} (through ${address(jump)})` : address(connection);
}

export const address = ({ user, host, port }: Hop): string => `${user}@${host}:${port}`;

/** A command for a user other than root, who needs password-free sudo. */
export function asRoot(command: string, user: string): string {
  return user === "root" ? command : `exec sudo -n sh -c '${command.replaceAll("'", `'\\''`)}'\n`;
}
