/** The rendered configuration of LiveKit, read by LiveKit itself, in a network namespace of its own. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { composeRelease } from "../../components/compose/render";
import { livekitServer } from "../../lab/livekit/server";
import type { MatrixrtcSettings } from "../../settings/settings";
import { matrixrtc } from "../../workloads/matrixrtc";
import { configOf } from "../../workloads/matrixrtc/livekit";
import { resolve } from "../../workloads/value";
import { file, options } from "../support/compose";
import { everyLivekitKey, matrixrtcLike, unknownLivekitKeys } from "../support/matrixrtc";

jest.setTimeout(60_000);

const secret = "0123456789abcdef0123456789abcdef0123456789abcdef";
const keyFile = "config/livekit/etc/livekit/keys.yaml";
let server: string;
let folder: string;
beforeAll(async () => {
  server = await livekitServer();
}, 15 * 60_000);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-livekit-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Starts LiveKit, asks it as the probe does, and stops it. Its exit code is no use: it is 0 also when it does not start. */
function start(config: string, keys: string, mode = 0o600): { answer: string; said: string } {
  writeFileSync(join(folder, "keys.yaml"), keys, { mode });
  writeFileSync(join(folder, "livekit.yaml"), config.replace("/etc/livekit/", `${folder}/`));
  const script = `ip link set lo up
"$0" --config livekit.yaml >log 2>&1 & pid=$!
tries=0
while kill -0 $pid 2>/dev/null && [ $tries -lt 100 ]; do
  curl --silent --max-time 2 http://127.0.0.1:7880/ && break
  tries=$((tries + 1)); sleep 0.1
done
# Not asked to end: asked that early, it sometimes waits for ever.
kill -KILL $pid 2>/dev/null
wait $pid
cat log >&2`;
  const done = spawnSync("unshare", ["--net", "sh", "-c", script, server], {
    cwd: folder,
    encoding: "utf8",
    timeout: 40_000,
  });
  if (done.error) throw done.error;
  return { answer: done.stdout, said: done.stderr };
}

function rendered(settings: MatrixrtcSettings): { config: string; keys: string } {
  const release = composeRelease(matrixrtc(settings), options);
  const text = (path: string) =>
    resolve(file(release, path).content, { secret: () => secret, fact: () => "203.0.113.10" });
  return { config: text("config/livekit/etc/livekit/livekit.yaml"), keys: text(keyFile) };
}

const everything = matrixrtcLike((_, section) => {
  section.livekit = { config: everyLivekitKey };
});

const withTurn = matrixrtcLike((_, section) => {
  section.livekit = { turn: { domain: "turn.call.example.org" } };
});

test("with TURN, LiveKit opens its port and leaves TLS to others", () => {
  const { config, keys } = rendered(withTurn);
  const { said } = start(config, keys);
  expect(said).toMatch(/Starting TURN server.*"turn\.portTLS": 5349, "turn\.externalTLS": true/);
});

test.each([
  ["with nothing but ours", matrixrtcLike()],
  ["with every key that the settings offer", everything],
  ["with TURN", withTurn],
])("LiveKit starts %s", (_, settings) => {
  const { config, keys } = rendered(settings);
  const { answer, said } = start(config, keys);
  expect({ answer, said: answer === "OK" ? "" : said }).toEqual({ answer: "OK", said: "" });
  expect(said).not.toContain(secret);
});

test.each(unknownLivekitKeys)("LiveKit does not start with %s either", (_, unknown) => {
  const { keys } = rendered(everything);
  const ours: Record<string, unknown> = { ...configOf(everything, { name: "livekit" }) };
  for (const [group, value] of Object.entries(unknown))
    ours[group] = typeof value === "object" ? { ...(ours[group] as object), ...value } : value;
  const { answer, said } = start(stringify(ours), keys);
  expect(answer).toBe("");
  expect(said).toMatch(/field \w+ not found in type/);
});

test("LiveKit refuses keys that others may read: the mode that they are released with matters", () => {
  const { config, keys } = rendered(matrixrtcLike());
  const { answer, said } = start(config, keys, 0o604);
  expect(answer).toBe("");
  expect(said).toContain("key file others permissions must be set to 0");
});
