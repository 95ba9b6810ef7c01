/** The program: settings → everything to deploy → resources → outputs. */
import * as pulumi from "@pulumi/pulumi";
import { Conference } from "./components/conference";
import { deployment } from "./components/deployment";
import type { OutputName } from "./components/outputs";
import { fromEngine } from "./settings/engine";
import { loadSettings } from "./settings/load";
import { formatProblems } from "./settings/stackFile";

// The SDK has this function, but its types hide it; without it a plain credential could not be told from an encrypted one.
const { isConfigSecret } = pulumi.runtime as unknown as { isConfigSecret(key: string): boolean };
const config = fromEngine(pulumi.runtime.allConfig(), isConfigSecret);
const loaded = loadSettings(config.raw, process.cwd(), { needCredentials: true, credentials: config.credentials });
if ("problems" in loaded) {
  throw new pulumi.RunError(formatProblems(loaded.problems, `Pulumi.${pulumi.getStack()}.yaml`));
}

const planned = deployment(loaded.settings, loaded.assets);
// Once: the engine repeats a warning in every summary, and runs the program for the preview and for the update.
if (pulumi.runtime.isDryRun()) for (const notice of planned.notices) pulumi.log.warn(notice);

const credentials = Object.fromEntries(
  Object.entries(config.credentials).map(([name, value]) => [name, pulumi.secret(value)]),
);
const conference = new Conference(loaded.settings.service, { deployment: planned, credentials });

const outputs: Partial<Record<OutputName, pulumi.Input<unknown>>> = conference.outputs;
export = outputs;
