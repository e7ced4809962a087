// Lists in a real page: what a visitor has in a row stays with it, wherever it goes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";

const lists = (path, body) => inBrowser(async ({ start, visit }) => {
  const program = await start("lists");
  await body(await visit(new URL(path, program.url).href));
});
// A click that takes the focus from nobody.
const press = (within, name) => within.getByRole("button", { name, exact: true }).evaluate((button) => button.click());
const row = (page, text) => page.locator("li", { hasText: text });
const note = (page, text) => row(page, text).locator("input");
const texts = (page) => page.locator("li").evaluateAll((rows) => rows.map((each) => each.firstChild.data));
const notes = (page) => page.locator("li input").evaluateAll((inputs) => inputs.map(({ value }) => value));
const order = (page, expected) => eventually(async () => assert.deepEqual(await texts(page), expected));

test("what is typed stays with its row when rows move, come, go and are done", lists("/", async (page) => {
  for (const text of ["write", "test", "ship"]) await note(page, text).fill(`to ${text}`);
  const elements = await page.locator("li").elementHandles();
  await press(page, "last first");
  await order(page, ["ship", "write", "test"]);
  assert.deepEqual(await notes(page), ["to ship", "to write", "to test"]);
  await press(page, "new");
  await order(page, ["new", "ship", "write", "test"]);
  assert.deepEqual(await notes(page), ["", "to ship", "to write", "to test"]);
  await press(row(page, "write"), "done");
  await page.locator("li.done").waitFor();
  assert.deepEqual(await page.locator("li").evaluateAll((rows) => rows.map(({ className }) => className)),
    ["", "", "done", ""]);
  await press(row(page, "ship"), "remove");
  await order(page, ["new", "write", "test"]);
  assert.deepEqual(await notes(page), ["", "to write", "to test"]);
  await press(page, "last first");
  await order(page, ["test", "new", "write"]);
  assert.deepEqual(await notes(page), ["to test", "", "to write"]);
  const [write, check, ship] = await Promise.all(elements.map((each) => each.evaluate((element) =>
    [...document.querySelectorAll("li")].indexOf(element))));
  assert.deepEqual([write, check, ship], [2, 0, -1]);
}));

test("a note has the focus and its caret while its row and those beside it change", lists("/", async (page) => {
  const field = note(page, "ship");
  await field.pressSequentially("at noon");
  await field.evaluate((input) => input.setSelectionRange(2, 4));
  const has_all = async () => assert.deepEqual(
    await page.evaluate(({ activeElement: { value, selectionStart, selectionEnd } } = document) =>
      [value, selectionStart, selectionEnd]), ["at noon", 2, 4]);
  for (const expected of [["ship", "write", "test"], ["test", "ship", "write"], ["write", "test", "ship"]]) {
    await press(page, "last first");
    await order(page, expected);
    await has_all();
  }
  await press(row(page, "ship"), "done");
  await page.locator("li.done").waitFor();
  await has_all();
  await press(page, "new");
  await order(page, ["new", "write", "test", "ship"]);
  await press(row(page, "test"), "remove");
  await order(page, ["new", "write", "ship"]);
  await has_all();
  await field.pressSequentially("!");  // in place of what is selected
  assert.equal(await field.inputValue(), "at!oon");
}));

test("two visitors see one list, and each keeps what is theirs in its rows", inBrowser(async ({ start, visit }) => {
  const { url } = await start("lists");
  const pages = [await visit(url), await visit(url)];
  const [one, other] = pages;
  const elements = await Promise.all(pages.map((page) => page.locator("li").elementHandles()));
  await note(one, "ship").fill("at noon");
  await note(other, "ship").fill("at night");
  const both = (expected) => Promise.all(pages.map((page) => order(page, expected)));
  await press(one, "last first");
  await both(["ship", "write", "test"]);
  await press(row(other, "write"), "done");
  await Promise.all(pages.map((page) => page.locator("li.done").waitFor()));
  await press(row(one, "test"), "remove");
  await both(["ship", "write"]);
  await press(other, "new");
  await both(["new", "ship", "write"]);
  assert.deepEqual(await notes(one), ["", "at noon", ""]);
  assert.deepEqual(await notes(other), ["", "at night", ""]);
  for (const each of elements) {
    const places = await Promise.all(each.map((element) =>
      element.evaluate((row) => [...document.querySelectorAll("li")].indexOf(row))));
    assert.deepEqual(places, [2, -1, 1]);
  }
}));

test("an item's own values follow it where it goes", lists("/sensors", async (page) => {
  const rows = page.locator("tr");
  const cells = () => rows.evaluateAll((all) => all.map(({ cells }) => [...cells].map(({ textContent }) => textContent)));
  const show = (expected) => eventually(async () => assert.deepEqual(await cells(), expected));
  await show([["roof", "21.5"], ["cellar", "12"]]);
  const [roof, cellar] = await rows.elementHandles();
  await press(page, "warmer");
  await show([["roof", "22.5"], ["cellar", "12"]]);
  await press(page, "swap");
  await show([["cellar", "12"], ["roof", "22.5"]]);
  await press(page, "warmer");
  await show([["cellar", "13"], ["roof", "22.5"]]);
  assert.equal(await cellar.evaluate((element) => element.rowIndex), 0);
  assert.equal(await roof.evaluate((element) => element.rowIndex), 1);
}));

test("a field with a key stays what it is when others come around it", lists("/steps", async (page) => {
  const name = page.getByPlaceholder("name");
  await name.pressSequentially("Ada");
  await name.press("Home");
  const element = await name.elementHandle();
  await press(page, "more");
  await page.getByPlaceholder("mail").waitFor();
  await page.getByText("That is all.").waitFor();
  assert.deepEqual(await page.locator("form > *").evaluateAll((all) => all.map(({ localName }) => localName)),
    ["p", "input", "input"]);
  assert.deepEqual(await element.evaluate((input) =>
    [input === document.querySelector("form input"), input === document.activeElement, input.value, input.selectionStart]),
    [true, true, "Ada", 0]);
  assert.equal(await page.getByRole("button").count(), 0);
}));

test("a variant is shown as what it holds", lists("/states", async (page) => {
  const section = page.locator("section");
  assert.equal(await section.locator("progress").count(), 1);
  await press(page, "fail");
  await shows(section.locator("p.error"), "The disk is full.");
  assert.equal(await section.locator("progress").count(), 0);
  await press(page, "succeed");
  await shows(section, "Done.");
  await press(page, "fail");
  await shows(section, "The disk is full.");
}));

test("texts are rows, also those of which two are equal", lists("/texts", async (page) => {
  await order(page, ["Ada", "Bob", "on", "off"]);
  await press(page, "more");
  await order(page, ["Ada", "Bob", "Eve", "on", "off", "on"]);
}));
