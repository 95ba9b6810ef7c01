/** Claims of volumes: bound, unless binding waits for the first pod anyway. */
import { fullName } from "../names";
import { type Rule, workload } from "./rule";

export const claim: Rule = {
  needs: { StorageClass: "storage.k8s.io/v1" },
  judge: ({ object, others, before }) => {
    const { phase = "" } = workload(object).status ?? {};
    const { storageClassName } = (object as { spec?: { storageClassName?: string } }).spec ?? {};
    const storage = (others.StorageClass ?? []).find(({ metadata }) => metadata.name === storageClassName);
    const late = storage?.volumeBindingMode === "WaitForFirstConsumer" && !before;
    const ready = phase === "Bound" || (late && phase === "Pending");
    const words = `PersistentVolumeClaim ${fullName(object)} is not bound: it is ${phase || "new"}`;
    return { ready, progress: words, problems: ready ? [] : [words] };
  },
};
