/** Whether a stack that has made nothing yet would take over what another one runs. */
import type { Get } from "./access";
import { listAnswer } from "./facts";
import type { ClusterProblem } from "./problems";
import type { Requirement } from "./requirement";

/**
 * Namespaces of this environment in which something runs. What `destroy` leaves, a namespace with volumes, is free to be
 * taken up again; and so is what an `up` left that was broken off before anything ran.
 */
export async function occupied(get: Get, wanted: readonly Requirement[]): Promise<ClusterProblem[]> {
  const found = await Promise.all(
    wanted.map(async (one) => (one.need === "namespace" ? inUse(one.name, await controllers(get, one)) : [])),
  );
  return found.flat();
}

async function controllers(
  get: Get,
  { name, instance }: Extract<Requirement, { need: "namespace" }>,
): Promise<string[]> {
  const ours = `app.kubernetes.io/managed-by=parley,app.kubernetes.io/instance=${instance}`;
  const lists = await Promise.all(
    ["deployments", "statefulsets"].map((kind) =>
      get(`/apis/apps/v1/namespaces/${name}/${kind}?labelSelector=${encodeURIComponent(ours)}`),
    ),
  );
  return lists
    .flatMap((list) => (list === undefined ? [] : listAnswer.parse(list).items))
    .map(({ metadata }) => metadata.name)
    .sort();
}

const inUse = (namespace: string, names: readonly string[]): ClusterProblem[] =>
  names.length === 0
    ? []
    : [
        {
          problem: `has a namespace ${namespace} of this environment in which something runs that this stack has not made: ${names.join(", ")}`,
          remedy:
            "another stack deploys it, or this one did with another `service`: destroy that first, or name another namespace in `kubernetes.namespace`",
        },
      ];
