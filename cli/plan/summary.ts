/** The plan in one screen, for somebody who sees it for the first time. */
import colors from "picocolors";
import { wrap } from "../text";
import { capacityRows } from "./capacity";
import type { PlanDocument, PlannedMachine, PlannedRelease } from "./document";
import { portName } from "./names";

export interface SummaryOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** Folder that the plan was written to. */
  readonly written?: string;
}

const indent = "  ";

export function summary(plan: PlanDocument, { width, written }: SummaryOptions): string {
  const columns = Math.max(60, Math.min(width, 110));
  const block = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ["", colors.bold(title), ...lines.map((line) => `${indent}${line}`)];
  const text = (line: string) => wrap(line, columns - indent.length).join(`\n${indent}`);
  const table = (rows: readonly (readonly string[])[]) => aligned(rows, columns - indent.length);
  return [
    `${colors.bold(colors.cyan(plan.url))}  ${colors.dim(`${plan.service} on ${plan.platform}, ${plan.config}`)}`,
    ...block("Where it will run", plan.machines.map((one) => machine(one, plan)).map(text)),
    ...block(
      `Services (${plan.workload.services.length})`,
      table(plan.workload.services.map(({ name, title }) => [name, title])),
    ),
    ...block("Should carry about (an estimate), until this sets the end", table(capacityRows(plan.capacity))),
    ...block("Open to the internet", table(openPorts(plan))),
    ...block(
      "Names",
      table(plan.dnsRecords.map((record) => [record.name, `${record.type} ${record.value} (${record.provider})`])),
    ),
    ...block("In the cluster", table(kinds(plan))),
    ...block("Releases, in this order", table(plan.releases.map(release))),
    ...block(
      "Worth knowing",
      plan.notices.map((notice) => text(notice)),
    ),
    ...plan.workload.handovers.flatMap((one) => block(`To add to ${one.file}`, one.text.trimEnd().split("\n"))),
    ...block("In all", [text(totals(plan))]),
    ...block("Next", table(nextSteps(plan, written))),
    "",
  ].join("\n");
}

function machine({ roles, title, addresses, proxy }: PlannedMachine, { cluster }: PlanDocument): string {
  const front = cluster ? (proxy ?? "firewall") : `firewall and ${proxy ?? "proxy"}`;
  const duties = roles.map((role) => (role === "edge" ? front : "the services"));
  return `${colors.cyan(title)} at ${addresses.join(", ")}: ${duties.join(", ")}`;
}

const openPorts = ({ url, open, workload }: PlanDocument): string[][] => [
  ["TCP 443", `HTTPS, ${url}`],
  ...workload.tlsRoutes.map(({ host, title }) => ["TCP 443", `${title}, ${host}`]),
  ...open.map((media) => [portName(media), `media, to ${media.service}`]),
];

const release = ({ name, host, id, files, title }: PlannedRelease): string[] => [
  name,
  id.slice(0, 12),
  host,
  `${files.length} ${files.length === 1 ? "file" : "files"}`,
  title,
];

/** How many objects of each kind. */
function kinds({ cluster }: PlanDocument): string[][] {
  const names = (cluster?.objects ?? []).map(({ content }) => /^kind: (.*)$/m.exec(content)?.[1] ?? "");
  return [...new Set(names)].map((name) => [name, String(names.filter((other) => other === name).length)]);
}

function totals(plan: PlanDocument): string {
  const files = plan.releases.reduce((sum, one) => sum + one.files.length, 0);
  const objects = plan.cluster ? `${plan.cluster.objects.length} objects, ` : "";
  return `${plan.resources.length} resources, ${objects}${files} files, ${plan.secrets.length} generated secrets (shown as {{secret:name}}).`;
}

function nextSteps({ config }: PlanDocument, written?: string): string[][] {
  // A configuration file is not a stack: only a stack can be brought up by its name.
  const isStack = !/[/\\]|\.ya?ml$/.test(config);
  return [
    written
      ? [`${written}/report.html`, "open it in a browser: everything, with a picture"]
      : [`npm run plan -- ${config} --out plan-out`, "writes every file, and a report with a picture"],
    isStack
      ? [`npm run pulumi -- up --stack ${config}`, "puts it in force"]
      : ["npm run pulumi -- up --stack NAME", "puts it in force, once it is called Pulumi.NAME.yaml"],
  ];
}

/** Rows with columns of equal width; the last column is cut at the edge of the terminal. */
function aligned(rows: readonly (readonly string[])[], width: number): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? "").length)));
  return rows.map((row) => {
    const cells = row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd((widths[i] ?? 0) + 2)));
    const room = width - cells.slice(0, -1).join("").length;
    const last = cells.at(-1) ?? "";
    const cut = last.length <= room ? last : `${last.slice(0, Math.max(0, room - 1))}…`;
    return [colors.cyan(cells[0] ?? ""), ...cells.slice(1, -1), cells.length > 1 ? colors.dim(cut) : ""].join("");
  });
}
