/** Dynamic updates, and ddclient's, against a real BIND on loopback. Needs `named`, `dig`, `nsupdate` and `ddclient`. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { dynamicDnsRelease } from "../../components/dns/ddclient";
import { record as live } from "../../provider/dns/live";
import { applyRecord, removeRecord } from "../../provider/dns/ownRecord";
import { Rfc2136Zone } from "../../provider/dns/rfc2136";
import type { Known, Run } from "../../provider/protocol/live";
import type { Plain } from "../../provider/protocol/resourceType";
import { type Lookup, resolve } from "../../workloads/value";

jest.setTimeout(30_000);

const directory = mkdtempSync(join(tmpdir(), "parley-bind-"));
const port = 15_000 + (process.pid % 1000);
const secret = Buffer.from("a key that only this test knows!").toString("base64");
const key = { name: "parley", algorithm: "hmac-sha256", secret } as const;
const access = { server: "127.0.0.1", port, zone: "example.org", key };
const zone = new Rfc2136Zone(access);
let named: ChildProcess;

const dig = (name: string, ...options: string[]): string =>
  execFileSync("dig", ["@127.0.0.1", "-p", String(port), "+noall", "+answer", name, ...options], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.replace(/\s+/g, " "))
    .sort()
    .join("\n");

const record = (name: string, value: string, ttl = 300) => ({
  name: `${name}.example.org`,
  zone: "example.org",
  value,
  ttl,
});

beforeAll(async () => {
  const keys = ["sha256", "sha384", "sha512"].map(
    (hash) => `key "${hash === "sha256" ? "parley" : hash}" { algorithm hmac-${hash}; secret "${secret}"; };`,
  );
  writeFileSync(
    join(directory, "named.conf"),
    `${keys.join("\n")}
key "weak" { algorithm hmac-sha256; secret "${secret}"; };
options { directory "${directory}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; pid-file none;
  session-keyfile "${directory}/session.key"; recursion no; };
controls {};
zone "example.org" { type primary; file "zone"; update-policy { grant parley zonesub ANY; grant sha384 zonesub ANY; grant sha512 zonesub ANY; }; };
`,
  );
  writeFileSync(
    join(directory, "zone"),
    `$TTL 300
@ IN SOA ns.example.org. root.example.org. 1 3600 600 86400 300
@ IN NS ns.example.org.
ns IN A 127.0.0.1
foreign IN A 198.51.100.9
alias IN CNAME ns
twin IN A 203.0.113.10
two IN A 203.0.113.10
two IN A 203.0.113.11
`,
  );
  named = spawn("named", ["-g", "-c", join(directory, "named.conf")], { stdio: "ignore" });
  for (let i = 0; i < 100; i++) {
    if (spawnSync("dig", ["@127.0.0.1", "-p", String(port), "+time=1", "+tries=1", "example.org", "SOA"]).status === 0)
      return;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error("named did not start; this test needs `named` and `dig`");
});
afterAll(() => {
  named?.kill("SIGKILL");
  rmSync(directory, { recursive: true, force: true });
});

test("add, change, change the TTL, rename, remove", async () => {
  const added = await applyRecord(zone, record("meet", "203.0.113.10"), undefined);
  expect(added).toEqual({ ...record("meet", "203.0.113.10"), owned: true, madeName: false });
  expect(dig("meet.example.org")).toBe("meet.example.org. 300 IN A 203.0.113.10");
  const changed = await applyRecord(zone, record("meet", "203.0.113.20"), added);
  expect(dig("meet.example.org")).toBe("meet.example.org. 300 IN A 203.0.113.20");
  const slower = await applyRecord(zone, record("meet", "203.0.113.20", 600), changed);
  expect(dig("meet.example.org")).toBe("meet.example.org. 600 IN A 203.0.113.20");
  expect(await applyRecord(zone, record("meet", "203.0.113.20", 600), slower)).toEqual(slower);
  const renamed = await applyRecord(zone, record("call", "203.0.113.20"), slower);
  expect(dig("meet.example.org")).toBe("");
  expect(dig("call.example.org")).toBe("call.example.org. 300 IN A 203.0.113.20");
  expect(await removeRecord(zone, renamed)).toContain("is removed");
  expect(dig("call.example.org")).toBe("");
  expect(await removeRecord(zone, renamed)).toContain("nothing to remove");
});

test("a record that somebody removed by hand comes back", async () => {
  const placed = await applyRecord(zone, record("lost", "203.0.113.10"), undefined);
  await zone.remove(placed);
  await applyRecord(zone, record("lost", "203.0.113.10"), placed);
  expect(dig("lost.example.org")).toContain("203.0.113.10");
});

test.each([
  ["foreign", "A 198.51.100.9"],
  ["alias", "CNAME ns.example.org"],
  ["two", "A 203.0.113.10, A 203.0.113.11"],
])("%s stays as it is", async (name, found) => {
  const before = dig(`${name}.example.org`, "ANY");
  const attempt = applyRecord(zone, record(name, "203.0.113.10"), undefined);
  if (name === "two") await expect(attempt).rejects.toThrow("not Parley's");
  else await expect(attempt).rejects.toThrow(`not Parley's: ${found}`);
  expect(dig(`${name}.example.org`, "ANY")).toBe(before);
});

test("an identical record is accepted and stays its owner's, unless handed over", async () => {
  const accepted = await applyRecord(zone, record("twin", "203.0.113.10"), undefined);
  expect(accepted.owned).toBe(false);
  expect(await removeRecord(zone, accepted)).toContain("stays");
  expect(dig("twin.example.org")).toContain("203.0.113.10");
  const adopted = await applyRecord(zone, record("twin", "203.0.113.10"), accepted, true);
  expect(adopted.owned).toBe(true);
  expect(await removeRecord(zone, adopted)).toContain("is removed");
});

test("a change that somebody else makes in between is never overwritten", async () => {
  const raced = record("raced", "203.0.113.10");
  await zone.add(raced);
  await expect(zone.add(raced)).rejects.toThrow(/YXRRSET.*came up/);
  await expect(zone.change({ type: "A", value: "203.0.113.99", ttl: 1 }, raced)).rejects.toThrow(
    /NXRRSET.*changed while/,
  );
  await expect(zone.remove({ ...raced, value: "203.0.113.99" })).rejects.toThrow("NXRRSET");
  expect(dig("raced.example.org")).toContain("203.0.113.10");
});

test("every algorithm of the settings works", async () => {
  for (const hash of ["sha384", "sha512"] as const) {
    const signed = new Rfc2136Zone({ ...access, key: { name: hash, algorithm: `hmac-${hash}`, secret } });
    await signed.add(record(hash, "203.0.113.10"));
    expect(dig(`${hash}.example.org`)).toContain("203.0.113.10");
  }
});

test("what is wrong is said, and never the secret", async () => {
  const other = Buffer.from("another key").toString("base64");
  const attempts: [Rfc2136Zone, string][] = [
    [new Rfc2136Zone({ ...access, key: { ...key, secret: other } }), "`credentials.tsigSecret`"],
    [new Rfc2136Zone({ ...access, key: { ...key, name: "nobody" } }), "`dns.keyName`"],
    [new Rfc2136Zone({ ...access, key: { ...key, name: "weak" } }), "update policy"],
    [new Rfc2136Zone({ ...access, zone: "example.net" }), "`dns."],
    [new Rfc2136Zone({ ...access, port: 1 }), "`dns.port`"],
  ];
  for (const [store, remedy] of attempts) {
    const failed = await store.add(record("no", "203.0.113.10")).then(
      () => "nothing failed",
      (error: Error) => error.message,
    );
    expect(failed).toContain(remedy);
    expect(failed).not.toContain(secret);
    expect(failed).not.toContain(other);
  }
});

describe("the provider's record", () => {
  const lines: string[] = [];
  const run: Run = {
    urn: "",
    config: {},
    given: {},
    signal: new AbortController().signal,
    log: (line) => lines.push(line),
  };
  const inputs = (name: string, value: string, ttl = 300) => ({
    provider: "rfc2136",
    ...record(name, value, ttl),
    server: "127.0.0.1",
    port,
    keyName: "parley",
    keyAlgorithm: "hmac-sha256",
    keySecret: secret,
  });
  const recorded = (given: Plain, computed: Plain): Known => ({
    id: String(given.name),
    inputs: given,
    outputs: { ...given, ...computed },
  });
  const byHand = (...changes: string[]) =>
    execFileSync("nsupdate", ["-y", `hmac-sha256:parley:${secret}`], {
      input: `server 127.0.0.1 ${port}\nzone example.org\n${changes.join("\n")}\nsend\n`,
    });
  const read = async (known: Known) => (await live.read?.(known, run))?.inputs;

  test("is set, changed, found as it is, and removed", async () => {
    const first = inputs("live", "203.0.113.10");
    const made = await live.create(first, run);
    expect(made).toEqual({ id: "live.example.org", computed: { owned: true, madeName: false, set: "203.0.113.10" } });
    expect(await read(recorded(first, made.computed))).toEqual(first);
    const second = inputs("live", "203.0.113.11", 600);
    const computed = await live.update(recorded(first, made.computed), second, run);
    expect(dig("live.example.org")).toBe("live.example.org. 600 IN A 203.0.113.11");
    await live.delete(recorded(second, computed), run);
    expect(dig("live.example.org")).toBe("");
  });

  test("a refresh finds what somebody changed, and the next update mends it", async () => {
    const wanted = inputs("drift", "203.0.113.10");
    const { computed } = await live.create(wanted, run);
    byHand("update delete drift.example.org. A", "update add drift.example.org. 60 A 203.0.113.77");
    const found = (await read(recorded(wanted, computed))) ?? {};
    expect(found).toMatchObject({ value: "203.0.113.77", ttl: 60 });
    await live.update(recorded(found, computed), wanted, run);
    expect(dig("drift.example.org")).toBe("drift.example.org. 300 IN A 203.0.113.10");
    byHand("update delete drift.example.org. A");
    expect(await read(recorded(wanted, computed))).toBeUndefined();
  });

  test("what somebody put in its place is not removed, also when a refresh has seen it", async () => {
    const wanted = inputs("taken", "203.0.113.10");
    const { computed } = await live.create(wanted, run);
    byHand("update delete taken.example.org. A", "update add taken.example.org. 300 CNAME ns.example.org.");
    const found = (await read(recorded(wanted, computed))) ?? {};
    expect(found).toMatchObject({ value: "CNAME ns.example.org" });
    await expect(live.update(recorded(found, computed), wanted, run)).rejects.toThrow("not Parley's");
    await live.delete(recorded(found, computed), run);
    expect(lines.at(-1)).toContain("which is not ours, and stays");
    expect(dig("taken.example.org")).toContain("CNAME");
  });

  test("a record that was there before stays somebody else's", async () => {
    const same = inputs("ns", "127.0.0.1");
    const { computed } = await live.create(same, run);
    expect(computed.owned).toBe(false);
    await live.delete(recorded(same, computed), run);
    expect(dig("ns.example.org")).toContain("127.0.0.1");
  });
});

test("ddclient understands its file and reports the interface's address, for a second name by itself", () => {
  const [name, address] = outside();
  const dns = {
    provider: "rfc2136",
    zone: "example.org",
    address: "dynamic",
    ttl: 600,
    server: "127.0.0.1",
    port,
    keyName: "parley",
    keyAlgorithm: "hmac-sha256",
  } as const;
  const common = { instance: "dyn-example-org", dns, interface: name };
  const releases = [
    dynamicDnsRelease({ ...common, domain: "dyn.example.org" }),
    dynamicDnsRelease({ ...common, domain: "turn.dyn.example.org", suffix: "-turn-dyn-example-org" }),
  ] as const;
  const lookup: Lookup = { secret: () => secret, fact: () => "" };
  const places = releases.map((release) => {
    const place = join(directory, release.name);
    mkdirSync(place);
    for (const file of release.files) {
      const home = `/var/lib/parley/dyn-example-org/${release.name}/current`;
      writeFileSync(join(place, file.path), resolve(file.content, lookup).replaceAll(home, place), { mode: file.mode });
    }
    return place;
  });
  const run = (place: string) =>
    spawnSync("ddclient", ["-daemon=0", "-file", join(place, "ddclient.conf")], { encoding: "utf8" });
  for (const place of places) {
    const first = run(place);
    expect(first.stderr).toBe("");
    expect(first.stdout).toContain("SUCCESS");
    expect(readFileSync(join(place, "ddclient.cache"), "utf8")).toMatch(/,ip=[0-9]/);
    expect(run(place).status).toBe(0);
  }
  const both = ["dyn.example.org", "turn.dyn.example.org"] as const;
  for (const one of both) expect(dig(one)).toBe(`${one}. 600 IN A ${address}`);
  // The second name goes, and the first stays; then it goes as well.
  for (const [at, gone] of [
    [1, "turn.dyn.example.org"],
    [0, "dyn.example.org"],
  ] as const) {
    const script = releases[at].commands.deactivate.replace(/^systemctl.*$/m, "");
    execFileSync("sh", ["-euc", script], { cwd: places[at] });
    expect(dig(gone)).toBe("");
    if (at === 1) expect(dig("dyn.example.org")).toContain(address);
  }
});

/** An interface of this machine that is not loopback, which ddclient passes over, and its address. */
function outside(): [name: string, address: string] {
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    const found = addresses?.find((address) => address.family === "IPv4" && !address.internal);
    if (found) return [name, found.address];
  }
  throw new Error("this test needs an interface with an IPv4 address");
}
