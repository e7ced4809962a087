// When a page that has lost its program asks for it again. Its clock stands still, and moves when it is told to: what
// waits for a time waits until then, and hours are over in a moment.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, inRealTabs, shows } from "./browser.mjs";
import { becomes, count, isComplete, press, refusals, standStill, status } from "./line_page.mjs";

const minute = 60_000;
const isHidden = (page) =>
  eventually(async () => assert.equal(await page.evaluate(() => document.visibilityState), "hidden"));

// Counts the requests of a page that wait for an answer, which comes when it comes, whatever the clock says.
const countAsking = (page) => page.addInitScript(() => {
  const { fetch } = globalThis;
  globalThis.asking = 0;
  globalThis.fetch = (...all) => (++asking, fetch(...all).finally(() => --asking));
});

// Pages whose clocks stand still and whose line can be lost; `tries(page)` is how often the page has tried since. Once
// `rests()`, what comes next is up to the clock.
const withLine = (run, number, body) => run(async ({ start, visit }) => {
  const program = await start("line");
  const line = await start("fault_proxy", "--to", program.port);
  const first = async (page) => (await page.clock.install(), await countAsking(page));  // the clock is one of all tabs
  const pages = [await visit(line.url, { allow: refusals, prepare: first })];
  while (pages.length < number) {
    pages.push(await visit(line.url, { allow: refusals, tabOf: pages[0], prepare: countAsking }));
  }
  const { clock } = pages[0];
  const tries = new Map();
  for (const page of pages) {
    await becomes(page, "connected");
    // An attempt after one that failed begins with a request.
    page.on("request", () => tries.set(page, (tries.get(page) ?? 0) + 1));
  }
  await standStill(pages[0]);
  await body({
    pages,
    page: pages[0],
    clock,
    tries: (page) => tries.get(page) ?? 0,
    rests: () => eventually(async () => {
      for (const page of pages) assert.equal(await page.evaluate(() => asking), 0);
    }),
    hide: async () => {
      const front = await visit(program.url, { tabOf: pages[0] });
      await front.bringToFront();
      for (const page of pages) await isHidden(page);
    },
    lose: async () => {
      await line.tell("refuse on");
      await line.tell("cut");
      for (const page of pages) await becomes(page, "reconnecting");
    },
    find: () => line.tell("refuse off"),
  });
  await clock.resume();
  for (const [index, page] of pages.entries()) {
    await page.bringToFront();
    await press(page, "+1");
    await shows(count(page), `Count: ${index + 1}`);
    await isComplete(page);
  }
});

test("a page asks at once when the network is back", withLine(inBrowser, 1, async ({ page, lose, find }) => {
  await lose();
  await page.context().setOffline(true);
  await becomes(page, "offline");
  await find();
  await page.context().setOffline(false);
  await becomes(page, "connected");
}));

test("a page asks at once when somebody comes back to its window",
  withLine(inBrowser, 1, async ({ page, lose, find }) => {
    // To the window, a frame in the page is as far away as another window.
    await page.evaluate(() => document.body.appendChild(document.createElement("iframe")).contentWindow.focus());
    await page.waitForFunction(() => document.activeElement.localName === "iframe");
    await lose();
    await find();
    await count(page).click();
    await becomes(page, "connected");
  }));

test("a page asks at once when its tab is looked at again",
  withLine(inRealTabs, 1, async ({ page, lose, find, hide }) => {
    await hide();
    await lose();
    await find();
    await page.bringToFront();
    await becomes(page, "connected");
  }));

test("a page that is looked at never gives up, and asks every few seconds",
  withLine(inBrowser, 1, async ({ page, clock, tries, rests, lose, find }) => {
    await lose();
    for (let passed = 0; passed < 60; ++passed) {
      await rests();
      const before = tries(page);
      await clock.runFor(minute);
      await eventually(() => assert.ok(tries(page) > before));
    }
    assert.ok(tries(page) < 60 * 60, `${tries(page)} times in an hour`);
    await find();
    await clock.resume();
    await becomes(page, "connected");
  }));

test("pages in the background ask ever more rarely, and all come back",
  withLine(inRealTabs, 6, async ({ pages, clock, tries, rests, lose, find, hide }) => {
    await hide();
    await lose();
    await clock.runFor(5 * minute);
    for (let passed = 0; passed < 10; ++passed) {
      await rests();
      const before = pages.map(tries);
      await clock.runFor(minute);
      await eventually(() => pages.forEach((page, index) => assert.ok(tries(page) > before[index])));
      const times = pages.map((page, index) => tries(page) - before[index]);
      assert.ok(Math.max(...times) <= 5, `${times} times in a minute`);
    }
    await find();
    for (const page of pages) {
      await eventually(async () => {
        await clock.runFor(1000);
        assert.equal(await status(page), "connected");
      });
    }
  }));
