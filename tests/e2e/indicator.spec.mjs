// What a visitor sees, and hears, of the connection.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";
import { becomes, press, refusals } from "./line_page.mjs";
import { contrast } from "./looks.mjs";

const indicator = (page) => page.getByRole("status");
const kind = (page) => indicator(page).getAttribute("data-bonito-status");
const style = (page, name) =>
  page.locator("[role=status]").evaluate((element, name) => getComputedStyle(element)[name], name);
const isSeen = (page) => eventually(async () => assert.equal(await style(page, "opacity"), "1"));
const isUnseen = (page) => eventually(async () => assert.equal(await style(page, "opacity"), "0"));

const onALine = (path, body, options, ...how) => inBrowser(async ({ start, visit }) => {
  const program = await start("line", ...how);
  const line = await start("fault_proxy", "--to", program.port);
  const page = await visit(new URL(path, line.url).href, { allow: refusals, context: options });
  await body(page, {
    lose: async () => {
      await line.tell("refuse on");
      await line.tell("cut");
    },
    find: () => line.tell("refuse off"),
  });
});

test("the indicator keeps quiet, says that the line is lost and that it is back, and keeps quiet again",
  onALine("", async (page, { lose, find }) => {
    await shows(indicator(page), "Connected");
    await isUnseen(page);
    await lose();
    await shows(indicator(page), "Connecting…");
    assert.equal(await kind(page), "reconnecting");
    await isSeen(page);
    assert.match(await page.locator("body").ariaSnapshot(), /status: Connecting…/);
    await find();
    await shows(indicator(page), "Connected");
    assert.equal(await kind(page), "connected");
    await isUnseen(page);
    assert.match(await page.locator("body").ariaSnapshot(), /status: Connected/);
  }));

test("it says that there is no network", onALine("", async (page) => {
  await shows(indicator(page), "Connected");
  await page.context().setOffline(true);
  await shows(indicator(page), "Offline");
  await isSeen(page);
  await page.context().setOffline(false);
  await shows(indicator(page), "Connected");
}, {}, "hasty"));  // it asks soon again, as the answer to what it asked at once may still have come

test("it says that a page without a script is not live", onALine("", async (page) => {
  await shows(indicator(page), "Not live");
  assert.equal(await kind(page), "static");
  await isSeen(page);
}, { javaScriptEnabled: false }));

test("it stands in the way of no click, and leaves no trace on paper", onALine("", async (page) => {
  assert.equal(await style(page, "pointerEvents"), "none");
  await page.emulateMedia({ media: "print" });
  assert.equal(await style(page, "display"), "none");
}));

test("it does not fade for those who want no motion", onALine("", async (page) => {
  assert.notEqual(await style(page, "transitionDuration"), "0s");
  await page.emulateMedia({ reducedMotion: "reduce" });
  assert.equal(await style(page, "transitionDuration"), "0s");
}));

for (const colorScheme of ["light", "dark"]) {
  test(`it can be read where the system is ${colorScheme}, in a narrow window, too`,
    onALine("", async (page, { lose }) => {
      await shows(indicator(page), "Connected");
      await lose();
      await isSeen(page);
      const [text, ground] = [await style(page, "color"), await style(page, "backgroundColor")];
      assert.ok(contrast(text, ground) >= 7, `${text} on ${ground}`);
      assert.equal(contrast(ground, "rgb(0, 0, 0)") < 3, colorScheme === "dark");
      const { x, y, width, height } = await indicator(page).boundingBox();
      assert.ok(x >= 0 && y >= 0 && x + width <= 320 && y + height <= 480, `${x} ${y} ${width} ${height}`);
    }, { colorScheme, viewport: { width: 320, height: 480 } }));
}

test("it speaks other words and stands elsewhere if it is told to, and may have any form",
  onALine("indicators", async (page, { lose, find }) => {
    const form = page.locator("#form");
    const later = page.locator(".later");
    await shows(indicator(page), "Verbunden");
    assert.equal(await style(page, "position"), "static");
    await isSeen(page);
    assert.equal(await form.getAttribute("data-bonito-status"), "connected");
    await shows(later, "up");
    await press(page, "more");
    await eventually(async () => assert.equal(await later.getAttribute("data-bonito-status"), "connected"));
    await shows(later, "up");
    await lose();
    await shows(indicator(page), "Verbinde …");
    await shows(later, "down");
    assert.equal(await form.getAttribute("data-bonito-status"), "reconnecting");
    await shows(form, "unchanged");
    await find();
    await becomes(page, "connected");
    await shows(later, "up");
  }));
