/** How the container of a media server starts: with a shell that first looks up where clients reach it. */
import type { IContainer } from "kubernetes-models/v1/Container";
import type { Service } from "../../workloads/model";
import { type FactRef, factsIn, type SecretRef, type Value } from "../../workloads/value";
import { directory, nodeKey } from "./endpoints";
import {
  endpointEnv,
  endpointVariables,
  nodeNameVariable,
  nodeVariable,
  replicaVariable,
  verbatim,
} from "./environment";
import { type KubernetesOptions, nodesAreNamed, onNodePorts } from "./options";

const { mediaAddress, mediaEndpoint, mediaPort } = endpointVariables;

/** Command of the container, in place of the image's own: the workload's, or one that has to look up its address first. */
export function startCommand(service: Service, options: KubernetesOptions): Pick<IContainer, "command"> {
  const env = endpointEnv(service, options);
  if (Object.keys(env).length === 0) return service.entrypoint ? { command: service.entrypoint.map(verbatim) } : {};
  if (!service.entrypoint) throw new Error(`${service.name} needs its address first, and does not say what it starts`);
  return { command: ["/bin/sh", "-c", verbatim(script(env, options)), "start", ...service.entrypoint] };
}

/** POSIX, for images that have no more than a shell and sed. */
const script = (env: Readonly<Record<string, Value>>, options: KubernetesOptions): string => `set -eu
# The kubelet may need a moment to see that there is one more.
wait_for() {
  until [ -s "$1" ]; do
    echo "waiting for the address of $2"
    sleep 2
  done
}
${lookUp(options)}
${outermost(env)}${Object.entries(env)
  .map(([name, value]) => `export ${name}=${shell(value)}`)
  .join("\n")}
exec "$@"
`;

/** Shell that sets the endpoint: the node's address inside and outside, both with the bridge's port, or what stands there. */
function lookUp(options: KubernetesOptions): string {
  const own = `file=${directory}/$${replicaVariable}
wait_for "$file" "$${replicaVariable}"`;
  if (!nodesAreNamed(options)) return `${own}\n${mediaEndpoint}=$(sed "s/^#/$${nodeVariable}#/" "$file")`;
  const [wait, port] = onNodePorts(options) ? [[], ""] : [[own], '$(cat "$file")'];
  return [
    ...wait,
    `node=${directory}/${nodeKey(`$${nodeNameVariable}`)}`,
    `wait_for "$node" "the node $${nodeNameVariable}"`,
    `port=${port}`,
    `${mediaEndpoint}=$${nodeVariable}$port,$(cat "$node")$port`,
  ].join("\n");
}

/** Shell that takes apart where clients outside reach it, for whoever can say no more than one address. */
function outermost(env: Readonly<Record<string, Value>>): string {
  const facts = new Set(Object.values(env).flatMap(factsIn));
  if (!facts.has("mediaAddress") && !facts.has("mediaPort")) return "";
  return [
    `outermost=\${${mediaEndpoint}##*,}`,
    ...(facts.has("mediaAddress") ? [`${mediaAddress}=\${outermost%%#*}`] : []),
    ...(facts.has("mediaPort") ? [`${mediaPort}=\${outermost##*#}`] : []),
    "",
  ].join("\n");
}

const shell = (value: Value): string =>
  (typeof value === "string" ? [value] : value)
    .map((part) => (typeof part === "string" ? `'${part.replaceAll("'", "'\\''")}'` : `"$${variableOf(part)}"`))
    .join("");

function variableOf(part: SecretRef | FactRef): string {
  const variable = "fact" in part && part.fact in endpointVariables;
  if (!variable) throw new Error("an address stands beside something that the shell in a pod does not know");
  return endpointVariables[part.fact as keyof typeof endpointVariables];
}
