/** The lab's kubernetes provider and cluster without either: names, differences, secrecy, ownership, readiness. */
import type { KubernetesObject } from "../../lab/kubernetes/api";
import { withAddress } from "../../lab/kubernetes/cloud/loadBalancer";
import { volumes } from "../../lab/kubernetes/cloud/volumes";
import { storageClass } from "../../lab/kubernetes/storageClass";
import type { Readiness } from "../../lab/providers/real/kubernetes/await/rule";
import { ruleFor } from "../../lab/providers/real/kubernetes/await/rules";
import { difference } from "../../lab/providers/real/kubernetes/difference";
import { leftToOthers } from "../../lab/providers/real/kubernetes/leftToOthers";
import { creator, takeover } from "../../lab/providers/real/kubernetes/managers";
import { isAutonamed, kindOf, metadataOf, named } from "../../lab/providers/real/kubernetes/names";
import { hidden, normalized, pruned, recorded, state } from "../../lab/providers/real/kubernetes/state";
import { holdsSecret, plain, redacted, secret, unknownValue, type Values } from "../../provider/protocol/values";

const object = (apiVersion: string, kind: string, more: Values = {}, metadata: Values = {}): KubernetesObject => ({
  apiVersion,
  kind,
  ...more,
  metadata: { name: "web", namespace: "conference", uid: `uid-${kind}`, generation: 1, ...metadata },
});

describe("names", () => {
  test("a made-up name stays for life, and a given one is left alone", () => {
    const first = named({ kind: "ConfigMap" }, undefined, "web");
    expect(metadataOf(first).name).toMatch(/^web-[0-9a-f]{8}$/);
    expect(isAutonamed(first)).toBe(true);
    expect(metadataOf(named({ kind: "ConfigMap" }, first, "web")).name).toBe(metadataOf(first).name);
    const given = { metadata: { name: "mine" } };
    expect(named(given, first, "web")).toBe(given);
  });

  test("tokens name kinds, of other projects too", () => {
    expect(kindOf("kubernetes:core/v1:Secret")).toEqual({ apiVersion: "v1", kind: "Secret" });
    expect(kindOf("kubernetes:cert-manager.io/v1:Certificate")).toEqual({
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
    });
    expect(kindOf("kubernetes:helm.sh/v3:Release:x")).toBeUndefined();
  });
});

describe("state", () => {
  const given = { kind: "Deployment", spec: { a: { token: secret("x"), open: 1 }, list: [{ b: secret("y") }] } };

  test("what was secret in the inputs is secret in everything that is kept", () => {
    const live = {
      kind: "Deployment",
      spec: { a: { token: "x", open: 1, filled: 2 }, list: [{ b: "y" }] },
      status: {},
    };
    const kept = state(live, plain(given), given, "m", "apps/v1");
    expect(JSON.stringify(redacted(kept))).not.toMatch(/"[xy]"/);
    expect(plain<Values>(kept).spec).toEqual(live.spec);
    expect(holdsSecret((kept.spec as Values).a && { open: ((kept.spec as Values).a as Values).open })).toBe(false);
    expect(recorded(kept)).toMatchObject({ inputs: plain(given), live, manager: "m", initialApiVersion: "apps/v1" });
  });

  test("a Secret's content is secret whatever the program says, and base64 as the server has it", () => {
    const asked = normalized({
      kind: "Secret",
      stringData: { password: "word", later: unknownValue },
      data: { a: "YQ==" },
    });
    expect(asked).toEqual({ kind: "Secret", data: { a: "YQ==", password: "d29yZA==", later: unknownValue } });
    expect(redacted(hidden(asked, {}))).toEqual({ kind: "Secret", data: "[secret]" });
  });

  test("what the server has filled in is not compared, what others have added to a list is", () => {
    const live = { spec: { replicas: 2, ports: [{ port: 80, protocol: "TCP" }, { port: 81 }] }, status: {} };
    expect(pruned(live, { spec: { replicas: 1, ports: [{ port: 80 }] } })).toEqual({
      spec: { replicas: 2, ports: [{ port: 80 }, { port: 81 }] },
    });
  });
});

describe("difference", () => {
  const kept = (inputs: Values, live: Values = {}) => state({ ...inputs, ...live }, inputs, inputs, "m", "v1");
  const map = (data: Values, metadata: Values = { name: "web" }) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata,
    data,
  });

  test("another content of a ConfigMap is another ConfigMap, unless the provider may change it", () => {
    const [olds, news] = [kept(map({ a: "1" })), map({ a: "2" })];
    expect(difference(olds, news, true, {})).toMatchObject({
      changes: [{ path: "data.a", replace: true }],
      deleteBeforeReplace: true,
    });
    expect(difference(olds, news, true, { enableConfigMapMutable: "true" }).changes).toMatchObject([
      { replace: false },
    ]);
  });

  test("one with a made-up name is made before the old one goes", () => {
    const metadata = { name: "web-1", annotations: { "pulumi.com/autonamed": "true" } };
    expect(difference(kept(map({ a: "1" }, metadata)), map({ a: "2" }, metadata), true, {}).deleteBeforeReplace).toBe(
      false,
    );
  });

  test("no namespace is the namespace default; what is not known yet is a change", () => {
    const olds = kept(map({ a: "1" }, { name: "web", namespace: "default" }));
    expect(difference(olds, map({ a: "1" }), true, {}).changes).toEqual([]);
    expect(difference(olds, map({ a: unknownValue }), true, {}).changes).toHaveLength(1);
    expect(difference(olds, map({ a: "1" }, { name: "web", namespace: "other" }), true, {})).toMatchObject({
      changes: [{ path: "metadata.namespace", replace: true }],
      deleteBeforeReplace: false,
    });
  });

  test("a Knative Service is not a Service", () => {
    const service = (apiVersion: string, clusterIP: string) => ({
      apiVersion,
      kind: "Service",
      metadata: { name: "a" },
      spec: { clusterIP },
    });
    const replaced = (version: string) =>
      difference(kept(service(version, "a")), service(version, "b"), true, {}).changes.map((one) => one.replace);
    expect(replaced("v1")).toEqual([true]);
    expect(replaced("serving.knative.dev/v1")).toEqual([false]);
  });
});

test("fields of kubectl and of our own create are taken over, those of subresources and strangers are not", () => {
  const entry = (manager: string, operation: string, field: string, subresource?: string) => ({
    manager,
    operation,
    ...(subresource ? { subresource } : {}),
    fieldsV1: { "f:spec": { [field]: {} } },
  });
  const strangers = [entry("helm", "Update", "f:c"), entry("kubectl", "Update", "f:replicas", "scale")];
  const managedFields = [entry(creator, "Update", "f:a"), entry("kubectl-edit", "Update", "f:b"), ...strangers];
  const patch = takeover(object("v1", "Pod", {}, { managedFields, resourceVersion: "7" }), "mine");
  expect(patch?.[0]).toMatchObject({
    value: [...strangers, { manager: "mine", operation: "Apply", fieldsV1: { "f:spec": { "f:a": {}, "f:b": {} } } }],
  });
  expect(takeover(object("v1", "Pod", {}, { managedFields: strangers }), "mine")).toBeUndefined();
});

test("of fields that the program leaves to others, theirs are left out and ours stay as they are", () => {
  const entry = (manager: string, field: string) => ({ manager, fieldsV1: { "f:spec": { [field]: {} } } });
  const asked = object("apps/v1", "StatefulSet", { spec: { replicas: 2, paused: true } });
  const applied = (...managedFields: object[]) => {
    const live = object("apps/v1", "StatefulSet", { spec: { replicas: 5 } }, { managedFields });
    return leftToOthers(asked, live, "mine", ["spec.replicas", "spec.minReadySeconds"]).spec;
  };
  expect(applied(entry("mine", "f:replicas"))).toEqual({ replicas: 5, paused: true });
  expect(applied(entry("mine", "f:replicas"), entry("autoscaler", "f:replicas"))).toMatchObject({ replicas: 5 });
  expect(applied(entry("mine", "f:paused"), entry("autoscaler", "f:replicas"))).toEqual({ paused: true });
  expect(asked.spec).toMatchObject({ replicas: 2 });
});

describe("readiness", () => {
  function judge(one: KubernetesObject, others: Record<string, KubernetesObject[]> = {}, quiet = 60): Readiness {
    const rule = ruleFor(one);
    if (!rule) throw new Error(`no rule for ${one.kind}`);
    return rule.judge({ object: one, others, quiet });
  }
  const condition = (type: string, status: string, reason = "", message = "") => ({ type, status, reason, message });
  const owned = (by: KubernetesObject) => ({
    ownerReferences: [{ uid: by.metadata.uid ?? "", kind: by.kind, name: by.metadata.name }],
  });
  const revised = (revision: string) => ({ annotations: { "deployment.kubernetes.io/revision": revision } });
  const failing = {
    name: "web",
    ready: false,
    state: { waiting: { reason: "ImagePullBackOff", message: 'Back-off pulling image "x"' } },
  };

  test("a Deployment is ready with its newest revision, and says which container keeps it from that", () => {
    const conditions = [condition("Available", "True"), condition("Progressing", "True", "ReplicaSetUpdated")];
    const rolling = object("apps/v1", "Deployment", { status: { observedGeneration: 1, conditions } }, revised("2"));
    const set = object(
      "apps/v1",
      "ReplicaSet",
      { spec: { replicas: 1 }, status: { readyReplicas: 0 } },
      { ...revised("2"), ...owned(rolling) },
    );
    const old = object(
      "apps/v1",
      "ReplicaSet",
      { spec: { replicas: 2 }, status: { readyReplicas: 2 } },
      { ...revised("1"), ...owned(rolling), uid: "old" },
    );
    const unready = [
      condition("PodScheduled", "True"),
      condition("Initialized", "True"),
      condition("Ready", "False", "ContainersNotReady", "containers with unready status: [web]"),
    ];
    const pod = object(
      "v1",
      "Pod",
      { status: { conditions: unready, containerStatuses: [failing] } },
      { name: "web-1", ...owned(set) },
    );
    const found = judge(rolling, { ReplicaSet: [old, set], Pod: [pod] });
    expect(found.ready).toBe(false);
    expect(found.problems).toContain(
      '[Pod conference/web-1]: containers with unready status: [web][ImagePullBackOff] Back-off pulling image "x"',
    );
    const rolled = {
      ...rolling,
      status: {
        observedGeneration: 1,
        conditions: [conditions[0], condition("Progressing", "True", "NewReplicaSetAvailable")],
      },
    };
    const live = { ...set, status: { readyReplicas: 1 } };
    expect(judge(rolled, { ReplicaSet: [old, live] }).ready).toBe(true);
    expect(
      judge({ ...rolled, metadata: { ...rolled.metadata, generation: 2 } }, { ReplicaSet: [old, live] }).ready,
    ).toBe(false);
    const claim = object("v1", "PersistentVolumeClaim", { status: { phase: "Pending" } }, { name: "data" });
    const mounting = {
      ...rolled,
      spec: { template: { spec: { volumes: [{ persistentVolumeClaim: { claimName: "data" } }] } } },
    };
    expect(judge(mounting, { ReplicaSet: [live], PersistentVolumeClaim: [claim] }).problems).toContain(
      'Failed to bind PersistentVolumeClaim(s): "data"',
    );
  });

  test("a StatefulSet says why its pods are not even made", () => {
    const status = { observedGeneration: 1, replicas: 0, readyReplicas: 0, currentRevision: "a", updateRevision: "a" };
    const set = object("apps/v1", "StatefulSet", { spec: { replicas: 1 }, status });
    const refused = {
      type: "Warning",
      reason: "FailedCreate",
      message: "violates PodSecurity",
      involvedObject: { uid: "uid-StatefulSet" },
    };
    expect(judge(set, { Event: [object("v1", "Event", refused)] }).problems).toEqual([
      "0 out of 1 replicas succeeded readiness checks",
      "[FailedCreate] violates PodSecurity",
    ]);
    const ready = { ...status, replicas: 1, readyReplicas: 1, currentReplicas: 1 };
    expect(judge({ ...set, status: ready }).ready).toBe(true);
    expect(judge({ ...set, status: { ...ready, updateRevision: "b" } }).ready).toBe(false);
  });

  test("a Service waits for its pods to settle and, outside, for an address", () => {
    const spec = { type: "LoadBalancer", selector: { app: "web" } };
    const slice = (ready: boolean) =>
      object(
        "discovery.k8s.io/v1",
        "EndpointSlice",
        { endpoints: [{ conditions: { ready } }] },
        { labels: { "kubernetes.io/service-name": "web" } },
      );
    const there = object("v1", "Service", { spec, status: { loadBalancer: { ingress: [{ ip: "198.51.100.1" }] } } });
    expect(judge(there, { EndpointSlice: [slice(true)] }).ready).toBe(true);
    expect(judge(there, { EndpointSlice: [slice(true)] }, 0).ready).toBe(false);
    expect(judge(there, { EndpointSlice: [slice(false)] }).problems[0]).toMatch(/^Service does not target any Pods/);
    expect(judge(object("v1", "Service", { spec }), { EndpointSlice: [slice(true)] }).problems).toEqual([
      "Service was not allocated an IP address; does your cloud provider support this?",
    ]);
    expect(judge(object("v1", "Service", { spec: { clusterIP: "None", selector: {} } })).ready).toBe(true);
  });

  test("a Job that has failed is not waited for", () => {
    const status = {
      failed: 7,
      conditions: [condition("Failed", "True", "BackoffLimitExceeded", "Job has reached the specified backoff limit")],
    };
    expect(judge(object("batch/v1", "Job", { status }))).toMatchObject({
      failed: true,
      problems: ["[BackoffLimitExceeded] Job has reached the specified backoff limit"],
    });
  });

  test("an Ingress wants its Services", () => {
    const rules = [{ host: "a.example", http: { paths: [{ path: "/", backend: { service: { name: "web" } } }] } }];
    const asked = object("networking.k8s.io/v1", "Ingress", {
      spec: { rules },
      status: { loadBalancer: { ingress: [{ ip: "198.51.100.1" }] } },
    });
    expect(judge(asked).problems).toEqual(['No matching service found for ingress rule: "a.example/" -> "web"']);
    expect(judge(asked, { Service: [object("v1", "Service")] }).ready).toBe(true);
  });
});

describe("the simulated cloud", () => {
  test("gives an address to whoever waits for one, and no address twice", () => {
    const taken = { status: { loadBalancer: { ingress: [{ ip: "198.51.100.1" }] } } };
    const waiting = [
      object("v1", "Service", { spec: { type: "LoadBalancer" }, ...taken }),
      object("v1", "Service", { spec: { type: "ClusterIP" } }),
      object("v1", "Service", { spec: { type: "LoadBalancer", loadBalancerClass: "another.example/one" } }),
      object("v1", "Service", { spec: { type: "LoadBalancer" } }, { name: "new" }),
      object("networking.k8s.io/v1", "Ingress"),
    ];
    expect(withAddress(waiting).map(({ object: { metadata }, status }) => [metadata.name, status])).toEqual([
      ["new", { loadBalancer: { ingress: [{ ip: "198.51.100.2" }] } }],
      ["web", { loadBalancer: { ingress: [{ ip: "198.51.100.3" }] } }],
    ]);
  });

  test("makes a volume once the scheduler has chosen a node", () => {
    const spec = {
      storageClassName: "standard",
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "1Gi" } },
    };
    const claim = object("v1", "PersistentVolumeClaim", { spec });
    const chosen = { annotations: { "volume.kubernetes.io/selected-node": "node-1" } };
    expect(volumes([claim], [storageClass])).toEqual([]);
    expect(volumes([object("v1", "PersistentVolumeClaim", { spec }, chosen)], [storageClass])).toMatchObject([
      { spec: { capacity: { storage: "1Gi" }, claimRef: { name: "web", namespace: "conference" } } },
    ]);
    const bound = object("v1", "PersistentVolumeClaim", { spec: { ...spec, volumeName: "x" } }, chosen);
    expect(volumes([bound], [storageClass])).toEqual([]);
  });

  test("on a real node it is a directory there; elsewhere nothing is behind it", () => {
    const spec = { storageClassName: "standard", accessModes: [], resources: { requests: { storage: "1Gi" } } };
    const chosen = { annotations: { "volume.kubernetes.io/selected-node": "node-1" } };
    const claims = [object("v1", "PersistentVolumeClaim", { spec }, chosen)];
    const sources = (all: readonly KubernetesObject[]) =>
      all.map(({ spec: made }) => {
        const { local, csi, nodeAffinity } = made as Values;
        return { local, csi, nodeAffinity };
      });
    const uid = claims[0]?.metadata.uid;
    expect(sources(volumes(claims, [storageClass]))).toEqual([
      { csi: { driver: storageClass.provisioner, volumeHandle: uid } },
    ]);
    const [onNode] = sources(volumes(claims, [storageClass], { node: "node-1", path: "/volumes" }));
    expect(onNode).toMatchObject({ local: { path: `/volumes/pvc-${uid}` } });
    expect(onNode?.csi).toBeUndefined();
    expect(JSON.stringify(onNode?.nodeAffinity)).toContain('"values":["node-1"]');
  });

  test("makes it for other classes of its own, and leaves those of others alone", () => {
    const spec = { storageClassName: "fast", accessModes: [], resources: { requests: { storage: "1Gi" } } };
    const chosen = { annotations: { "volume.kubernetes.io/selected-node": "node-1" } };
    const claim = object("v1", "PersistentVolumeClaim", { spec }, chosen);
    const fast = { ...storageClass, metadata: { name: "fast" } };
    expect(volumes([claim], [fast])).toMatchObject([{ spec: { storageClassName: "fast" } }]);
    expect(volumes([claim], [{ ...fast, provisioner: "another.example" }])).toEqual([]);
  });
});
