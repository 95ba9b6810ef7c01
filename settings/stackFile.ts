/** Reads `Pulumi.<env>.yaml` without the engine, and says where in it a problem is. */
import { parseDocument } from "yaml";
import type { Problem } from "./problems";

const prefix = "parley:";

export interface StackFile {
  /** The values under `parley:`, keyed without the prefix. */
  readonly raw: Readonly<Record<string, unknown>>;
  /** Errors of the YAML itself. */
  readonly problems: readonly Problem[];
}

/** @param text content of the file. */
export function parseStackFile(text: string): StackFile {
  const document = parseDocument(text);
  const broken = document.errors.map((error) => ({
    path: error.linePos ? `line ${error.linePos[0].line}` : "YAML",
    problem: error.message.split("\n")[0]?.replace(/ at line.*$/, "") ?? "is not YAML",
    remedy: "correct the YAML; two spaces per level, no tabs",
  }));
  if (broken.length > 0) return { raw: {}, problems: broken };
  const content: unknown = document.toJS();
  const config: unknown = isGroup(content) ? content.config : undefined;
  if (!isGroup(config)) {
    return {
      raw: {},
      problems: [
        {
          path: "config",
          problem: "is missing",
          remedy: "a stack file has its settings under `config:`; see examples/",
        },
      ],
    };
  }
  const own = Object.entries(config).filter(([key]) => key.startsWith(prefix));
  return { raw: Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value])), problems: [] };
}

/** All problems, for a terminal: path, what is wrong, what would be right. */
export function formatProblems(problems: readonly Problem[], where: string): string {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lines = problems.map((one) => `  ${one.path} ${one.problem}\n      → ${one.remedy}`);
  return [`${where}: ${count}, nothing was changed.`, "", ...lines].join("\n");
}

const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
