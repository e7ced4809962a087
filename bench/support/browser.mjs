// What the programs here that need a browser share.
//
//   await inChromium(async ({ browser, start }) => {
//     const counter = await start("examples/counter");     // of this build; ends with the block
//     const page = await browser.newPage();
//     …
//     report({ p50: { measured: 1.2, bound: 0.9 } });       // one line of JSON, for run.mjs
//   });
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { startProgram } from "../../tests/e2e/program.mjs";

const { chromium } = createRequire(new URL("../../tests/e2e/package.json", import.meta.url))("playwright-core");

const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];

export const build = process.env.BONITO_BUILD ?? fileURLToPath(new URL("../../build/release", import.meta.url));

export async function inChromium(body) {
  const browser = await chromium.launch({ executablePath: process.env.BONITO_CHROMIUM ?? "/usr/bin/chromium", args });
  const programs = [];
  const start = async (path, ...options) => {
    process.env[`BONITO_PROGRAM_${basename(path)}`] = `${build}/${path}`;
    const program = await startProgram(basename(path), ...options);
    programs.push(program);
    return program;
  };
  try {
    await body({ browser, start });
  } finally {
    await browser.close();
    await Promise.all(programs.map((program) => program.stop()));
  }
}

export const report = (figures) => console.log(JSON.stringify(figures));

// The smallest of the values that at least `percent` of them do not exceed.
export function percentile(values, percent) {
  return values.toSorted((a, b) => a - b)[Math.max(1, Math.ceil((percent / 100) * values.length)) - 1];
}

// What all threads of a process have used of the processors, in milliseconds.
export function cpuMilliseconds(pid) {
  const nanoseconds = readdirSync(`/proc/${pid}/task`).map(
    (thread) => +readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]);
  return nanoseconds.reduce((sum, value) => sum + value, 0) / 1e6;
}
