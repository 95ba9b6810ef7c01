import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { parse } from "yaml";
import { secretEnv } from "../../components/compose/environment";
import { composeRelease } from "../../components/compose/render";
import type { JitsiSettings } from "../../settings/settings";
import { jitsi } from "../../workloads/jitsi";
import { type Service, serviceOf } from "../../workloads/model";
import { display, join, resolve, secret, secretsIn } from "../../workloads/value";
import { parseEnvFile } from "../support/envFile";
import { hostLike, prodLike } from "../support/settings";

const oneLine = (limits: { minLength?: number; maxLength: number }) =>
  fc.string({ unit: "grapheme", ...limits }).filter((text) => !/[\r\n\0]/.test(text));
const key = fc.stringMatching(/^[a-z]{1,6}(\.[a-z]{1,6}){0,2}$/);

const section = fc.record(
  {
    branding: fc.record({ title: oneLine({ minLength: 1, maxLength: 20 }), welcomePage: fc.boolean() }),
    features: fc.record({ lobby: fc.boolean(), liveStreaming: fc.boolean(), peerToPeer: fc.boolean() }),
    maxParticipants: fc.integer({ min: 2, max: 1000 }),
    bridge: fc.record({ port: fc.integer({ min: 1, max: 65_535 }), memory: fc.integer({ min: 512, max: 16_000 }) }),
    webPort: fc.integer({ min: 1, max: 65_535 }),
    etherpad: fc.boolean(),
    whiteboard: fc.boolean(),
    transcriber: fc.boolean(),
    jigasi: fc.constant({ sipUri: "a@sip.example.org", server: "sip.example.org" }),
    config: fc.dictionary(key, fc.jsonValue(), { maxKeys: 4 }),
    interfaceConfig: fc.dictionary(oneLine({ maxLength: 8 }), fc.jsonValue(), { maxKeys: 4 }),
    limits: fc.record(
      {
        jvb: fc.record({
          cpus: fc.double({ min: 0.1, max: 64, noNaN: true }),
          memory: fc.integer({ min: 64, max: 9000 }),
        }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

const settings: fc.Arbitrary<JitsiSettings> = fc
  .record({
    jitsi: section,
    recording: fc.option(
      fc.record({ directory: fc.constant("/srv/recordings"), keepDays: fc.integer({ min: 1, max: 3650 }) }),
      { nil: undefined },
    ),
    host: fc.boolean(),
    address: fc.constantFrom("dynamic", "203.0.113.10"),
  })
  .map(({ host, address, ...rest }) =>
    (host ? hostLike : prodLike)({ ...rest, dns: { provider: "manual", zone: "example.org", address } }),
  );

const rendered = (of: JitsiSettings) =>
  composeRelease(jitsi(of, {}), {
    instance: "meet-example-org",
    hostAddress: "192.0.2.20",
    timeZone: of.timeZone,
    domain: of.domain,
    rotations: {},
    dynamicAddress: of.dns?.address === "dynamic",
  });

/** The same data, put together in another order. */
const shuffled = <T>(value: T): T =>
  (value !== null && typeof value === "object" && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, inner]) => [name, shuffled(inner)]),
      )
    : value) as T;

/** Each run renders a whole release. */
const runs = { numRuns: 40 };

test("the same settings give the same bytes, in whatever order they stand", () => {
  fc.assert(
    fc.property(settings, (of) => expect(rendered(shuffled(of))).toEqual(rendered(of))),
    runs,
  );
});

test("compose.yaml reads back as what was meant, and holds no secret", () => {
  fc.assert(
    fc.property(settings, (of) => {
      const content = rendered(of).files.find(({ path }) => path === "compose.yaml")?.content ?? "";
      expect(secretsIn(content)).toEqual([]);
      const { services } = parse(display(content)) as {
        services: Record<string, { environment: Record<string, string> }>;
      };
      for (const service of jitsi(of, {}).services) {
        for (const [name, value] of Object.entries(service.env)) {
          const read = services[service.name]?.environment[name];
          if (secretsIn(value).length > 0) expect(read).toBeUndefined();
          else if (typeof value === "string") expect(read?.split("$$").join("$")).toBe(value);
        }
      }
    }),
    runs,
  );
});

test("whatever is waited for exists, and waiting ends", () => {
  fc.assert(
    fc.property(settings, (of) => {
      const workload = jitsi(of, {});
      const depth = (service: Service, seen: readonly string[]): void => {
        expect(seen).not.toContain(service.name);
        for (const name of service.after) depth(serviceOf(workload, name), [...seen, service.name]);
      };
      for (const service of workload.services) depth(service, []);
    }),
  );
});

test("every release file has one place, and every placed file is one of them", () => {
  fc.assert(
    fc.property(settings, (of) => {
      const { files, placed } = rendered(of);
      const paths = files.map(({ path }) => path);
      expect(new Set(paths).size).toBe(paths.length);
      for (const path of paths) expect(path).toMatch(/^[a-z][\w.-]*(\/[\w.-]+)*$/);
      for (const { file } of placed) expect(paths).toContain(file);
    }),
  );
});

test("a secret's text survives the env file, whatever it is", () => {
  const web = serviceOf(jitsi(prodLike(), {}), "web");
  const nasty = fc.oneof(
    oneLine({ maxLength: 20 }),
    fc.string({ unit: fc.constantFrom(..."\\\"'$ {}#=an0`!"), maxLength: 12 }),
  );
  fc.assert(
    fc.property(nasty, nasty, nasty, (before, hidden, after) => {
      const env = { A: secret("one"), B: join([before, secret("one"), after]) };
      const content = secretEnv({ ...web, env }) ?? "";
      const text = resolve(content, { secret: () => hidden, fact: () => "" });
      expect(parseEnvFile(text)).toEqual({ A: hidden, B: before + hidden + after });
    }),
    { numRuns: 1000 },
  );
});
