/** Releases and their files, each to be opened on the spot. */
import type { PlanDocument, PlannedCluster, PlannedFile, PlannedObject, PlannedRelease } from "../plan/document";
import { Html, html } from "./html";

export const releases = (plan: PlanDocument): Html => html`${plan.releases.map((release) => card(plan, release))}`;

function card({ instance, machines }: PlanDocument, release: PlannedRelease): Html {
  const machine = machines.find((one) => one.roles.includes(release.host));
  return html`<article class="card release"><header><h3>${release.name}</h3><span class="tag">${machine?.title ?? release.host}</span><p>${release.title}</p></header>
<p class="where">In <code>/var/lib/parley/${instance}/${release.name}</code>, content hash <code>${release.id}</code>${release.placed.map(
    ({ file, at }) => html`<br><code>${file}</code> also stands at <code>${at}</code>`,
  )}</p>
${release.files.map(file)}
${commands(release)}</article>
`;
}

const file = ({ path, mode, owner, content }: PlannedFile): Html =>
  html`<details><summary><code>${path}</code><small>${mode}, owner ${owner}, ${lines(content)}</small></summary><pre tabindex="0"><code>${marked(content)}</code></pre></details>
`;

/** Manifests, by kind. */
export const objects = ({ objects: all }: PlannedCluster): Html => {
  const kinds = [...new Set(all.map(kindOf))];
  return html`${kinds.map(
    (kind) => html`<article class="card release"><header><h3>${kind}</h3></header>
${all.filter((one) => kindOf(one) === kind).map(manifest)}</article>
`,
  )}`;
};

const kindOf = ({ content }: PlannedObject): string => /^kind: (.*)$/m.exec(content)?.[1] ?? "";

const manifest = ({ id, title, content }: PlannedObject): Html =>
  html`<details><summary><code>${id.split("/")[1] ?? id}</code><small>${title}, ${lines(content)}</small></summary><pre tabindex="0"><code>${marked(content)}</code></pre></details>
`;

const commands = ({ commands }: PlannedRelease): Html => {
  const steps = (["validate", "activate", "check", "deactivate"] as const).filter((step) => commands[step] !== "");
  const text = steps.map((step) => `# ${step}\n${commands[step].trimEnd()}\n`).join("\n");
  return html`<details><summary>Commands<small>${steps.join(", ")}</small></summary><pre tabindex="0"><code>${text}</code></pre></details>`;
};

function lines(content: string): string {
  const count = content.split("\n").length - (content.endsWith("\n") ? 1 : 0);
  return count === 1 ? "1 line" : `${count} lines`;
}

/** Makes references to secrets and facts stand out. */
const marked = (content: string): Html =>
  new Html(
    html`${content}`.text.replaceAll(
      /\{\{(?:secret|fact|name|address):[\w./-]+\}\}/g,
      (reference) => `<mark>${reference}</mark>`,
    ),
  );
