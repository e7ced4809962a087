// A real Chromium for a spec, and the programs it visits.
//
//   test("a click counts", inBrowser(async ({ start, visit }) => {
//     const counter = await start("counter");
//     const page = await visit(counter.url);
//     await page.getByRole("button").click();
//     await shows(page.locator("h1"), "Count: 1");
//   }));
//
// Each test has programs and visitors of its own; they end with it, the pages first. It fails if a page
// logged an error or the library a warning, if a page threw, left a rejection unhandled or crashed, or if a program did
// not end with status 0.
//
// inRealTabs is the same in a browser that nothing is changed in: its tabs get hidden, frozen and kept for the way
// back, which playwright's never are. There is one visitor, and each test has a browser of its own.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";
import { startProgram } from "./program.mjs";

const executablePath = process.env.BONITO_CHROMIUM ?? "/usr/bin/chromium";
const args = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--allow-loopback-in-peer-connection",
];
const patience = 60_000;  // of a machine that has other things to do
// So the browser says when the client gives up a socket that takes too long to open, as on a machine that stands still.
const too_slow = /WebSocket is closed before the connection is established/;
const its_own = /^Region \d+ is /;  // so the library's warnings begin; others are the browser's

let browser;
after(() => browser?.close());

export function inBrowser(body) {
  return async () => {
    browser ??= await chromium.launch({ executablePath, args });
    await run(body, (options) => browser.newContext(options));
  };
}

export function inRealTabs(body) {
  return async () => {
    const home = await mkdtemp(join(tmpdir(), "bonito-e2e-"));
    const child = spawn(executablePath, [
      ...args, "--headless", "--remote-debugging-port=0", `--user-data-dir=${home}`, "--no-default-browser-check",
      "--disable-default-apps", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "about:blank",
    ], { stdio: ["ignore", "ignore", "pipe"] });
    const ended = once(child, "exit");
    try {
      const address = await new Promise((resolve, reject) => {
        createInterface(child.stderr).on("line", (line) => {
          const found = /listening on (ws:\S+)/.exec(line)?.[1];
          if (found) resolve(found);
        }).on("close", () => reject(new Error("Chromium ended before it listened.")));
      });
      const real = await chromium.connectOverCDP(address, { noDefaults: true });
      await run(body, () => real.contexts()[0]);
    } finally {
      child.kill();
      await ended;
      // Its other processes may still be writing there.
      await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
  };
}

async function run(body, makeContext) {
  const programs = [];
  const contexts = new Set();
  const errors = [];
  const start = async (name, ...options) => {
    const program = await startProgram(name, ...options);
    programs.push(program);
    return program;
  };
  // The page at `url`, in a browser of its own, or in a new tab beside the page `tabOf`. Errors that match
  // `allow` are expected. `context` are playwright's options of a context; `prepare` gets the page before
  // it loads.
  const visit = async (url, { tabOf, allow, context: options, prepare } = {}) => {
    const context = tabOf ? tabOf.context() : await makeContext(options);
    contexts.add(context);
    const page = await context.newPage();
    const note = (text, where = "") => allow?.test(text) || too_slow.test(text) || errors.push(`${text}${where}`);
    page.on("console", (message) => {
      const text = message.text();
      if (message.type() === "error" || message.type() === "warning" && its_own.test(text)) note(text, ` (${message.location().url})`);
    });
    page.on("pageerror", (error) => note(String(error?.stack || error)));
    page.on("crash", () => note("the page crashed"));
    page.setDefaultTimeout(patience);
    await prepare?.(page);
    await page.goto(url);
    return page;
  };
  const end = async () => {
    await Promise.all([...contexts].map((context) => context.close()));
    await Promise.all(programs.map((program) => program.stop()));
  };
  try {
    await body({ start, visit });
    assert.deepEqual(errors, [], "the pages' errors");
  } catch (error) {
    if (errors.length > 0) console.error("The pages' errors:", errors);
    await end().catch((consequence) => console.error("After it failed:", consequence));
    throw error;
  }
  await end();
}

// Waits until the text of what the locator finds is `text`, if only for a moment. What comes through the same text on
// its way to another one is waited for by something else, too.
export const shows = (locator, text, milliseconds = patience) =>
  eventually(async () => assert.equal(await locator.textContent({ timeout: milliseconds }), text), milliseconds);

// Waits until `claim` holds, that is, until it does not throw any more.
export async function eventually(claim, milliseconds = patience) {
  for (const deadline = Date.now() + milliseconds; ; await sleep(20)) {
    try {
      return await claim();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
