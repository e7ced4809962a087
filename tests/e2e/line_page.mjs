// What specs see of a page that has a line: of the first page of programs/line.cpp, and some of any.
import assert from "node:assert/strict";
import { eventually } from "./browser.mjs";

// The browser itself says so in the console when a connection, or a request, finds nobody.
export const refusals = /^WebSocket connection to '.*' failed|^Failed to load resource: net::ERR_/;

export const press = (page, name) => page.getByRole("button", { name }).click();
export const count = (page) => page.locator("h1");
export const own = (page) => page.locator("#own");

export const status = (page) => page.evaluate(() => Bonito.status);
export const becomes = (page, wanted) => eventually(async () => assert.equal(await status(page), wanted));

// Every value of the log has come once and in order, and comes still.
export async function isComplete(page) {
  const before = await page.evaluate(() => heard.length);
  await page.waitForFunction((before) => heard.length > before + 100, before);
  const [first, ...rest] = await page.evaluate(() => heard);
  const wrong = rest.findIndex((value, index) => value !== first + index + 1);
  assert.equal(wrong, -1, `${rest.slice(Math.max(0, wrong - 2), wrong + 3)} in the log`);
}

// Stops the page's clock, which has been installed. A busy machine may take longer to say when than that is away.
export const standStill = (page) =>
  eventually(async () => page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000)));
