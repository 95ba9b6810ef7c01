/** HTML from templates: every value is escaped unless it is HTML already. */

export class Html {
  constructor(readonly text: string) {}
}

type Hole = Html | string | number | undefined | readonly Hole[];

export function html(strings: TemplateStringsArray, ...holes: readonly Hole[]): Html {
  return new Html(strings.map((string, i) => string + (i < holes.length ? rendered(holes[i]) : "")).join(""));
}

const rendered = (hole: Hole): string => {
  if (hole === undefined) return "";
  if (hole instanceof Html) return hole.text;
  if (typeof hole === "string") return escaped(hole);
  // Halves of pixels are plenty in drawings; longer numbers would only make the file bigger.
  if (typeof hole === "number") return String(Math.round(hole * 10) / 10);
  return hole.map(rendered).join("");
};

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);

/** A sentence with `code` in backticks. */
export const prose = (text: string): Html =>
  html`${text.split("`").map((part, i) => (i % 2 === 0 ? html`${part}` : html`<code>${part}</code>`))}`;
