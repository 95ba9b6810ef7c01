/** What the firewall host cannot take, while somebody uses the service; and what of it the internet sees. Needs root. */

import { othersThings } from "./service/foreign";
import { LabStack } from "./service/labStack";
import { type Poller, polled, startPoller } from "./service/poller";
import { scan } from "./service/scan";
import { firewall } from "./world/testLab";

jest.setTimeout(10 * 60_000);

const page = { url: "https://meet.example.org/" };
const media = { udp: { host: firewall, port: 10_000 } };
const table = "ip parley_meet_example_org";
let made: LabStack;
let foreign: string;

const onEdge = (script: string): Promise<string> => made.lab.said(101, "sh", "-c", script);
/** What is in force on the firewall host: the rules and the route. */
const inForce = (): Promise<string> =>
  onEdge(`nft list table ${table}; cat /etc/traefik/dynamic/parley-*; readlink /var/lib/parley/*/*/current`);
const leftovers = (): Promise<string> =>
  onEdge(
    "ls -d /var/lib/parley/.incoming* /etc/traefik/dynamic/*trial* /etc/traefik/dynamic/.parley-* 2>/dev/null || true",
  );

beforeAll(async () => {
  made = await LabStack.make("parley-test-edge");
  foreign = await othersThings(made.lab);
  await made.worked(made.stack.up());
}, 40 * 60_000);
afterAll(() => made?.dispose());

describe("while a client uses the service", () => {
  let pollers: Poller[];
  beforeAll(() => {
    pollers = [page, media].map((target) => startPoller(made.lab.world, "client", target));
  });

  /** An `up` with a changed setting of the edge, which has to fail and to leave everything as it was. */
  async function refused(setting: readonly [name: string, value: unknown], because: readonly string[]): Promise<void> {
    const before = await inForce();
    const failed = await made.program.meanwhile(
      () => made.program.set(["parley:edge", ...setting[0].split(".")], setting[1]),
      () => made.stack.up(),
    );
    expect(failed.code).not.toBe(0);
    for (const words of because) expect(failed.all).toContain(words);
    expect(await inForce()).toBe(before);
    expect(await leftovers()).toBe("");
    await made.worked(made.stack.up());
    expect(await inForce()).toContain(table);
  }

  test.each<[string, unknown, string[]]>([
    ["forwardChain", "inet filter nowhere", ["there is no chain inet filter nowhere here: see edge.forwardChain"]],
    ["interface", "eth7", ["this host has no interface eth7: see edge.interface"]],
    ["traefik.httpEntryPoint", "nowhere", ["entry point nowhere", "see edge.traefik.httpEntryPoint"]],
    ["traefik.httpsEntryPoint", "nowhere", ["entry point nowhere", "see edge.traefik.httpsEntryPoint"]],
    ["traefik.certResolver", "nowhere", ["no certificate resolver nowhere: see edge.traefik.certResolver"]],
  ])("%s = %s: refused before anything changes", async (name, value, because) => {
    await refused([name, value], [...because, "keeps serving, untouched"]);
  });

  test("a chain whose table belongs to another program: the kernel's refusal comes before anything changes", async () => {
    const owned = "table inet owned { flags owner; chain forward { type filter hook forward priority 0; }; }";
    await onEdge(`systemd-run -q --unit=owner sh -c '(echo "${owned}"; sleep 600) | nft -i'`);
    try {
      await refused(
        ["forwardChain", "inet owned forward"],
        ["Operation not permitted", "see edge.forwardChain (inet owned forward)", "keeps serving, untouched"],
      );
    } finally {
      await onEdge("systemctl stop owner");
    }
  });

  test("rules that are fine until they are loaded: the old ones stay", async () => {
    // Stands in for a kernel that refuses at the last moment: the new rules, and only when they are not just checked.
    const nft = `#!/bin/sh
rules=$(mktemp); trap 'rm -f "$rules"' EXIT
[ "$*" = "-f -" ] || exec /usr/sbin/nft "$@"
cat >"$rules"
! grep -q 'iifname "eth0" fib' "$rules" || { echo "Error: Could not process rule: No buffer space available" >&2; exit 1; }
/usr/sbin/nft -f "$rules"
`;
    await made.lab.world.exec(101, ["sh", "-c", "cat >/usr/local/sbin/nft; chmod 755 /usr/local/sbin/nft"], {
      input: nft,
    });
    try {
      await refused(["hairpin", false], ["No buffer space available", "runs again"]);
    } finally {
      await onEdge("rm /usr/local/sbin/nft");
    }
  });

  test("no room on the disk: said so, and the old rules stay", async () => {
    await onEdge(
      'fallocate -l "$(df --output=avail -B1 /var | tail -n 1)" /var/full; cat /dev/zero >/var/fuller; sync',
    );
    try {
      const before = await inForce();
      const failed = await made.program.meanwhile(
        () => made.program.set(["parley:edge", "hairpin"], false),
        () => made.stack.up(),
      );
      expect(failed.code).not.toBe(0);
      expect(failed.all).toContain("No space left on device");
      expect(failed.all).toContain("nothing was changed");
      expect(await inForce()).toBe(before);
    } finally {
      await onEdge("rm -f /var/full /var/fuller");
    }
    await made.worked(made.stack.up());
    expect(await leftovers()).toBe("");
  });

  test("nobody noticed", async () => {
    for (const seen of await Promise.all(pollers.map((one) => one.stop()))) {
      expect(seen.failures).toEqual([]);
      expect(seen.requests).toBeGreaterThan(200);
      expect(seen.longestGapMs).toBeLessThan(3000);
    }
    expect(await othersThings(made.lab)).toBe(foreign);
  });
});

test("from inside the network, the public address works, too", async () => {
  // The operator's machine has a leg outside: this once it goes the way of a machine that has none.
  const route = ["route", "add", firewall, "via", "172.16.10.1", "src", "172.16.10.2"];
  await made.lab.said("operator", "ip", ...route);
  try {
    expect(await made.lab.said("operator", "ip", "route", "get", firewall)).toContain("via 172.16.10.1 dev vmbr3");
    const pollers = [page, media].map((target) => startPoller(made.lab.world, "operator", target));
    const [, seen] = await polled(pollers, () => new Promise((next) => setTimeout(next, 3000)));
    for (const { requests, failures } of seen) {
      expect(failures).toEqual([]);
      expect(requests).toBeGreaterThan(10);
    }
  } finally {
    await made.lab.said("operator", "ip", "route", "del", firewall);
  }
});

test("the internet finds SSH, the proxy and the media port, and nothing else", async () => {
  const high = [
    1935, 2222, 3333, 3478, 4443, 5222, 5269, 5280, 5347, 5349, 6443, 8000, 8006, 8080, 8443, 8888, 9090, 9700, 10_000,
  ];
  const ports = {
    tcp: [...Array.from({ length: 1024 }, (_, at) => at + 1), ...high],
    udp: [53, 67, 123, 161, 443, 3478, 5000, 5353, 9999, 10_000, 10_001, 20_000, 49_152],
  };
  expect(await scan(made.lab.world, "client", firewall, ports)).toEqual({ tcp: [22, 80, 443], udp: [10_000] });
});
