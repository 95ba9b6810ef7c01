/** A flow over TCP, as most are. */
import type { Flow } from "./model";

export const tcpFlow = (from: string, to: string, port: number, title: string): Flow => ({
  from,
  to,
  port,
  protocol: "tcp",
  title,
});
