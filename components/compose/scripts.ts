/** What a release runs on the host to come into force, to be checked, and to go away. POSIX shell. */
import { forGood, type Workload } from "../../workloads/model";
import type { FactName } from "../../workloads/value";
import type { ReleaseCommands } from "../remote/release";
import { startTimers } from "../remote/units";
import { directoryLines } from "./directories";
import { factStandIns } from "./facts";
import { pullMissing } from "./images";
import { observeScript } from "./observe";
import type { ComposeOptions, Paths } from "./options";
import { startOrder } from "./order";
import { timerUnit } from "./timers";
import { ulimitLines } from "./ulimits";

/** `up.sh`: facts, images, containers. Whoever runs it holds the lock on the release: the agent, or the timer that follows the facts. */
export function upScript(workload: Workload, { current, facts, applied }: Paths, needed: readonly FactName[]): string {
  const withFacts = needed.length > 0;
  const compose = `docker compose --file compose.yaml --project-directory '${current}'${withFacts ? ` --env-file '${facts}'` : ""}`;
  const lines = [
    "#!/bin/sh",
    "set -eu",
    ...(withFacts ? ["sh facts.sh"] : []),
    ...ulimitLines(workload),
    "# Images first: a registry that does not answer must not leave half of the containers changed.",
    pullMissing(workload.services, compose),
    ...directoryLines(workload.services),
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
containers=$(docker ps --all --quiet \\
  --filter "label=com.docker.compose.project=$1" \\
  --filter 'label=com.docker.compose.oneoff=False')
shift
# One that goes at this moment is one that is not there.
[ -z "$containers" ] || containers=$(docker inspect --format '{{index .Config.Labels "com.docker.compose.service"}} {{.Id}} {{.RestartCount}} {{.State.Status}}{{if .State.Health}} {{.State.Health.Status}}{{end}}' $containers 2>/dev/null) || :
echo "$containers" | awk -v services="$*" '
  { lines[$1] = lines[$1] $0 "\\n" }
  END {
    count = split(services, names, " ")
    for (i = 1; i <= count; i++) printf "%s", (names[i] in lines) ? lines[names[i]] : names[i] "\\n"
  }' | {
  result=0
  while read -r service id restarts state; do
    [ "$state" != 'running healthy' ] || continue
    [ "$result" -ne 0 ] || result=1
    if [ -z "$id" ]; then
      echo "$service has no container" >&2
      continue
    fi
    echo "$service is $state" >&2
    last=$(docker inspect --format '{{if .State.Health}}{{range .State.Health.Log}}{{println .Output}}{{end}}{{end}}' "$id" |
      awk 'NF { last = $0 } END { print last }')
    [ -z "$last" ] || echo "  $last" >&2
    # s6 says three lines more after the one that tells why.
    docker logs --tail 8 "$id" 2>&1 | sed 's/^/  /' >&2
    # It ends as often as it is started, or says so itself: waiting is no use, and the release before is wanted back soon.
    case $state/$last in
      exited*|dead*|*'${forGood}'*) result=100 ;;
      *) [ "$restarts" -lt 3 ] || result=100 ;;
    esac
  done
  exit "$result"
}
`;

/** @param timers names of the timers, the workload's and our own */
export function commandsOf(
  workload: Workload,
  options: ComposeOptions,
  { current, facts, applied }: Paths,
  needed: readonly FactName[],
  timers: readonly string[],
): ReleaseCommands {
  const names = timers.map((name) => timerUnit(options, name));
  const timerUnits = names.map((name) => `${name}.timer`);
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
    activate: [
      "set -eu",
      "# The trial has done its work. Compose looks around for as long as it takes to go.",
      "sh clear-trial.sh & clearing=$!",
      'sh up.sh || { wait "$clearing" || :; exit 1; }',
      'wait "$clearing" || :',
      stopStaleTimers(options),
      startTimers(names),
    ].join("\n"),
    check: "sh check.sh",
    deactivate: [
      "set -eu",
      ...(units ? [`systemctl disable --now ${units} || true`] : []),
      `${compose} --project-directory '${current}' down --volumes --remove-orphans`,
      "sh clear-trial.sh",
      `rm -f '${facts}' '${applied}'`,
      "systemctl daemon-reload",
    ].join("\n"),
    observe: observeScript(workload, options, timerUnits),
  };
}

/** A timer that an earlier release had leaves a link to a unit that is gone. */
const stopStaleTimers = ({ instance }: ComposeOptions): string =>
  [
    `for link in /etc/systemd/system/timers.target.wants/parley-${instance}-*.timer; do`,
    '  [ -L "$link" ] && [ ! -e "$link" ] || continue',
    '  systemctl stop "$(basename "$link")" || true',
    '  rm -f "$link"',
    "  systemctl daemon-reload",
    "done",
  ].join("\n");
