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
}

export interface Service {
  readonly name: string;
  /** What it is for, in a few words. */
  readonly title: string;
  /** Exact reference, tag included. */
  readonly image: string;
  readonly command?: readonly string[];
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
  /** Services that have to be healthy first. */
  readonly after: readonly string[];
  /** Other names under which the workload's services reach it. */
  readonly aliases: readonly string[];
  readonly stop: Stop;
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
}

export interface Tmpfs {
  readonly path: string;
  readonly sizeMiB: number;
  /** Octal, as in `1777`. */
  readonly mode: string;
  readonly exec: boolean;
}

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
}

export interface HttpRoute {
  readonly host: string;
  /** Path prefix; `/` is everything. */
  readonly path: string;
  readonly service: string;
  readonly port: number;
  readonly websocket: boolean;
  readonly stripPrefix: boolean;
}

export interface MediaPort {
  readonly name: string;
  readonly service: string;
  readonly protocol: "tcp" | "udp";
  /** The same number outside and inside: servers advertise the port they listen on. */
  readonly port: number;
  /** Last port of a range. */
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
