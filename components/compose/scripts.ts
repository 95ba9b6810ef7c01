/** What a release runs on the host to come into force, to be checked, and to go away. POSIX shell. */
import type { Workload } from "../../workloads/model";
import type { FactName } from "../../workloads/value";
import type { ReleaseCommands } from "../remote/release";
import { factStandIns } from "./facts";
import { observeScript } from "./observe";
import type { ComposeOptions, Paths } from "./options";
import { startOrder } from "./order";
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
    "# Compose says which service is not healthy, but not why.",
    `${compose} up --detach --remove-orphans || { sh check.sh || :; exit 1; }`,
    "# A bind mount keeps the file that was there when its container was made, also when somebody changed it by hand.",
    `mended=$(sed -n 's,^config/\\([^/]*\\)/.*,\\1,p' .parley/changed 2>/dev/null | sort -u)`,
    `[ -z "$mended" ] || mended=$(${compose} config --services | grep -xF -e "$mended") || mended=`,
    `[ -z "$mended" ] || ${compose} up --detach --no-deps --force-recreate $mended`,
    ...(withFacts ? [`cp '${facts}' '${applied}'`] : []),
    "",
  ];
  return lines.join("\n");
}

/**
 * `check.sh [PROJECT SERVICE…]`: every service runs and is healthy; else names those that are not, with the last words of
 * their probes and their own. Exit code 100: waiting is no use. Without arguments: the services in force.
 */
export const checkScript = ({ services }: Workload, { instance }: ComposeOptions): string => `#!/bin/sh
set -eu
[ $# -gt 0 ] || set -- ${[instance, ...startOrder(services).map(({ name }) => name)].join(" ")}
containers=$(docker ps --all \\
  --filter "label=com.docker.compose.project=$1" \\
  --filter 'label=com.docker.compose.oneoff=False' \\
  --format '{{.Label "com.docker.compose.service"}} {{.ID}}')
shift
result=0
for service; do
  ids=$(echo "$containers" | awk -v service="$service" '$1 == service { print $2 }')
  if [ -z "$ids" ]; then
    echo "$service has no container" >&2
    [ "$result" -ne 0 ] || result=1
  fi
  for id in $ids; do
    state=$(docker inspect --format '{{.State.Status}} {{if .State.Health}}{{.State.Health.Status}}{{end}}' "$id")
    [ "$state" != 'running healthy' ] || continue
    [ "$result" -ne 0 ] || result=1
    echo "$service is $state" >&2
    docker inspect --format '{{if .State.Health}}{{range .State.Health.Log}}{{println .Output}}{{end}}{{end}}' "$id" |
      awk 'NF { last = $0 } END { if (last) print "  " last }' >&2
    # s6 says three lines more after the one that tells why.
    docker logs --tail 8 "$id" 2>&1 | sed 's/^/  /' >&2
    # It ends as often as it is started: waiting is no use, and the release before is wanted back soon.
    case $state in
      exited*|dead*) result=100 ;;
      *) [ "$(docker inspect --format '{{.RestartCount}}' "$id")" -lt 3 ] || result=100 ;;
    esac
  done
done
exit "$result"
`;

/** @param timers names of the timers, the workload's and our own */
export function commandsOf(
  workload: Workload,
  options: ComposeOptions,
  { current, facts, applied, lock }: Paths,
  needed: readonly FactName[],
  timers: readonly string[],
): ReleaseCommands {
  const timerUnits = timers.map((name) => `${timerUnit(options, name)}.timer`);
  const units = timerUnits.join(" ");
  const compose = `${factStandIns(needed)}docker compose --file compose.yaml`;
  return {
    // Before the switch: nothing may point to the release in force yet.
    validate: [
      // First: whatever comes of this, a trial that was killed is gone.
      "sh clear-trial.sh",
      `${compose} --project-directory . config --quiet`,
      "sh trial.sh",
    ].join("\n"),
    activate: ["set -eu", "sh up.sh", "systemctl daemon-reload", stopStaleTimers(options), ...enable(units)].join("\n"),
    check: "sh check.sh",
    deactivate: [
      "set -eu",
      ...(units ? [`systemctl disable --now ${units} || true`] : []),
      `${compose} --project-directory '${current}' down --volumes --remove-orphans`,
      "sh clear-trial.sh",
      `rm -f '${facts}' '${applied}' '${lock}'`,
      "systemctl daemon-reload",
    ].join("\n"),
    observe: observeScript(workload, options, timerUnits),
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
