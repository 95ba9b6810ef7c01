/** A workload as a release for a Docker host: compose.yaml, secrets, config files, timers and the scripts that run them. */
import type { Service, Timer, Workload } from "../../workloads/model";
import { secretsIn } from "../../workloads/value";
import type { Release, ReleaseFile } from "../remote/release";
import { factsOf, secretEnv } from "./environment";
import { factsScript, followFactsScript } from "./facts";
import { type ComposeOptions, type Paths, pathsOf } from "./options";
import { checkScript, commandsOf, upScript } from "./scripts";
import { composeService, envFilePath, network, releasePath } from "./service";
import { timerFiles, timerUnits } from "./timers";
import { trialFile } from "./trial";
import { clearTrialScript, sweepScript, trialScript } from "./trialScript";
import { composeYaml } from "./yaml";

export type { ComposeOptions } from "./options";

export function composeRelease(workload: Workload, options: ComposeOptions): Release {
  const paths = pathsOf(workload, options);
  const facts = factsOf(workload);
  const timers = [
    ...workload.timers,
    ...(facts.length > 0 && options.dynamicAddress ? [followFacts(paths)] : []),
    sweepTrials(paths),
  ];
  const checkSeconds = Math.max(...workload.services.map(slowest));
  return {
    instance: options.instance,
    name: workload.name,
    host: "service",
    title: `${workload.services.length} containers of ${workload.name}, by Docker Compose`,
    files: [
      { path: "compose.yaml", content: composeFile(workload, options), mode: 0o640 },
      { path: "up.sh", content: upScript(workload, paths, facts), mode: 0o750 },
      { path: "check.sh", content: checkScript(workload, options), mode: 0o750 },
      { path: "trial.yaml", content: trialFile(workload, options), mode: 0o640 },
      { path: "clear-trial.sh", content: clearTrialScript(options), mode: 0o750 },
      { path: "trial.sh", content: trialScript(workload, options, facts, checkSeconds), mode: 0o750 },
      ...(facts.length > 0 ? [{ path: "facts.sh", content: factsScript(options, paths), mode: 0o750 }] : []),
      ...workload.services.flatMap(serviceFiles),
      ...timers.flatMap((timer) => timerFiles(timer, options, paths)),
    ],
    placed: timers.flatMap((timer) => timerUnits(timer, options)),
    commands: commandsOf(
      workload,
      options,
      paths,
      facts,
      timers.map(({ name }) => name),
    ),
    checkSeconds,
  };
}

function composeFile(workload: Workload, options: ComposeOptions): string {
  const volumes = workload.services.flatMap(({ volumes }) =>
    volumes.flatMap(({ source }) => ("volume" in source ? [source.volume] : [])),
  );
  const document = {
    name: options.instance,
    services: Object.fromEntries(
      workload.services.map((service) => [service.name, composeService(workload, service, options)]),
    ),
    networks: { [network]: {} },
    volumes: Object.fromEntries(volumes.map((name) => [name, {}])),
  };
  return composeYaml(document);
}

function serviceFiles(service: Service): ReleaseFile[] {
  const secrets = secretEnv(service);
  return [
    // Read by Compose, not by the container.
    ...(secrets === undefined ? [] : [{ path: envFilePath(service), content: secrets, mode: 0o600 }]),
    ...service.files.map((file) => {
      const path = releasePath(service, file);
      if (secretsIn(file.content).length === 0) return { path, content: file.content, mode: 0o644 };
      return { path, content: file.content, mode: 0o600, owner: service.user ?? { uid: 0, gid: 0 } };
    }),
  ];
}

const followFacts = (paths: Paths): Timer => ({
  name: "public-address",
  title: "Follow the public address",
  calendar: "*-*-* *:*:00",
  script: followFactsScript(paths),
});

const sweepTrials = (paths: Paths): Timer => ({
  name: "trial-leftovers",
  title: "Remove what a trial left that was killed",
  calendar: "*-*-* *:*:30",
  script: sweepScript(paths),
});

/** Longest that a healthy service takes to say so. */
const slowest = ({ probe }: Service): number => probe.startSeconds + probe.intervalSeconds * (probe.retries + 1);
