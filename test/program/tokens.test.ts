/** The key for tokens in the stack's outputs, made or given: whoever issues tokens finds it in one place. */
import { deploymentOf } from "../support/planned";
import { credentialValue, generatedValue, run } from "./recorder";

const example = "examples/jitsi-host-jwt.yaml";
const keyIn = (outputs: Record<string, unknown>): unknown =>
  (outputs.secrets as Record<string, unknown> | undefined)?.jwtAppSecret;

test("a made key is a secret output", async () => {
  const { outputs, secretOutputs } = await run(deploymentOf(example));
  expect(keyIn(outputs)).toBe(generatedValue("jitsi-secrets-jwtAppSecret"));
  expect(secretOutputs).toEqual(["secrets"]);
});

test("a given key takes its place, and none is made", async () => {
  const planned = deploymentOf(example, (raw) => {
    raw.credentials = { jwtAppSecret: { secure: "v1:AAAA:AAAA" } };
  });
  const { outputs, secretOutputs, resources } = await run(planned);
  expect(keyIn(outputs)).toBe(credentialValue("jwtAppSecret"));
  expect(secretOutputs).toEqual(["secrets"]);
  expect(resources.filter(({ name }) => name.includes("jwtAppSecret"))).toEqual([]);
});
