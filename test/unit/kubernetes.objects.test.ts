import { describe, expect, test } from "@jest/globals";
import type { IDeployment } from "kubernetes-models/apps/v1/Deployment";
import type { IStatefulSet } from "kubernetes-models/apps/v1/StatefulSet";
import type { INamespace } from "kubernetes-models/v1/Namespace";
import type { IService } from "kubernetes-models/v1/Service";
import { optionsOf } from "../../components/kubernetes/deployment";
import { withServiceNames } from "../../components/kubernetes/names";
import { type ClusterObject, displayed, idOf, unknownsIn } from "../../components/kubernetes/objects";
import { clusterObjects } from "../../components/kubernetes/render";
import { display, secret, secretsIn } from "../../workloads/value";
import {
  byId,
  clusterSettings,
  deployed,
  everyPart,
  everyService,
  read,
  rendered,
  specOf,
  templates,
  ways,
  workloadOf,
} from "../support/cluster";
import { validate } from "../support/kubernetesSchema";

type Overrides = Readonly<Record<string, unknown>>;

const full = (way: Overrides, others: Overrides = everyPart) =>
  clusterSettings({ ...way, monitoring: { prometheusOperator: true }, priorityClass: "conferences" }, others);
const everything = (way: Overrides, others?: Overrides) => deployed(full(way, others)).objects;

const cases = everyService.flatMap(([service, others]) =>
  ways.map(([name, way]) => [service, name, others, way] as const),
);

describe.each(cases)("%s, %s", (_service, _name, others, way) => {
  const objects = everything(way, others);

  test("is what the API's schemas say", () => {
    for (const object of objects) expect(validate(displayed(object.manifest))).toEqual([]);
  });

  test("has no two objects of one identity, and none waits for one that is not there", () => {
    const ids = objects.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const names = objects.map(({ manifest: { apiVersion, kind, metadata } }) =>
      [apiVersion, kind, metadata.namespace, metadata.name].join(),
    );
    expect(new Set(names).size).toBe(names.length);
    for (const { after = [], manifest } of objects) {
      for (const id of after) expect(ids).toContain(id);
      for (const one of unknownsIn(manifest)) {
        if ("nameOf" in one) expect(ids).toContain(one.nameOf);
        if ("addressOf" in one) expect(ids).toContain(one.addressOf);
      }
    }
  });

  test("runs every pod as Pod Security `restricted` wants it, but for the ports of bridges on nodes", () => {
    for (const { id, namespace, template } of templates(objects)) {
      const spec = specOf(template);
      const level = read<INamespace>(byId(objects, idOf("Namespace", namespace))).metadata?.labels?.[
        "pod-security.kubernetes.io/enforce"
      ];
      const onNode = id.startsWith("statefulset/") && /hostPort|hostNetwork/.test(JSON.stringify(way));
      expect(level).toBe(onNode ? "privileged" : "restricted");
      expect(spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      });
      expect(spec.securityContext?.runAsUser).toBeGreaterThan(0);
      expect(spec.hostNetwork === true).toBe(onNode && JSON.stringify(way).includes("hostNetwork"));
      expect([spec.hostPID, spec.hostIPC]).toEqual([undefined, undefined]);
      for (const one of spec.containers) {
        expect(one.securityContext).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } });
        expect(one.securityContext?.capabilities?.add).toBeUndefined();
        // Etherpad's package manager writes beside its code.
        expect(one.securityContext?.readOnlyRootFilesystem).toBe(one.name !== "etherpad");
        expect((one.ports ?? []).some(({ hostPort }) => hostPort !== undefined)).toBe(onNode);
        expect(Object.keys(one.resources?.limits ?? {}).sort()).toEqual(["cpu", "memory"]);
        expect(Object.keys(one.resources?.requests ?? {}).sort()).toEqual(["cpu", "memory"]);
        if (!id.startsWith("cronjob/")) {
          expect(one.startupProbe).toBeDefined();
          expect(one.readinessProbe).toBeDefined();
          expect(one.livenessProbe).toBeDefined();
        }
      }
      for (const volume of spec.volumes ?? []) {
        const { name: _name, ...source } = volume;
        expect(["emptyDir", "configMap", "secret", "persistentVolumeClaim"]).toContain(Object.keys(source)[0]);
      }
    }
  });

  test("mounts what is there, each once, and what is written is a volume", () => {
    for (const { template } of templates(objects)) {
      const spec = specOf(template);
      const volumes = (spec.volumes ?? []).map(({ name }) => name);
      expect(new Set(volumes).size).toBe(volumes.length);
      for (const { volumeMounts = [] } of spec.containers) {
        expect(new Set(volumeMounts.map(({ mountPath }) => mountPath)).size).toBe(volumeMounts.length);
        for (const { name } of volumeMounts) expect(volumes).toContain(name);
        expect(volumes.filter((name) => !volumeMounts.some((mount) => mount.name === name))).toEqual([]);
      }
    }
  });

  test("gives every declared file of a service to its pods", () => {
    const settings = full(way, others);
    const workload = workloadOf(settings);
    const named = withServiceNames(workload, optionsOf(settings, {}));
    for (const service of workload.services) {
      const found = templates(objects).find(({ id }) => id.endsWith(`/${service.name}`));
      const mounts = found ? (specOf(found.template).containers[0]?.volumeMounts ?? []) : [];
      for (const file of service.files) {
        const mount = mounts.find(({ mountPath }) => mountPath === file.path);
        const kind = secretsIn(file.content).length > 0 ? "secret" : "configmap";
        const map = read<Record<string, Record<string, string>>>(byId(objects, `${kind}/${service.name}-files`));
        expect(map[kind === "secret" ? "stringData" : "data"]?.[mount?.subPath ?? ""]).toBe(
          display(named(file.content)),
        );
      }
    }
  });
});

describe("secrets", () => {
  const objects = rendered({}, everyPart);
  const named = (object: ClusterObject) =>
    unknownsIn(object.manifest).flatMap((one) => ("value" in one ? secretsIn(one.value) : []));

  test("stand in Secrets and nowhere else", () => {
    const holders = objects.filter((object) => named(object).length > 0);
    expect([...new Set(holders.map(({ manifest }) => manifest.kind))]).toEqual(["Secret"]);
    expect(holders.map(({ id }) => id).sort()).toEqual(
      ["jibri", "jicofo", "jigasi", "jvb", "prosody", "transcriber"].map((name) => `secret/${name}-env`),
    );
  });

  test("a pod reads its own Secret only, and all of it", () => {
    for (const { id, template } of templates(objects)) {
      const service = id.split("/")[1];
      const refs = JSON.stringify(template).match(/\{\{name:secret\/[^}]*\}\}/g) ?? [];
      expect([...new Set(refs)].filter((ref) => ref !== `{{name:secret/${service}-env}}`)).toEqual([]);
    }
  });

  test("a file with a secret is a Secret that belongs to the service's group", () => {
    const settings = clusterSettings();
    const workload = workloadOf(settings);
    const services = workload.services.map((one) =>
      one.name === "web" ? { ...one, files: [...one.files, { path: "/config/key", content: secret("jvbAuth") }] } : one,
    );
    const all = clusterObjects({ ...workload, services }, optionsOf(settings, {}));
    expect(displayed(byId(all, "secret/web-files").manifest)).toMatchObject({
      stringData: { config_key: "{{secret:jvbAuth}}" },
    });
    const web = templates(all).find(({ id }) => id === "deployment/web");
    expect(JSON.stringify(web)).toContain('"defaultMode":288');
  });
});

describe("what changed rolls, and nothing else", () => {
  const pods = (objects: readonly ClusterObject[]) =>
    new Map(templates(objects).map(({ id, template }) => [id, JSON.stringify(template)]));
  const changed = (one: readonly ClusterObject[], other: readonly ClusterObject[]) => {
    const [before, after] = [pods(one), pods(other)];
    return [...after.keys()].filter((id) => before.get(id) !== after.get(id)).sort();
  };

  test("a rotated secret: both sides of the account", () => {
    const settings = clusterSettings({}, everyPart);
    expect(changed(deployed(settings).objects, deployed(settings, { jvbAuth: 2 }).objects)).toEqual([
      "deployment/prosody",
      "statefulset/jvb",
    ]);
    expect(changed(deployed(settings).objects, deployed(settings, { jvbAuth: 1 }).objects)).toEqual([]);
  });

  test("a key of config.js: the web servers", () => {
    const config = (resolution: number) => rendered({}, { jitsi: { config: { resolution } } });
    expect(changed(config(720), config(360))).toEqual(["deployment/web"]);
  });

  test("settings and secrets are autonamed and immutable: a change is a new object", () => {
    const read = rendered({}, everyPart).filter(({ manifest }) => ["ConfigMap", "Secret"].includes(manifest.kind));
    for (const { id, autonamed, manifest } of read) {
      if (id.endsWith("-addresses")) expect([autonamed, "immutable" in manifest]).toEqual([undefined, false]);
      else expect([autonamed, manifest]).toMatchObject([true, { immutable: true }]);
    }
  });

  test.each(ways.filter(([name]) => name !== "hostNetwork"))(
    "1 → 16 bridges (%s) changes nothing but bridges",
    (_, way) => {
      const some = (count: number) => rendered({ ...way, bridges: { count } });
      const [one, sixteen] = [some(1), some(16)];
      const before = new Map(one.map((object) => [object.id, JSON.stringify(displayed(object.manifest))]));
      const touched = sixteen.filter((object) => before.get(object.id) !== JSON.stringify(displayed(object.manifest)));
      for (const { id } of touched)
        expect(id).toMatch(/^(service|statefulset|poddisruptionbudget|configmap)\/jvb(-\d+|-addresses)?$/);
      expect(one.filter(({ id }) => !sixteen.some((other) => other.id === id))).toEqual([]);
      // The running bridge is not touched.
      const template = (objects: readonly ClusterObject[]) => {
        const found = templates(objects).find(({ id }) => id === "statefulset/jvb");
        return found ? specOf(found.template) : undefined;
      };
      expect(template(sixteen)).toEqual(template(one));
      const grown = (from: number, to: number) => some(to).length - some(from).length;
      expect(grown(8, 16)).toBe(2 * grown(4, 8));
    },
  );

  test("each bridge more adds the same text and the same dependencies", () => {
    for (const [, way] of ways) {
      const size = (count: number) => {
        const objects = rendered({ ...way, bridges: { count } });
        const text = objects.map(({ manifest }) => JSON.stringify(displayed(manifest)).length);
        return [text, objects.map(({ after = [] }) => after.length)].map((all) => all.reduce((a, b) => a + b, 0));
      };
      const [few, some, many] = [size(10), size(20), size(40)];
      const per = (from: number[], to: number[], bridges: number) =>
        to.map((one, i) => (one - (from[i] ?? 0)) / bridges);
      expect(per(some, many, 20)).toEqual(per(few, some, 10));
    }
  });

  test("nothing: the same bytes", () => {
    for (const [, way] of ways)
      expect(JSON.stringify(everything(way).map(({ manifest }) => displayed(manifest)))).toBe(
        JSON.stringify(everything(way).map(({ manifest }) => displayed(manifest))),
      );
  });
});

describe("services", () => {
  test("are found by the full names of their Services, wherever the bridges are", () => {
    for (const [, way] of ways) {
      const texts = JSON.stringify(rendered(way, everyPart).map(({ manifest }) => displayed(manifest)));
      expect(texts).toContain("prosody.meet-example-org.svc.cluster.local");
      expect(texts).not.toMatch(/(xmpp|etherpad|whiteboard)\.meet\.jitsi/);
    }
  });

  test("a bridge's Service leads to that bridge alone, also while it waits for its conferences", () => {
    const objects = rendered({ media: { expose: "nodePort" }, bridges: { count: 3 } });
    const all = [0, 1, 2].map((i) => read<IService>(byId(objects, `service/jvb-${i}`)).spec);
    expect(all.map((spec) => spec?.selector?.["statefulset.kubernetes.io/pod-name"])).toEqual([
      "jvb-0",
      "jvb-1",
      "jvb-2",
    ]);
    expect(all.map((spec) => spec?.ports?.[0]?.nodePort)).toEqual([30_100, 30_101, 30_102]);
    for (const spec of all) expect(spec?.publishNotReadyAddresses).toBe(true);
  });

  test("the old pod serves until the new one is ready, unless both would write to one volume", () => {
    const strategies = Object.fromEntries(
      rendered({}, everyPart)
        .filter(({ manifest }) => manifest.kind === "Deployment")
        .map((object) => [object.manifest.metadata.name, read<IDeployment>(object).spec?.strategy]),
    );
    const { etherpad, jibri, ...others } = strategies;
    expect([etherpad, jibri]).toEqual([{ type: "Recreate" }, { type: "Recreate" }]);
    for (const one of Object.values(others))
      expect(one).toEqual({ type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
  });

  test("a bridge may take as long to end as it waits, and the update as long as all of them", () => {
    const object = byId(rendered({ bridges: { count: 3, drainMinutes: 30 } }), "statefulset/jvb");
    const spec = read<IStatefulSet>(object).spec?.template.spec;
    expect(spec?.terminationGracePeriodSeconds).toBe(30 * 60 + 30);
    const whole = 3 * (30 * 60 + 30 + 480);
    expect(object.timeouts).toEqual({ create: 480, update: whole, delete: whole });
    const two = byId(rendered({ bridges: { count: 5, drainMinutes: 30, updateAtOnce: 2 } }), "statefulset/jvb");
    expect(two.timeouts?.update).toBe(whole);
    expect(read<IStatefulSet>(two).spec?.updateStrategy?.rollingUpdate).toEqual({ maxUnavailable: 2 });
    expect(read<IStatefulSet>(object).spec?.updateStrategy).toEqual({ type: "RollingUpdate" });
    const none = byId(rendered({ bridges: { drainMinutes: 0 } }), "statefulset/jvb");
    expect(JSON.stringify(none.manifest)).not.toContain("preStop");
  });

  test("with an autoscaler, nobody else says how many there are", () => {
    const objects = rendered({
      bridges: { count: 2, autoscale: { max: 8 } },
      monitoring: { prometheusOperator: true },
    });
    // For new ones; of those that run, the number is the autoscaler's.
    const bridges = byId(objects, "statefulset/jvb");
    expect(read<IStatefulSet>(bridges).spec?.replicas).toBe(2);
    expect(bridges.ignored).toEqual(["spec.replicas"]);
    expect(read(byId(objects, "horizontalpodautoscaler/jvb"))).toMatchObject({
      spec: { minReplicas: 2, maxReplicas: 8 },
    });
    // Each that may come has its way in already.
    expect(objects.filter(({ id }) => /^service\/jvb-\d$/.test(id))).toHaveLength(8);
  });

  test("a node more changes the ConfigMap alone", () => {
    const some = (nodeAddresses: object) => rendered({ media: { expose: "hostPort", nodeAddresses } });
    const one = some({ "worker-1": "203.0.113.21" });
    const two = some({ "worker-1": "203.0.113.21", "worker-2": "203.0.113.22" });
    const text = (object: ClusterObject) => JSON.stringify(displayed(object.manifest));
    const touched = two.filter((object) => text(object) !== text(byId(one, object.id)));
    expect(touched.map(({ id }) => id)).toEqual(["configmap/jvb-addresses"]);
    expect(touched.map((object) => read<{ data: unknown }>(object).data)).toEqual([
      { "node.worker-1": "203.0.113.21", "node.worker-2": "203.0.113.22" },
    ]);
  });

  test("an image is held to a digest where one is given", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    const objects = rendered({ digests: { web: digest } });
    expect(JSON.stringify(byId(objects, "deployment/web").manifest)).toContain(
      `ghcr.io/jitsi/web:stable-11146-2@${digest}`,
    );
  });
});
