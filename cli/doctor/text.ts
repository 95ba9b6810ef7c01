/** Findings for a terminal. */
import colors from "picocolors";
import { wrap } from "../text";
import type { Finding, Verdict } from "./step";

const signs: Readonly<Record<Verdict, string>> = {
  ok: colors.green("ok   "),
  wrong: colors.red("WRONG"),
  unknown: colors.yellow("?    "),
};

/** Columns before what was seen. */
const indent = "       ";

export function findingsText(findings: readonly Finding[], width: number): string {
  const columns = Math.max(60, Math.min(width, 110)) - indent.length;
  const lines = (text: string) => wrap(text, columns).map((line) => `${indent}${line}`);
  return findings
    .flatMap(({ name, title, verdict, seen, remedy }) => [
      `${signs[verdict]}  ${colors.bold(name)}: ${title}`,
      ...lines(seen),
      ...(remedy === undefined ? [] : lines(`→ ${remedy}`)),
    ])
    .join("\n");
}

export function summaryText(findings: readonly Finding[]): string {
  const count = (verdict: Verdict) => findings.filter((one) => one.verdict === verdict).length;
  const [wrong, unknown] = [count("wrong"), count("unknown")];
  return [
    wrong === 0 ? "Nothing is wrong" : `${wrong} of ${findings.length} steps ${wrong === 1 ? "is" : "are"} wrong`,
    ...(unknown === 0 ? [] : [`${unknown} cannot be told from here`]),
  ].join("; ");
}
