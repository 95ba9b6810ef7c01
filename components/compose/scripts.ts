/** What a release runs on the host to come into force, to be checked, and to go away. POSIX shell. */
import type { Workload } from "../../workloads/model";
import type { FactName } from "../../workloads/value";
import type { ReleaseCommands } from "../remote/release";
import { factStandIns } from "./facts";
import type { ComposeOptions, Paths } from "./options";
import { timerUnit } from "./timers";
import { ulimitLines } from "./ulimits";

/** `up.sh`: facts, images, containers. Also run by the timer that follows the facts. */
export function upScript(
  workload: Workload,
  { current, facts, applied, lock }: Paths,
  needed: readonly FactName[],
): string {
  const withFacts = needed.length > 0;
  const compose = `docker compose --file compose.yaml --project-directory '${current}'${withFacts ? ` --env-file '${facts}'` : ""}`;
  const lines = [
    "#!/bin/sh",
    "set -eu",
    `exec 9>'${lock}'`,
    "flock 9",
    ...(withFacts ? ["sh facts.sh"] : []),
    ...ulimitLines(workload),
    "# Images first: a registry that does not answer must not leave half of the containers changed.",
    `${compose} pull --quiet --policy missing`,
    `${compose} up --detach --remove-orphans`,
    ...(withFacts ? [`cp '${facts}' '${applied}'`] : []),
    "",
  ];
  return lines.join("\n");
}

/** `check.sh`: every service runs and is healthy; else names the first that is not, with the last word of its probe. */
export const checkScript = ({ services }: Workload, { instance }: ComposeOptions): string => `#!/bin/sh
set -eu
containers=$(docker ps --all \\
  --filter 'label=com.docker.compose.project=${instance}' \\
  --filter 'label=com.docker.compose.oneoff=False' \\
  --format '{{.Label "com.docker.compose.service"}} {{.ID}}')
for service in ${services.map(({ name }) => name).join(" ")}; do
  ids=$(echo "$containers" | awk -v service="$service" '$1 == service { print $2 }')
  if [ -z "$ids" ]; then
    echo "$service has no container" >&2
    exit 1
  fi
  for id in $ids; do
    state=$(docker inspect --format '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{end}}' "$id")
    if [ "$state" != 'running healthy' ]; then
      echo "$service is $state" >&2
      docker inspect --format '{{if .State.Health}}{{range .State.Health.Log}}{{println .Output}}{{end}}{{end}}' "$id" |
        awk 'NF { last = $0 } END { if (last) print "  " last }' >&2
      # It ends as often as it is started: waiting is no use, and the release before is wanted back soon.
      if [ "$(docker inspect --format '{{.RestartCount}}' "$id")" -ge 3 ]; then
        docker logs --tail 3 "$id" 2>&1 | sed 's/^/  /' >&2
        exit 100
      fi
      exit 1
    fi
  done
done
`;

/** @param timers names of the timers, the workload's and our own */
export function commandsOf(
  options: ComposeOptions,
  { current, facts, applied, lock }: Paths,
  needed: readonly FactName[],
  timers: readonly string[],
): ReleaseCommands {
  const units = timers.map((name) => `${timerUnit(options, name)}.timer`).join(" ");
  const compose = `${factStandIns(needed)}docker compose --file compose.yaml`;
  return {
    // Before the switch: nothing may point to the release in force yet.
    validate: `${compose} --project-directory . config --quiet`,
    activate: ["set -eu", "sh up.sh", "systemctl daemon-reload", stopStaleTimers(options), ...enable(units)].join("\n"),
    check: "sh check.sh",
    deactivate: [
      "set -eu",
      ...(units ? [`systemctl disable --now ${units} || true`] : []),
      `${compose} --project-directory '${current}' down --volumes --remove-orphans`,
      `rm -f '${facts}' '${applied}' '${lock}'`,
      "systemctl daemon-reload",
    ].join("\n"),
  };
}

/** Restarted, because a running timer keeps the calendar that it started with. */
const enable = (units: string): string[] =>
  units ? [`systemctl --quiet enable ${units}`, `systemctl restart ${units}`] : [];

/** A timer that an earlier release had leaves a link to a unit that is gone. */
const stopStaleTimers = ({ instance }: ComposeOptions): string =>
  [
    `for link in /etc/systemd/system/timers.target.wants/parley-${instance}-*.timer; do`,
    '  if [ -L "$link" ] && [ ! -e "$link" ]; then systemctl stop "$(basename "$link")" || true; rm -f "$link"; fi',
    "done",
  ].join("\n");
