#include "style.hpp"

namespace monitor {

const std::string_view style_sheet = R"css(
:root {
  color-scheme: light dark;
  --page: #eef0f3; --panel: #ffffff; --line: #dde1e7; --grid: #e9ecf0; --hover: #f3f5f8; --chosen: #e4edfb;
  --text: #1b2330; --dim: #5c6878; --accent: #2b6fd6;
  --cpu: #2b6fd6; --memory: #8a4fd0; --in: #0f8f74; --out: #c2620c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0c0f14; --panel: #13181f; --line: #232b36; --grid: #1c232d; --hover: #19202a; --chosen: #1a2a44;
    --text: #d9dfe8; --dim: #8793a4; --accent: #6aa5ff;
    --cpu: #5b9dff; --memory: #b085f5; --in: #36c5a0; --out: #f0944a;
  }
}

* { box-sizing: border-box; margin: 0; }
[hidden] { display: none !important; }
body {
  background: var(--page); color: var(--text);
  font: 13px/1.45 system-ui, sans-serif; font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%;
}
h1, h2, h3 { font-size: inherit; font-weight: 600; }
ul { list-style: none; padding: 0; }
button, input { font: inherit; color: inherit; }
button { background: none; border: 0; padding: 0; cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }

/* The page: one column; side by side where there is room, and then exactly as high as the window. */
main { display: grid; gap: 10px; padding: 10px; grid-template-columns: minmax(0, 1fr); }
.vitals { display: grid; gap: 10px; grid-template-columns: repeat(2, minmax(0, 1fr)); }
#cpu, #memory { grid-column: 1 / -1; }
@media (min-width: 64rem) {
  main {
    height: 100vh; min-height: 40rem;
    grid-template: auto minmax(0, 1fr) / minmax(0, 5fr) minmax(0, 7fr);
  }
  .masthead { grid-column: 1 / -1; }
  .vitals { grid-template-rows: minmax(0, 4fr) minmax(0, 3fr) minmax(0, 3fr); }
  .chart { height: auto; flex: 1; min-height: 0; }
}

/* The head */
.masthead { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 20px; padding: 2px 4px; color: var(--dim); }
.masthead h1 { font-size: 1.3em; color: var(--text); }
.masthead dl { display: flex; flex-wrap: wrap; gap: 2px 20px; }
.masthead dl div { display: flex; gap: 6px; }
.masthead dd { color: var(--text); }
.controls { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; margin-left: auto; }
.controls label { display: flex; align-items: center; gap: 8px; }
.controls output { min-width: 3.4em; text-align: right; color: var(--text); }
.controls input { width: 9rem; accent-color: var(--accent); }
.pause {
  min-width: 6em; padding: 4px 12px; border: 1px solid var(--line); border-radius: 6px;
  background: var(--panel); color: var(--text);
}
.pause:hover { border-color: var(--dim); }
.paused .pause { background: var(--accent); border-color: var(--accent); color: var(--panel); }
.paused .chart path:not(.grid), .paused .bar rect { filter: saturate(0.25); opacity: 0.7; }

/* Panels */
.panel {
  display: flex; flex-direction: column; gap: 8px; min-width: 0; min-height: 0; padding: 10px 12px;
  background: var(--panel); border: 1px solid var(--line); border-radius: 8px; container-type: inline-size;
}
.panel > header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 2px 10px; }
.panel > header > strong { font-size: 1.6em; font-weight: 500; line-height: 1.1; min-width: 3.2em; }
.panel h2 { color: var(--dim); }
.note { color: var(--dim); margin-left: auto; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.panel > footer { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; color: var(--dim); white-space: nowrap; }
@container (max-width: 270px) {
  .panel > footer { grid-template-columns: 1fr; gap: 0; }
}
.panel > footer strong { color: var(--text); font-weight: 500; }
.panel > footer span::before {
  content: ""; display: inline-block; width: 8px; height: 8px; margin-right: 6px; border-radius: 2px;
  background: var(--color);
}

/* Charts */
.chart { display: flex; flex-direction: column; gap: 2px; height: 8rem; }
.chart svg { flex: 1; min-height: 0; width: 100%; border-radius: 4px; border: 1px solid var(--grid); }
.chart figcaption { display: flex; justify-content: space-between; color: var(--dim); font-size: 0.8em; }
.chart path {
  fill: var(--color); fill-opacity: 0.14; stroke: var(--color); stroke-width: 1.5; stroke-linejoin: round;
  vector-effect: non-scaling-stroke;
}
.chart .grid { fill: none; stroke: var(--grid); stroke-width: 1; }
.cpu { --color: var(--cpu); }
.memory { --color: var(--memory); }
.received, .read { --color: var(--in); }
.sent, .written { --color: var(--out); }
.cores {
  display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: 3px 16px;
  max-height: 9rem; overflow: auto; flex: none;
}
.cores li { display: grid; grid-template-columns: 1.6em 1fr 3.4em; align-items: center; gap: 6px; color: var(--dim); }
.cores li span:last-child { text-align: right; color: var(--text); }
.bar { display: block; width: 100%; height: 8px; border-radius: 2px; background: var(--grid); }
.bar rect { fill: var(--cpu); }

/* The processes */
#processes { padding-bottom: 0; }
#processes > header { align-items: center; }
#processes input {
  flex: 1; min-width: 6rem; max-width: 18rem; padding: 3px 8px; border: 1px solid var(--line); border-radius: 6px;
  background: var(--page);
}
.pager { display: flex; align-items: center; gap: 4px; margin-left: auto; color: var(--dim); white-space: nowrap; }
.pager span { margin-right: 4px; }
.pager button { width: 26px; height: 26px; border: 1px solid var(--line); border-radius: 6px; line-height: 1; }
.pager button:disabled { opacity: 0.35; cursor: default; }
.scroll { flex: 1; min-height: 0; margin: 0 -12px; overflow: auto; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th { position: sticky; top: 0; background: var(--panel); box-shadow: inset 0 -1px var(--line); color: var(--dim); }
th, td { padding: 2px 8px; text-align: left; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
th { font-weight: 500; }
th button { width: 100%; padding: 3px 0; text-align: inherit; }
th button:hover { color: var(--text); }
th[aria-sort$="ending"] { color: var(--text); }
th[aria-sort="ascending"] button::after { content: " ↑"; }
th[aria-sort="descending"] button::after { content: " ↓"; }
.number { text-align: right; }
.pid { width: 5.5em; color: var(--dim); }
.user { width: 6.5em; color: var(--dim); }
.cpu.number { width: 6.5em; }
.memory.number { width: 7em; }
.threads { width: 6em; }
.state { width: 6.5em; color: var(--dim); }
tbody tr { cursor: pointer; }
tbody tr:hover { background: var(--hover); }
tbody tr[aria-current="true"] { background: var(--chosen); }
tbody tr[data-state="R"] .state, tbody tr[data-state="D"] .state { color: var(--in); }
tbody tr[data-state="Z"] .state, tbody tr[data-state="T"] .state { color: var(--out); }
td.cpu {  /* a bar as long as the share, and a number that is dim when it is nothing */
  background: linear-gradient(color-mix(in srgb, var(--cpu) 30%, transparent) 0 100%) no-repeat right / calc(var(--share) * 100%) 75%;
  color: color-mix(in srgb, var(--text) calc(min(1, var(--share) * 100) * 100%), var(--dim));
}
td.name button { max-width: 100%; overflow: hidden; text-overflow: ellipsis; vertical-align: bottom; }
.command { color: var(--dim); font-family: ui-monospace, monospace; font-size: 0.86em; }
td .command { margin-left: 10px; }

.details { margin: 0 -12px; padding: 8px 12px 10px; border-top: 1px solid var(--line); }
.details header { display: flex; justify-content: space-between; }
.details header button { padding: 0 8px; font-size: 1.3em; line-height: 1; color: var(--dim); }
.details .command { overflow-wrap: anywhere; max-height: 5.8em; overflow: auto; margin-bottom: 6px; }
.details dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(7.5rem, 1fr)); gap: 4px 16px; }
.details dl div:last-child { grid-column: span 2; }
.details dt { color: var(--dim); font-size: 0.86em; }
.details dd { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }

/* A phone: fewer columns, larger targets, and the page scrolls instead of the table. */
@media (max-width: 40rem) {
  .controls { margin-left: 0; width: 100%; }
  .controls label { flex: 1; }
  .controls input { flex: 1; width: 4rem; }
  .pause { padding: 8px 12px; }
  #processes > header { justify-content: space-between; }
  #processes input { order: 1; flex: 1 0 100%; max-width: none; padding: 7px 10px; }
  .user, .threads, .state, td .command { display: none; }
  th, td { padding: 5px 6px; }
  .pid { width: 4.5em; }
  .pager button { width: 36px; height: 36px; }
  .note { white-space: normal; margin-left: 0; }
  .details dl { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .details { position: sticky; bottom: 0; max-height: 60vh; overflow: auto; background: var(--panel); }
}
@media (min-width: 40rem) and (max-width: 52rem) {
  .user { display: none; }
}
@media (prefers-reduced-motion: no-preference) {
  .pause, .pager button { transition: background-color 0.15s, border-color 0.15s; }
}
)css";

}  // namespace monitor
