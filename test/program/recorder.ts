/** Runs the program's components against mocks and records what the engine would be asked for. */
import * as pulumi from "@pulumi/pulumi";
import { Conference } from "../../components/conference";
import type { Deployment } from "../../components/deployment";

export interface Recorded {
  readonly type: string;
  readonly name: string;
  readonly parent: string | undefined;
  readonly inputs: Record<string, unknown>;
}

export interface Run {
  readonly resources: readonly Recorded[];
  /** Type and name of the components that registered outputs. */
  readonly registered: ReadonlySet<string>;
  readonly outputs: Record<string, unknown>;
  /** Whether an output of the stack was secret. */
  readonly secretOutputs: readonly string[];
}

// The SDK has this function, but its types hide it.
const { waitForRPCs } = pulumi.runtime as unknown as { waitForRPCs(): Promise<void> };

/** Marks a secret on the wire. */
const secretKey = "4dabf18193072939515e22adb298388d";

export const generatedValue = (name: string): string => `generated-for-${name}`;
export const credentialValue = (name: string): string => `credential-${name}-value`;

const credentialNames = [
  "proxmoxToken",
  "proxmoxPassword",
  "sshPrivateKey",
  "loopiaPassword",
  "tsigSecret",
  "keycloakClientSecret",
  "jigasiSipPassword",
  "jwtAppSecret",
  "kubeconfig",
];

/** The address that the simulated load balancer gives. */
export const balancerAddress = "203.0.113.80";

/** What a cluster adds: names for objects without one, addresses of load balancers. */
function inCluster(type: string, name: string, { metadata, spec }: Record<string, unknown>): Record<string, unknown> {
  if (!type.startsWith("kubernetes:")) return {};
  const balanced = (spec as { type?: string } | undefined)?.type === "LoadBalancer";
  return {
    metadata: { name: `${name}-0a1b2c3d`, ...(metadata as object) },
    ...(balanced ? { status: { loadBalancer: { ingress: [{ ip: balancerAddress }] } } } : {}),
  };
}

/** @param withCredentials names of the credentials to hand in; all of them when left out. */
export async function run(planned: Deployment, withCredentials: readonly string[] = credentialNames): Promise<Run> {
  const resources: Recorded[] = [];
  const registered = new Set<string>();
  const parents = new Map<string, string | undefined>();
  await pulumi.runtime.setMocks(
    {
      call: ({ inputs }) => inputs,
      newResource: ({ type, name, inputs }) => {
        resources.push({ type, name, parent: parents.get(`${type} ${name}`), inputs });
        // Mocks ignore additionalSecretOutputs, and the real provider's result is secret.
        const computed = type.startsWith("random:") ? { result: pulumi.secret(generatedValue(name)) } : {};
        return { id: `${name}-id`, state: { ...inputs, ...computed, ...inCluster(type, name, inputs) } };
      },
    },
    "parley",
    planned.instance,
    false,
  );
  const original = pulumi.ComponentResource.prototype["registerOutputs" as keyof pulumi.ComponentResource] as unknown;
  const spy = jest
    .spyOn(
      pulumi.ComponentResource.prototype as unknown as { registerOutputs(outputs?: unknown): void },
      "registerOutputs",
    )
    .mockImplementation(function (this: unknown, outputs?: unknown) {
      const { __pulumiType: type, __name: name } = this as { __pulumiType: string; __name: string };
      // The SDK itself calls it once more, with nothing, for components that forget to.
      if (Object.keys((outputs as object | undefined) ?? {}).length > 0) registered.add(`${type} ${name}`);
      (original as (this: unknown, outputs?: unknown) => void).call(this, outputs);
    });
  let outputs: Record<string, unknown> = {};
  const secretOutputs: string[] = [];
  try {
    await pulumi.runtime.runInPulumiStack(async () => {
      pulumi.runtime.registerStackTransformation(({ type, name, opts }) => {
        parents.set(`${type} ${name}`, (opts.parent as unknown as { __name?: string } | undefined)?.__name);
        return undefined;
      });
      const credentials = Object.fromEntries(
        withCredentials.map((name) => [name, pulumi.secret(credentialValue(name))]),
      );
      const conference = new Conference(planned.settings.service, { deployment: planned, credentials });
      outputs = await new Promise((done) => pulumi.output(conference.outputs).apply(done));
      for (const [name, value] of Object.entries(conference.outputs)) {
        if (await pulumi.isSecret(pulumi.output(value))) secretOutputs.push(name);
      }
      return {};
    });
    // Resources that wait for others are still on their way.
    await waitForRPCs();
  } finally {
    spy.mockRestore();
  }
  return {
    resources: resources.filter(({ type }) => type !== "pulumi:pulumi:Stack"),
    registered,
    outputs,
    secretOutputs,
  };
}

/** All strings of a value with the path to each, and whether it stood inside a secret. */
export function strings(
  value: unknown,
  path = "",
  inSecret = false,
): { path: string; text: string; inSecret: boolean }[] {
  if (typeof value === "string") return [{ path, text: value, inSecret }];
  if (typeof value !== "object" || value === null) return [];
  const secret = inSecret || secretKey in value;
  return Object.entries(value).flatMap(([key, inner]) =>
    key === secretKey ? [] : strings(inner, secretKey in value ? path : `${path}.${key}`, secret),
  );
}
