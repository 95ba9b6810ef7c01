/** Every stack configuration through the components, with mocks in place of the engine. */
import { deploymentOf } from "../support/planned";
import { stackFiles } from "../support/stackFiles";
import { credentialValue, generatedValue, type Run, run, strings } from "./recorder";

describe.each(stackFiles)("%s", (file) => {
  const planned = deploymentOf(file);
  let result: Run;
  beforeAll(async () => {
    result = await run(planned);
  });

  const key = ({ type, name }: { type: string; name: string }) => `${type} ${name}`;

  test("makes exactly the resources that the plan lists", () => {
    expect(result.resources.map(key).sort()).toEqual(planned.resources.map(key).sort());
  });

  test("gives every resource a name of its own", () => {
    const keys = result.resources.map(key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("hangs every resource but the conference under a parent whose name it continues", () => {
    for (const resource of result.resources.filter(({ type }) => type !== "parley:index:Conference")) {
      expect(resource.parent).toBeDefined();
      expect(resource.name.startsWith(resource.parent ?? "?")).toBe(true);
    }
  });

  test("uses tokens of the form parley:<module>:<Class>, and registers every component's outputs", () => {
    const components = result.resources.filter(({ type }) => type.startsWith("parley:"));
    expect(components.length).toBeGreaterThan(3);
    for (const { type } of components) expect(type).toMatch(/^parley:[a-z]+:[A-Z][A-Za-z]+$/);
    expect([...result.registered].sort()).toEqual(components.map(key).sort());
  });

  test("never hands a secret to the engine in the clear", () => {
    const secrets = [
      ...planned.secrets.map((secret) => generatedValue(`${planned.settings.service}-secrets-${secret.name}`)),
      ...[
        "proxmoxPassword",
        "proxmoxToken",
        "sshPrivateKey",
        "loopiaPassword",
        "tsigSecret",
        "keycloakClientSecret",
        "jigasiSipPassword",
      ].map(credentialValue),
    ];
    const all = result.resources.flatMap((resource) => strings(resource.inputs, `${resource.type} ${resource.name}`));
    const hits = all.flatMap((one) =>
      secrets.filter((secret) => holds(one.text, secret)).map((secret) => ({ ...one, secret })),
    );
    expect(hits.filter((hit) => !hit.inSecret)).toEqual([]);
    // The search itself works: the secrets are there, inside secrets.
    for (const secret of planned.secrets) {
      const value = generatedValue(`${planned.settings.service}-secrets-${secret.name}`);
      expect(hits.some((hit) => hit.secret === value && hit.path.endsWith(".stdin"))).toBe(true);
    }
    expect(result.secretOutputs).toEqual(["secrets"]);
  });

  test("answers with the outputs that the plan announces", () => {
    const { secrets, oidcClientId, ...known } = result.outputs;
    expect(known).toEqual(JSON.parse(JSON.stringify(planned.outputs)));
    expect(Object.keys(secrets as object).sort()).toEqual(planned.secrets.map(({ name }) => name).sort());
    expect(oidcClientId).toBe(planned.settings.login?.clientId);
  });
});

/** A payload is a base64 archive: the value may stand there at any of three offsets. */
function holds(text: string, secret: string): boolean {
  if (text.includes(secret)) return true;
  if (!/^[A-Za-z0-9+/\n]{200,}={0,2}\s*$/.test(text)) return false;
  return Buffer.from(text, "base64").includes(secret);
}
