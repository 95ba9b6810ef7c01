/** Every example for a cluster, read by kube-score: nothing critical, but for what is named here with its reason. */
import { spawnSync } from "node:child_process";
import { manifestText } from "../../components/kubernetes/manifestText";
import type { ClusterObject } from "../../components/kubernetes/objects";
import { kubeScore } from "../../lab/kubernetes/kubeScore";
import { deploymentOf } from "../support/planned";
import { stackFiles } from "../support/stackFiles";

jest.setTimeout(60_000);

let program: string;
beforeAll(async () => {
  program = await kubeScore();
}, 10 * 60_000);

/** What kube-score calls critical and is meant so: the check, whom it may find, and why. */
const meant: readonly (readonly [check: string, object: RegExp, why: string])[] = [
  ["pod-probes-identical", /./, "They ask the same; one gives up three times as late, and restarts."],
  ["container-image-pull-policy", /./, "Tags are exact: a registry that is away must keep no pod from starting."],
  [
    "container-ephemeral-storage-request-and-limit",
    /./,
    "Roots are read-only: a disk gets logs, which the kubelet rotates.",
  ],
  ["container-security-context-user-group-id", /./, "Users are those of the images, to whom the files in them belong."],
  ["container-security-context-readonlyrootfilesystem", /\/etherpad$/, "Its package manager writes beside its code."],
  ["networkpolicy-targets-pod", /\/(certificate-solver|gateway)$/, "Their pods are made by controllers."],
  ["service-targets-pod", /\/(jvb|livekit)(-[a-z]+)?-\d+$/, "Kubernetes puts the label with a pod's name on pods."],
];

interface Scored {
  readonly object_name: string;
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
  }[];
}

/** `check object` of everything critical. */
function critical(text: string): string[] {
  const done = spawnSync(program, ["score", "--output-format=json", "-"], {
    ...{ input: text, encoding: "utf8", timeout: 30_000, maxBuffer: 64 * 1024 * 1024 },
  });
  if (done.error) throw done.error;
  const scored = JSON.parse(done.stdout) as Scored[];
  return scored.flatMap(({ object_name, checks }) =>
    checks.filter(({ grade, skipped }) => grade === 1 && !skipped).map(({ check }) => `${check.id} ${object_name}`),
  );
}

const textOf = (objects: readonly ClusterObject[]): string =>
  objects.map(({ manifest }) => manifestText(manifest)).join("---\n");

const criticalIn = (file: string): string[] => critical(textOf(deploymentOf(file).cluster.objects));

const isMeant = (finding: string): boolean =>
  meant.some(([check, object]) => finding.startsWith(`${check} `) && object.test(finding));

const examples = stackFiles.filter((file) => file.includes("kubernetes"));

test.each(examples)("%s has nothing critical", (file) => {
  expect(criticalIn(file).filter((one) => !isMeant(one))).toEqual([]);
});

test("everything that is let through is still found somewhere", () => {
  const all = examples.flatMap((file) => criticalIn(file));
  for (const [check, object] of meant)
    expect([check, all.some((one) => one.startsWith(`${check} `) && object.test(one))]).toEqual([check, true]);
});

test("the check can fail: pods without a policy, a container without limits", () => {
  const { objects } = deploymentOf("examples/matrixrtc-kubernetes.yaml").cluster;
  const open = textOf(objects.filter(({ manifest }) => manifest.kind !== "NetworkPolicy"));
  expect(critical(open).filter((one) => one.startsWith("pod-networkpolicy "))).toHaveLength(4);
  const boundless = textOf(objects).replaceAll(/^ +limits:\n( +)cpu.*\n\1memory.*\n/gm, "");
  expect(critical(boundless).filter((one) => one.startsWith("container-resources "))).toHaveLength(4);
});
