/** A rendered pod's container, run on this machine: its command, its files, its environment. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { IContainer } from "kubernetes-models/v1/Container";
import { type ClusterObject, displayed } from "../../components/kubernetes/objects";
import { serviceOf, type Workload } from "../../workloads/model";
import { byId, specOf, templates } from "./cluster";

/** What the cluster knows of a pod, by the variable in which a container gets it. */
export interface PodFacts {
  readonly PARLEY_REPLICA: string;
  readonly PARLEY_NODE_ADDRESS: string;
  readonly PARLEY_NODE_NAME: string;
}

export interface Words {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Lays out what a container mounts below a folder, modes included, and answers with how the kubelet would start it. */
export function layOut(
  objects: readonly ClusterObject[],
  workload: Workload,
  service: string,
  folder: string,
  { facts, text }: { readonly facts: PodFacts; readonly text: (content: string) => string },
): Words {
  const template = templates(objects).find(({ id }) => id.endsWith(`/${service}`))?.template;
  const spec = template && specOf(template);
  const container = spec?.containers[0];
  if (!spec || !container) throw new Error(`no pod of ${service}`);
  const inFolder = (words: string) => text(words.replaceAll("/etc/", `${folder}/etc/`));
  for (const { name, mountPath, subPath } of container.volumeMounts ?? []) {
    const volume = spec.volumes?.find((one) => one.name === name);
    const mode = volume?.secret?.defaultMode ?? 0o644;
    const data = dataOf(objects, service, name);
    const files = subPath === undefined ? Object.entries(data) : [["", data[subPath] ?? ""] as const];
    for (const [key, content] of files) {
      const path = join(folder, mountPath, key);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, inFolder(content), { mode });
    }
  }
  const { entrypoint = [] } = serviceOf(workload, service);
  const command = [...(container.command ?? entrypoint), ...(container.args ?? [])];
  return { command: command.map((word) => inFolder(expanded(word, { ...facts }))), env: envOf(container, facts) };
}

function dataOf(objects: readonly ClusterObject[], service: string, volume: string): Record<string, string> {
  const id = {
    files: `configmap/${service}-files`,
    "secret-files": `secret/${service}-files`,
    addresses: `configmap/${service}-addresses`,
  }[volume];
  if (id === undefined) return {};
  const { data, stringData } = displayed(byId(objects, id).manifest) as {
    data?: Record<string, string>;
    stringData?: Record<string, string>;
  };
  return { ...data, ...stringData };
}

/** `$(NAME)` is replaced, `$$(` is a plain `$(` (Kubernetes' third_party/forked/golang/expansion). */
const expanded = (word: string, facts: Readonly<Record<string, string>>): string =>
  word.replaceAll(/\$\$|\$\((\w+)\)/g, (found, name: string | undefined) =>
    found === "$$" ? "$" : (facts[name ?? ""] ?? found),
  );

const envOf = ({ env = [] }: IContainer, facts: PodFacts): Record<string, string> =>
  Object.fromEntries(
    env.map(({ name, value }) => [
      name,
      value === undefined ? facts[name as keyof PodFacts] : expanded(value, { ...facts }),
    ]),
  );
