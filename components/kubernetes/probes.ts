/** How the kubelet tells that a container has started, is ready, and is still alive. */
import type { IProbe } from "kubernetes-models/v1/Probe";
import type { Probe } from "../../workloads/model";
import { verbatim } from "./environment";

export const probes = (probe: Probe) => ({
  // Often, because others wait for it, and for three times as long as it should need: a slow node is no reason to restart.
  startupProbe: {
    ...test(probe),
    periodSeconds: 5,
    failureThreshold: Math.max(3, Math.ceil((probe.startSeconds * 3) / 5)),
  },
  readinessProbe: { ...test(probe), periodSeconds: probe.intervalSeconds, failureThreshold: probe.retries },
  // Restarting hurts more than a moment of silence.
  livenessProbe: { ...test(probe), periodSeconds: probe.intervalSeconds, failureThreshold: probe.retries * 3 },
});

const test = ({ test: how, timeoutSeconds }: Probe): IProbe => ({
  ...("exec" in how ? { exec: { command: how.exec.map(verbatim) } } : {}),
  ...("tcp" in how ? { tcpSocket: { port: how.tcp } } : {}),
  ...("http" in how ? { httpGet: { port: how.http.port, path: how.http.path } } : {}),
  timeoutSeconds,
});
