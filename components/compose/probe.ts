/** A probe as a Compose healthcheck. Docker runs it inside the container, so it uses what the image can run. */
import type { Probe } from "../../workloads/model";
import { verbatim } from "./environment";

export interface Healthcheck {
  readonly test: readonly string[];
  readonly interval: string;
  readonly timeout: string;
  readonly retries: number;
  readonly start_period: string;
  readonly start_interval: string;
}

export const healthcheck = (probe: Probe): Healthcheck => ({
  test: command(probe).map(verbatim),
  interval: `${probe.intervalSeconds}s`,
  timeout: `${probe.timeoutSeconds}s`,
  retries: probe.retries,
  start_period: `${probe.startSeconds}s`,
  start_interval: `${startInterval(probe)}ms`,
});

/**
 * Milliseconds between looks while it starts (Docker 25): the first comes only after one of them, and other services, the
 * operator and everybody whom the service served wait for it. No more than 60 looks in all: each is work for the machine.
 */
const startInterval = ({ startSeconds }: Probe): number => Math.max(500, Math.ceil((startSeconds * 1000) / 60));

function command({ test, timeoutSeconds }: Probe): string[] {
  if ("exec" in test) return ["CMD", ...test.exec];
  if ("tcp" in test) return ["CMD-SHELL", tcp(test.tcp, timeoutSeconds)];
  return ["CMD-SHELL", http(`http://127.0.0.1:${test.http.port}${encodeURI(test.http.path)}`, timeoutSeconds)];
}

/** curl is in every image of docker-jitsi-meet (base/Dockerfile), wget in Alpine and most others, node in what is Node. */
const http = (url: string, seconds: number): string =>
  firstOf([
    ["curl", `curl -fsS -o /dev/null --max-time ${seconds} '${quotable(url)}'`],
    ["wget", `wget -q -T ${seconds} -O /dev/null '${quotable(url)}'`],
    ["node", `node -e "fetch('${quotable(url)}').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"`],
  ]);

const tcp = (port: number, seconds: number): string =>
  firstOf([
    ["bash", `bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port}'`],
    ["nc", `nc -z -w ${seconds} 127.0.0.1 ${port}`],
  ]);

const firstOf = (tools: readonly (readonly [tool: string, line: string])[]): string =>
  `${tools.map(([tool, line]) => `if command -v ${tool} >/dev/null; then exec ${line}; fi`).join("; ")}; echo 'the image has no tool to ask with'; exit 1`;

/** encodeURI leaves quotes as they are. */
const quotable = (url: string): string => url.replaceAll("'", "%27");
