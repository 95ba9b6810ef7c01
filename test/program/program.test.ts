/** Every stack configuration through the components, with mocks in place of the engine. */
import { displayed } from "../../components/kubernetes/objects";
import { keycloakLogin } from "../../settings/settings";
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
    expect(components.length).toBeGreaterThan(2);
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
        "jwtAppSecret",
        "kubeconfig",
      ].map(credentialValue),
    ];
    const all = result.resources.flatMap((resource) => strings(resource.inputs, `${resource.type} ${resource.name}`));
    const hits = all.flatMap((one) =>
      secrets.filter((secret) => one.text.includes(secret)).map((secret) => ({ ...one, secret })),
    );
    expect(hits.filter((hit) => !hit.inSecret)).toEqual([]);
    // The search itself works: the secrets are there, inside secrets.
    for (const secret of planned.secrets) {
      const value = generatedValue(`${planned.settings.service}-secrets-${secret.name}`);
      expect(hits.some((hit) => hit.secret === value && /\.(content|stringData\.[\w.-]+)$/.test(hit.path))).toBe(true);
    }
    expect(result.secretOutputs).toEqual(["secrets"]);
  });

  test("answers with the outputs that the plan announces", () => {
    const { secrets, oidcClientId, bridgeAddresses, ...known } = result.outputs;
    expect(known).toEqual(JSON.parse(JSON.stringify(planned.outputs)));
    expect(Object.keys(secrets as object).sort()).toEqual(planned.secrets.map(({ name }) => name).sort());
    expect(oidcClientId).toBe(keycloakLogin(planned.settings)?.clientId);
    const addresses = planned.cluster.objects
      .filter(({ id }) => id.endsWith("-addresses"))
      .map(({ manifest }) => manifest);
    const bridges = addresses.flatMap((manifest) => Object.keys((displayed(manifest) as { data: object }).data));
    expect(Object.keys((bridgeAddresses as object | undefined) ?? {}).sort()).toEqual([...new Set(bridges)].sort());
    for (const [name, one] of Object.entries((bridgeAddresses as Record<string, string> | undefined) ?? {})) {
      const wanted = name.startsWith("node.") ? /^[\d.]+$/ : /^(203\.0\.113\.80)?(#\d+)?(,[\d.]+#\d+)?$/;
      expect(one).toMatch(wanted);
    }
  });
});
