/**
 * Resource limits of processes, as far as the machine allows.
 *
 * Docker in an unprivileged container may not raise its own hard limits: asking for more is an error, and the container
 * does not start ("error setting rlimit type 7: operation not permitted"). So `up.sh` looks what Docker has.
 */
import type { Service, Workload } from "../../workloads/model";

/** Name of a limit in /proc/PID/limits. */
const inProc: Readonly<Record<string, string>> = { nofile: "Max open files", nproc: "Max processes" };

const variable = (name: string, wanted: number): string => `PARLEY_${name.toUpperCase()}_${wanted}`;

/** For compose.yaml: what `up.sh` found, else what is wanted. */
export const ulimits = (service: Service): Record<string, string> =>
  Object.fromEntries(
    Object.entries(service.ulimits).map(([name, wanted]) => [name, `\${${variable(name, wanted)}:-${wanted}}`]),
  );

/** For `up.sh`: the lesser of what is wanted and what Docker has. */
export function ulimitLines({ services }: Workload): string[] {
  const lines = services.flatMap((service) =>
    Object.entries(service.ulimits).map(([name, wanted]) => {
      const line = inProc[name];
      if (line === undefined) throw new Error(`${service.name}: no ulimit ${name} is known`);
      return `export ${variable(name, wanted)}="$(at_most '${line}' ${wanted})"`;
    }),
  );
  if (lines.length === 0) return [];
  return [
    "# Docker cannot give a container more than it has itself, unless it may raise its own limits.",
    'limits="/proc/$(cat /run/docker.pid 2>/dev/null || echo self)/limits"',
    "at_most() {",
    '  awk -v name="$1" -v wanted="$2" \\',
    `    'index($0, name) == 1 { hard = $(NF - 1); print (hard == "unlimited" || hard + 0 > wanted) ? wanted : hard }' "$limits"`,
    "}",
    ...[...new Set(lines)].sort(),
  ];
}
