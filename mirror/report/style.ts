/** Of the report's page, which takes nothing from anywhere else. Text colours meet AA on their ground in both themes. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fcfbf8; --raised: #f3f1ea; --ink: #1c1e21; --muted: #595e66; --line: #d8d4c9;
  --accent: #1a4f8f; --good: #1c6a3b; --unsure: #735800; --bad: #a3182b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16181b; --raised: #1f2226; --ink: #e7e5df; --muted: #a3a8af; --line: #363a41;
    --accent: #93bcf2; --good: #7ecb9c; --unsure: #dcbc62; --bad: #ff939a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 0.9375rem/1.45 system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'Liberation Sans', sans-serif;
}
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem 1rem 2.5rem; }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 0 0 0.75rem; font-size: 1.125rem; }
p { margin: 0.25rem 0 0; }
.muted, .note { color: var(--muted); }
.note { margin: 0.5rem 0 0; font-size: 0.8125rem; }
code, .path { font: 0.875em ui-monospace, 'SF Mono', 'DejaVu Sans Mono', 'Liberation Mono', monospace; overflow-wrap: anywhere; }
dl.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 1rem 1.5rem; margin: 1.25rem 0 0; }
dl.facts div { border-top: 2px solid var(--line); padding-top: 0.375rem; }
dl.facts dt { color: var(--muted); font-size: 0.8125rem; }
dl.facts dd { margin: 0; font-size: 1.125rem; font-variant-numeric: tabular-nums; }
dl.facts dd small { display: block; color: var(--muted); font-size: 0.8125rem; overflow-wrap: anywhere; }
.sections { display: grid; grid-template-columns: minmax(0, 1fr); gap: 2.25rem 3rem; margin-top: 2.25rem; }
section { min-width: 0; break-inside: avoid; }
.wide { grid-column: 1 / -1; }
table { width: 100%; border-collapse: collapse; }
caption { text-align: left; color: var(--muted); font-size: 0.8125rem; padding-bottom: 0.25rem; }
th { font-weight: normal; text-align: left; }
td, th { padding: 0.25rem 0.75rem 0.25rem 0; vertical-align: baseline; border-top: 1px solid var(--line); }
thead th, thead td { color: var(--muted); font-size: 0.8125rem; border-top: 0; }
td:last-child, th:last-child { padding-right: 0; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.state { white-space: nowrap; width: 6rem; }
.bars th { width: 32%; overflow-wrap: anywhere; }
.bars .drawn { vertical-align: middle; }
.bars .number { width: 1%; }
svg { display: block; width: 100%; }
svg.bar { height: 0.625rem; }
svg.columns { height: 7.5rem; }
svg.parts { height: 1.25rem; margin-bottom: 0.75rem; }
svg.sample { width: 1.25rem; height: 0.75rem; display: inline-block; vertical-align: -1px; margin-right: 0.5rem; }
.value { fill: var(--accent); }
.came { fill: var(--accent); }
.went { fill: var(--unsure); }
.ground { fill: transparent; }
g:hover .ground { fill: var(--raised); }
.line { stroke: var(--muted); stroke-width: 1; vector-effect: non-scaling-stroke; }
.proven { fill: var(--good); }
.unknown { fill: var(--unsure); }
.bad { fill: var(--bad); }
.missing { fill: none; stroke: var(--bad); stroke-width: 2; vector-effect: non-scaling-stroke; }
ol.steps { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); list-style: none; margin: 0.25rem 0 0; padding: 0; font-size: 0.8125rem; text-align: center; }
ol.steps li { overflow-wrap: anywhere; line-height: 1.25; }
ol.steps b { display: block; font-weight: normal; font-variant-numeric: tabular-nums; }
ol.steps span { color: var(--muted); }
.ends { display: flex; justify-content: space-between; color: var(--muted); font-size: 0.8125rem; margin-top: 0.25rem; }
.key { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0 0 0.5rem; padding: 0; list-style: none; font-size: 0.8125rem; }
footer { margin-top: 2.5rem; padding-top: 0.75rem; border-top: 1px solid var(--line); color: var(--muted); font-size: 0.8125rem; }
@media (min-width: 52rem) {
  main { padding: 2rem 2rem 3rem; }
  .sections { grid-template-columns: repeat(2, minmax(0, 1fr)); }
}
@media (max-width: 30rem) {
  ol.steps { font-size: 0.75rem; }
  .bars th { width: 36%; }
  .files tr { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; border-top: 1px solid var(--line); padding: 0.25rem 0; }
  .files td, .files th { border: 0; padding: 0; }
  .files th { order: -1; flex: 0 0 100%; }
  .files .number { color: var(--muted); font-size: 0.8125rem; }
}
@media print {
  :root {
    --paper: #fff; --raised: #fff; --ink: #000; --muted: #444; --line: #bbb;
    --accent: #1a4f8f; --good: #1c6a3b; --unsure: #735800; --bad: #a3182b;
  }
  body { font-size: 10pt; }
  main { padding: 0; max-width: none; }
  svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
