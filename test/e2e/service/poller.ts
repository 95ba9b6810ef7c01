/** Somebody who uses the service the whole time, from some place in the lab: every failure is written down. */
import { spawn } from "node:child_process";
import type { Where } from "../../../lab/world/enter";
import type { World } from "../../../lab/world/world";

/** A page that has to answer 200 (whatever its certificate), or a UDP port that has to send back what it is sent. */
export type Target = { readonly url: string } | { readonly udp: { readonly host: string; readonly port: number } };

export interface Polled {
  readonly requests: number;
  readonly failures: readonly { readonly at: string; readonly why: string }[];
  /** Longest time from one success to the next, or to the end. */
  readonly longestGapMs: number;
}

export interface Poller {
  stop(): Promise<Polled>;
}

/**
 * Runs in the lab. Each request has a connection or socket of its own, so that rules for new connections are tried;
 * an answer by UDP counts only when it comes from the address that was asked.
 */
const program = `
const target = JSON.parse(process.argv[1]), every = Number(process.argv[2]), patience = 3000;
const failures = [];
let requests = 0, last = Date.now(), longestGapMs = 0;
const success = () => { const now = Date.now(); longestGapMs = Math.max(longestGapMs, now - last); last = now; };
const page = () => new Promise((done, failed) => {
  const options = { agent: false, rejectUnauthorized: false, timeout: patience };
  require("node:https").get(target.url, options, (answer) => {
    answer.resume().once("end", () => answer.statusCode === 200 ? done() : failed(new Error("HTTP " + answer.statusCode))).once("error", failed);
  }).once("timeout", function () { this.destroy(new Error("no answer in time")); }).once("error", failed);
});
const datagram = (n) => new Promise((done, failed) => {
  const socket = require("node:dgram").createSocket("udp4");
  const end = (error) => { clearTimeout(timer); socket.close(); error ? failed(error) : done(); };
  const timer = setTimeout(() => end(new Error("no answer in time")), patience);
  const text = "poll-" + n;
  socket.once("error", end).once("message", (message) => end(message.includes(text) ? undefined : new Error("another answer: " + message)));
  socket.connect(target.udp.port, target.udp.host, () => socket.send(text));
});
const ask = () => {
  const at = new Date().toISOString();
  requests += 1;
  return (target.url ? page() : datagram(requests)).then(success, (error) => failures.push({ at, why: error.message }));
};
const under = new Set();
const timer = setInterval(() => { const one = ask().finally(() => under.delete(one)); under.add(one); }, every);
process.stdin.resume().once("end", async () => {
  clearInterval(timer);
  await Promise.all(under);
  longestGapMs = Math.max(longestGapMs, Date.now() - last);
  process.stdout.write(JSON.stringify({ requests, failures, longestGapMs }));
});
`;

/** @param every milliseconds from the start of one request to the start of the next */
export function startPoller(world: World, where: Where, target: Target, every = 100): Poller {
  const [command = "", ...words] = world.prefix(where);
  const args = [...words, process.execPath, "-e", program, JSON.stringify(target), String(every)];
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (chunk) => {
    said += chunk;
  });
  const ended = new Promise<void>((done, failed) => child.once("error", failed).once("close", () => done()));
  return {
    stop: async () => {
      // It answers when its input ends; so it ends with the test, too.
      child.stdin.end();
      await ended;
      return JSON.parse(said) as Polled;
    },
  };
}

/** What the targets of a task saw while it ran. */
export async function polled<T>(pollers: readonly Poller[], task: () => Promise<T>): Promise<[T, Polled[]]> {
  try {
    return [await task(), await Promise.all(pollers.map((one) => one.stop()))];
  } catch (error) {
    await Promise.allSettled(pollers.map((one) => one.stop()));
    throw error;
  }
}
