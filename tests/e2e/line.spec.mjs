// What a bad line does to a page: nothing that lasts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";
import { becomes, count, isComplete, press, status } from "./line_page.mjs";

// The browser itself says so in the console when a connection fails.
const allow = /^WebSocket connection to '.*' failed/;

// A page behind a line that obeys, and what must hold of it at the end.
const onALine = (body) => inBrowser(async ({ start, visit }) => {
  const program = await start("line");
  const line = await start("fault_proxy", "--to", program.port);
  const page = await visit(line.url, { allow });
  const loadedAt = await page.evaluate(() => performance.timeOrigin);
  await becomes(page, "connected");
  await body({ page, line });
  await line.tell("heal");
  await becomes(page, "connected");
  await isComplete(page);
  assert.equal(await page.evaluate(() => performance.timeOrigin), loadedAt, "the page was loaded anew");
});

// Clicks as fast as a page can, until it is told to stop; the promise gives their number.
const keepClicking = (page) => page.getByRole("button", { name: "+1" }).evaluate((button) => new Promise((resolve) => {
  let made = 0;
  const timer = setInterval(() => (button.click(), made++), 5);
  globalThis.stopClicking = () => (clearInterval(timer), resolve(made));
}));

test("a page without a network says so, keeps the clicks, and goes on when it is back", onALine(async ({ page }) => {
  await press(page, "+1");
  await shows(count(page), "Count: 1");
  await page.context().setOffline(true);
  await becomes(page, "offline");
  for (let clicks = 0; clicks < 5; ++clicks) await press(page, "+1");
  assert.equal(await count(page).textContent(), "Count: 1");
  await page.context().setOffline(false);
  await shows(count(page), "Count: 6");
}));

test("a line that is cut ten times under a clicking hand loses no click and counts none twice",
  onALine(async ({ page, line }) => {
    const clicking = keepClicking(page);
    for (let cuts = 0; cuts < 10; ++cuts) {
      const before = await page.evaluate(() => heard.at(-1));
      await line.tell(["cut", "truncate to_client 700", "truncate to_server 70", "half_close to_client"][cuts % 4]);
      await page.waitForFunction((before) => heard.at(-1) > before + 100, before);
    }
    await page.evaluate(() => stopClicking());
    await shows(count(page), `Count: ${await clicking}`);
  }));

test("a line that carries nothing more, but is not closed, is noticed and replaced", onALine(async ({ page, line }) => {
  await line.tell("stall");
  await press(page, "+1");
  await becomes(page, "reconnecting");
  await press(page, "+1");
  await line.tell("resume");
  await shows(count(page), "Count: 2");
}));

test("on a slow and narrow line everything comes, later", onALine(async ({ page, line }) => {
  await line.tell("delay both 150");
  await line.tell("throttle to_client 2000");
  const clicking = keepClicking(page);
  const before = await page.evaluate(() => heard.length);
  await page.waitForFunction((before) => heard.length > before + 300, before);
  await page.evaluate(() => stopClicking());
  await shows(count(page), `Count: ${await clicking}`);
  assert.equal(await status(page), "connected");
}));

test("a connection that overtakes an older one is the one that counts", onALine(async ({ page, line }) => {
  await line.tell("hold_next");
  await line.tell("cut");
  await press(page, "+1");
  await becomes(page, "reconnecting");
  // Whoever looks at the page again does not wait for a connection that hangs.
  await eventually(async () => {
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    assert.equal(await status(page), "connected");
  });
  await press(page, "+1");
  await shows(count(page), "Count: 2");
}));

test("the program hears when a page goes and comes back", onALine(async ({ page, line }) => {
  await line.tell("cut");
  await eventually(async () => {
    assert.match(await page.locator("#statuses").textContent(), /displayed open soft_closed open$/);
  });
}));
