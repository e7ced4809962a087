// Jupyter's notebook server with the kernel of examples/notebook, for a spec; its files and settings are in a temporary
// folder. It is started once; after the last test it is stopped, and its kernels with it.
//
//   test("…", inNotebook(async ({ run, page, log }) => {  // log: what Jupyter and its kernels complain of
//     const output = await run("counter()");              // a new cell: where its output is
//     await output.getByRole("button").click();
//   }));
//
// Each test has a notebook and a kernel of its own.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { eventually, inBrowser } from "./browser.mjs";

const token = randomBytes(16).toString("hex");
const patience = 60_000;
// What the notebook itself finds fault with: an extension that is not installed.
const its_own = /404|extension\.js/;

let jupyter;
after(() => jupyter?.stop());

async function free_port() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

const children = async (pid) =>
  (await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).split(" ").filter(Boolean).map(Number);
const is_running = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function start() {
  const program = process.env.BONITO_PROGRAM_notebook;
  assert.ok(program, "The program notebook is unknown: tests/e2e/CMakeLists.txt names it.");
  const home = await mkdtemp(join(tmpdir(), "bonito-jupyter-"));
  const books = join(home, "books");
  await mkdir(books);
  const port = await free_port();
  const child = spawn(program, ["--port", port, `--NotebookApp.token=${token}`, `--notebook-dir=${books}`], {
    env: { PATH: process.env.PATH, HOME: home, JUPYTER_DATA_DIR: join(home, "data"), LANG: "C.UTF-8" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  child.stderr.on("data", (text) => (log += text));
  const ended = once(child, "exit");
  let url;
  const ask = async (path, options = {}) => {
    const answer = await fetch(`${url}/api/${path}`, { ...options, headers: { Authorization: `token ${token}` } });
    assert.ok(answer.ok, `${path}: ${answer.status}`);
    return answer;
  };
  await eventually(async () => {
    assert.equal(child.exitCode, null, `Jupyter ended before it listened:\n${log}`);
    [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(log);  // at another port, if somebody has taken that one meanwhile
    await ask("status");
  }, patience);
  const stop = async () => {
    const kernels = await children(child.pid);
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), patience);
    const [code, signal] = await ended;
    clearTimeout(timer);
    const left = kernels.filter(is_running);
    for (const kernel of left) process.kill(kernel, "SIGKILL");
    await rm(home, { recursive: true, force: true });
    assert.deepEqual([code, signal, left], [0, null, []], `Jupyter ended with ${signal ?? code}:\n${log}`);
  };
  return { url, ask, stop, log: child.stderr };
}

let books = 0;

export const inNotebook = (body) => inBrowser(async ({ visit }) => {
  jupyter ??= await start();
  const name = `${++books}.ipynb`;
  const kernelspec = { name: "bonito", display_name: "Bonito", language: "bonito" };
  const content = { cells: [], metadata: { kernelspec }, nbformat: 4, nbformat_minor: 4 };
  await jupyter.ask(`contents/${name}`, {
    method: "PUT", body: JSON.stringify({ type: "notebook", format: "json", content }),
  });
  const page = await visit(`${jupyter.url}/notebooks/${name}?token=${token}`, {
    allow: its_own, prepare: (page) => page.setDefaultTimeout(patience),  // it is slow to load
  });
  await ready(page);
  try {
    await body({ page, run: (code) => run(page, code), log: jupyter.log });
  } finally {
    const sessions = await (await jupyter.ask("sessions")).json();
    const [{ id }] = sessions.filter(({ path }) => path === name);
    await jupyter.ask(`sessions/${id}`, { method: "DELETE" });
  }
});

// Waits until the kernel answers.
export async function ready(page) {
  await page.waitForFunction(() => {
    const { kernel } = globalThis.Jupyter?.notebook ?? {};
    return kernel?.is_connected() && kernel.info_reply.status === "ok";
  });
}

// A new cell: the locator of all that is below it.
async function run(page, code) {
  const index = await page.evaluate((text) => {
    const cell = Jupyter.notebook.insert_cell_at_bottom("code");
    cell.set_text(text);
    cell.execute();
    return Jupyter.notebook.find_cell_index(cell);
  }, code);
  return page.locator(".cell").nth(index).locator(".output");
}
