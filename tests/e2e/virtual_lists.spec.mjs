// Lists of which the browser has only what is near: a million rows, scrolled by keys and by script.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";

const at = (path, body) => inBrowser(async ({ start, visit }) => {
  const program = await start("virtual_lists");
  await body(await visit(new URL(path, program.url).href));
});
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const scroller = (page) => page.locator("[role=list], [role=table]");
const scrollTo = (page, top) => scroller(page).evaluate((list, top) => list.scrollTo(0, top), top);

// The texts of the rows that are visible, each of which stands where it should; there must be no gap.
const visible = (page) => scroller(page).evaluate((list) => {
  const { top } = list.getBoundingClientRect();
  const bottom = top + list.clientHeight;
  const rows = [...list.querySelectorAll("[role=listitem], [role=row]")].map((row) => [row, row.getBoundingClientRect()]);
  const seen = rows.filter(([, box]) => box.bottom > top + 0.5 && box.top < bottom - 0.5);
  const covered = seen.length && seen[0][1].top <= top + 0.5 && seen.at(-1)[1].bottom >= bottom - 0.5;
  return { texts: seen.map(([row]) => row.textContent), covered, all: rows.length };
});
const showsFrom = (page, first, last) => eventually(async () => {
  const { texts, covered, all } = await visible(page);
  assert.ok(covered, "the whole height is covered");
  assert.deepEqual([texts[0], texts.at(-1)], [first, last]);
  assert.ok(all <= 200, `${all} rows are in the document`);
});

test("of a million rows those are there that are near", at("/", async (page) => {
  await showsFrom(page, "row 0", "row 16");
  await scrollTo(page, 12_000_000);
  await showsFrom(page, "row 500000", "row 500016");
  await scrollTo(page, 1e9);
  await showsFrom(page, "row 999983", "row 999999");
  await scrollTo(page, 12_000_010);
  await showsFrom(page, "row 500000", "row 500017");
  await scrollTo(page, 0);
  await showsFrom(page, "row 0", "row 16");
}));

test("keys scroll it, as any element", at("/", async (page) => {
  await showsFrom(page, "row 0", "row 16");
  await scroller(page).focus();
  await page.keyboard.press("End");
  await showsFrom(page, "row 999983", "row 999999");
  await page.keyboard.press("Home");
  await showsFrom(page, "row 0", "row 16");
  await page.keyboard.press("PageDown");
  await eventually(async () => assert.ok(await scroller(page).evaluate((list) => list.scrollTop) > 300));
  await eventually(async () => assert.ok((await visible(page)).covered));
}));

test("says what it is, how long, and which rows these are", at("/", async (page) => {
  assert.equal(await page.getByRole("list", { name: "Numbers" }).count(), 1);
  await scrollTo(page, 2400);
  await showsFrom(page, "row 100", "row 116");
  const item = page.getByRole("listitem").filter({ hasText: /^row 100$/ });
  const said = (name) => item.getAttribute(name);
  assert.deepEqual([await said("aria-posinset"), await said("aria-setsize")], ["101", "1000000"]);
  await press(page, "more");
  await eventually(async () => assert.equal(await said("aria-setsize"), "1000100"));
}));

test("a row keeps its focus, and is the same, while others come and go", at("/", async (page) => {
  await scrollTo(page, 2400);
  await showsFrom(page, "row 100", "row 116");
  await press(page, "row 108");
  await shows(page.locator("output"), "108");
  await page.evaluate(() => (window.focused = document.activeElement));
  for (const top of [2424, 2448, 2500]) await scrollTo(page, top);
  await showsFrom(page, "row 104", "row 120");
  const stays = await page.evaluate(() => document.activeElement === window.focused && window.focused.textContent);
  assert.equal(stays, "row 108");
}));

test("keys that scroll the focused row far away go on scrolling, as the list has the focus then", at("/", async (page) => {
  await showsFrom(page, "row 0", "row 16");
  await press(page, "row 8");
  await shows(page.locator("output"), "8");
  const top = () => scroller(page).evaluate((list) => list.scrollTop);
  for (let time = 0; time < 6; time++) {
    const before = await top();
    await page.keyboard.press("PageDown");
    await eventually(async () => assert.ok((await top()) > before));
    await eventually(async () => assert.ok((await visible(page)).covered));
  }
  await eventually(async () => assert.equal(await page.getByRole("button", { name: "row 8", exact: true }).count(), 0));
  await eventually(async () => assert.ok(await scroller(page).evaluate((list) => document.activeElement === list)));
  // The row that Tab leads to may be one that is about to leave: then the list has the focus again.
  await eventually(async () => {
    await page.keyboard.press("Tab");
    assert.match(await page.evaluate(() => document.activeElement.textContent), /^row \d+$/);
  });
}));

test("that grows or shrinks it stays where it is", at("/", async (page) => {
  await scrollTo(page, 12_000_000);
  await showsFrom(page, "row 500000", "row 500016");
  await press(page, "more");
  await eventually(async () => assert.equal(await scroller(page).evaluate((list) => list.scrollHeight), 24_002_400));
  await showsFrom(page, "row 500000", "row 500016");
  await press(page, "fewer");
  await eventually(async () => assert.equal(await scroller(page).evaluate((list) => list.scrollHeight), 12_001_200));
  await showsFrom(page, "row 500000", "row 500016");
  await press(page, "few");
  await eventually(async () => assert.deepEqual((await visible(page)).texts, ["row 0", "row 1", "row 2"]));
}));

test("shows the items of a list, which change", at("/log", async (page) => {
  const table = page.getByRole("table");
  await eventually(async () => assert.equal(await table.getAttribute("aria-rowcount"), "1000"));
  await press(page, "edit");
  await shows(table.getByRole("row").nth(2), "line 2 (edited)");
  await scrollTo(page, 1e9);
  await eventually(async () => assert.equal((await visible(page)).texts.at(-1), "line 999"));
  await press(page, "add");
  await eventually(async () => assert.equal(await table.getAttribute("aria-rowcount"), "1001"));
  await scrollTo(page, 1e9);
  await eventually(async () => assert.equal((await visible(page)).texts.at(-1), "line 1000"));
  assert.equal(await table.getByRole("row").last().getAttribute("aria-rowindex"), "1001");
}));

test("a window that grows has more rows", at("/log", async (page) => {
  await page.setViewportSize({ width: 800, height: 300 });
  await eventually(async () => assert.ok((await visible(page)).covered && (await visible(page)).all < 40));
  await page.setViewportSize({ width: 800, height: 2000 });
  await eventually(async () => assert.ok((await visible(page)).covered && (await visible(page)).all > 60));
}));

test("a billion rows have their ends and a middle, too", at("/billion", async (page) => {
  await eventually(async () => assert.equal((await visible(page)).texts[0], "row 0"));
  await scrollTo(page, 1e9);
  await eventually(async () => assert.equal((await visible(page)).texts.at(-1), "row 999999999"));
  await scrollTo(page, 16e6);
  await eventually(async () => {
    const { texts, covered } = await visible(page);
    assert.ok(covered);
    assert.match(texts[0], /^row (499|500)\d{6}$/);
  });
}));
