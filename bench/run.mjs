// Asks the questions, each several times, and prints the medians as one table.
//
//   node bench/run.mjs                        all questions; ./dev bench builds first
//   node bench/run.mjs --runs 1 memory        only these, only once
//   node bench/run.mjs --write                and keeps the table in docs/performance.md
//
// BONITO_BUILD names the build, build/release if it is not set. Beside each figure stands what bounds it: the
// same without this library, measured in the same run, so that their ratio survives a noisy machine.
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { parseArgs, promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { build } from "./support/browser.mjs";

const { values: options, positionals: chosen } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: "string", default: "3" }, write: { type: "boolean", default: false } },
});

// By the name of the program that answers: what each figure is, its unit, where it should be, and what the bound is.
const echo = "bare Beast echo";
const bare = "bare Beast server";
const builtin = "the library's server";
const plain = "plain JavaScript";
const questions = {
  compile: {
    wall: { what: "compile and link the counter, g++ -O0, wall", unit: "s", most: 5, bound: "hello with `<iostream>`" },
  },
  startup: {
    "first byte": { what: "`exec` to the first byte of the first page", unit: "ms", most: 50, bound: "bare hello" },
  },
  memory: {
    "per session": { what: "memory per idle connected session", unit: "KiB", most: 16, bound: echo },
  },
  round_trip: {
    p50: { what: "event → C++ handler → text change, raw client, p50", unit: "µs", most: 80, bound: echo },
    p99: { what: "the same, p99", unit: "µs", most: 400, bound: echo },
  },
  flood: {
    p50: { what: "the same, flooded with arrays of 32 KiB, p50", unit: "ms", most: 1, bound: bare },
    p99: { what: "the same, p99", unit: "ms", most: 5, bound: bare },
  },
  updates: {
    updates: { what: "updates to a raw client, every one", unit: "a second", least: 300_000, bound: "bare blaster" },
  },
  aggregate: {
    updates: { what: "updates to 32 raw clients, every one", unit: "a second", least: 500_000, bound: "bare blaster" },
  },
  latest: {
    sets: { what: "`set()`, newest to a raw client", unit: "a second", least: 2_000_000, bound: "an atomic number" },
    p99: { what: "how old that client's value becomes, p99", unit: "ms", bound: bare },
    oldest: { what: "the same, ever", unit: "ms", most: 5, bound: bare },
  },
  array: {
    rate: { what: "float32 arrays of 1 MiB to a raw client", unit: "GB/s", least: 1, bound: bare },
    copies: { what: "copies of such an array that the server makes", unit: "", most: 0 },
  },
  resume: {
    here: { what: "after a loss: socket open → new value, raw client", unit: "ms", above: 1, bound: "a round trip" },
    far: { what: "the same, 10 ms away each way", unit: "ms", above: 1, bound: "a round trip" },
  },
  shared: {
    p50: { what: "a change reaches all of 10,000 sessions, p50", unit: "ms", most: 250, bound: bare },
    slowest: { what: "the same, the slowest of 10", unit: "ms", most: 250, bound: bare },
    encoded: { what: "how often it is encoded", unit: "", most: 1 },
  },
  own_servers: {
    blocking: { what: "clicks taken by own_server_blocking (Poco)", unit: "a second", share: 0.5, bound: builtin },
    blocking_trips: { what: "the same, one by one", unit: "a second", share: 0.5, bound: builtin },
    events: { what: "clicks taken by own_server_events (libwebsockets)", unit: "a second", share: 0.5, bound: builtin },
    events_trips: { what: "the same, one by one", unit: "a second", share: 0.5, bound: builtin },
  },
  updates_page: {
    updates: { what: "updates to a Chromium page, every one", unit: "a second", least: 150_000, bound: "not decoding" },
  },
  paint: {
    painted: { what: "frames painted while a value is set all the time", unit: "a second", least: 55, bound: bare },
    lag: { what: "how late the last value is painted", unit: "ms", most: 50, bound: bare },
  },
  points: {
    rate: { what: "frames of a million points drawn in Chromium", unit: "a second", least: 30, bound: "no network" },
  },
  table: {
    mean: { what: "a table's nine operations, click → paint, geometric mean", unit: "× plain JS", most: 1.5 },
    create: { what: "create 1,000 rows", unit: "ms", bound: plain },
    replace: { what: "replace all 1,000", unit: "ms", bound: plain },
    update: { what: "update every 10th", unit: "ms", bound: plain },
    select: { what: "select a row", unit: "ms", bound: plain },
    swap: { what: "swap two rows", unit: "ms", bound: plain },
    remove: { what: "remove a row", unit: "ms", bound: plain },
    create_many: { what: "create 10,000 rows", unit: "ms", bound: plain },
    append: { what: "append 1,000 rows", unit: "ms", bound: plain },
    clear: { what: "clear 1,000 rows", unit: "ms", bound: plain },
    create_bytes: { what: "create 1,000 rows, on the wire", unit: "bytes" },
    replace_bytes: { what: "replace all 1,000, on the wire", unit: "bytes" },
    update_bytes: { what: "update every 10th, on the wire", unit: "bytes" },
    select_bytes: { what: "select a row, on the wire", unit: "bytes", most: 100 },
    swap_bytes: { what: "swap two rows, on the wire", unit: "bytes", most: 100 },
    remove_bytes: { what: "remove a row, on the wire", unit: "bytes" },
    create_many_bytes: { what: "create 10,000 rows, on the wire", unit: "bytes" },
    append_bytes: { what: "append 1,000 rows, on the wire", unit: "bytes" },
    clear_bytes: { what: "clear 1,000 rows, on the wire", unit: "bytes" },
  },
  clicks: {
    p50: { what: "click → DOM change inside Chromium, p50", unit: "ms", most: 2, bound: echo },
    p95: { what: "the same, p95", unit: "ms", most: 3.5, bound: echo },
    cpu: { what: "server CPU per click", unit: "ms", most: 0.2, bound: echo },
  },
  clicks_at_once: {
    ms: { what: "2,000 clicks in one task, until the page shows them", unit: "ms", most: 300, bound: echo },
  },
  cut: {
    p50: { what: "a click while the line is cut is shown after it is back, p50", unit: "ms", most: 250, bound: echo },
    slowest: { what: "the same, the slowest of 5", unit: "ms", bound: echo },
  },
  upload: {
    rate: { what: "a file of 1 GiB from Chromium to the disk", unit: "MB/s", bound: "bare WebSocket, kept nowhere" },
    memory: { what: "the same, cut twice: by how much the server's memory grows", unit: "MiB", most: 16 },
  },
  first_page: {
    KiB: { what: "first page, bytes on the wire", unit: "KiB", most: 20 },
    requests: { what: "first page, requests", unit: "", most: 4 },
    ms: { what: "navigation to the first click's effect", unit: "ms", most: 200, bound: "static page of that size" },
  },
  difference: {
    anew: { what: "one text of 10,000 new elements differs: to compare them", unit: "ms", most: 1 },
    at_once: { what: "the same, while the content before the last is freed", unit: "ms" },
    live: { what: "the same, alone, with a button and a live text in every row", unit: "ms" },
    shared: { what: "one text of 10,000 elements, but for one row the very same", unit: "ms", most: 1 },
    whole: { what: "new elements: `set()` → a raw client has the patch", unit: "ms", bound: "one element" },
    bytes: { what: "that patch, above the WebSocket header", unit: "bytes", most: 64 },
  },
  wire_bytes: {
    bytes: { what: "one integer that changes, above the WebSocket header", unit: "bytes", most: 16 },
  },
  monitor: {
    cpu: { what: "the monitor's CPU, 20 samples a second, one visitor", unit: "% of a core" },
  },
};

const folder = fileURLToPath(new URL(".", import.meta.url));
const scripts = ["compile", "updates_page", "paint", "points", "table", "clicks", "clicks_at_once", "cut", "upload", "first_page", "monitor"];

async function ask(name) {
  const run = promisify(execFile);
  const script = scripts.includes(name);
  const { stdout } = await (script ? run("node", [`${folder}${name}.mjs`]) : run(`${build}/bench/bench_${name}`));
  return JSON.parse(stdout);
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

function shown(value) {
  if (value >= 10_000) return (Math.round(value / 1000) * 1000).toLocaleString("en");
  return value >= 100 ? value.toFixed(0) : String(+value.toPrecision(3));
}

// `above`: how much more than its bound a figure may be. `share`: how much of its bound it is at least.
function row({ what, unit, most, least, above, share, bound }, answers) {
  const middle = (of) => median(answers.map(of));
  const measured = middle((answer) => answer.measured);
  const promises = [
    [most, "≤", measured <= most],
    [least, "≥", measured >= least],
    [above, "≤ bound +", middle((answer) => answer.measured - answer.bound) <= above],
    [share, "≥ bound ×", middle((answer) => answer.measured / answer.bound) >= share],
  ];
  const promise = promises.find(([limit]) => limit !== undefined);
  const wanted = promise ? `${promise[1]} ${shown(promise[0])} ${share ? "" : unit}`.trim() : "";
  const met = promise ? (promise[2] ? "met" : "**not met**") : "";
  const beside = bound ? `${shown(middle((answer) => answer.bound))} (${bound})` : "";
  const ratio = bound ? shown(middle((answer) => answer.measured / answer.bound)) : "";
  const cells = [what, wanted, `**${shown(measured)}** ${unit}`.trim(), beside, ratio, met];
  return `| ${cells.join(" | ")} |`;
}

const names = chosen.length ? chosen : Object.keys(questions);
const unknown = names.find((name) => !questions[name]);
if (unknown) throw new Error(`There is no question "${unknown}", but: ${Object.keys(questions).join(", ")}`);

const memory = /MemTotal:\s*(\d+)/.exec(readFileSync("/proc/meminfo"))[1] / 2 ** 20;
const runs = `medians of ${options.runs} run${options.runs === "1" ? "" : "s"}`;
const machine = `${cpus().length} × ${cpus()[0].model}, ${memory.toFixed(0)} GiB`;
const table = [
  `${new Date().toISOString().slice(0, 10)}; ${machine}; ${runs}; load before: ${loadavg()[0].toFixed(1)}.`,
  "",
  "| question | promise | measured | bound | measured / bound | |",
  "|---|---|---|---|---|---|",
];
for (const name of names) {
  const answers = [];
  for (let run = 1; run <= options.runs; run++) {
    process.stderr.write(`bench: ${name}, run ${run} of ${options.runs}\n`);
    answers.push(await ask(name));
  }
  for (const [key, figure] of Object.entries(questions[name])) {
    table.push(row(figure, answers.map((answer) => answer[key])));
  }
}
console.log(table.join("\n"));
if (options.write) {
  const file = new URL("../docs/performance.md", import.meta.url);
  const before = readFileSync(file).toString().split("## The newest figures")[0];
  writeFileSync(file, `${before}## The newest figures\n\n${table.join("\n")}\n`);
}
