/** Colours have at least 4.5:1 on their grounds, and nothing is told by colour alone. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --card: #f6f8fa; --ink: #1f2328; --soft: #57606a; --line: #d0d7de; --lane: #8c959f;
  --arrow: #0a5f9e; --bad: #cf222e; --bad-ground: #ffebe9; --odd: #8a5a00; --good: #1a7f37; --focus: #0969da; --band: #ddf4ff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0d1117; --card: #161b22; --ink: #e6edf3; --soft: #9198a1; --line: #30363d; --lane: #6e7681;
    --arrow: #79c0ff; --bad: #ff7b72; --bad-ground: #3c1618; --odd: #e3b341; --good: #3fb950; --focus: #58a6ff; --band: #12263f;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 16px 20px 0; max-width: 1280px; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', 'DejaVu Sans', sans-serif; }
header { max-width: 900px; }
p { margin: 0 0 6px; white-space: pre-line; }
code { font-family: ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 0.92em; }
h1 { margin: 2px 0 8px; font-size: 21px; line-height: 1.3; }
h1::before { margin-right: 8px; }
h1.fail::before { content: '\\2718'; color: var(--bad); }
h1.pass::before { content: '\\2714'; color: var(--good); }
h2 { margin: 0 0 4px; font-size: 15px; }
.run, .run span { color: var(--soft); }
.run span { margin-left: 10px; font-size: 13px; }
.belief { margin-top: 10px; font-weight: 600; color: var(--odd); }
.moments { margin: 14px 0; padding: 10px 14px; max-width: 900px; border-left: 4px solid var(--bad); background: var(--card); }
.moments ol { margin: 0; padding: 0; list-style: none; }
.moments a { color: inherit; text-decoration: none; display: block; padding: 1px 0; }
.moments a:hover { text-decoration: underline; }
.moments b { display: inline-block; min-width: 20px; padding: 0 4px; border-radius: 10px; background: var(--bad); color: var(--ground);
  text-align: center; font-size: 13px; }
.moments span { display: inline-block; min-width: 72px; text-align: right; margin-right: 8px; color: var(--soft); font-variant-numeric: tabular-nums; }
.moments .note { color: var(--soft); }
.legend { color: var(--soft); font-size: 13px; display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 10px 0; }
.legend span { display: inline-flex; align-items: center; gap: 6px; }
.picture { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
.picture svg { display: block; }
svg text { fill: var(--ink); font: 12.5px system-ui, -apple-system, 'Segoe UI', 'Liberation Sans', 'DejaVu Sans', sans-serif; }
svg .lane { font-weight: 600; font-size: 12px; }
svg .unit, svg .time { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
svg .life { stroke: var(--lane); stroke-width: 1.5; fill: none; }
svg .life.process { stroke-width: 3; }
svg .leader { stroke: var(--line); stroke-dasharray: 1 4; fill: none; }
svg .rest text { fill: var(--soft); font-style: italic; }
svg .band { fill: transparent; }
.step { --own: var(--arrow); }
.step.failed { --own: var(--odd); }
.step.marked { --own: var(--bad); }
.step .arrow { stroke: var(--own); stroke-width: 1.8; fill: none; }
.step .head, .step .act { fill: var(--own); }
.step .edge { stroke: var(--own); stroke-width: 4; }
.step .death { stroke: var(--bad); stroke-width: 3; fill: none; }
.step.failed .words { fill: var(--odd); }
.step.marked .words { fill: var(--bad); font-weight: 600; }
.step.marked .band { fill: var(--bad-ground); }
.step.look .band { stroke: var(--bad); stroke-width: 1.5; }
.step .badge { fill: var(--bad); }
.step .number { fill: var(--ground); font-weight: 700; font-size: 12px; }
g.step { cursor: pointer; outline: none; }
g.step:hover .band, g.step.shown .band { fill: var(--band); }
g.step:focus-visible .band { fill: var(--band); stroke: var(--focus); stroke-width: 2; }
a:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
aside { position: sticky; bottom: 0; margin: 14px 0 0; padding: 10px 14px; max-height: 34vh; overflow: auto; border-top: 2px solid var(--focus);
  background: var(--card); font-size: 13.5px; }
aside h3 { margin: 0 0 4px; font-size: 14.5px; }
aside dl { margin: 0; display: grid; grid-template-columns: max-content 1fr; gap: 1px 14px; }
aside dt { color: var(--soft); }
aside dd { margin: 0; overflow-wrap: anywhere; }
`
