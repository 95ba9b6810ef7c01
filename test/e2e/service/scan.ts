/** Which ports of a host answer, asked from some place in the lab. */
import type { Where } from "../../../lab/world/enter";
import type { World } from "../../../lab/world/world";

export interface Open {
  readonly tcp: readonly number[];
  readonly udp: readonly number[];
}

/** Runs in the lab. A TCP port is open when it takes a connection, a UDP port when it sends something back. */
const program = `
const { host, tcp, udp } = JSON.parse(process.argv[1]);
const connects = (port) => new Promise((done) => {
  const socket = require("node:net").connect({ host, port, timeout: 1500 });
  const end = (open) => { socket.destroy(); done(open); };
  socket.once("connect", () => end(true)).once("error", () => end(false)).once("timeout", () => end(false));
});
const answers = (port) => new Promise((done) => {
  const socket = require("node:dgram").createSocket("udp4");
  const end = (open) => { clearTimeout(timer); socket.close(); done(open); };
  const timer = setTimeout(() => end(false), 1500);
  socket.once("message", () => end(true)).once("error", () => end(false));
  socket.connect(port, host, () => socket.send("anybody there?"));
});
const openOf = async (ports, ask) => {
  const open = [];
  for (let at = 0; at < ports.length; at += 128) {
    const some = ports.slice(at, at + 128);
    const found = await Promise.all(some.map(ask));
    open.push(...some.filter((_, i) => found[i]));
  }
  return open;
};
Promise.all([openOf(tcp, connects), openOf(udp, answers)]).then(([tcp, udp]) => console.log(JSON.stringify({ tcp, udp })));
`;

/** The ports of these that are open, in the order given. */
export async function scan(world: World, from: Where, host: string, ports: Open): Promise<Open> {
  const argv = [process.execPath, "-e", program, JSON.stringify({ host, ...ports })];
  return JSON.parse((await world.exec(from, argv)).stdout) as Open;
}
