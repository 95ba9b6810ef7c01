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

/** Title of the start page. */
export async function title({ lab }: LabStack): Promise<string> {
  const page = await lab.said("client", "curl", "-sk", "https://meet.example.org/");
  return page.match(/<title>(.*)<\/title>/)?.[1] ?? "";
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

const requests = `
const [url, milliseconds] = process.argv.slice(1);
const { get } = require("node:https");
// A new connection each time, as from a new visitor; none waits for the one before it.
setInterval(() => {
  const say = (status) => console.log(Date.now(), status);
  const request = get(url, { agent: false, rejectUnauthorized: false, signal: AbortSignal.timeout(5000) }, (answer) => {
    answer.resume().once("end", () => say(answer.statusCode));
  });
  request.once("error", () => say(0));
}, Number(milliseconds));
`;

interface Polled {
  readonly asked: number;
  /** Answers other than 200, and requests that got none. */
  readonly failed: number;
  /** Longest time without a good answer, in milliseconds. */
  readonly longestGap: number;
}

/** Asks for a page again and again, from now until told to end. */
export function poll({ lab }: LabStack, url: string, milliseconds: number): { end(): Promise<Polled> } {
  const [program = "", ...prefix] = lab.world.prefix("client");
  const child: ChildProcess = spawn(program, [...prefix, process.execPath, "-e", requests, url, String(milliseconds)], {
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
      const answers = said
        .trim()
        .split("\n")
        .map((line) => line.split(" ").map(Number));
      const good = answers.filter(([, status]) => status === 200).map(([at = 0]) => at);
      const gaps = good.slice(1).map((at, i) => at - (good[i] ?? at));
      return { asked: answers.length, failed: answers.length - good.length, longestGap: Math.max(0, ...gaps) };
    },
  };
}
