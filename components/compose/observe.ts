/** What runs of a Compose project, for people and for comparing. POSIX shell. Pure. */
import type { Workload } from "../../workloads/model";
import { factsIn } from "../../workloads/value";
import { observeUnits } from "../remote/units";
import type { ComposeOptions } from "./options";

/**
 * Prints the timers, and for each container its service, image, `parley.config` and Compose's hash of its definition; a
 * state only when it is none that Docker itself leaves. The timer that follows a fact recreates who uses it: those show
 * no hash.
 */
export function observeScript({ services }: Workload, { instance }: ComposeOptions, units: readonly string[]): string {
  const fluid = services.filter(({ env }) => Object.values(env).some((value) => factsIn(value).length > 0));
  const label = (name: string) => `{{.Label "${name}"}}`;
  const columns = [
    label("com.docker.compose.service"),
    "{{.Image}}",
    label("parley.config"),
    label("com.docker.compose.config-hash"),
    "{{.State}}",
  ];
  return `${units.length > 0 ? `${observeUnits(units)}\n` : ""}docker ps --all \\
  --filter 'label=com.docker.compose.project=${instance}' \\
  --filter 'label=com.docker.compose.oneoff=False' \\
  --format '${columns.join(" ")}' |
  awk '$1 ~ /^(${fluid.map(({ name }) => name).join("|") || "-"})$/ { $4 = "-" } $5 ~ /^(running|restarting)$/ { $5 = "" } { print }' | sort`;
}
