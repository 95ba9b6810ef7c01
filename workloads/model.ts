/**
 * What runs: the neutral description that every platform's renderer reads.
 *
 * Nothing here knows compose, Kubernetes or Pulumi. Names are the field's; sizes are MiB, times are seconds.
 */
import type { Value } from "./value";

export interface Workload {
  /** Lower-case name: the compose project, the Kubernetes part-of label. */
  readonly name: string;
  readonly services: readonly Service[];
  /** HTTP entry points, as the reverse proxy has to route them. */
  readonly routes: readonly HttpRoute[];
  /** TLS connections that the reverse proxy has to route by the name that they ask for. */
  readonly tlsRoutes: readonly TlsRoute[];
  /** Ports that media needs straight from the internet, past the reverse proxy. */
  readonly media: readonly MediaPort[];
  readonly timers: readonly Timer[];
  /** Secrets that are made for this workload. */
  readonly secrets: readonly SecretSpec[];
  /** Who talks to whom: the picture, and what a network policy may allow. */
  readonly flows: readonly Flow[];
  /** Kernel settings of the machine that carries media. An unprivileged container cannot set them itself. */
  readonly kernel: readonly KernelSetting[];
  /** What an operator should know before deploying this, in full sentences. */
  readonly notices: readonly string[];
  /** Text for files that others keep, without which this does not work. */
  readonly handovers: readonly Handover[];
}

/** What an operator has to add somewhere by hand. */
export interface Handover {
  /** Output that holds the text. */
  readonly output: "homeserverYaml" | "wellKnownClient" | "wellKnownServer";
  /** For people: which file, and where. */
  readonly file: string;
  readonly text: string;
}

export interface Service {
  readonly name: string;
  /** What it is for, in a few words. */
  readonly title: string;
  /** Exact reference, tag included. */
  readonly image: string;
  readonly command?: readonly string[];
  /** What is started in place of what the image starts, or the same where a platform may have to do something first. */
  readonly entrypoint?: readonly string[];
  readonly env: Readonly<Record<string, Value>>;
  readonly files: readonly ServiceFile[];
  readonly ports: readonly Port[];
  readonly volumes: readonly Volume[];
  readonly tmpfs: readonly Tmpfs[];
  readonly probe: Probe;
  readonly resources: Resources;
  readonly user?: User;
  readonly readOnly: boolean;
  /** Capabilities added on top of none. */
  readonly capabilities: readonly string[];
  readonly ulimits: Readonly<Record<string, number>>;
  readonly sharedMemoryMiB?: number;
  readonly replicas: number;
  /** Replicas are not interchangeable: each has a name and a media address of its own. */
  readonly individual?: boolean;
  /** Two at once would contradict each other, so the old one ends before the new one starts. */
  readonly single?: boolean;
  /** One of several services that differ in their region alone: what they are together. A route may lead to all of them. */
  readonly regionOf?: ServiceGroup;
  /** Between `replicas` and `max` of them, by their load. */
  readonly scale?: Scale;
  /** Labels of the nodes that it may run on, where a platform has several. */
  readonly placement?: Readonly<Record<string, string>>;
  /** Where a monitor reads metrics in Prometheus' format. */
  readonly metrics?: { readonly port: number; readonly path: string };
  /** Services that have to be healthy first. */
  readonly after: readonly string[];
  /** Other names under which the workload's services reach it. */
  readonly aliases: readonly string[];
  readonly stop: Stop;
  /** Absent: a second copy would be noticed outside the machine as soon as it runs, so it cannot be tried. */
  readonly trial?: Trial;
}

/**
 * How a second copy of a service is tried while the first one serves.
 *
 * It gets a network of its own, throw-away storage, and no way in from outside: it meets neither the running services
 * nor what they keep.
 */
export interface Trial {
  /** Services without which it does not become healthy; they are started along with it. All other names lead nowhere. */
  readonly with: readonly string[];
}

export interface ServiceGroup {
  /** No service has it. */
  readonly name: string;
  readonly title: string;
}

export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** A file that Parley writes and the service reads. */
export interface ServiceFile {
  /** Absolute path inside the container. */
  readonly path: string;
  readonly content: Value;
}

export interface Port {
  readonly name: string;
  readonly port: number;
  readonly protocol: "tcp" | "udp";
  /** `internal`: other services only. `proxy`: the reverse proxy as well. `media`: the internet, see {@link MediaPort}. */
  readonly reach: "internal" | "proxy" | "media";
  /** Where a platform without names of its own makes a `proxy` port reachable on the machine; the same number unless said. */
  readonly published?: number;
}

export interface Volume {
  /** Absolute path inside the container. */
  readonly path: string;
  /** A volume of the platform's own, or a directory of the machine. */
  readonly source: { readonly volume: string } | { readonly directory: string };
  readonly readOnly?: boolean;
  /** Whose a directory of the machine is: it is made below one that has to be there, for no other user. */
  readonly owner?: User;
  /** Room that a trial has in place of a directory, MiB; 64 unless said. */
  readonly trialMiB?: number;
}

export interface Tmpfs {
  readonly path: string;
  readonly sizeMiB: number;
  /** Octal, as in `1777`. */
  readonly mode: string;
  readonly exec: boolean;
}

/** Stands in a probe's last line when the service cannot become healthy any more as it is; what is wrong follows. */
export const forGood = "will not get well by itself: ";

/** How to tell that a service is healthy. */
export interface Probe {
  readonly test:
    | { readonly http: { readonly port: number; readonly path: string } }
    | { readonly tcp: number }
    | { readonly exec: readonly string[] };
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly retries: number;
  /** Failures within this time after a start do not count. */
  readonly startSeconds: number;
}

export interface Resources {
  /** Processor limit, in cores. */
  readonly cpus: number;
  readonly memoryMiB: number;
  /** What a scheduler should set aside: cores and MiB. */
  readonly reserve: { readonly cpus: number; readonly memoryMiB: number };
  /** Most processes and threads. */
  readonly pids: number;
}

/** How a service ends without hurting anyone. */
export interface Stop {
  readonly graceSeconds: number;
  readonly signal?: "SIGTERM" | "SIGINT" | "SIGQUIT";
  /** Runs inside the container before it is told to end, and returns when nobody uses it any more or the limit is over. */
  readonly drain?: { readonly command: readonly string[]; readonly limitSeconds: number };
}

/** Seconds that a service may take to end. */
export const longestStop = ({ stop }: Service): number => stop.graceSeconds + (stop.drain?.limitSeconds ?? 0);

export interface Scale {
  readonly max: number;
  /** Name of a metric of each replica. */
  readonly metric: string;
  /** Average over the replicas to aim for. */
  readonly target: number;
}

export interface HttpRoute {
  readonly host: string;
  /** Path prefix; `/` is everything. */
  readonly path: string;
  /** A service, or a group of them. */
  readonly service: string;
  readonly port: number;
  readonly websocket: boolean;
  readonly stripPrefix: boolean;
  /** Largest file that people may send there, MiB; some proxies let nothing large through by themselves. */
  readonly uploadMiB?: number;
}

/** The reverse proxy holds the certificate and ends TLS on the port of HTTPS; what is inside goes on as plain TCP. */
export interface TlsRoute {
  /** As the client asks for it (SNI); no {@link HttpRoute} has it. */
  readonly host: string;
  readonly service: string;
  readonly port: number;
  /** For people. */
  readonly title: string;
}

export interface MediaPort {
  readonly name: string;
  readonly service: string;
  readonly protocol: "tcp" | "udp";
  /** The same number outside and inside: servers advertise the port they listen on. */
  readonly port: number;
  /** Last port of a range. Of an individual service, each replica has one port of it. */
  readonly endPort?: number;
}

/** A job that runs again and again on the machine that holds the workload. */
export interface Timer {
  readonly name: string;
  readonly title: string;
  /** systemd calendar expression, for example `*-*-* 03:30:00`. */
  readonly calendar: string;
  /** POSIX shell. */
  readonly script: string;
  /** The service whose image and volumes it works with, on a platform without a machine of its own. */
  readonly service?: string;
}

export interface SecretSpec {
  readonly name: string;
  readonly title: string;
  /** Characters. */
  readonly length: number;
}

/** A node of a flow: a service by name, or someone outside. */
export type Party = string | "internet" | "edge";

export interface Flow {
  readonly from: Party;
  readonly to: Party;
  readonly port: number;
  /** Last port of a range. */
  readonly endPort?: number;
  readonly protocol: "tcp" | "udp";
  /** For people: `XMPP`, `media (SRTP)`, `HTTPS`. */
  readonly title: string;
}

export interface KernelSetting {
  readonly key: string;
  readonly value: string;
  readonly why: string;
}

/** A service by name. Throws for a name that the workload does not have: that is a bug in the workload. */
export function serviceOf(workload: Workload, name: string): Service {
  const service = workload.services.find((candidate) => candidate.name === name);
  if (!service) throw new Error(`workload ${workload.name} has no service ${name}`);
  return service;
}
