/** The lab's part of the benchmark: what Ansible is given to deploy, and whose turn it is. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { writeFiles, writeInventory } from "../../bench/lab/playbookFiles";
import { takeTurns } from "../../bench/lab/turns";
import { labTable, mediaTable, udpTable } from "../../bench/tables";
import { addresses } from "../../lab/world/addresses";
import { secretsIn } from "../../workloads/value";
import { deploymentOf } from "../support/planned";

const planned = deploymentOf("Pulumi.prod.yaml");
const releases = planned.releases.filter(({ name }) => name !== "docker");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-bench-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const filesIn = (path: string): string[] =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(path.length + 1))
    .sort();

test("the playbook gets every file that Parley deploys, with its mode, as a template where it holds a secret", () => {
  writeFiles(folder, planned);
  const expected = releases.flatMap(({ host, name, files }) =>
    files.map(({ path, content, mode }) => {
      const place = join(host, name, "current", path);
      return `${secretsIn(content).length > 0 ? join("templates", place) : place} ${mode.toString(8)}`;
    }),
  );
  const written = filesIn(folder).map((file) => `${file} ${(statSync(join(folder, file)).mode & 0o777).toString(8)}`);
  expect(written).toEqual(expected.sort());
  expect(written.some((file) => file.startsWith("templates/service/"))).toBe(true);
});

test("only the inventory holds the secrets, and only its owner may read it", () => {
  const secrets = Object.fromEntries(planned.secrets.map(({ name }) => [name, `value-of-${name}`]));
  const world = { addresses, secrets: { sshPrivateKeyFile: "/key" } };
  writeFiles(folder, planned);
  writeInventory(join(folder, "inventory"), world, planned, "172.16.10.161", secrets);
  const holding = filesIn(folder).filter((file) => readFileSync(join(folder, file), "utf8").includes("value-of-"));
  expect(holding).toEqual(["inventory/group_vars/all.json"]);
  expect(statSync(join(folder, "inventory/group_vars/all.json")).mode & 0o777).toBe(0o600);
});

test("every variable of the playbook is one that the inventory or the command line gives", () => {
  const world = { addresses, secrets: { sshPrivateKeyFile: "/key" } };
  writeInventory(folder, world, planned, "172.16.10.161", {});
  const given = Object.keys(JSON.parse(readFileSync(join(folder, "group_vars/all.json"), "utf8")));
  const text = readFileSync(join(__dirname, "../../bench/lab/ansible/site.yml"), "utf8");
  expect((parse(text) as { hosts: string }[]).map(({ hosts }) => hosts)).toEqual(["edge", "service"]);
  const used = new Set([...text.matchAll(/\{\{ (\w+)/g)].map(([, name]) => name ?? ""));
  const own = ["item", "release"];
  expect([...used].filter((name) => !given.includes(name) && !own.includes(name))).toEqual([]);
});

test("the table says how many times faster, by the least and by the median", () => {
  const spread = (least: number, median: number) => ({
    least: { wall: least, cpu: 0 },
    median: { wall: median, cpu: 0 },
  });
  const rows = [
    { title: "changed", runs: 2, ours: spread(2, 4), base: { title: "playbook", spread: spread(10, 12) } },
    { title: "alone", runs: 1, ours: spread(7, 8) },
  ];
  const [, changed, alone] = labTable(rows).split("\n");
  expect(changed).toMatch(/^changed +2 +2\.00 s \/ 4\.00 s +playbook +10\.00 s \/ 12\.00 s +5\.0 \/ 3\.0$/);
  expect(alone).toMatch(/^alone +1 +7\.00 s \/ 8\.00 s$/);
});

describe("turns", () => {
  const contender = (title: string, log: string[], check?: () => Promise<void>) => ({
    title,
    run: (round: number) => {
      log.push(`${title}${round}`);
      return { title, command: ["true"], cwd: folder };
    },
    ...(check ? { check } : {}),
  });

  test("alternate, and the first round does not count", async () => {
    const log: string[] = [];
    const spreads = await takeTurns([contender("a", log), contender("b", log)], 2);
    expect(log).toEqual(["a0", "b0", "a1", "b1", "a2", "b2"]);
    for (const { least, median } of spreads) expect(least.wall).toBeLessThanOrEqual(median.wall);
  });

  test("a run that did not do its work ends the measurement", async () => {
    const failing = contender("a", [], () => Promise.reject(new Error("not served")));
    await expect(takeTurns([failing], 1)).rejects.toThrow("not served");
  });
});

test("the table of what arrives through the edge says what was sent, so that a starved sender shows", () => {
  const plain = { sent: 200, arrived: 199.9, lossPercent: 0.05 };
  const edge = { sent: 200, arrived: 190, lossPercent: 5 };
  const figures = { datagramBytes: 1200, seconds: 4, runs: 3 };
  const text = udpTable({ ...figures, loads: [{ offered: 200, edge, plain, ratio: 190 / 199.9 }] });
  expect(text).toMatch(/200 Mbit\/s +200 \/ 190 \/ 5\.0 % +200 \/ 200 \/ 0\.1 % +0\.950/);
});

test("the table of LiveKit's media says what was offered, what arrived on both ways, and the ratio", () => {
  const loads = [{ offered: 50, edge: 47.5, direct: 50, ratio: 0.95 }];
  const text = mediaTable({ listeners: 10, seconds: 5, runs: 3, loads });
  expect(text).toMatch(/50 Mbit\/s +47\.5 +50\.0 +0\.950/);
  expect(text).toContain("Medians of 3 runs of 5 s in turns, one who speaks and 10 who listen");
});
