/** kube-score, built from Go modules: what experience says about manifests that the API server would take. */
import { type GoProgram, provideProgram } from "../build/goProgram";
import { output } from "../build/process";

const program: GoProgram = {
  recipe: "lab/kubernetes/kube-score",
  module: "github.com/zegl/kube-score",
  package: "github.com/zegl/kube-score/cmd/kube-score",
  binary: "kube-score",
  title: "kube-score",
  works: async (file) => (await output(file, ["version"], { timeout: 20_000 })) !== undefined,
};

/** Path of the program, built first when needed. */
export const kubeScore = (): Promise<string> => provideProgram(program);
