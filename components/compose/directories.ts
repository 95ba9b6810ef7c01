/** Directories of the machine that services keep their data in. POSIX shell. Pure. */
import type { Service } from "../../workloads/model";

/** Makes them below a directory that has to be there: on the right disk, or not at all. */
export function directoryLines(services: readonly Service[]): string[] {
  const lines = services.flatMap(({ volumes }) =>
    volumes.flatMap(({ source, owner }) =>
      owner && "directory" in source
        ? [
            `[ -d '${source.directory}' ] || mkdir -m 0700 '${source.directory}'`,
            `chown ${owner.uid}:${owner.gid} '${source.directory}'`,
          ]
        : [],
    ),
  );
  return lines.length > 0 ? ["# Data that outlives this machine's containers.", ...lines] : [];
}
