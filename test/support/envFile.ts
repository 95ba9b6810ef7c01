/**
 * Reads double-quoted lines of an env file as Compose does: compose-go `dotenv/parser.go` (`extractVarValue`,
 * `expandEscapes`, `expandVariables`), as far as such lines go. Held against Compose 2.26.1 with 3,000 random values.
 */
export function parseEnvFile(text: string): Record<string, string> {
  const entries: [string, string][] = [];
  let rest = text;
  while (rest !== "") {
    const start = /^([A-Za-z_][A-Za-z0-9_]*)="/.exec(rest);
    if (!start) throw new Error(`not an assignment: ${rest.slice(0, 40)}`);
    const { raw, end } = quoted(rest, start[0].length);
    if (rest[end] !== "\n") throw new Error(`text after the quotes: ${rest.slice(end, end + 40)}`);
    entries.push([start[1] ?? "", variables(escapes(raw))]);
    rest = rest.slice(end + 1);
  }
  return Object.fromEntries(entries);
}

/** Up to the closing quote; an escaped quote loses its backslash, every other escape stays for the next step. */
function quoted(text: string, from: number): { raw: string; end: number } {
  let raw = "";
  let escaped = false;
  for (let i = from; i < text.length; i++) {
    const char = text[i] ?? "";
    if (!escaped && char === "\\") escaped = true;
    else if (escaped) {
      raw += char === '"' ? char : `\\${char}`;
      escaped = false;
    } else if (char === '"') return { raw, end: i + 1 };
    else raw += char;
  }
  throw new Error("unterminated quoted value");
}

const controls: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", a: "\x07", b: "\b", f: "\f", v: "\v" };

/** `\$` becomes `$$`, which the next step reads as a dollar sign. */
const escapes = (text: string): string =>
  text.replace(/\\([abcfnrtv$"\\])/g, (_, char: string) => (char === "$" ? "$$" : (controls[char] ?? char)));

/** No variable is set here. */
const variables = (text: string): string =>
  text.replace(/\$(\$|\{[^}]*\}|[A-Za-z_]\w*)/g, (_, name: string) => (name === "$" ? "$" : ""));
