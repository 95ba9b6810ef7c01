/** Which rule is for what; everything else is ready as soon as it is there. */
import type { KubernetesObject } from "../../../../kubernetes/api";
import { claim } from "./claim";
import { deployment } from "./deployment";
import { job } from "./job";
import { ingress, service } from "./network";
import { pod } from "./pod";
import type { Rule } from "./rule";
import { daemonSet, statefulSet } from "./sets";

const rules: Readonly<Record<string, Rule>> = {
  "apps/v1/DaemonSet": daemonSet,
  "apps/v1/Deployment": deployment,
  "apps/v1/StatefulSet": statefulSet,
  "batch/v1/Job": job,
  "networking.k8s.io/v1/Ingress": ingress,
  "v1/PersistentVolumeClaim": claim,
  "v1/Pod": pod,
  "v1/Service": service,
};

export const ruleFor = ({ apiVersion, kind }: Pick<KubernetesObject, "apiVersion" | "kind">): Rule | undefined =>
  rules[`${apiVersion}/${kind}`];
