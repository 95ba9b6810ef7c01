/** Somebody who reaches the cluster's Services and load balancers, from the node. */
import type { NodeCluster } from "../../../lab/kubernetes/node/nodeCluster";
import { eventually } from "../../../lab/world/wait";

export class Visitor {
  constructor(private readonly node: NodeCluster) {}

  /** What an address answers, with its headers. */
  get = (url: string, ...options: string[]): Promise<string> =>
    this.node.onNode(["curl", "--silent", "--show-error", "--include", "--max-time", "10", ...options, url]);

  /** The first line of the answer to a request for a WebSocket, which stays open until time is up. */
  async upgrade(url: string, protocol?: string): Promise<string> {
    const headers = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"];
    const spoken = protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`];
    const all = [...headers, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", ...spoken];
    const asked = all.flatMap((one) => ["--header", one]);
    const said = await this.node.onNode([
      ...["sh", "-c", 'curl "$@" || [ $? = 28 ]', "sh"],
      ...["--silent", "--include", "--http1.1", "--max-time", "2", ...asked, url],
    ]);
    return said.split("\r\n")[0] ?? "";
  }

  /** Which bridge answers a datagram, and what it advertises. */
  async bridge(address: string, port = 10_000): Promise<{ readonly host: string; readonly advertised: string[] }> {
    const ask = `exec 3<>/dev/udp/${address}/${port}; echo hello >&3; timeout 2 dd bs=2048 count=1 status=none <&3`;
    const answer = await eventually(`the bridge at ${address}`, () => this.node.onNode(["bash", "-c", ask]), {
      within: 10_000,
    });
    return JSON.parse(answer) as { host: string; advertised: string[] };
  }
}
