import fc from "fast-check";
import { fromEngine } from "../../settings/engine";
import { parseSettings } from "../../settings/parse";
import { formatProblems, parseStackFile } from "../../settings/stackFile";
import { rawOf, stackFiles } from "../support/stackFiles";

type Raw = Record<string, Record<string, unknown>>;

/** The problems of the demo stack after a change, `path problem`. */
function problemsAfter(change: (raw: Raw) => void, needCredentials = true): string[] {
  const raw = structuredClone(rawOf("Pulumi.demo.yaml")) as Raw;
  change(raw);
  // What a case sets to undefined is absent, as in a file.
  const parsed = parseSettings(JSON.parse(JSON.stringify(raw)), { needCredentials });
  return "problems" in parsed ? parsed.problems.map((one) => `${one.path} ${one.problem} → ${one.remedy}`) : [];
}

const set = (raw: Raw, group: string, values: Record<string, unknown>) => Object.assign(raw[group] ?? {}, values);

test.each(stackFiles)("%s is valid", (file) => {
  expect(parseSettings(rawOf(file), { needCredentials: false })).toHaveProperty("settings");
});

describe("one broken setting is named with its path, the problem and a remedy", () => {
  const cases: [string, (raw: Raw) => void, RegExp][] = [
    [
      "a typo",
      (raw) => set(raw, "proxmox", { brige: "vmbr3" }),
      /^parley:proxmox\.brige is not a setting → did you mean `bridge`\?$/,
    ],
    [
      "a typo at the top",
      (raw) => Object.assign(raw, { recordin: {} }),
      /^parley:recordin is not a setting → did you mean `recording`\?$/,
    ],
    [
      "the wrong subnet",
      (raw) => set(raw, "proxmox", { gateway: "172.16.11.1" }),
      /^parley:proxmox\.gateway 172\.16\.11\.1 is not in the network/,
    ],
    [
      "the broadcast address",
      (raw) => set(raw, "proxmox", { address: "172.16.10.255/24" }),
      /^parley:proxmox\.address .* broadcast/,
    ],
    [
      "a bad domain",
      (raw) => Object.assign(raw, { domain: "https://Meet" }),
      /^parley:domain is not a full DNS name → /,
    ],
    [
      "a name outside its zone",
      (raw) => set(raw, "dns", { zone: "example.com" }),
      /^parley:domain meet\.example\.org is not inside the zone/,
    ],
    [
      "a port clash",
      (raw) => set(raw, "jitsi", { webPort: 22 }),
      /^parley:jitsi\.webPort collides with parley:ssh\.port on tcp\/22/,
    ],
    [
      "two media ports on one address",
      (raw) => {
        raw.credentials = { ...raw.credentials, jigasiSipPassword: { secure: "x" } };
        set(raw, "jitsi", {
          jigasi: { sipUri: "a@sip.example.org", server: "sip.example.org", mediaPorts: { from: 9990, to: 10_010 } },
        });
      },
      /^parley:jitsi\.jigasi\.mediaPorts collides with parley:jitsi\.bridge\.port on udp\/10000/,
    ],
    ["a missing edge", (raw) => delete raw.edge, /^parley:edge is missing → /],
    [
      "an unknown service",
      (raw) => Object.assign(raw, { service: "jitzi" }),
      /^parley:service has no choice `jitzi` → did you mean `jitsi`\?/,
    ],
    [
      "an unknown platform",
      (raw) => Object.assign(raw, { platform: "vmware" }),
      /^parley:platform has no choice `vmware` → one of/,
    ],
    [
      "an unknown DNS provider",
      (raw) => set(raw, "dns", { provider: "loopa" }),
      /^parley:dns\.provider is not one that Parley knows → one of loopia/,
    ],
    [
      "the wrong platform's section",
      (raw) => Object.assign(raw, { host: { address: "localhost" } }),
      /^parley:host has no effect/,
    ],
    [
      "a missing section",
      (raw) => Object.assign(raw, { platform: "host", proxmox: undefined }),
      /^parley:host is missing/,
    ],
    [
      "a short TTL for a dynamic address",
      (raw) => set(raw, "dns", { ttl: 60 }),
      /^parley:dns\.ttl is 60 with a dynamic/,
    ],
    ["no nesting", (raw) => set(raw, "proxmox", { nesting: false }), /^parley:proxmox\.nesting is off/],
    [
      "too much heap",
      (raw) => set(raw, "jitsi", { bridge: { memory: 8000 } }),
      /^parley:jitsi\.bridge\.memory .* do not fit/,
    ],
    [
      "streaming without a recorder",
      (raw) => {
        delete raw.recording;
        set(raw, "jitsi", { features: { liveStreaming: true } });
      },
      /^parley:jitsi\.features\.liveStreaming needs/,
    ],
    [
      "a missing credential",
      (raw) => delete raw.credentials?.loopiaPassword,
      /^parley:credentials\.loopiaPassword is missing.*pulumi config set --secret/,
    ],
    ["a missing key", (raw) => delete raw.proxmox?.node, /^parley:proxmox\.node is missing → /],
    ["a number as text", (raw) => set(raw, "proxmox", { vmId: "160" }), /^parley:proxmox\.vmId is not a number → /],
    [
      "a path that climbs",
      (raw) => set(raw, "recording", { directory: "/mnt/../etc" }),
      /^parley:recording\.directory is not an absolute directory path/,
    ],
    [
      "a bad config.js key",
      (raw) => set(raw, "jitsi", { config: { "a;alert(1)": 1 } }),
      /^parley:jitsi\.config\S* is not a key of config\.js/,
    ],
    [
      "a time zone that is not one",
      (raw) => Object.assign(raw, { timeZone: "Mars/Base" }),
      /^parley:timeZone is not a time zone/,
    ],
  ];
  test.each(cases)("%s", (_, change, expected) => {
    const problems = problemsAfter(change);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });
});

test("ten mistakes in one file are named in one go", () => {
  const problems = problemsAfter((raw) => {
    Object.assign(raw, { service: "jitzi", domain: "Meet", timezone: "UTC", edge: undefined });
    set(raw, "proxmox", { gateway: "172.16.11.1", vmId: 7, brige: "x" });
    set(raw, "jitsi", { webPort: 22, etherpd: true });
    delete raw.credentials?.loopiaPassword;
  });
  for (const path of [
    "service",
    "domain",
    "timezone",
    "edge",
    "proxmox.gateway",
    "proxmox.vmId",
    "proxmox.brige",
    "jitsi.webPort",
    "jitsi.etherpd",
    "credentials.loopiaPassword",
  ]) {
    expect(problems.filter((one) => one.startsWith(`parley:${path} `))).toHaveLength(1);
  }
  expect(problems).toHaveLength(10);
});

test("a plan needs no credentials, a deployment does", () => {
  const without = (raw: Raw) => delete raw.credentials;
  expect(problemsAfter(without, false)).toEqual([]);
  expect(problemsAfter(without, true).length).toBeGreaterThanOrEqual(4);
});

test("a plain credential is refused, and not repeated", () => {
  const problems = problemsAfter((raw) => set(raw, "credentials", { sshPrivateKey: "hunter2-hunter2" }));
  expect(problems).toEqual([
    expect.stringMatching(/^parley:credentials\.sshPrivateKey is not encrypted → .*in git already/),
  ]);
  expect(problems.join()).not.toContain("hunter2");
});

test("whatever stands in a stack file, parsing answers with settings or with problems", () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom("service", "platform", "domain", "proxmox", "edge", "dns", "jitsi", "x"),
        fc.jsonValue(),
      ),
      (change) => {
        const parsed = parseSettings({ ...rawOf("Pulumi.demo.yaml"), ...change }, { needCredentials: true });
        if ("problems" in parsed) {
          for (const one of parsed.problems) {
            expect(one.path).toMatch(/^parley:/);
            expect(one.problem.length).toBeGreaterThan(3);
            expect(one.remedy.length).toBeGreaterThan(3);
          }
        } else expect(parsed.settings.domain).toBeDefined();
      },
    ),
    { numRuns: 300 },
  );
});

describe("a stack file", () => {
  test("that is not YAML is named with its line", () => {
    const { problems } = parseStackFile("config:\n  parley:domain: a\n bad: [\n");
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]?.path).toMatch(/^line \d+$/);
  });
  test("without config says so", () => {
    expect(parseStackFile("a: 1").problems[0]?.path).toBe("config");
  });
  test("may hold other namespaces", () => {
    expect(parseStackFile("config: {aws:region: x, parley:domain: y}").raw).toEqual({ domain: "y" });
  });
});

test("problems are printed with where, what and what to do", () => {
  const text = formatProblems([{ path: "parley:edge", problem: "is missing", remedy: "say which" }], "Pulumi.x.yaml");
  expect(text).toBe("Pulumi.x.yaml: 1 problem, nothing was changed.\n\n  parley:edge is missing\n      → say which");
});

describe("the engine's configuration", () => {
  const all = {
    "parley:domain": "meet.example.org",
    "parley:dns": '{"ttl":300}',
    "parley:host": "{}",
    "parley:timeZone": "",
    "parley:credentials": '{"tsigSecret":"s3cret"}',
    "aws:region": "x",
  };
  test("is decoded, empty defaults are absent, decrypted credentials are set apart", () => {
    expect(fromEngine(all, (key) => key === "parley:credentials")).toEqual({
      raw: { domain: "meet.example.org", dns: { ttl: 300 }, credentials: { tsigSecret: { secure: "" } } },
      credentials: { tsigSecret: "s3cret" },
    });
  });
  test("with plain credentials is left for parsing to refuse", () => {
    expect(fromEngine(all, () => false).credentials).toEqual({});
  });
});
