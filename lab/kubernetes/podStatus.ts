/** What a kubelet would write into the status of a pod, as kwok's templates (Go's, with the sprig functions). */

/**
 * Tags of images that make a container fail; a tag may go on after a dash: `app:missing-2`.
 *
 * - `missing`: ErrImagePull, then ImagePullBackOff
 * - `unready`: runs, and never passes its readiness probe
 * - `crashing`: CrashLoopBackOff
 */
export const troubles = ["missing", "unready", "crashing"] as const;
export type Trouble = (typeof troubles)[number];

/** A regular expression for images with the tag. */
export const tagged = (trouble: Trouble): string => `:${trouble}(-[a-z0-9.-]*)?(@.*)?$`;

const runs = "state: { running: { startedAt: {{ Now | Quote }} } }";
const waits = (reason: string, message = "") =>
  `state: { waiting: { reason: ${reason}${message && `, message: {{ ${message} | Quote }}`} } }`;
const ended = (code: number, reason: string) =>
  `{ exitCode: ${code}, reason: ${reason}, startedAt: {{ Now | Quote }}, finishedAt: {{ Now | Quote }} }`;

function condition(type: string, status: "True" | "False", reason = "", message = ""): string {
  return `
- type: ${type}
  status: "${status}"
  reason: "${reason}"
  message: "${message}"
  lastProbeTime: null
  lastTransitionTime: {{ Now | Quote }}`;
}

const readiness = (status: "True" | "False", reason?: string, message?: string) =>
  condition("Ready", status, reason, message) + condition("ContainersReady", status, reason, message);

/** "containers with unready status: [web]", of those that `which` is true for. */
function unready(which: string): string {
  const collect = `{{ range .spec.containers }}{{ if ${which} }}{{ $names = append $names .name }}{{ end }}{{ end }}`;
  const message = 'containers with unready status: [{{ join " " $names }}]';
  return `{{ $names := list }}${collect}
conditions:${readiness("False", "ContainersNotReady", message)}`;
}

/** A container that has trouble says `state`; the others run. */
const containers = (trouble: Trouble, state: string) => `
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  {{ if regexMatch ${JSON.stringify(tagged(trouble))} .image }}
  ready: false
  ${state}
  {{ else }}
  imageID: {{ printf "simulated://%s" .image | Quote }}
  ready: true
  started: true
  ${runs}
  {{ end }}
{{ end }}`;

const has = (trouble: Trouble) => `regexMatch ${JSON.stringify(tagged(trouble))} .image`;

/** A node has taken the pod; init containers are behind it, and those that stay as sidecars run. */
export const placed = `${unready("true")}${condition("Initialized", "True")}
{{ with .spec.initContainers }}
initContainerStatuses:
{{ range . }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: {{ printf "simulated://%s" .image | Quote }}
  ready: true
  restartCount: 0
  {{ if eq ( or .restartPolicy "" ) "Always" }}
  started: true
  ${runs}
  {{ else }}
  state: { terminated: ${ended(0, "Completed")} }
  {{ end }}
{{ end }}
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  ready: false
  started: false
  restartCount: 0
  ${waits("ContainerCreating")}
{{ end }}
hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
podIP: {{ PodIPWith .spec.nodeName ( or .spec.hostNetwork false ) ( or .metadata.uid "" ) ( or .metadata.name "" ) ( or .metadata.namespace "" ) | Quote }}
startTime: {{ Now | Quote }}
phase: Pending
`;

export const ready = `
conditions:${readiness("True")}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: {{ printf "simulated://%s" .image | Quote }}
  ready: true
  started: true
  restartCount: 0
  ${runs}
{{ end }}
phase: Running
`;

export const succeeded = `
conditions:${readiness("False", "PodCompleted")}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: {{ printf "simulated://%s" .image | Quote }}
  ready: false
  started: false
  restartCount: 0
  state: { terminated: ${ended(0, "Completed")} }
{{ end }}
phase: Succeeded
`;

/** Of containerd, for a reference that its registry does not have. */
const notFound =
  'rpc error: code = NotFound desc = failed to pull and unpack image \\"%[1]s\\": failed to resolve reference \\"%[1]s\\": %[1]s: not found';

export const pullFailed = `${unready(has("missing"))}${containers("missing", `restartCount: 0\n  ${waits("ErrImagePull", `printf "${notFound}" .image`)}`)}
phase: Pending
`;

export const pullBackOff = containers(
  "missing",
  `restartCount: 0\n  ${waits("ImagePullBackOff", `printf "Back-off pulling image \\"%[1]s\\": ErrImagePull: ${notFound}" .image`)}`,
);

export const neverReady = `${unready(has("unready"))}${containers("unready", `started: true\n  restartCount: 0\n  ${runs}`)}
phase: Running
`;

const backOff = `printf "back-off 5m0s restarting failed container=%s pod=%s_%s(%s)" .name $.metadata.name $.metadata.namespace $.metadata.uid`;

export const crashing = `${unready(has("crashing"))}${containers("crashing", `restartCount: 6\n  lastState: { terminated: ${ended(1, "Error")} }\n  ${waits("CrashLoopBackOff", backOff)}`)}
phase: Running
`;
