import { type Html, html } from "./html";

export type Cell = Html | string;

/** A table whose first column names its rows. @param caption for those who cannot see what stands around it. */
export function table(caption: string, heads: readonly string[], rows: readonly (readonly Cell[])[]): Html {
  return html`<div class="card scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map(
    ([first, ...rest]) =>
      html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>
`,
  )}</tbody></table></div>`;
}

export const code = (text: string): Html => html`<code>${text}</code>`;
