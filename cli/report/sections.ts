/** The report's tables. */
import { peopleText } from "../plan/capacity";
import type { PlanDocument } from "../plan/document";
import { flowPorts, portName } from "../plan/names";
import { type Html, html, prose } from "./html";
import { type Cell, code, table } from "./table";

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  readonly body: Html;
}

const section = (
  id: string,
  title: string,
  hint: string,
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
): Section[] => (rows.length === 0 ? [] : [{ id, title, hint, body: table(title, heads, rows) }]);

export const services = ({ workload }: PlanDocument): Section[] =>
  section(
    "services",
    "Services",
    "Containers, and the most that each may take.",
    ["Service", "What it is for", "Image", "Processor", "Memory"],
    workload.services.map(({ name, title, image, cpus, memoryMiB, replicas }) => [
      replicas === 1 ? name : `${name} × ${replicas}`,
      title,
      code(image),
      `${cpus} ${cpus === 1 ? "core" : "cores"}`,
      `${memoryMiB} MiB`,
    ]),
  );

export const capacity = ({ capacity: { estimates } }: PlanDocument): Section[] =>
  section(
    "capacity",
    "Capacity",
    "How many people it should carry at the same time, with what they take of the line to the internet: an estimate from figures that Jitsi and LiveKit published (docs/capacity.md), good to a factor of two. Expect less while something else keeps the machine busy, such as a recording.",
    ["Meetings", "Carries about", "What sets the end", "In", "Out"],
    estimates.map((one) => [
      one.title,
      peopleText(one),
      prose(one.because),
      `${one.megabitsIn} Mbit/s`,
      `${one.megabitsOut} Mbit/s`,
    ]),
  );

export const connections = ({ workload }: PlanDocument): Html =>
  table(
    "Who talks to whom",
    ["From", "To", "Port", "What"],
    workload.flows.map((flow) => [flow.from, flow.to, portName(flowPorts(flow, workload.media)), flow.title]),
  );

export const surroundings = (plan: PlanDocument): Section[] => [
  ...section(
    "names",
    "DNS records",
    "A dynamic record follows the address of the edge.",
    ["Name", "Zone", "Type", "Value", "Time to live", "Kept by"],
    plan.dnsRecords.map((record) => [
      record.name,
      record.zone,
      record.type,
      record.value,
      `${record.ttl} s`,
      record.provider === "manual" ? "you" : record.provider,
    ]),
  ),
  ...section(
    "secrets",
    "Generated secrets",
    "Made while deploying, kept encrypted in the state; their values are in no plan. Raise a rotation number to replace one.",
    ["Secret", "What it is", "Length", "Rotation", "Used by"],
    plan.secrets.map(({ name, title, length, rotation, usedBy }) => [
      code(name),
      title,
      String(length),
      String(rotation),
      usedBy.join(", ") || "nothing",
    ]),
  ),
  ...section(
    "timers",
    "Timers",
    "Jobs that run again and again.",
    ["Timer", "What it does", "When"],
    plan.workload.timers.map(({ name, title, calendar }) => [name, title, code(calendar)]),
  ),
  ...section(
    "outputs",
    "Outputs",
    "What other stacks and people read after deploying, as far as it is known before.",
    ["Output", "Value"],
    Object.entries(plan.outputs)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [code(name), html`<span class="value">${code(readable(value))}</span>`]),
  ),
  ...section(
    "resources",
    "Resources",
    "What Pulumi keeps track of.",
    ["Name", "Type", "What it is for"],
    plan.resources.map(({ name, type, title }) => [code(name), code(type), title]),
  ),
];

const readable = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value, null, 1));

export const openPorts = ({ open }: PlanDocument): string =>
  [...new Set(["TCP 443", ...open.map(portName)])].join(", ");
