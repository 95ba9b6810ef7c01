import { describe, expect, test } from "@jest/globals";
import type { IDeployment } from "kubernetes-models/apps/v1/Deployment";
import type { IStatefulSet } from "kubernetes-models/apps/v1/StatefulSet";
import type { IHorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler";
import type { IService } from "kubernetes-models/v1/Service";
import { parse } from "yaml";
import { type ClusterObject, displayed } from "../../components/kubernetes/objects";
import { serviceOf } from "../../workloads/model";
import { display } from "../../workloads/value";
import {
  byId,
  clusterSettings,
  deployed,
  everyRtc,
  plainRtc,
  read,
  specOf,
  templates,
  ways,
  workloadOf,
} from "../support/cluster";
import { places } from "../support/matrixrtc";

type Overrides = Readonly<Record<string, unknown>>;

const rtc = (kubernetes: Overrides = {}, livekit?: Overrides) =>
  clusterSettings(kubernetes, livekit ? { ...plainRtc, matrixrtc: { ...plainRtc.matrixrtc, livekit } } : plainRtc);
const objectsOf = (kubernetes?: Overrides, livekit?: Overrides) => deployed(rtc(kubernetes, livekit)).objects;
const text = (object: ClusterObject) => JSON.stringify(displayed(object.manifest));

describe("media", () => {
  const outside = (kubernetes: Overrides) =>
    objectsOf(kubernetes)
      .filter(({ id }) => /^service\/livekit(-[a-z]+)?-\d+$/.test(id))
      .map((object) => read<IService>(object).spec);

  test("comes in by one Service for UDP and TCP, with one address", () => {
    const [first, ...others] = outside({});
    expect(first).toMatchObject({
      type: "LoadBalancer",
      externalTrafficPolicy: "Local",
      publishNotReadyAddresses: true,
      selector: { "statefulset.kubernetes.io/pod-name": "livekit-0" },
      ports: [
        { name: "livekit", port: 7882, targetPort: 7882, protocol: "UDP" },
        { name: "livekit-tcp", port: 7881, targetPort: 7881, protocol: "TCP" },
      ],
    });
    expect(others).toHaveLength(1);
  });

  test("has the same port outside and inside, because LiveKit advertises the one on which it listens", () => {
    for (const [name, way] of ways) {
      const all = outside({ ...way, bridges: { count: 3, regions: [places.europe, places.asia] } });
      expect([name, all.length]).toEqual([name, name.startsWith("host") ? 0 : 6]);
      for (const spec of all) {
        for (const { port, targetPort, nodePort } of spec?.ports ?? []) {
          expect([name, targetPort]).toEqual([name, port]);
          if (spec?.type === "NodePort") expect(nodePort).toBe(port);
        }
      }
    }
  });

  test("has one number for UDP and TCP where each LiveKit has a port of its own, and no two the same", () => {
    const [first, second] = outside({ media: { expose: "nodePort", port: 31_000 } });
    const ports = (spec: typeof first) => spec?.ports?.map(({ nodePort, protocol }) => `${protocol} ${nodePort}`);
    expect([ports(first), ports(second)]).toEqual([
      ["UDP 31000", "TCP 31000"],
      ["UDP 31001", "TCP 31001"],
    ]);
  });

  test("of two regions behind one NAT moves nobody's port when there are more in each", () => {
    const ports = (count: number) => {
      const media = { expose: "nodePort", address: "203.0.113.10" };
      const found = deployed(rtc({ media, bridges: { count, regions: [places.europe, places.asia] } })).media;
      const udp = found.flatMap(({ protocol, port }) => (protocol === "udp" ? [port] : [])).sort();
      expect(udp).toEqual(Array.from({ length: 2 * count }, (_, i) => 30_100 + i));
      return Object.fromEntries(found.map(({ name, port }) => [name, port]));
    };
    expect(ports(5)).toMatchObject(ports(2));
  });

  test("takes ports of the node, and nothing else does", () => {
    for (const expose of ["hostPort", "hostNetwork"]) {
      const objects = objectsOf({ media: { expose }, networkPolicies: { nodeNetworks: ["10.0.0.0/24"] } });
      const found = templates(objects).find(({ id }) => id === "statefulset/livekit");
      const ports = found ? (specOf(found.template).containers[0]?.ports ?? []) : [];
      expect(ports.flatMap(({ hostPort, protocol }) => (hostPort ? [`${protocol} ${hostPort}`] : []))).toEqual([
        "UDP 7882",
        "TCP 7881",
      ]);
      expect(found?.namespace).toBe("meet-example-org-media");
      expect(objects.some(({ id }) => /^service\/livekit-\d+$/.test(id))).toBe(false);
    }
  });
});

describe("LiveKits", () => {
  const config = (kubernetes: Overrides, name = "livekit") => {
    const files = serviceOf(workloadOf(rtc(kubernetes)), name).files;
    return parse(display(files.find(({ path }) => path.endsWith("livekit.yaml"))?.content ?? ""), {
      uniqueKeys: true,
    }) as Record<string, unknown>;
  };

  test("find each other by a Redis, whose password stands in a Secret of each; one alone has none", () => {
    const objects = objectsOf();
    expect(displayed(byId(objects, "secret/livekit-files").manifest)).toMatchObject({
      stringData: {
        "etc_livekit_livekit.yaml": expect.stringContaining(
          "redis:\n  address: redis.meet-example-org.svc.cluster.local:6379\n  password: {{secret:redisPassword}}\n",
        ),
      },
    });
    expect(text(byId(objects, "secret/redis-files"))).toContain("requirepass {{secret:redisPassword}}");
    expect(objects.filter((object) => text(object).includes("redisPassword")).map(({ id }) => id)).toEqual([
      "secret/livekit-files",
      "secret/redis-files",
    ]);
    expect(byId(objects, "statefulset/livekit").after).toContain("deployment/redis");

    const alone = deployed(rtc({ bridges: { count: 1 } })).objects;
    expect(alone.some((object) => text(object).includes("redis"))).toBe(false);
    expect(config({ bridges: { count: 1 } })).not.toHaveProperty("node_selector");
  });

  test("of one that may become several, too", () => {
    const some = {
      bridges: { count: 1, autoscale: { max: 2, participants: 100 } },
      monitoring: { prometheusOperator: true },
    };
    expect(config(some)).toMatchObject({ node_selector: { sort_by: "clients" }, prometheus: { port: 6789 } });
  });

  test("in regions know their own and where all are, and answer by one name", () => {
    const kubernetes = { bridges: { regions: [places.europe, places.asia] } };
    expect(config(kubernetes, "livekit-asia")).toMatchObject({
      region: "asia",
      node_selector: {
        kind: "regionaware",
        regions: [
          { name: "europe", lat: 59.3, lon: 18.1 },
          { name: "asia", lat: 35.7, lon: 139.7 },
        ],
      },
    });
    const objects = objectsOf(kubernetes);
    const { selector = {} } = read<IService>(byId(objects, "service/livekit")).spec ?? {};
    const behind = templates(objects).filter(({ template }) =>
      Object.entries(selector).every(([key, value]) => template.metadata?.labels?.[key] === value),
    );
    expect(behind.map(({ id }) => id)).toEqual(["statefulset/livekit-europe", "statefulset/livekit-asia"]);
    expect(objects.some(({ id }) => id === "service/livekit-asia")).toBe(false);
  });

  test("may end as slowly as their calls, and the update takes as long as all of them", () => {
    const object = byId(objectsOf({ bridges: { count: 3 } }, { drain: 7200 }), "statefulset/livekit");
    const spec = read<IStatefulSet>(object).spec;
    expect(spec?.template.spec?.terminationGracePeriodSeconds).toBe(7200);
    expect(spec?.template.spec?.containers[0]?.lifecycle).toBeUndefined();
    expect(object.timeouts?.update).toBe(3 * (7200 + 480));
  });

  test("become more with their participants", () => {
    const kubernetes = {
      bridges: { count: 2, autoscale: { max: 6, participants: 150 } },
      monitoring: { prometheusOperator: true },
    };
    const scaler = read<IHorizontalPodAutoscaler>(byId(objectsOf(kubernetes), "horizontalpodautoscaler/livekit")).spec;
    expect(scaler).toMatchObject({
      minReplicas: 2,
      maxReplicas: 6,
      metrics: [
        {
          pods: {
            metric: { name: "livekit_participant_total" },
            target: { type: "AverageValue", averageValue: "150" },
          },
        },
      ],
    });
  });

  test.each(ways.filter(([name]) => name !== "hostNetwork"))(
    "2 → 16 (%s) changes nothing but LiveKits, and none that runs",
    (_, way) => {
      const some = (count: number) => objectsOf({ ...way, bridges: { count } });
      const [two, sixteen] = [some(2), some(16)];
      const before = new Map(two.map((object) => [object.id, text(object)]));
      const touched = sixteen.filter((object) => before.get(object.id) !== text(object)).map(({ id }) => id);
      for (const id of touched) expect(id).toMatch(/^\w+\/livekit(-\d+|-addresses)?$/);
      expect(two.filter(({ id }) => !sixteen.some((other) => other.id === id))).toEqual([]);
      const template = (objects: readonly ClusterObject[]) =>
        templates(objects).find(({ id }) => id === "statefulset/livekit")?.template;
      expect(template(sixteen)).toEqual(template(two));
    },
  );
});

test("there are never two of lk-jwt-service or Redis, and as many web pages as wanted", () => {
  const objects = deployed(clusterSettings({ webReplicas: 3 }, everyRtc)).objects;
  const spec = (name: string) => read<IDeployment>(byId(objects, `deployment/${name}`)).spec;
  for (const name of ["lk-jwt-service", "redis"])
    expect(spec(name)).toMatchObject({ replicas: 1, strategy: { type: "Recreate" } });
  for (const name of ["element-call", "well-known"])
    expect(spec(name)).toMatchObject({ replicas: 3, strategy: { type: "RollingUpdate" } });
});

test("files with a secret are for the service's own user: LiveKit refuses one that others may read", () => {
  for (const [id, gid] of [
    ["statefulset/livekit", 10_030],
    ["deployment/lk-jwt-service", 10_033],
    ["deployment/redis", 1000],
  ] as const) {
    const found = templates(objectsOf()).find((one) => one.id === id);
    const spec = found ? specOf(found.template) : undefined;
    expect(spec?.securityContext?.fsGroup).toBe(gid);
    const modes = spec?.volumes?.flatMap(({ secret }) => (secret ? [secret.defaultMode] : []));
    expect(modes).toEqual([0o440]);
  }
});

test("the kubelet asks lk-jwt-service itself: its image has no shell", () => {
  const found = templates(objectsOf()).find(({ id }) => id === "deployment/lk-jwt-service");
  const container = found ? specOf(found.template).containers[0] : undefined;
  expect(container?.command).toBeUndefined();
  expect(container?.readinessProbe?.httpGet).toEqual({ port: 8080, path: "/healthz" });
});

test("rotating a secret rolls who reads it", () => {
  const pods = (rotations: Readonly<Record<string, number>>) =>
    new Map(templates(deployed(rtc(), rotations).objects).map(({ id, template }) => [id, JSON.stringify(template)]));
  const rolled = (rotations: Readonly<Record<string, number>>) => {
    const [before, after] = [pods({}), pods(rotations)];
    return [...after.keys()].filter((id) => before.get(id) !== after.get(id)).sort();
  };
  expect(rolled({ livekitApiSecret: 2 })).toEqual(["deployment/lk-jwt-service", "statefulset/livekit"]);
  expect(rolled({ redisPassword: 2 })).toEqual(["deployment/redis", "statefulset/livekit"]);
});

test("lk-jwt-service reaches the homeserver also on a port of its own", () => {
  const ports = (others: Overrides) =>
    workloadOf(clusterSettings({}, others))
      .flows.filter(({ from, to }) => from === "lk-jwt-service" && to === "internet")
      .map(({ port }) => port);
  expect(ports(everyRtc)).toEqual([443, 8448, 8443, 8449]);
  expect(ports(plainRtc)).toEqual([443, 8448]);
});
