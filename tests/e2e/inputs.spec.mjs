// Inputs over a narrow line that takes 300 ms there and 300 ms back: they follow the hand, and end where the program
// wants them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inBrowser, shows } from "./browser.mjs";

const slider = (page) => page.locator("#slider");
const text = (page) => page.locator("#text");

const overALongLine = (body) => inBrowser(async ({ start, visit }) => {
  const program = await start("line");
  const line = await start("fault_proxy", "--to", program.port);
  const page = await visit(new URL("inputs", line.url).href);
  await page.waitForFunction(() => Bonito.status === "connected");
  await page.evaluate(() => {
    globalThis.made = 0;
    addEventListener("input", () => ++made, true);
  });
  await line.tell("delay both 300");
  await line.tell("throttle both 4000");
  await body(page);
});

// What the page writes into the input from now on: before and after, each time.
const watch = (input, property = "value") => input.evaluate((element, property) => {
  const { get, set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, property);
  globalThis.written = [];
  Object.defineProperty(element, property, {
    get,
    set(value) {
      written.push([get.call(element), value]);
      set.call(element, value);
    },
  });
}, property);
const written = (page) => page.evaluate(() => written);

// The program has heard of all that the hand has done, and the page of that.
const isHeard = (page) =>
  page.waitForFunction(() => made > 0 && document.querySelector("#changes").textContent === String(made));

// The handle's place on the screen for a value of 0 to 100.
async function handle(page) {
  const box = await slider(page).boundingBox();
  const thumb = 16;
  return (value) => [box.x + thumb / 2 + (value / 100) * (box.width - thumb), box.y + box.height / 2];
}

// From where the handle is by way of these values. The hand does not let go.
async function drag(page, stops) {
  const at = await handle(page);
  await page.mouse.move(...at(+(await slider(page).inputValue())));
  await page.mouse.down();
  for (const stop of stops) await page.mouse.move(...at(stop), { steps: 25 });
}

test("a handle never moves against the hand that drags it", overALongLine(async (page) => {
  await watch(slider(page));
  await drag(page, [55]);
  const there = await slider(page).inputValue();
  await isHeard(page);
  await shows(page.locator("#level"), there);
  await page.mouse.up();
  assert.ok(+there > 50, there);
  assert.equal(await slider(page).inputValue(), there);
  assert.deepEqual(await written(page), []);
}));

test("a handle that is dragged to and fro ends where the hand leaves it", overALongLine(async (page) => {
  await watch(slider(page));
  await drag(page, [55, 25, 45]);
  await page.mouse.up();
  const left = await slider(page).inputValue();
  assert.ok(Math.abs(+left - 45) < 5, left);
  await isHeard(page);
  await shows(page.locator("#level"), left);
  assert.deepEqual(await written(page), []);
}));

test("a handle that is dragged beyond the program's limit ends on it", overALongLine(async (page) => {
  await watch(slider(page));
  await drag(page, [95]);
  const held = +(await slider(page).inputValue());
  await page.mouse.up();
  assert.ok(held > 90, `The handle was at ${held} under a hand at 95.`);
  await isHeard(page);
  await shows(page.locator("#level"), "60");
  await page.waitForFunction(() => document.querySelector("#slider").value === "60");
  assert.ok((await written(page)).every(([, after]) => after === "60"));
}));

test("what is typed is kept while the program formats it, and ends in its form", overALongLine(async (page) => {
  await text(page).pressSequentially("the quick brown fox", { delay: 20 });
  await page.waitForFunction(() => document.querySelector("#text").value === "THE QUICK BROWN FOX");
  await shows(page.locator("#typed"), "THE QUICK BROWN FOX");
  await text(page).press("End");
  await text(page).pressSequentially(" jumps");
  await page.waitForFunction(() => document.querySelector("#text").value === "THE QUICK BROWN FOX JUMPS");
}));

test("a box that is ticked and unticked stays as the hand leaves it", overALongLine(async (page) => {
  const left = page.locator("#left");
  await watch(left, "checked");
  for (let clicks = 0; clicks < 7; ++clicks) await left.click();
  await isHeard(page);
  await shows(page.locator("#ticked"), "true false");
  assert.equal(await left.isChecked(), true);
  assert.deepEqual(await written(page), []);
}));

test("a box that the program unticks because of another one ends so", overALongLine(async (page) => {
  const [left, right] = [page.locator("#left"), page.locator("#right")];
  await left.click();
  await right.click();
  await isHeard(page);
  await shows(page.locator("#ticked"), "false true");
  await page.waitForFunction(() => !document.querySelector("#left").checked);
  assert.equal(await right.isChecked(), true);
}));
