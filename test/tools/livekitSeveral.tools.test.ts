/** Two LiveKits of a cluster with their Redis, as their pods start them, in one network namespace: what each knows of the other. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { livekitServer } from "../../lab/livekit/server";
import type { KubernetesSettings } from "../../settings/settings";
import { clusterSettings, plainRtc } from "../support/cluster";
import { password, podAddress, prepareLivekits, roomToken } from "../support/livekits";
import { places } from "../support/matrixrtc";

jest.setTimeout(90_000);

let server: string;
let token: string;
let folder: string;
beforeAll(async () => {
  server = await livekitServer();
  token = await roomToken();
}, 15 * 60_000);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-livekits-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs shell beside a Redis and the two, the second one's signalling on 7890, and answers with what it printed. */
function beside(settings: KubernetesSettings, [first, second]: readonly [string, string], script: string) {
  prepareLivekits(settings, { folder, server, replicas: [first, second] });
  const whole = `set -u
ip link set lo up
ip link add eth0 type veth peer name node && ip addr add ${podAddress}/24 dev eth0 && ip link set eth0 up && ip link set node up
eventually() { tries=0; until "$@" >/dev/null 2>&1; do tries=$((tries + 1)); [ $tries -lt 100 ] || return 1; sleep 0.1; done; }
ask() { curl --silent --show-error --fail-with-body --max-time 5 "$@"; }
api() { ask --header "Authorization: Bearer $TOKEN" --json "$3" "http://127.0.0.1:$1/twirp/livekit.RoomService/$2"; echo; }
sh redis-0.sh & redis=$!
eventually redis-cli ping
sh ${first}.sh & first=$!
sh ${second}.sh & second=$!
eventually ask http://127.0.0.1:7880/ && eventually ask http://127.0.0.1:7890/
${script}
kill -KILL $first $second $redis 2>/dev/null
wait
tail -n 20 */log >&2`;
  const done = spawnSync("unshare", ["--net", "sh", "-c", whole], {
    ...{ cwd: folder, encoding: "utf8", timeout: 60_000 },
    env: { PATH: process.env.PATH, TOKEN: token, REDISCLI_AUTH: password },
  });
  if (done.error) throw done.error;
  return { lines: done.stdout.trim().split("\n"), said: done.stderr };
}

const nodePort = { media: { expose: "nodePort" } };

test("a room that one opened is known to the other, and one that ends is forgotten", () => {
  const { lines, said } = beside(
    clusterSettings(nodePort, plainRtc),
    ["livekit-0", "livekit-1"],
    `redis-cli HLEN nodes
api 7880 CreateRoom '{"name": "calling"}' | grep -o '"name":"[a-z]*"'
api 7890 ListRooms '{}' | grep -o '"name":"[a-z]*"'
kill -TERM $second
eventually sh -c '! kill -0 '$second
redis-cli HLEN nodes
ss -Hlntu | awk '{ n = split($5, at, ":"); print $1, at[n] }' | grep 301 | sort -u`,
  );
  const room = '"name":"calling"';
  expect({ lines, said }).toMatchObject({ lines: ["2", room, room, "1", "tcp 30100", "udp 30100"] });
});

test("in regions, a call is in that of the LiveKit which was asked to open it", () => {
  const regions = { ...nodePort, bridges: { count: 1, regions: [places.europe, places.asia] } };
  const replicas = ["livekit-europe-0", "livekit-asia-0"] as const;
  const { lines, said } = beside(
    clusterSettings(regions, plainRtc),
    replicas,
    `for at in 7880 7890 7880 7890; do
  rooms="\${rooms:-}x"
  api $at CreateRoom '{"name": "'$rooms'"}' >/dev/null
  node=$(redis-cli HGET room_node_map $rooms)
  grep -l '"nodeID": "'$node'"' ${replicas.map((name) => `${name}/log`).join(" ")}
done`,
  );
  const [europe, asia] = replicas.map((name) => `${name}/log`);
  expect({ lines, said }).toMatchObject({ lines: [europe, asia, europe, asia] });
});

test("Redis lets nobody in without the password, and LiveKit does not start with another one", () => {
  const settings = clusterSettings(nodePort, plainRtc);
  const { lines } = beside(
    settings,
    ["livekit-0", "livekit-1"],
    `REDISCLI_AUTH= redis-cli HLEN nodes
kill -KILL $second
sed -i 's/${password}/another/' livekit-1/etc/livekit/livekit.yaml
sh livekit-1.sh
grep -c 'WRONGPASS\\|unable to connect to redis' livekit-1/log`,
  );
  expect(lines[0]).toMatch(/^NOAUTH/);
  expect(Number(lines.at(-1))).toBeGreaterThan(0);
});

test("both go on when their Redis is replaced by an empty one", () => {
  const { lines, said } = beside(
    clusterSettings(nodePort, plainRtc),
    ["livekit-0", "livekit-1"],
    `kill -KILL $redis
sh redis-0.sh & redis=$!
eventually sh -c '[ "$(redis-cli HLEN nodes)" = 2 ]'
redis-cli HLEN nodes
for at in 7880 7890; do api $at CreateRoom '{"name": "again"}' | grep -o '"name":"[a-z]*"'; done`,
  );
  const room = '"name":"again"';
  expect({ lines, said }).toMatchObject({ lines: ["2", room, room] });
});
