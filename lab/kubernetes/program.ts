/** Kubernetes, kwok and CoreDNS, built from Go modules as one program: what they share is compiled and linked once. */
import { type GoProgram, provideProgram, version } from "../build/goProgram";
import { must } from "../world/command";

const program: GoProgram = {
  recipe: "lab/kubernetes/control-plane",
  module: "k8s.io/kubernetes",
  package: ".",
  binary: "kubernetes",
  variables: (version) => {
    const [major = "", minor = ""] = version.split(".");
    const folder = "k8s.io/component-base/version";
    return [`${folder}.gitVersion=v${version}`, `${folder}.gitMajor=${major}`, `${folder}.gitMinor=${minor}`];
  },
  sources: ["main.go", "coredns.go", "kwok.go"],
  title: "Kubernetes",
  works: async (file) =>
    (await must([file, "kube-apiserver", "--version"]).catch(() => "")).includes(kubernetesVersion()),
};

/** As in "1.36.3". */
export const kubernetesVersion = (): string => version(program);

/** Path of the program, built first when needed: its first argument is kube-apiserver, kubelet, kubectl and so on. */
export const kubernetesProgram = (): Promise<string> => provideProgram(program);
