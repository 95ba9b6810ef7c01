/** A release as Parley's provider takes it, without its secrets and without a machine. Pure. */
import type { Value } from "../../workloads/value";
import type { Release } from "./release";

/** @param contentOf puts the secrets into a file's content, which may take place later */
export const described = <Content>(release: Release, id: string, contentOf: (content: Value) => Content) => ({
  instance: release.instance,
  name: release.name,
  title: release.title,
  releaseId: id,
  files: Object.fromEntries(
    release.files.map(({ path, content, mode, owner }) => [
      path,
      {
        content: contentOf(content),
        mode: mode.toString(8).padStart(4, "0"),
        ...(owner ? { owner: `${owner.uid}:${owner.gid}` } : {}),
      },
    ]),
  ),
  placed: Object.fromEntries(release.placed.map(({ file, at }) => [at, file])),
  commands: release.commands,
  checkSeconds: release.checkSeconds,
});
