// What browsers do to tabs, and people: hide, freeze, leave and come back to, duplicate, restore.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, inRealTabs, shows } from "./browser.mjs";
import { becomes, count, isComplete, own, press, refusals, status } from "./line_page.mjs";

const session = (page) => page.locator("meta[name=bonito]").getAttribute("content");

// The next time that somebody loads this page of the program, it is the same document again.
async function stored(program) {
  await fetch(new URL("replay", program.url));
  return new URL("stored", program.url).href;
}

test("a tab in the background stays up to date, and one that was frozen catches up",
  inRealTabs(async ({ start, visit }) => {
    const program = await start("line");
    // Chromium may break the socket of a tab that it freezes before the page has let go of it, and says so.
    const page = await visit(program.url, { allow: /WebSocket .* failed: Page entered Back-Forward Cache/ });
    await press(page, "mine");
    await shows(own(page), "1");
    const front = await visit(program.url, { tabOf: page });
    await front.bringToFront();
    await eventually(async () => assert.equal(await page.evaluate(() => document.visibilityState), "hidden"));
    await press(front, "+1");
    await shows(count(page), "Count: 1");

    await page.evaluate(() => {
      globalThis.frozen = 0;
      document.addEventListener("freeze", () => ++frozen);
    });
    const tab = await page.context().newCDPSession(page);
    await tab.send("Page.setWebLifecycleState", { state: "frozen" });
    await shows(front.locator("#left"), "1");
    await press(front, "+1");
    await shows(count(front), "Count: 2");
    await tab.send("Page.setWebLifecycleState", { state: "active" });
    await page.bringToFront();
    await shows(count(page), "Count: 2");
    await shows(own(page), "1");
    assert.equal(await page.evaluate(() => frozen), 1);
    await isComplete(page);
  }));

test("a page that the browser keeps goes on when its visitor comes back to it", inRealTabs(async ({ start, visit }) => {
  const program = await start("line");
  // Chromium says so of a socket that is still closing.
  const allow = /^WebSocket .* failed: Page entered Back-Forward Cache/;
  const page = await visit(new URL("kept", program.url).href, { allow });
  await press(page, "mine");
  await shows(own(page), "1");
  const other = await visit(program.url, { tabOf: page });
  await page.evaluate(() => addEventListener("pageshow", ({ persisted }) => (globalThis.kept = persisted)));
  await page.goto(new URL("inputs", program.url).href);
  await shows(other.locator("#left"), "1");
  await press(other, "+1");
  await page.bringToFront();
  await page.evaluate(() => history.back());
  await page.waitForFunction(() => globalThis.kept);
  await shows(count(page), "Count: 1");
  await press(page, "mine");
  await shows(own(page), "2");
  await isComplete(page);
}));

test("a page that must not be stored, which is the rule, is loaded anew by the way back",
  inRealTabs(async ({ start, visit }) => {
    const program = await start("line");
    const page = await visit(program.url);
    const before = await session(page);
    await press(page, "+1");
    await shows(count(page), "Count: 1");
    await page.goto(new URL("inputs", program.url).href);
    await page.goBack();
    await shows(count(page), "Count: 1");
    await becomes(page, "connected");
    assert.notEqual(await session(page), before);
    await press(page, "+1");
    await shows(count(page), "Count: 2");
  }));

test("a duplicated tab gets a session of its own, and the first one does not notice",
  inBrowser(async ({ start, visit }) => {
    const program = await start("line");
    const first = await visit(new URL("stored", program.url).href);
    await press(first, "mine");
    await shows(own(first), "1");
    const twin = await visit(await stored(program), { tabOf: first });
    await eventually(async () => assert.notEqual(await session(twin), await session(first)));
    await becomes(twin, "connected");
    await press(twin, "mine");
    await press(twin, "mine");
    await shows(own(twin), "2");
    await shows(own(first), "1");
    await shows(first.locator("#left"), "0");
    await isComplete(first);
    await isComplete(twin);
  }));

test("a tab that is restored takes its session over, with the values of now", inBrowser(async ({ start, visit }) => {
  const program = await start("line");
  const page = await visit(new URL("stored", program.url).href);
  const other = await visit(program.url, { tabOf: page });
  const before = await session(page);
  await press(page, "mine");
  await press(page, "+1");
  await shows(own(page), "1");
  await shows(count(page), "Count: 1");
  await page.close();
  await shows(other.locator("#left"), "1");
  await press(other, "+1");
  await shows(count(other), "Count: 2");
  const restored = await visit(await stored(program), { tabOf: other });
  await shows(own(restored), "1");
  await shows(count(restored), "Count: 2");
  await press(restored, "mine");
  await shows(own(restored), "2");
  assert.equal(await session(restored), before);
  await isComplete(restored);
}));

test("a page whose session another tab took over while it was away gets one of its own",
  inBrowser(async ({ start, visit }) => {
    const program = await start("line");
    const line = await start("fault_proxy", "--to", program.port);
    const first = await visit(new URL("stored", line.url).href, { allow: refusals });
    await press(first, "mine");
    await shows(own(first), "1");
    const other = await visit(program.url);
    await line.tell("refuse on");
    await line.tell("cut");
    await shows(other.locator("#left"), "1");
    const twin = await visit(await stored(program));
    await shows(own(twin), "1");
    await becomes(twin, "connected");
    await line.tell("heal");
    await shows(own(first), "0");
    await becomes(first, "connected");
    assert.notEqual(await session(first), await session(twin));
    await press(twin, "mine");
    await shows(own(twin), "2");
    await shows(own(first), "0");
    await isComplete(first);
    await isComplete(twin);
  }));

test("a tab that another one opens has a session of its own", inBrowser(async ({ start, visit }) => {
  const program = await start("line");
  const page = await visit(program.url);
  await press(page, "mine");
  await shows(own(page), "1");
  const opening = page.waitForEvent("popup");
  await page.evaluate(() => void open(location.href));
  const opened = await opening;
  await becomes(opened, "connected");
  await shows(own(opened), "0");
  await press(opened, "+1");
  await shows(count(page), "Count: 1");
}));

test("a second socket for a page that is connected is told so, and harms nobody", inBrowser(async ({ start, visit }) => {
  const program = await start("line");
  const page = await visit(program.url);
  await becomes(page, "connected");
  const codes = await page.evaluate(async () => {
    const id = document.querySelector("meta[name=bonito]").content;
    const knock = (hello) => new Promise((resolve) => {
      const socket = new WebSocket(new URL(`_bonito/ws/${id}`, location.href).href.replace(/^http/, "ws"));
      socket.onopen = () => socket.send(new Uint8Array(hello));
      socket.onclose = ({ code }) => resolve(code);
    });
    // hello [1, another instance, 0]; and nonsense
    return Promise.all([knock([1, 0x93, 1, 0xc4, 16, ...Array(16).fill(7), 0]), knock([99])]);
  });
  assert.deepEqual(codes, [4009, 4001]);
  await press(page, "+1");
  await shows(count(page), "Count: 1");
  assert.equal(await status(page), "connected");
  await shows(page.locator("#left"), "0");
}));

test("eight tabs share one count, and each keeps its own", inBrowser(async ({ start, visit }) => {
  const program = await start("line");
  const first = await visit(program.url);
  const tabs = [first, ...await Promise.all(Array.from({ length: 7 }, () => visit(program.url, { tabOf: first })))];
  await Promise.all(tabs.map((tab) => tab.getByRole("button", { name: "+1" }).evaluate((button) => {
    for (let clicks = 0; clicks < 10; ++clicks) button.click();
  })));
  await press(tabs[5], "mine");
  for (const tab of tabs) await shows(count(tab), "Count: 80");
  for (const [index, tab] of tabs.entries()) await shows(own(tab), index === 5 ? "1" : "0");
}));
