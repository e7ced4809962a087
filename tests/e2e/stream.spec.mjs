// Pages behind what breaks WebSockets, and nothing else.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";
import { startProxy } from "./http_proxy.mjs";
import { becomes, count, isComplete, press, standStill } from "./line_page.mjs";

// The browser itself says so in the console when what it asks for is refused or cut.
const refusals = /^WebSocket connection to '.*' failed|^Failed to load resource: /;

// A page of the program behind a proxy; `streams()` are the streams that it has open.
const behindProxy = (upgrades, path, body, prepare) => inBrowser(async ({ start, visit }) => {
  const program = await start("line");
  const proxy = await startProxy(program.port);
  try {
    proxy.upgrades = upgrades;
    const open = new Set();
    const isStream = (request) => request.method() === "GET" && request.url().includes("/_bonito/stream/");
    const page = await visit(proxy.url + path, {
      allow: refusals,
      prepare: async (page) => {
        page.on("request", (request) => isStream(request) && open.add(request));
        for (const end of ["requestfinished", "requestfailed"]) page.on(end, (request) => open.delete(request));
        await prepare?.(page);
      },
    });
    await body({ page, proxy, streams: () => open.size });
  } finally {
    proxy.close();
  }
});

const clicksAndCuts = async ({ page, proxy, streams }) => {
  await becomes(page, "connected");
  await eventually(() => assert.equal(streams(), 1));
  for (let clicks = 1; clicks <= 3; ++clicks) {
    await press(page, "+1");
    await shows(count(page), `Count: ${clicks}`);
  }
  for (let cuts = 1; cuts <= 3; ++cuts) {
    proxy.cut();
    await press(page, "+1");
    await shows(count(page), `Count: ${3 + cuts}`);
  }
  await eventually(() => assert.equal(streams(), 1));
  await isComplete(page);
};

for (const upgrades of ["refused", "cut"]) {
  test(`a page whose WebSockets are ${upgrades} works over a stream, and loses nothing when that is cut`,
    behindProxy(upgrades, "", clicksAndCuts));
}

test("a page may have a stream alone", behindProxy("passed", "streamed", async (all) => {
  await clicksAndCuts(all);
  assert.equal(all.proxy.asked, 0);
}));

test("clicks as fast as a page can are counted once, however often the stream is cut",
  behindProxy("refused", "", async ({ page, proxy }) => {
    await becomes(page, "connected");
    await page.waitForFunction(() => heard.length > 0);
    await page.evaluate(() => {
      globalThis.made = 0;
      const button = [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "+1");
      globalThis.clicking = setInterval(() => (button.click(), made++), 5);
    });
    for (let cuts = 0; cuts < 10; ++cuts) {
      const before = await page.evaluate(() => heard.at(-1));
      proxy.cut();
      await page.waitForFunction((before) => heard.at(-1) > before + 100, before);
    }
    const made = await page.evaluate(() => (clearInterval(clicking), made));
    await shows(count(page), `Count: ${made}`);
    await isComplete(page);
  }));

// Counts a page's WebSockets whose end it has not heard of.
const countSockets = (page) => page.addInitScript(() => {
  globalThis.sockets = 0;
  globalThis.WebSocket = class extends WebSocket {
    constructor(...all) {
      super(...all);
      ++sockets;
      this.addEventListener("close", () => --sockets);
    }
  };
});

test("a page goes back to a WebSocket when those are passed again, and loses nothing by it",
  behindProxy("refused", "", async ({ page, proxy, streams }) => {
    await becomes(page, "connected");
    await standStill(page);  // it tries when it is told that it is time
    await press(page, "+1");
    await shows(count(page), "Count: 1");
    const asked = proxy.asked;
    await page.clock.fastForward(11_000);
    await eventually(async () => {
      assert.equal(proxy.asked, asked + 1);
      assert.equal(await page.evaluate(() => sockets), 0, "in vain");
    });
    assert.equal(streams(), 1);
    const left = () => page.locator("#left").textContent();
    const before = await left();
    proxy.upgrades = "passed";
    await page.clock.fastForward(21_000);
    await eventually(() => assert.equal(streams(), 0));
    await becomes(page, "connected");
    await page.clock.resume();
    await press(page, "+1");
    await shows(count(page), "Count: 2");
    assert.equal(await left(), before, "the session was told of no loss");
    await isComplete(page);
    proxy.cut();
    await press(page, "+1");
    await shows(count(page), "Count: 3");
    assert.equal(streams(), 0);
  }, async (page) => (await page.clock.install(), await countSockets(page))));

test("a large value comes over a stream", behindProxy("refused", "large", async ({ page }) => {
  await becomes(page, "connected");
  await press(page, "take");
  await page.waitForFunction(() => noted.includes("picture 1000000 1 1"));
}));

test("a large value goes over a stream", behindProxy("refused", "inputs", async ({ page }) => {
  await becomes(page, "connected");
  await page.locator("#text").evaluate((input) => {
    input.value = "x".repeat(1_500_000);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await page.waitForFunction(() => document.querySelector("#typed").textContent === "X".repeat(1_500_000));
}));
