import { describe, expect, test } from "@jest/globals";
import type { IDeployment } from "kubernetes-models/apps/v1/Deployment";
import type { IIngress } from "kubernetes-models/networking.k8s.io/v1/Ingress";
import type { IPersistentVolumeClaim } from "kubernetes-models/v1/PersistentVolumeClaim";
import { parse } from "yaml";
import { matrixrtc } from "../../workloads/matrixrtc";
import { serviceOf } from "../../workloads/model";
import { display } from "../../workloads/value";
import { byId, clusterSettings, deployed, ownRtc, read, rendered, specOf } from "../support/cluster";
import { deploymentOf } from "../support/planned";

const kubernetes = { storageClass: "fast", storage: { homeserver: "7Gi", homeserverDatabase: "3Gi" } };
const objects = rendered(kubernetes, ownRtc);
const deploymentNamed = (name: string) => read<IDeployment>(byId(objects, `deployment/${name}`)).spec;
const podOf = (name: string) => specOf(deploymentNamed(name)?.template ?? {});
const startScript = (service: string, path: string): string => {
  const settings = clusterSettings(kubernetes, ownRtc);
  if (settings.service !== "matrixrtc") throw new Error("not matrixrtc");
  return display(serviceOf(matrixrtc(settings), service).files.find((file) => file.path === path)?.content ?? "");
};

describe("its data", () => {
  test.each([
    ["postgres", "homeserver-database", "/var/lib/postgresql/data", "3Gi"],
    ["synapse", "homeserver-files", "/data", "7Gi"],
  ])("%s has it in the volume %s, which outlives everything", (service, volume, mountPath, storage) => {
    expect(podOf(service).volumes).toContainEqual({ name: volume, persistentVolumeClaim: { claimName: volume } });
    expect(podOf(service).containers[0]?.volumeMounts).toContainEqual({ name: volume, mountPath });
    const claim = byId(objects, `persistentvolumeclaim/${volume}`);
    expect(claim.keep).toBe(true);
    expect(read<IPersistentVolumeClaim>(claim).spec).toMatchObject({
      storageClassName: "fast",
      resources: { requests: { storage } },
    });
    expect(byId(objects, "namespace/meet-example-org").keep).toBe(true);
  });

  test("one pod at a time has it", () => {
    for (const name of ["postgres", "synapse"]) {
      expect(deploymentNamed(name)).toMatchObject({ replicas: 1, strategy: { type: "Recreate" } });
    }
  });

  test("PostgreSQL's is in a folder of its own below the volume, closed again after a kubelet opened it to the group", () => {
    expect(podOf("postgres").containers[0]?.env).toContainEqual({
      name: "PGDATA",
      value: "/var/lib/postgresql/data/pgdata",
    });
    const lines = startScript("postgres", "/etc/parley/start.sh").split("\n");
    const closed = lines.findIndex((line) => line.trim() === 'chmod 700 "$PGDATA"');
    expect(closed).toBeGreaterThan(0);
    expect(closed).toBeLessThan(lines.findIndex((line) => line.trim().startsWith("alone <")));
  });
});

test("Synapse starts by our script, which makes its key, in place of what the image starts", () => {
  expect(podOf("synapse").containers[0]).toMatchObject({ command: ["sh", "/etc/synapse/start.sh"] });
});

test("the database is up before Synapse is", () => {
  expect(byId(objects, "deployment/synapse").after).toContain("deployment/postgres");
});

test("ingress-nginx lets through what Synapse takes, and its own MiB where nobody sends files", () => {
  const limit = "nginx.ingress.kubernetes.io/proxy-body-size";
  const annotations = (all: typeof objects, name: string) =>
    read<IIngress>(byId(all, `ingress/${name}`)).metadata?.annotations;
  expect(annotations(objects, "web")).toMatchObject({ [limit]: "50m" });
  expect(parse(startScript("synapse", "/etc/synapse/homeserver.yaml")).max_upload_size).toBe("50M");
  expect(annotations(objects, "web-stripped")).not.toHaveProperty([limit]);
  expect(annotations(rendered(), "web")).not.toHaveProperty([limit]);
});

test("an operator is told where the data is and how users are made", () => {
  const { notices } = deployed(clusterSettings(kubernetes, ownRtc));
  const { workload, outputs } = deploymentOf("examples/matrixrtc-kubernetes-homeserver.yaml");
  expect(workload.notices.join()).toContain(
    "The volumes homeserver-database and homeserver-files of the namespace call-example-org hold the database",
  );
  expect(outputs.newUser).toBe(
    "kubectl exec -it --namespace call-example-org deployment/synapse -- register_new_matrix_user -c /etc/synapse/secrets.yaml http://127.0.0.1:8008",
  );
  expect(notices.join()).not.toContain("no effect");
});
