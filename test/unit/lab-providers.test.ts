/** The simulated providers without an engine: checks, differences, outputs and what must stay secret. */
import * as fc from "fast-check";
import { keycloak } from "../../lab/providers/keycloak/provider";
import { kubernetes } from "../../lab/providers/kubernetes/provider";
import { proxmoxve } from "../../lab/providers/proxmoxve/provider";
import { randomCharacters } from "../../lab/providers/random/characters";
import { random } from "../../lab/providers/random/provider";
import { failures } from "../../provider/protocol/check";
import { changes } from "../../provider/protocol/diff";
import { check, checkConfig, create, diff, update } from "../../provider/protocol/operations";
import type { Provider, ResourceType } from "../../provider/protocol/resourceType";
import { alike, holdsSecret, plain, redacted, secret, unknownValue, type Values } from "../../provider/protocol/values";
import { tokens } from "../../provider/tokens";
import { parley } from "../../provider/types";

function typeOf(provider: Provider, token: string): ResourceType {
  const type = provider.type(token);
  if (!type) throw new Error(`no ${token}`);
  return type;
}

const password = typeOf(random, "random:index/randomPassword:RandomPassword");
const container = typeOf(proxmoxve, "proxmoxve:index/containerLegacy:ContainerLegacy");
const release = typeOf(parley, tokens.release);
const client = typeOf(keycloak, "keycloak:openid/client:Client");
const configMap = typeOf(kubernetes, "kubernetes:core/v1:ConfigMap");

describe("values", () => {
  test("secrets are seen, taken off and left out at any depth", () => {
    const value = { a: [{ b: secret("x") }], c: 1 };
    expect(holdsSecret(value)).toBe(true);
    expect(plain(value)).toEqual({ a: [{ b: "x" }], c: 1 });
    expect(redacted(value)).toEqual({ a: [{ b: "[secret]" }], c: 1 });
  });
});

test("what was read is secret exactly where that was which is recorded", () => {
  const model = { files: { a: { content: secret("x"), mode: "1" }, b: { content: "y" } }, list: [secret("z")] };
  const read = {
    files: { a: { content: "new", mode: "2" }, b: { content: "z" }, c: { content: "n" } },
    list: ["q"],
    more: 1,
  };
  expect(alike(model, read)).toEqual({
    files: { a: { content: secret("new"), mode: "2" }, b: { content: "z" }, c: { content: "n" } },
    list: secret(["q"]),
    more: 1,
  });
  expect(alike({ files: secret({}) }, { files: { a: 1 } })).toEqual({ files: secret({ a: 1 }) });
});

describe("check", () => {
  test("names every missing, wrong and unknown property with its path", () => {
    const inputs = { mountPoints: [{ path: "/srv" }], disk: { sise: 8 }, cpu: { cores: "two" } };
    expect(
      failures(container.inputs, inputs)
        .map((one) => one.property)
        .sort(),
    ).toEqual(["cpu.cores", "disk.sise", "mountPoints[0].volume", "nodeName"]);
  });

  test("does not judge what is not known yet, nor mind secrets", () => {
    const inputs = { nodeName: secret("pve"), vmId: unknownValue, memory: unknownValue, tags: [unknownValue] };
    expect(failures(container.inputs, inputs)).toEqual([]);
  });

  test("a Proxmox endpoint has to be https", () => {
    expect(checkConfig(proxmoxve, { endpoint: "http://pve.example.org:8006" }).failures).toHaveLength(1);
    expect(checkConfig(proxmoxve, {}).failures).toEqual([
      { property: "endpoint", reason: 'Missing required property "endpoint"' },
    ]);
    expect(checkConfig(proxmoxve, { endpoint: "https://pve.example.org:8006", version: "8.6.0" }).failures).toEqual([]);
  });

  test("a made-up name stays for life", () => {
    const first = check(configMap, "settings", undefined, { apiVersion: "v1", kind: "ConfigMap" }).inputs;
    expect(first.metadata).toMatchObject({ name: expect.stringMatching(/^settings-[0-9a-f]{8}$/) });
    expect(check(configMap, "settings", first, { apiVersion: "v1", kind: "ConfigMap" }).inputs).toEqual(first);
  });

  test("a password that cannot be is refused", () => {
    expect(failures(password.inputs, { length: 3, minLower: 2, minNumeric: 2 })).toMatchObject([
      { property: "length" },
    ]);
  });
});

describe("diff", () => {
  test.each([
    [{ nodeName: "a" }, { nodeName: "b" }, true],
    [{ memory: { dedicated: 1 } }, { memory: { dedicated: 2 } }, false],
    [{ disk: { size: 8 } }, { disk: { size: 9 } }, false],
    [{}, { disk: { size: 8 } }, false],
    [{}, { disk: { datastoreId: "nvme" } }, true],
    [{ mountPoints: [] }, { mountPoints: [{ path: "/srv", volume: "/mnt" }] }, true],
    [{ initialization: { hostname: "a" } }, { initialization: { hostname: "b" } }, false],
    [{ initialization: { userAccount: { keys: ["a"] } } }, { initialization: { userAccount: { keys: ["b"] } } }, true],
  ])("container: %j to %j", (olds, news, replace) => {
    const found = diff(container, {}, olds, news).changes;
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((change) => change.replace === replace)).toBe(true);
  });

  test("data of a ConfigMap can be changed in place only when the provider was told so", () => {
    const object = (value: string): Values => ({ kind: "ConfigMap", metadata: { name: "a" }, data: { value } });
    const settings = { enableConfigMapMutable: "true" };
    expect(diff(configMap, {}, object("1"), object("2"))).toMatchObject({
      changes: [{ replace: true }],
      deleteBeforeReplace: true,
    });
    expect(diff(configMap, settings, object("1"), object("2"))).toMatchObject({ changes: [{ replace: false }] });
  });

  test("a release is changed in place, another machine replaces it", () => {
    const inputs = (host: string, content: string) => ({
      connection: { host, user: "root" },
      files: { "compose.yaml": { content } },
    });
    expect(diff(release, {}, inputs("a", "1"), inputs("a", "2")).changes).toEqual([
      { path: 'files["compose.yaml"].content', kind: "update", replace: false },
    ]);
    expect(diff(release, {}, inputs("a", "1"), inputs("b", "1"))).toEqual({
      changes: [{ path: "connection.host", kind: "update", replace: true }],
      deleteBeforeReplace: false,
    });
    const local = { connection: { local: true, user: "root" } };
    expect(diff(release, {}, local, inputs("a", "1")).changes.some((change) => change.replace)).toBe(true);
  });

  test("says nothing about equal values, whether secret or not", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (values) => {
        expect(changes({ values }, { values: secret(values) }, ["*"])).toEqual([]);
      }),
    );
    expect(changes({ a: "x" }, { a: secret("x") }, [])).toEqual([]);
  });
});

describe("create and update", () => {
  test("a preview knows no computed output, and keeps secret ones secret", () => {
    const { id, outputs } = create(password, { length: 8 }, true);
    expect(id).toBe("");
    expect(plain(outputs)).toMatchObject({ length: 8, special: true, result: unknownValue });
    expect(holdsSecret(outputs.result) && holdsSecret(outputs.bcryptHash)).toBe(true);
  });

  test("a client keeps its generated secret, a public one has none", () => {
    const inputs = { realmId: "main", clientId: "meet", accessType: "CONFIDENTIAL" };
    const { outputs } = create(client, inputs, false);
    expect(plain<Values>(outputs).clientSecret).toMatch(/^\w{32}$/);
    expect(update(client, outputs, { ...inputs, name: "Meet" }, false).clientSecret).toEqual(outputs.clientSecret);
    expect(create(client, { ...inputs, accessType: "PUBLIC" }, false).outputs).not.toHaveProperty("clientSecret");
  });

  test("a container reports the addresses that it was given", () => {
    const initialization = { ipConfigs: [{ ipv4: { address: "172.16.10.160/24" } }] };
    const inputs = { nodeName: "pve", vmId: 160, networkInterfaces: [{ name: "eth0" }], initialization };
    expect(create(container, inputs, false)).toMatchObject({ id: "160", outputs: { ipv4: { eth0: "172.16.10.160" } } });
  });
});

test("a random string respects everything that it was asked", () => {
  const minimum = fc.integer({ min: 0, max: 5 });
  const asked = fc.record({ minLower: minimum, minUpper: minimum, minNumeric: minimum, minSpecial: minimum });
  fc.assert(
    fc.property(asked, fc.integer({ min: 20, max: 64 }), fc.boolean(), (least, length, special) => {
      const text = randomCharacters({ ...least, length, special, overrideSpecial: "-_" });
      const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
      expect(text).toMatch(/^[A-Za-z0-9_-]*$/);
      expect(text).toHaveLength(length);
      expect(count(/[a-z]/g)).toBeGreaterThanOrEqual(least.minLower);
      expect(count(/[A-Z]/g)).toBeGreaterThanOrEqual(least.minUpper);
      expect(count(/\d/g)).toBeGreaterThanOrEqual(least.minNumeric);
      expect(count(/[-_]/g)).toBeGreaterThanOrEqual(least.minSpecial);
      if (!special) expect(count(/[-_]/g)).toBe(least.minSpecial);
    }),
  );
});
