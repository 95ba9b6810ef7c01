/** One page that shows a whole plan: no scripts, nothing from elsewhere. */
import type { PlanDocument } from "../plan/document";
import { objects, releases } from "./files";
import { Html, html, prose } from "./html";
import { graphOf } from "./picture/graph";
import { pictureSvg } from "./picture/svg";
import { capacity, connections, openPorts, type Section, services, surroundings } from "./sections";
import { style } from "./style";

export function reportHtml(plan: PlanDocument): string {
  const sections: Section[] = [
    {
      id: "picture",
      title: "Who talks to whom",
      hint: `Open to the internet: ${openPorts(plan)}.`,
      body: picture(plan),
    },
    ...services(plan),
    ...capacity(plan),
    ...(plan.cluster
      ? [
          {
            id: "objects",
            title: "Objects in the cluster",
            hint: "What is put into the namespace, in this order. Open one to read it; references such as {{secret:name}} are filled in while deploying.",
            body: objects(plan.cluster),
          },
        ]
      : []),
    ...(plan.releases.length > 0
      ? [
          {
            id: "releases",
            title: "Releases",
            hint: "What goes to the machines over SSH, in this order. Open a file to read it; references such as {{secret:name}} are filled in while deploying.",
            body: releases(plan),
          },
        ]
      : []),
    ...surroundings(plan),
  ];
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Plan of ${plan.config}: ${plan.url}</title>
<style>${new Html(style)}</style>
</head>
<body>
<div class="page">
${heading(plan)}
<nav aria-label="Contents"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
<main>
${notices(plan)}
${sections.map(
  ({
    id,
    title,
    hint,
    body,
  }) => html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
<p class="hint">${hint}</p>
${body}
</section>
`,
)}</main>
<footer>Made by <code>npm run plan -- ${plan.config} --out DIR</code>. The same settings give the same page.</footer>
</div>
</body>
</html>
`.text;
}

function heading({
  url,
  config,
  service,
  platform,
  machines,
  workload,
  resources,
  releases: all,
  cluster,
  secrets,
}: PlanDocument): Html {
  const files = all.reduce((sum, release) => sum + release.files.length, 0);
  // A cluster's namespace stands among them, and is none.
  const hosts = machines.length - (cluster ? 1 : 0);
  const figures: [number, string][] = [
    ...(hosts > 0 ? [[hosts, "machine"] as [number, string]] : []),
    [workload.services.length, "service"],
    [resources.length, "resource"],
    ...(cluster ? [[cluster.objects.length, "object"] as [number, string]] : []),
    ...(files > 0 ? [[files, "file"] as [number, string]] : []),
    [secrets.length, "generated secret"],
  ];
  return html`<header><p class="eyebrow">Plan of ${config}</p>
<h1><a href="${url}">${url.replace("https://", "")}</a></h1>
<p class="lead">${names[service] ?? service} on ${names[platform] ?? platform}, ${versions(workload.services)}.</p>
<ul class="figures">${figures.map(([count, what]) => html`<li><b>${count}</b> ${count === 1 ? what : `${what}s`}</li>`)}</ul></header>`;
}

const names: Readonly<Record<string, string>> = {
  ...{ jitsi: "Jitsi Meet", matrixrtc: "MatrixRTC" },
  ...{ proxmox: "Proxmox", host: "a Docker host", kubernetes: "Kubernetes" },
};

/** The versions most of the images have, without their names. */
function versions(all: PlanDocument["workload"]["services"]): string {
  const tags = all.map(({ image }) => image.slice(image.lastIndexOf(":") + 1).slice(0, 24));
  const count = (tag: string) => tags.filter((other) => other === tag).length;
  const [main = "", ...others] = [...new Set(tags)].sort((a, b) => count(b) - count(a));
  return others.length === 0 ? main : `${main} and ${others.length} more image versions`;
}

const notices = (plan: PlanDocument): Html =>
  plan.notices.length === 0
    ? html``
    : html`<section aria-labelledby="notices-title"><h2 id="notices-title">Worth knowing</h2><ul class="notices">${plan.notices.map(
        (notice) => html`<li>${prose(notice)}</li>`,
      )}</ul></section>`;

const picture = (
  plan: PlanDocument,
): Html => html`<div class="card"><figure><div class="scroll" tabindex="0" role="region" aria-label="Picture, can be moved sideways">${pictureSvg(
  graphOf(plan),
  `Who talks to whom at ${plan.url}`,
)}</div>
<figcaption class="legend"><span><i></i>HTTP and signalling</span><span><i class="media"></i>media, straight past the reverse proxy</span><span>An arrow points to who listens; boxes are ${plan.cluster ? "namespaces and machines" : "machines"}.<span class="sideways"> Move the picture sideways to see all of it.</span></span></figcaption></figure>
<details><summary>The same as a table</summary>${connections(plan)}</details></div>`;
