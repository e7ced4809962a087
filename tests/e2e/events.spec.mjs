// Events that are heard in other ways than one by one, with a real browser's keys, pointer and observers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inBrowser, shows } from "./browser.mjs";

const at = (path, body, options) => inBrowser(async ({ start, visit }) => {
  const program = await start("events");
  await body(await visit(new URL(path, program.url).href, options));
});

test("what is typed is told at once, when it is quiet, or every so often", at("/typed", async (page) => {
  await page.locator("input").first().pressSequentially("Ada");
  await shows(page.locator("p"), "Hello, Ada");
  await page.locator("[type=search]").pressSequentially("engine");
  await shows(page.locator("#query"), "engine");
  await page.locator("[type=range]").press("End");
  await shows(page.locator("#volume"), "100");
}));

test("a number can be typed key by key, however quick its echo is", at("/typed", async (page) => {
  const gain = page.locator("#gain");
  await gain.fill("");
  for (const [key, gained] of [["0", "0"], [".", "0"], ["0", "0"], ["5", "0.05"]]) {
    await gain.press(key);
    await shows(page.locator("#gained"), gained);
    await page.waitForTimeout(50);  // for an echo
  }
  assert.equal(await gain.inputValue(), "0.05");
}));

test("what is typed while what was entered is on its way stays", at("/typed", async (page) => {
  const note = page.locator("#note");
  await note.pressSequentially("milk");
  await note.press("Enter");
  await note.press("e");
  await shows(page.locator("#notes"), "milk;");
  await page.waitForTimeout(50);  // for the echo that would empty it
  await note.press("g");
  const typed = await note.inputValue();
  assert.match(typed, /eg$/);
  await note.press("Enter");
  await shows(page.locator("#notes"), `milk;${typed};`);
}));

test("a list's handler is told in which row it was", at("/", async (page) => {
  await page.getByText("row b").click();
  await shows(page.locator("#chosen"), "b");
  await page.getByRole("button", { name: "in c" }).click();
  await shows(page.locator("#chosen"), "c");
}));

test("a selector that the browser does not know is complained of, with the place of its handler", at("/mistaken", async (page) => {
  await page.getByText("row").click();
  await page.getByText(/'li:no-such' is not a valid selector.*handler written at \S*events\.cpp:\d+\.$/).waitFor();
}, { allow: /not a valid selector/ }));

test("keys are shortcuts, some wherever the page has the focus", at("/", async (page) => {
  await page.keyboard.press("Control+s");
  await shows(page.locator("#saved"), "save ");
  await page.locator("#keys").press("Shift+Enter");
  await page.locator("#keys").press("Enter");
  await shows(page.locator("#saved"), "save enter ");
  await page.locator("#keys").press("F2");
  await shows(page.locator("#saved"), "save enter save ");
}));

test("an event is the element's own, captured, or the first", at("/", async (page) => {
  const heard = page.locator("#heard");
  await page.getByText("inside").click();
  await shows(heard, "capture once ");
  await page.locator("section").dispatchEvent("click");
  await shows(heard, "capture once capture self ");
  await page.getByRole("button", { name: "focus" }).focus();
  await shows(heard, "capture once capture self focus ");
}));

test("a custom element tells events of its own", at("/", async (page) => {
  await page.evaluate(() => customElements.define("test-dial", class extends HTMLElement {
    turn(value) {
      this.dispatchEvent(new CustomEvent("dial-turned", { detail: { to: { value } } }));
    }
  }));
  await page.locator("test-dial").evaluate((dial) => dial.turn(42));
  await shows(page.locator("#dial"), "42");
}));

test("a row is dragged and dropped before another", at("/dropped", async (page) => {
  const rows = page.locator("li");
  await rows.nth(2).evaluate((row) => (row.mark = 1));
  // Nothing may be dropped before the program's script has come.
  await page.waitForFunction(() =>
    !document.querySelector("ul").dispatchEvent(new Event("dragover", { cancelable: true })));
  await rows.nth(2).dragTo(rows.nth(0));
  await shows(page.locator("ul"), "row crow arow b");
  assert.equal(await rows.nth(0).evaluate((row) => row.mark), 1, "it is the same element");
}));

test("an element tells its size, at first and whenever it changes", at("/observed", async (page) => {
  await shows(page.locator("#size"), "100 x 40");
  await page.getByRole("button", { name: "wide" }).click();
  await shows(page.locator("#size"), "200 x 40");
  await page.getByRole("button", { name: "remove" }).click();
  await page.locator("#box").waitFor({ state: "detached" });
}));

test("an element tells when it is seen", at("/observed", async (page) => {
  await shows(page.locator("#seen"), "out ");
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await shows(page.locator("#seen"), "out in ");
  await page.evaluate(() => scrollTo(0, 0));
  await shows(page.locator("#seen"), "out in out ");
}));

test("a drag goes on outside the element, and its end does not wait", at("/observed", async (page) => {
  const box = await page.locator("#handle").boundingBox();
  await page.mouse.move(box.x + 10, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + 310, box.y + 20, { steps: 5 });
  await page.mouse.move(box.x + 260, box.y + 50);
  await page.mouse.up();
  await shows(page.locator("#drags"), "start 0 0, end 250 40, ");
  assert.equal(await page.evaluate(() => String(getSelection())), "", "nothing was selected");
}));
