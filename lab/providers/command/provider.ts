/** The command provider. It runs nothing: it notes what it was to run and answers as a silent success. */

import type { CommandArgs as LocalArgs } from "@pulumi/command/local/command";
import { version } from "@pulumi/command/package.json";
import type { CommandArgs as RemoteArgs } from "@pulumi/command/remote/command";
import type { CopyToRemoteArgs } from "@pulumi/command/remote/copyToRemote";
import type { remote } from "@pulumi/command/types/input";
import { z } from "zod";
import { anything, type Fields, flag, map, number, required, text, texts } from "../fields";
import type { Plain, ResourceType, SimulatedProvider } from "../resourceType";
import { isRecord, randomText } from "../values";

const hop = {
  agentSocketPath: text,
  dialErrorLimit: number,
  host: required.text,
  hostKey: text,
  password: text,
  perDialTimeout: number,
  port: number,
  privateKey: text,
  privateKeyPassword: text,
  user: text,
} satisfies Fields<remote.ProxyConnectionArgs>;
const connection = z.strictObject({
  ...hop,
  proxy: z.strictObject(hop).optional(),
} satisfies Fields<remote.ConnectionArgs>);
const triggers = z.array(z.unknown()).optional();
const logging = z.enum(["stdout", "stderr", "stdoutAndStderr", "none"]).optional();

const common = {
  // The SDK asks for triggers to replace; its documentation promises an update.
  replacedBy: () => ["triggers"],
  id: () => `simulated-${randomText(16, "0123456789abcdef")}`,
};
const printing = {
  computed: { stdout: () => "", stderr: () => "" },
  renewed: ["stdout", "stderr"],
  tainted: ["stdout", "stderr"],
};

const localCommand: ResourceType = {
  ...common,
  ...printing,
  inputs: z.strictObject({
    addPreviousOutputInEnv: flag,
    archivePaths: texts,
    assetPaths: texts,
    create: text,
    delete: text,
    dir: text,
    environment: map,
    interpreter: texts,
    logging,
    stdin: text,
    triggers,
    update: text,
  } satisfies Fields<LocalArgs>),
};

const remoteCommand: ResourceType = {
  ...common,
  ...printing,
  inputs: z.strictObject({
    addPreviousOutputInEnv: flag,
    connection,
    create: text,
    delete: text,
    environment: map,
    logging,
    stdin: text,
    triggers,
    update: text,
  } satisfies Fields<RemoteArgs>),
  fails: (inputs, operation) => (operation === "delete" && !inputs.delete ? undefined : unreachable(inputs)),
};

const copyToRemote: ResourceType = {
  ...common,
  inputs: z.strictObject({
    connection,
    remotePath: required.text,
    source: anything,
    triggers,
  } satisfies Fields<CopyToRemoteArgs>),
  // The real one never deletes what it copied.
  fails: (inputs, operation) => (operation === "delete" ? undefined : unreachable(inputs)),
};

const types: Readonly<Record<string, ResourceType>> = {
  "command:local:Command": localCommand,
  "command:remote:Command": remoteCommand,
  "command:remote:CopyToRemote": copyToRemote,
};

export const command: SimulatedProvider = {
  name: "command",
  version,
  config: z.strictObject({}),
  type: (token) => types[token],
};

/** The only thing about a connection that can fail here. */
function unreachable(inputs: Plain): string | undefined {
  const target = inputs.connection;
  if (isRecord(target) && target.host !== "") return undefined;
  return "connection.host is empty: dial tcp: missing address";
}
