/** A client on the lab's internet side: what it asks, and what it is answered. */
import { type ChildProcess, spawn } from "node:child_process";
import type { LabStack } from "./labStack";

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** One request; the certificate is Traefik's own, which nobody has signed. */
export async function get({ lab }: LabStack, url: string): Promise<Answer> {
  const { code, stdout, stderr } = await lab.world.exec("client", [
    "curl",
    "-sSk",
    "--max-time",
    "10",
    "-D",
    "-",
    "-o",
    "/dev/null",
    url,
  ]);
  if (code !== 0) throw new Error(`${url}: ${stderr.trim()}`);
  const [first = "", ...lines] = stdout.trim().split(/\r?\n/);
  const headers = lines
    .map((line) => line.split(/: (.*)/))
    .map(([name = "", value = ""]) => [name.toLowerCase(), value]);
  return { status: Number(first.split(" ")[1]), headers: Object.fromEntries(headers) };
}

/** Status of a request to change to a websocket. */
export async function websocket({ lab }: LabStack, host: string, path: string, protocol: string): Promise<number> {
  const headers = [
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: cGFybGV5cGFybGV5cGFybA==",
    `Sec-WebSocket-Protocol: ${protocol}`,
  ];
  const options = ["-sk", "--http1.1", "--max-time", "3", "-o", "/dev/null", "-w", "%{http_code}"];
  const { stdout } = await lab.world.exec("client", [
    "curl",
    ...options,
    ...headers.flatMap((one) => ["-H", one]),
    `https://${host}${path}`,
  ]);
  return Number(stdout);
}

const datagram = `
const [host, port, text] = process.argv.slice(1);
const socket = require("node:dgram").createSocket("udp4");
let tries = 0;
const send = () => { if (++tries > 5) process.exit(1); socket.send(text, Number(port), host); };
const timer = setInterval(send, 1000);
socket.on("message", (message, from) => {
  clearInterval(timer);
  console.log(JSON.stringify({ from: from.address + ":" + from.port, body: JSON.parse(message.toString()) }));
  socket.close();
});
send();
`;

/** Sends a datagram and waits for the answer; a lost one is sent again, five times. */
export async function udp(
  { lab }: LabStack,
  host: string,
  port: number,
  text: string,
): Promise<{ from: string; body: Record<string, unknown> }> {
  const { code, stdout } = await lab.world.exec("client", [process.execPath, "-e", datagram, host, String(port), text]);
  if (code !== 0) throw new Error(`no answer from ${host}:${port}`);
  return JSON.parse(stdout) as { from: string; body: Record<string, unknown> };
}

/** Asks for a page again and again until told to end; tells how often, and how often in vain. */
export function poll(
  { lab }: LabStack,
  url: string,
  milliseconds: number,
): { end(): Promise<{ asked: number; failed: number }> } {
  const loop = `while :; do curl -sk --max-time 5 -o /dev/null -w '%{http_code}\\n' '${url}' || true; sleep ${milliseconds / 1000}; done`;
  const [program = "", ...prefix] = lab.world.prefix("client");
  const child: ChildProcess = spawn(program, [...prefix, "sh", "-c", loop], {
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  let said = "";
  child.stdout?.on("data", (chunk) => {
    said += chunk;
  });
  return {
    end: async () => {
      if (child.pid) process.kill(-child.pid, "SIGKILL");
      await new Promise((closed) => child.once("close", closed));
      const answers = said.trim().split("\n").filter(Boolean);
      return { asked: answers.length, failed: answers.filter((status) => status !== "200").length };
    },
  };
}
