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
  updates: {
    updates: { what: "updates to a raw client, every one", unit: "a second", least: 300_000, bound: "bare blaster" },
  },
  updates_page: {
    updates: { what: "updates to a Chromium page, every one", unit: "a second", least: 150_000, bound: "not decoding" },
  },
  clicks: {
    p50: { what: "click → DOM change inside Chromium, p50", unit: "ms", most: 2, bound: echo },
    p95: { what: "the same, p95", unit: "ms", most: 3.5, bound: echo },
    cpu: { what: "server CPU per click", unit: "ms", most: 0.2, bound: echo },
  },
  first_page: {
    KiB: { what: "first page, bytes on the wire", unit: "KiB", most: 20 },
    requests: { what: "first page, requests", unit: "", most: 4 },
    ms: { what: "navigation to the first click's effect", unit: "ms", most: 200, bound: "static page of that size" },
  },
  wire_bytes: {
    bytes: { what: "one integer that changes, above the WebSocket header", unit: "bytes", most: 16 },
  },
  monitor: {
    cpu: { what: "the monitor's CPU, 20 samples a second, one visitor", unit: "% of a core" },
  },
};

const folder = fileURLToPath(new URL(".", import.meta.url));
const scripts = ["compile", "updates_page", "clicks", "first_page", "monitor"];

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

function row({ what, unit, most, least, bound }, answers) {
  const measured = median(answers.map((answer) => answer.measured));
  const limits = [most && `≤ ${shown(most)} ${unit}`, least && `≥ ${shown(least)} ${unit}`];
  const wanted = limits.find(Boolean)?.trim() ?? "";
  const met = wanted && (measured > most || measured < least ? "**not met**" : "met");
  const beside = bound ? `${shown(median(answers.map((answer) => answer.bound)))} (${bound})` : "";
  const ratio = bound ? shown(median(answers.map((answer) => answer.measured / answer.bound))) : "";
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
