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
// logged an error, threw, left a rejection unhandled or crashed, or if a program did not end with status 0.
import assert from "node:assert/strict";
import { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright-core";
import { startProgram } from "./program.mjs";

const args = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

let browser;
after(() => browser?.close());

export function inBrowser(body) {
  return async () => {
    browser ??= await chromium.launch({ executablePath: process.env.BONITO_CHROMIUM ?? "/usr/bin/chromium", args });
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
      const context = tabOf ? tabOf.context() : await browser.newContext(options);
      contexts.add(context);
      const page = await context.newPage();
      const note = (text) => allow?.test(text) || errors.push(text);
      page.on("console", (message) => message.type() === "error" && note(message.text()));
      page.on("pageerror", (error) => note(String(error?.stack ?? error)));
      page.on("crash", () => note("the page crashed"));
      page.setDefaultTimeout(20_000);
      await prepare?.(page);
      await page.goto(url);
      return page;
    };
    try {
      await body({ start, visit });
      assert.deepEqual(errors, [], "the pages' errors");
    } catch (error) {
      if (errors.length > 0) console.error("The pages' errors:", errors);
      throw error;
    } finally {
      await Promise.all([...contexts].map((context) => context.close()));
      await Promise.all(programs.map((program) => program.stop()));
    }
  };
}

// Waits until the text of what the locator finds is `text`.
export async function shows(locator, text, milliseconds = 20_000) {
  const deadline = Date.now() + milliseconds;
  while ((await locator.textContent()) !== text && Date.now() < deadline) await sleep(10);
  assert.equal(await locator.textContent(), text);
}
