/** `parley doctor`: asks a running deployment from here, and says for each step whether it is right, and what to do. */
import { readFileSync } from "node:fs";
import { isIPv4 } from "node:net";
import { resolve } from "node:path";
import { deployment } from "../components/deployment";
import { isHostName } from "../settings/fields";
import type { Ways } from "./doctor/ask";
import { failureOf } from "./doctor/ask/ways";
import { examine } from "./doctor/examine";
import { findingsText, summaryText } from "./doctor/text";
import { configFile } from "./plan/configFile";
import { loadConfig } from "./plan/load";
import { UserError } from "./userError";
import { workingDirectory } from "./workingDirectory";

export interface DoctorOptions {
  /** `NAME:ADDRESS` each. */
  readonly resolve?: readonly string[];
  /** PEM file. */
  readonly ca?: string;
  /** Seconds. */
  readonly patience: string;
  readonly json?: boolean;
}

/**
 * Needs no secrets and changes nothing; sets the exit code to 1 when something is wrong.
 *
 * @param others other ways than an operator's machine has: for tests.
 */
export async function doctor(config: string, options: DoctorOptions, others: Partial<Ways> = {}): Promise<void> {
  const ways = { ...waysOf(options), ...others };
  const found = configFile(config);
  const { settings, assets } = loadConfig(found);
  const findings = await examine(found.label, deployment(settings, assets), ways);
  const healthy = findings.every(({ verdict }) => verdict !== "wrong");
  const url = `https://${settings.domain}`;
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ config: found.label, url, healthy, findings }, null, 2)}\n`
      : `${url}\n\n${findingsText(findings, process.stdout.columns ?? 100)}\n\n${summaryText(findings)}.\n`,
  );
  if (!healthy) process.exitCode = 1;
}

function waysOf({ resolve: told = [], ca, patience }: DoctorOptions): Ways {
  const seconds = Number(patience);
  if (!(seconds > 0 && seconds <= 300)) throw new UserError(`--patience ${patience}: seconds, above 0, at most 300`, 2);
  return {
    resolve: Object.fromEntries(told.map(pair)),
    ...(ca === undefined ? {} : { ca: authority(ca) }),
    patience: seconds * 1000,
  };
}

function pair(text: string): [string, string] {
  const [name = "", address = "", ...rest] = text.split(":");
  if (!isHostName(name) || !isIPv4(address) || rest.length > 0)
    throw new UserError(`--resolve ${text}: a name and an IPv4 address, for example meet.example.org:203.0.113.10`, 2);
  return [name, address];
}

function authority(file: string): string {
  let text: string;
  try {
    text = readFileSync(resolve(workingDirectory(), file), "utf8");
  } catch (error) {
    throw new UserError(`--ca ${file} cannot be read: ${failureOf(error)}`, 2);
  }
  if (!text.includes("-----BEGIN CERTIFICATE-----"))
    throw new UserError(`--ca ${file} holds no certificate in PEM (-----BEGIN CERTIFICATE-----)`, 2);
  return text;
}
