/** When nodes and pods become what: kwok's configuration. Pods start and get ready by themselves, unless made to fail. */
import { stringify } from "yaml";
import {
  crashing,
  neverReady,
  placed,
  pullBackOff,
  pullFailed,
  ready,
  succeeded,
  type Trouble,
  tagged,
  troubles,
} from "./podStatus";

/** Text of kwok's configuration file. */
export const kwokConfiguration = (): string =>
  stages()
    .map((one) => stringify(one))
    .join("---\n");

interface Expression {
  /** A jq expression. */
  readonly key: string;
  readonly operator: "Exists" | "DoesNotExist" | "In" | "NotIn";
  readonly values?: readonly string[];
}

const is = (key: string, value: string): Expression => ({ key, operator: "In", values: [value] });
const isNot = (key: string, value: string): Expression => ({ key, operator: "NotIn", values: [value] });
const there = (key: string): Expression => ({ key, operator: "Exists" });
const absent = (key: string): Expression => ({ key, operator: "DoesNotExist" });

const living = absent(".metadata.deletionTimestamp");
const readyState = '.status.conditions.[] | select( .type == "Ready" ) | .status';
const waiting = ".status.containerStatuses.[].state.waiting.reason";
/** The images that have the trouble. */
const imagesWith = (trouble: Trouble) =>
  `.spec.containers.[].image | select( test(${JSON.stringify(tagged(trouble))}) )`;

/** Milliseconds; a kubelet takes longer, but not less than nothing. */
const starting = 200;

function stages(): object[] {
  const creating = [living, is(waiting, "ContainerCreating")];
  return [
    stage("node-ready", "Node", [isNot(readyState, "True")], { statusTemplate: nodeReady }),
    stage("pod-placed", "Pod", [living, absent(".status.podIP")], { statusTemplate: placed }),
    stage("pod-ready", "Pod", [...creating, ...troubles.map((one) => absent(imagesWith(one)))], {
      statusTemplate: ready,
    }),
    stage("pod-pull-failed", "Pod", [...creating, there(imagesWith("missing"))], {
      event: { type: "Warning", reason: "Failed", message: "Error: ErrImagePull" },
      statusTemplate: pullFailed,
    }),
    stage("pod-pull-back-off", "Pod", [living, is(waiting, "ErrImagePull")], {
      event: { type: "Warning", reason: "Failed", message: "Error: ImagePullBackOff" },
      statusTemplate: pullBackOff,
    }),
    stage("pod-unready", "Pod", [...creating, there(imagesWith("unready"))], {
      event: { type: "Warning", reason: "Unhealthy", message: "Readiness probe failed" },
      statusTemplate: neverReady,
    }),
    stage("pod-crashing", "Pod", [...creating, there(imagesWith("crashing"))], {
      event: { type: "Warning", reason: "BackOff", message: "Back-off restarting failed container" },
      statusTemplate: crashing,
    }),
    stage("pod-succeeded", "Pod", [living, is(readyState, "True"), is(".metadata.ownerReferences.[].kind", "Job")], {
      statusTemplate: succeeded,
    }),
    stage("pod-deleted", "Pod", [there(".metadata.deletionTimestamp"), absent(".metadata.finalizers")], {
      delete: true,
    }),
  ];
}

function stage(name: string, kind: string, matchExpressions: readonly Expression[], next: object): object {
  return {
    apiVersion: "kwok.x-k8s.io/v1alpha1",
    kind: "Stage",
    metadata: { name },
    spec: {
      resourceRef: { apiGroup: "v1", kind },
      selector: { matchExpressions },
      delay: { durationMilliseconds: starting },
      next,
    },
  };
}

const nodeReady = `
conditions:
{{ range NodeConditions }}
- type: {{ .type | Quote }}
  status: {{ .status | Quote }}
  reason: {{ .reason | Quote }}
  message: {{ .message | Quote }}
  lastHeartbeatTime: {{ Now | Quote }}
  lastTransitionTime: {{ Now | Quote }}
{{ end }}
phase: Running
nodeInfo:
  architecture: amd64
  operatingSystem: linux
  kubeletVersion: {{ printf "kwok-%s" Version | Quote }}
  kubeProxyVersion: {{ printf "kwok-%s" Version | Quote }}
  containerRuntimeVersion: simulated
  osImage: simulated
  kernelVersion: simulated
  bootID: ""
  machineID: ""
  systemUUID: ""
`;
