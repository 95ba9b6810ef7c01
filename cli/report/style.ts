/** Looks of the report: light and dark by the reader's preference, readable on a phone and on paper. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #f6f7f9; --card: #ffffff; --ink: #18202b; --soft: #566273; --line: #dbe1e8; --code: #f2f4f7;
  --accent: #0b63b5; --tcp: #44617f; --media: #b4500b; --media-soft: #fdf1e6;
  --edge: #e8f0fa; --edge-line: #8fb0d6; --service: #ffffff; --service-line: #9aa9ba; --zone: #f3f6f9; --note: #fff7e0; --note-line: #e2b93b;
  --mark: #e7f0dc; --mark-ink: #33590f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #10151c; --card: #18202a; --ink: #e6ebf2; --soft: #9fadbd; --line: #2c3846; --code: #121922;
    --accent: #74b4f2; --tcp: #8fb0d3; --media: #f0984f; --media-soft: #33241a;
    --edge: #1c2f45; --edge-line: #4a76a6; --service: #222d3a; --service-line: #54657a; --zone: #141b24; --note: #2c2615; --note-line: #8f7426;
    --mark: #26351a; --mark-ink: #b7db90;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.page { max-width: 1560px; margin: 0 auto; padding: 0 20px; }
header { padding: 34px 0 8px; }
.eyebrow { margin: 0; color: var(--soft); font-size: 13px; font-weight: 600; letter-spacing: .06em; text-transform: uppercase; }
h1 { margin: 4px 0 6px; font-size: clamp(24px, 4vw, 36px); line-height: 1.2; letter-spacing: -.02em; overflow-wrap: anywhere; }
h1 a { color: inherit; text-decoration: none; }
.lead { margin: 0; color: var(--soft); max-width: 70ch; }
.figures { display: flex; flex-wrap: wrap; gap: 8px; margin: 18px 0 0; padding: 0; list-style: none; }
.figures li { padding: 5px 13px; border: 1px solid var(--line); border-radius: 99px; background: var(--card); color: var(--soft); font-size: 14px; }
.figures b { color: var(--ink); }
nav { margin: 20px 0 0; border-bottom: 1px solid var(--line); overflow-x: auto; }
nav ul { display: flex; gap: 22px; margin: 0; padding: 0; list-style: none; white-space: nowrap; }
nav a { display: inline-block; padding: 8px 0; color: var(--accent); font-size: 14px; font-weight: 600; text-decoration: none; }
nav a:hover { text-decoration: underline; }
section { margin: 30px 0 0; }
h2 { margin: 0 0 4px; font-size: 20px; letter-spacing: -.01em; }
h3 { margin: 0; font-size: 16px; }
.hint { margin: 0 0 12px; color: var(--soft); font-size: 14px; max-width: 80ch; }
.card { border: 1px solid var(--line); border-radius: 12px; background: var(--card); }
.scroll { overflow-x: auto; }
.notices { margin: 0; padding: 12px 16px 12px 34px; border: 1px solid var(--note-line); border-radius: 12px; background: var(--note); }
.notices li + li { margin-top: 4px; }
.notices code { overflow-wrap: anywhere; }
figure { margin: 0; padding: 14px; }
.picture { display: block; width: 100%; height: auto; margin: 0 auto; font-family: inherit; }
.sideways { display: none; }
.legend { display: flex; flex-wrap: wrap; gap: 6px 22px; padding: 12px 4px 0; color: var(--soft); font-size: 13px; }
.legend i { display: inline-block; width: 26px; margin-right: 8px; vertical-align: middle; border-top: 2px solid var(--tcp); }
.legend .media { border-top: 3px solid var(--media); }
.zone rect { fill: var(--zone); stroke: var(--line); stroke-width: 1.5; }
.zone.outside rect { fill: none; stroke-dasharray: 5 5; }
.zone-title { font-size: 13px; font-weight: 700; fill: var(--ink); }
.zone-detail { font-size: 11.5px; fill: var(--soft); font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
.node rect { fill: var(--service); stroke: var(--service-line); stroke-width: 1.2; }
.node.edge rect { fill: var(--edge); stroke: var(--edge-line); }
.node.outside rect { fill: var(--card); stroke-dasharray: none; }
.node text, .label text { text-anchor: middle; }
.node-name { font-size: 13px; font-weight: 700; fill: var(--ink); }
.node-title { font-size: 11px; fill: var(--soft); }
.wire { fill: none; stroke: var(--tcp); stroke-width: 1.6; }
.wire.media { stroke: var(--media); stroke-width: 2.6; }
.head { fill: var(--tcp); }
.head.media { fill: var(--media); }
.label-port { font-size: 12px; font-weight: 700; fill: var(--tcp); }
.label.media .label-port { fill: var(--media); }
.label-title { font-size: 11px; fill: var(--soft); }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { padding: 8px 14px; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--soft); font-size: 12.5px; font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 600; white-space: nowrap; }
code, pre { font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
td code, th code { white-space: nowrap; }
.value code { white-space: pre-wrap; overflow-wrap: anywhere; }
.num { text-align: right; white-space: nowrap; }
.release { margin-top: 12px; overflow: hidden; }
.release > header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 12px; padding: 12px 16px; }
.release > header p { margin: 0; color: var(--soft); font-size: 14px; }
.tag { padding: 1px 9px; border-radius: 99px; background: var(--edge); color: var(--accent); font-size: 12.5px; font-weight: 600; }
.where { margin: 0; padding: 0 16px 10px; color: var(--soft); font-size: 13px; overflow-wrap: anywhere; }
details { border-top: 1px solid var(--line); }
.card > details:first-child { border-top: 0; }
summary { display: flex; flex-wrap: wrap; gap: 2px 14px; padding: 8px 16px; cursor: pointer; list-style: none; align-items: baseline; }
summary::-webkit-details-marker { display: none; }
summary::before { content: "▸"; color: var(--soft); }
details[open] > summary::before { content: "▾"; }
summary:hover { background: var(--paper); }
summary small { margin-left: auto; color: var(--soft); font-size: 12.5px; }
summary code { overflow-wrap: anywhere; min-width: 0; flex: 0 1 auto; }
pre { margin: 0; padding: 12px 16px; overflow: auto; max-height: 70vh; background: var(--code); border-top: 1px solid var(--line); tab-size: 4; }
mark { padding: 0 3px; border-radius: 4px; background: var(--mark); color: var(--mark-ink); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
footer { margin: 40px 0 30px; padding-top: 14px; border-top: 1px solid var(--line); color: var(--soft); font-size: 13px; }
@media (max-width: 640px) {
  .page { padding: 0 14px; }
  th, td { padding: 7px 10px; }
  figure { padding: 10px; }
  .sideways { display: inline; }
  summary small { margin-left: 22px; flex-basis: 100%; }
}
@media print {
  body { background: #fff; font-size: 12px; }
  nav { display: none; }
  .picture { min-width: 0 !important; }
  .scroll, pre { overflow: visible; max-height: none; }
  pre { white-space: pre-wrap; }
  tr, .release > header { break-inside: avoid; }
  details::details-content { content-visibility: visible; display: block; }
}
`;
