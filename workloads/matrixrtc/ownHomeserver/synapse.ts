/** Synapse, the Matrix homeserver. Source: element-hq/synapse docker/Dockerfile and docker/start.py. */
import type { WithOwnHomeserver } from "../../../settings/homeserver";
import { hardened, probe } from "../../defaults";
import type { Service } from "../../model";
import { imageOf, ports } from "../common";
import { database, dataOf, users } from "./common";
import { configPaths, dataPath, homeserverConfig, logConfig, secretsConfig, signingKeyPath } from "./config";

const startPath = "/etc/synapse/start.sh";

export const synapse = (settings: WithOwnHomeserver): Service => ({
  ...hardened,
  name: "synapse",
  title: "Matrix homeserver",
  image: imageOf(settings, "synapse"),
  entrypoint: ["sh", startPath],
  env: {},
  files: [
    { path: startPath, content: startScript },
    { path: configPaths.homeserver, content: homeserverConfig(settings) },
    { path: configPaths.secrets, content: secretsConfig },
    { path: configPaths.log, content: logConfig },
  ],
  ports: [
    {
      name: "http",
      port: ports.synapse,
      protocol: "tcp",
      reach: "proxy",
      published: settings.matrixrtc.ports.homeserver,
    },
  ],
  volumes: [{ path: dataPath, ...dataOf(settings, "synapse") }],
  // What is uploaded waits here until it is whole.
  tmpfs: [{ path: "/tmp", sizeMiB: 256, mode: "1777", exec: false }],
  // It makes its tables at the first start.
  probe: probe({ http: { port: ports.synapse, path: "/health" } }, 120),
  resources: {
    cpus: settings.matrixrtc.synapse.cpus,
    memoryMiB: settings.matrixrtc.synapse.memory,
    reserve: { cpus: Math.min(0.25, settings.matrixrtc.synapse.cpus), memoryMiB: 256 },
    pids: 256,
  },
  user: users.synapse,
  single: true,
  after: [database.host],
  stop: { graceSeconds: 30 },
  trial: { with: [database.host] },
});

/** As the image itself starts, after the key with which this server signs was made: once, where its data is. */
const startScript = `#!/bin/sh
set -eu
if [ ! -s ${signingKeyPath} ]; then
  umask 077
  generate_signing_key -o ${signingKeyPath}.new
  mv ${signingKeyPath}.new ${signingKeyPath}
fi
exec /start.py run --config-path=${configPaths.homeserver} --config-path=${configPaths.secrets}
`;
