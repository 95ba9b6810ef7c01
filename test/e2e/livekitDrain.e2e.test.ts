/**
 * A call on one of two LiveKits of a cluster, which then has to go: real LiveKits as their pods start them, a real Redis,
 * browsers. Needs root.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { livekitServer } from "../../lab/livekit/server";
import { programs } from "../../lab/tools/programs";
import { must } from "../../lab/world/command";
import { eventually } from "../../lab/world/wait";
import { clusterSettings, plainRtc } from "../support/cluster";
import { password, podAddress, prepareLivekits, roomToken, signallingPorts, tokenFor } from "../support/livekits";
import { Participant } from "./call/participant";
import { watch } from "./call/watch";
import { OwnNetwork } from "./kubernetes/ownNetwork";

jest.setTimeout(90_000);

const replicas = ["livekit-0", "livekit-1"] as const;
let network: OwnNetwork;
let folder: string;
let environment: NodeJS.ProcessEnv;
const running = new Map<string, ChildProcess>();
const both: Participant[] = [];

beforeAll(async () => {
  const server = await livekitServer();
  environment = { ...process.env, PATH: `${await programs()}:${process.env.PATH}`, REDISCLI_AUTH: password };
  folder = mkdtempSync(join(tmpdir(), "parley-drain-"));
  network = await OwnNetwork.start(podAddress);
  prepareLivekits(clusterSettings({ media: { expose: "nodePort" } }, plainRtc), { folder, server, replicas });
  start("redis-0");
  await eventually("Redis", () => redis("ping"));
  for (const replica of replicas) start(replica);
  await eventually("both LiveKits", async () => ((await redis("HLEN", "nodes")) === "2" ? true : undefined));
  for (let i = 0; i < 2; i++) both.push(await Participant.start({ prefix: () => network.prefix() }));
}, 30 * 60_000);
afterAll(async () => {
  await Promise.all(both.map((one) => one.end()));
  for (const one of running.values()) one.kill("SIGKILL");
  network?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

function start(replica: string): void {
  const [command = "", ...args] = network.prefix("sh", join(folder, `${replica}.sh`));
  running.set(replica, spawn(command, args, { stdio: "ignore", env: environment }));
}

const inside = async (...command: string[]): Promise<string> =>
  (await must(network.prefix(...command), { env: environment })).trim();
const redis = (...command: string[]): Promise<string> => inside("redis-cli", ...command);

/** Opens a room, as lk-jwt-service does, by one of the LiveKits; answers with the one that has it. */
async function open(room: string, by: number): Promise<string> {
  const headers = [`Authorization: Bearer ${await roomToken()}`, "Content-Type: application/json"];
  const url = `http://127.0.0.1:${signallingPorts[by]}/twirp/livekit.RoomService/CreateRoom`;
  const options = headers.flatMap((header) => ["--header", header]);
  await inside("curl", "--silent", "--fail", ...options, "--data", JSON.stringify({ name: room }), url);
  const node = await redis("HGET", "room_node_map", room);
  const found = replicas.find((name) =>
    readFileSync(join(folder, name, "log"), "utf8").includes(`"nodeID": "${node}"`),
  );
  if (!found) throw new Error(`nobody has ${room}`);
  return found;
}

const enter = async (room: string, who: number, by: number): Promise<void> => {
  const token = await tokenFor({ room, roomJoin: true, canPublish: true, canSubscribe: true }, `guest-${who}`);
  await both[who]?.join(`ws://${podAddress}:${signallingPorts[by]}`, token);
};

const watchBoth = async (): Promise<string[]> => [
  ...new Set((await Promise.all(both.map((one) => watch(one)))).flat()),
];

const ended = (replica: string): boolean => running.get(replica)?.exitCode !== null;

/** The LiveKit that has the call, and the other one. */
let [holder, other]: readonly string[] = replicas;

test("people come in by either LiveKit, and media goes to the one that has the call, at its own port", async () => {
  holder = await open("call", 0);
  other = replicas.find((name) => name !== holder) ?? "";
  await Promise.all([enter("call", 0, 0), enter("call", 1, 1)]);
  const port = holder === "livekit-0" ? 30_100 : 30_101;
  expect(await watchBoth()).toEqual([`udp ${podAddress}:${port}`]);
});

test("told to end, it holds its call, and new ones are opened on the other", async () => {
  running.get(holder ?? "")?.kill("SIGTERM");
  for (let i = 0; i < 4; i++) expect(await open(`new-${i}`, i % 2)).toBe(other);
  await watchBoth();
  expect(ended(holder ?? "")).toBe(false);
});

test("and ends by itself when everybody has left", async () => {
  await Promise.all(both.map((one) => one.hangUp()));
  await eventually("its end", async () => (ended(holder ?? "") ? true : undefined));
  expect(ended(other ?? "")).toBe(false);
  expect(await redis("HLEN", "nodes")).toBe("1");
});
