// Content that is replaced in a real page: in tables and drawings, in each other, under a typing hand, and often.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";

const regions = (path, body, ...options) => inBrowser(async ({ start, visit }) => {
  const program = await start("regions", ...options);
  await body(await visit(new URL(path, program.url).href), (tabOf) => visit(new URL(path, program.url).href, { tabOf }));
});
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const sizes = (page) => page.evaluate(() => Bonito.table_sizes());

// Swaps the content so many times, each once the page has the one before.
const swap = (page, times) => page.evaluate(async (times) => {
  const button = [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "swap");
  for (; times > 0; --times) {
    const old = document.querySelector("#content");
    // What is typed, and waits to be sent, goes with its input.
    old.querySelector("input").dispatchEvent(new Event("input"));
    button.click();
    await new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (old.isConnected) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(document.querySelector("main"), { childList: true });
    });
  }
}, times);

test("rows of a table come and go, each with its handlers, live cells and rules", regions("table", async (page) => {
  const rows = page.locator("tbody tr");
  assert.equal(await rows.count(), 2);
  await press(page, "more");
  await press(page, "more");
  await eventually(async () => assert.equal(await rows.count(), 4));
  await rows.nth(3).getByRole("button").click();
  await shows(page.locator("#chosen"), "3");
  await shows(rows.nth(3).locator("td").nth(1), "1");
  const colour = await rows.nth(3).evaluate((row) => getComputedStyle(row).color);
  assert.equal(colour, "rgb(3, 2, 3)");
  for (let left = 4; left > 0; --left) await press(page, "fewer");
  await eventually(async () => assert.equal(await rows.count(), 0));
  assert.equal(await page.locator("thead tr").count(), 1);
}));

test("shapes of a drawing are shapes, and can be clicked", regions("drawing", async (page) => {
  const dots = page.locator("circle");
  for (let count = 1; count < 5; ++count) {
    await eventually(async () => assert.equal(await dots.count(), count));
    await dots.nth(count - 1).click();
  }
  await shows(page.locator("p"), "5");
  const last = await dots.nth(4).evaluate((dot) => [dot.namespaceURI, dot.getBoundingClientRect().width]);
  assert.equal(last[0], "http://www.w3.org/2000/svg");
  assert.ok(last[1] > 20);
}));

test("a formula grows, HTML stands in its text, and a template has its content", regions("formula", async (page) => {
  const powers = page.locator("mrow > msup");
  for (let count = 1; count < 4; ++count) {
    await eventually(async () => assert.equal(await powers.count(), count));
    await press(page, "more");
  }
  await shows(page.locator("mtext b"), "4");
  assert.equal(await page.evaluate(() => document.querySelector("template").content.textContent), "for 4");
  const kinds = await page.evaluate(() => ["mrow > msup:last-child > mn", "mtext", "mtext b", "mtext br"].map((one) =>
    document.querySelectorAll(one).length === 1 && document.querySelector(one).namespaceURI.split("/").at(-1)));
  assert.deepEqual(kinds, ["MathML", "MathML", "xhtml", "xhtml"]);
}));

test("a region in a region lives on its own, and goes with the one around it", regions("nested", async (page) => {
  await press(page, "inner");
  await press(page, "inner");
  await shows(page.locator("em"), "inner 2");
  await shows(page.locator("h2"), "outer 0");
  await press(page, "outer");
  await shows(page.locator("h2"), "outer 1");
  await shows(page.locator("em"), "inner 0");
  await press(page, "inner");
  await shows(page.locator("em"), "inner 1");
}));

// What the browser keeps for the page when everything that can go is gone.
async function kept(page) {
  const tools = await page.context().newCDPSession(page);
  await tools.send("Performance.enable");
  await tools.send("HeapProfiler.enable");
  await tools.send("HeapProfiler.collectGarbage");
  const { metrics } = await tools.send("Performance.getMetrics");
  await tools.detach();
  const asked = /^(Nodes|JSEventListeners|JSHeapUsedSize)$/;
  return Object.fromEntries(metrics.filter(({ name }) => asked.test(name)).map(({ name, value }) => [name, value]));
}

test("ten thousand swaps leave nothing behind in the page", regions("swaps", async (page) => {
  const content = page.locator("#content em");
  // The page, when all that it has said is heard.
  const rests = async () => {
    await press(page, "inside");
    await eventually(async () => assert.equal((await sizes(page)).frames, 0));
    return sizes(page);
  };
  await swap(page, 1000);
  const before = await rests();
  const browser = await kept(page);
  await shows(content, "1001");
  await swap(page, 10_000);
  const after = await rests();
  await shows(content, "11001");
  assert.deepEqual(after, before);
  // A few go later than the garbage is collected.
  const most = { Nodes: 100, JSEventListeners: 20, JSHeapUsedSize: 200_000 };
  const more = await eventually(async () => {
    const more = Object.entries(await kept(page)).map(([name, value]) => [name, value - browser[name]]);
    for (const [name, change] of more) assert.ok(change <= most[name], `${change} more ${name}`);
    return more;
  });
  console.log(`after 10,000 swaps: ${more.map(([name, change]) => `${change} ${name}`).join(", ")}`);
}));

test("a field keeps its text, its focus and its caret while another region is replaced with every key",
  regions("typing", async (page) => {
    const field = page.locator("#field");
    await field.pressSequentially("a word");
    await field.press("Home");
    await field.pressSequentially("not ");
    await shows(page.locator("output"), "not a word");
    await shows(page.locator("#beside"), "changed 10");
    assert.equal(await field.inputValue(), "not a word");
    assert.deepEqual(await field.evaluate((input) => [input === document.activeElement, input.selectionStart]), [true, 4]);
  }));

test("a field in a region that is made anew with what is typed in it is ahead of a long line, and keeps its caret",
  inBrowser(async ({ start, visit }) => {
    const program = await start("regions");
    const line = await start("fault_proxy", "--to", program.port);
    const page = await visit(new URL("echoed", line.url).href);
    await page.waitForFunction(() => Bonito.status === "connected");
    const field = page.locator("input");
    const element = await field.elementHandle();
    await field.pressSequentially("the fox");
    await shows(page.locator("p"), "the fox");
    await line.tell("delay both 300");
    await page.evaluate(() => {
      globalThis.lost = 0;
      const input = document.querySelector("input");
      input.addEventListener("blur", () => ++lost);
      input.setSelectionRange(4, 4);
    });
    const words = "quick brown ";
    for (let i = 1; i <= words.length; ++i) {
      await field.press(words[i - 1], { delay: 40 });
      const has = await element.evaluate((input) => [input.value, input.selectionStart, input.selectionEnd]);
      assert.deepEqual(has, [`the ${words.slice(0, i)}fox`, 4 + i, 4 + i]);
    }
    await shows(page.locator("p"), "the quick brown fox");
    await eventually(async () => assert.equal((await sizes(page)).frames, 0));
    const has = await element.evaluate((input) =>
      [input === document.activeElement, lost, input.value, input.selectionStart, input.selectionEnd]);
    assert.deepEqual(has, [true, 0, "the quick brown fox", 16, 16]);
  }));

test("a field that comes back shows what was typed", regions("typing", async (page) => {
  await page.locator("#field").fill("kept");
  await shows(page.locator("output"), "kept");
  await press(page, "toggle");
  await page.getByText("closed").waitFor();
  await press(page, "toggle");
  await page.locator("#field").waitFor();
  assert.equal(await page.locator("#field").inputValue(), "kept");
}));

test("a region that fails says so in its place, to its visitor alone, and works again with its next value",
  regions("faulty", async (page, visit) => {
    const other = await visit(page);
    await press(page, "next");
    const alert = page.getByRole("main").getByRole("alert");
    await alert.waitFor();
    assert.match(await alert.textContent(), /reference/);
    assert.doesNotMatch(await page.content(), /wet/);
    await press(page, "count");
    await shows(page.locator("output"), "1");
    assert.equal(await other.getByRole("alert").count(), 0);
    await press(page, "next");
    await shows(page.locator("#reading"), "reading 3");
    assert.equal(await page.getByRole("alert").count(), 0);
  }));

test("in development the place of a region that failed says why", regions("faulty", async (page) => {
  await press(page, "next");
  await eventually(async () => assert.match(await page.getByRole("alert").textContent(), /the sensor is wet/));
}, "--development"));

test("what a region showed may change while it is replaced, and long after", inBrowser(async ({ start, visit }) => {
  const program = await start("regions");
  let complaints = "";
  program.log.on("data", (text) => (complaints += text));
  const page = await visit(new URL("late", program.url).href);
  const rests = async (generation) => {
    await shows(page.locator("#done"), `${generation}`);
    await eventually(async () => assert.equal((await sizes(page)).frames, 0));
    return sizes(page);
  };
  const before = await rests(0);
  for (let i = 1; i <= 10; ++i) await press(page, "replace");
  const after = await rests(10);
  await shows(page.locator("#generation"), "10");
  assert.deepEqual(after, before);
  const values = await page.locator("p").evaluateAll((all) => all.map(({ textContent, title, dataset }) =>
    [textContent, title, dataset.now]));
  assert.deepEqual(values, Array(20).fill(["0", "0", "10"]));
  await page.close();
  await program.stop();
  assert.equal(complaints, "");
}));
