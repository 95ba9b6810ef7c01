/**
 * `trial.sh`: tries what a release changes, beside the containers that serve meanwhile. Part of validating a release:
 * when it fails, nothing has been touched.
 */
import type { Workload } from "../../workloads/model";
import type { FactName } from "../../workloads/value";
import { factStandIns } from "./facts";
import { fingerprintLabel } from "./fingerprint";
import { pullMissing } from "./images";
import type { ComposeOptions, Paths } from "./options";
import { composeService } from "./service";
import { triable, trialProject } from "./trial";
import { ulimitLines } from "./ulimits";

/** `clear-trial.sh`: takes a trial away, whatever became of it: containers, network, volumes. */
export const clearTrialScript = (options: ComposeOptions): string => `#!/bin/sh
set -eu
ours="--quiet --filter label=com.docker.compose.project=${trialProject(options)}"
containers=$(docker ps --all $ours)
networks=$(docker network ls $ours)
volumes=$(docker volume ls $ours)
[ -z "$containers" ] || docker rm --force --volumes $containers >/dev/null
[ -z "$networks" ] || docker network rm $networks >/dev/null
[ -z "$volumes" ] || docker volume rm $volumes >/dev/null
`;

/** `trial.sh`. Says on failure which service it was, and its last words. @param seconds most that a service may take */
export function trialScript(
  workload: Workload,
  options: ComposeOptions,
  needed: readonly FactName[],
  seconds: number,
): string {
  const wanted = triable(workload).map(
    (service) => `${service.name}=${composeService(workload, service, options).labels[fingerprintLabel]}`,
  );
  const standIns = factStandIns(needed).trim();
  return `#!/bin/sh
set -eu
containers=$(docker ps --all \\
  --filter 'label=com.docker.compose.project=${options.instance}' \\
  --filter 'label=com.docker.compose.oneoff=False' \\
  --format '{{.Label "com.docker.compose.service"}}={{.Label "${fingerprintLabel}"}} {{.State}}')
# Nobody is served: there is nothing to spare.
echo "$containers" | grep -q ' running$' || exit 0

changed= failed=
for service in ${wanted.join(" ")}; do
  echo "$containers" | grep -q "^$service " || changed="$changed \${service%%=*}"
done
[ -n "$changed" ] || exit 0

${[...(standIns ? ["# A trial needs no real fact.", `export ${standIns}`] : []), ...ulimitLines(workload)].join("\n")}
${pullMissing(workload.services, "docker compose --file compose.yaml --project-directory .")}

trap 'sh clear-trial.sh; wait' EXIT
trap 'exit 1' HUP INT TERM
echo "trying beside what runs:$changed"
# Compose waits for those whom others wait for, and does not know when that is of no use. It ends when they are taken away.
docker compose --progress quiet --file trial.yaml --project-directory . up --detach $changed & starting=$!
began=$(cut -d. -f1 /proc/uptime)
while :; do
  if [ -n "$starting" ] && ! kill -0 "$starting" 2>/dev/null; then
    wait "$starting" || failed=yes
    starting=
  fi
  # Those that were started along with them, too.
  services=$(docker ps --all --filter 'label=com.docker.compose.project=${trialProject(options)}' \\
    --format '{{.Label "com.docker.compose.service"}}' | sort -u)
  result=0
  words=$(sh check.sh ${trialProject(options)} $services 2>&1) || result=$?
  passed=$(($(cut -d. -f1 /proc/uptime) - began))
  if [ "$result" -eq 100 ] || [ -n "$failed" ] || [ "$passed" -ge ${seconds} ]; then
    echo "$words"
    exit 1
  fi
  [ "$result" -ne 0 ] || [ -n "$starting" ] || break
  # Most are well in a moment, and looking is work for the machine that serves meanwhile.
  if [ "$passed" -lt 5 ]; then sleep 0.25; else sleep 1; fi
done
# Whoever activates the release takes the trial away meanwhile.
trap - EXIT
`;
}

/** For a timer: what a trial left that was killed, by hand or with the machine. */
export const sweepScript = ({ release, current }: Paths): string => `#!/bin/sh
# Who deploys holds this lock: it may be trying just now, and clears up itself.
cd '${current}'
exec flock --nonblock --conflict-exit-code 0 '${release}' sh clear-trial.sh
`;
