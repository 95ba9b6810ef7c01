/** The agent's answer to `status`. Pure. */

export interface Difference {
  readonly file: string;
  /** Where its copy stands; undefined for the release's own. */
  readonly at?: string;
  readonly what:
    | { readonly kind: "missing" }
    /** Empty for a file that holds a secret. */
    | { readonly kind: "content"; readonly content: string }
    | { readonly kind: "attributes"; readonly mode: string; readonly owner: string };
}

export interface Status {
  /** Whose deployment is there; empty when it is older than owner marks. */
  readonly owner: string;
  /** The release in force; undefined when none is. */
  readonly releaseId: string | undefined;
  /** It was left in the middle. */
  readonly unfinished: boolean;
  readonly differences: readonly Difference[];
  /** What runs, when it is not what ran after the deployment. */
  readonly observed?: { readonly before: string; readonly now: string };
  /** What the release's check says against it. */
  readonly check?: string;
}

/** Undefined when nothing of the release is there. Throws when the answer is not whole. */
export function parseStatus(output: string): Status | undefined {
  const lines = output.split("\n").filter((line) => line !== "");
  if (lines[0] === "gone") return undefined;
  if (lines.at(-1) !== "end") throw new Error("the host's answer is not whole");
  const fields = lines.map((line) => line.split("\t"));
  const of = (name: string) => fields.find(([first]) => first === name);
  const observed = of("observed");
  const check = of("check");
  return {
    owner: of("owner")?.[1] ?? "",
    releaseId: of("release")?.[1],
    unfinished: of("unfinished") !== undefined,
    differences: fields.flatMap(([what, ...rest]): Difference[] => {
      if (what === "file") return [difference(rest)];
      if (what === "placed") return [{ ...difference(rest.slice(1)), at: rest[0] ?? "" }];
      return [];
    }),
    ...(observed ? { observed: { before: decoded(observed[1]), now: decoded(observed[2]) } } : {}),
    ...(check ? { check: decoded(check[1]) } : {}),
  };
}

function difference([file = "", kind, value = ""]: readonly string[]): Difference {
  if (kind === "content") return { file, what: { kind, content: decoded(value) } };
  if (kind === "attributes") {
    const [mode = "", owner = ""] = value.split(" ");
    return { file, what: { kind, mode: mode.padStart(4, "0"), owner } };
  }
  return { file, what: { kind: "missing" } };
}

const decoded = (text = ""): string => Buffer.from(text, "base64").toString();
