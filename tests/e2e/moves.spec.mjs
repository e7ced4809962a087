// What a visitor, a script or the browser has of an element stays, wherever in its list the element goes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";

const moves = (path, body) => inBrowser(async ({ start, visit }) => {
  const program = await start("moves");
  await body(await visit(new URL(path, program.url).href));
});
// A click that takes the focus from nobody.
const press = (page, name) =>
  page.getByRole("button", { name, exact: true }).evaluate((button) => button.click());
const names = ["input", "iframe", "beside", "canvas", "box", "video", "details", "counter", "island", "words"];
const order = (page, expected) => eventually(async () => {
  const ids = await page.locator("ul > li").evaluateAll((items) => items.map(({ id }) => id));
  assert.deepEqual(ids, expected);
});
const came = (page, count) => eventually(async () => assert.equal(await page.locator("li").count(), names.length + count));

// All that may happen to a list; `check` follows each step.
async function everything(page, check) {
  let now = names;
  for (const _ of names) {
    await press(page, "rotate");
    now = [now.at(-1), ...now.slice(0, -1)];
    await order(page, now);
    await check("rotate");
  }
  for (const _ of [1, 2]) {
    await press(page, "reverse");
    now = now.toReversed();
    await order(page, now);
    await check("reverse");
  }
  await press(page, "neighbour");
  await shows(page.locator("#beside span"), "beside!");
  await check("a neighbour changes");
  await press(page, "all");
  await shows(page.locator("#input span"), "input!");
  await check("all texts change");
  await press(page, "insert");
  await came(page, 3);
  await check("neighbours come");
  await press(page, "reverse");
  await eventually(async () => assert.equal(await page.locator("li:first-child").getAttribute("id"), "new 3"));
  await check("reverse with them");
  await press(page, "remove");
  await came(page, 0);
  await check("neighbours go");
}

test("elements keep what they show, play and hold", moves("/", async (page) => {
  await page.evaluate(async () => {
    const one = (selector) => document.querySelector(`ul ${selector}`);
    const kept = ["#input input", "iframe", "canvas", ".box", "video", "details", "p"].map((name) => [name, one(name)]);
    one("iframe").contentWindow.mine = 7;
    const paint = one("canvas").getContext("2d");
    paint.fillStyle = "#102030";
    paint.fillRect(0, 0, 20, 20);
    one(".box").scrollTop = 123;
    one("details").open = true;
    const source = document.createElement("canvas");
    const frames = source.getContext("2d");
    let drawn = 0;
    setInterval(() => frames.fillRect(drawn++ % 100, 0, 1, 1), 20);
    const video = one("video");
    video.srcObject = source.captureStream();
    await video.play();
    let stops = 0;
    for (const name of ["pause", "emptied", "abort"]) video.addEventListener(name, () => ++stops);
    globalThis.state = () => ({
      others: kept.filter(([name, element]) => one(name) !== element).map(([name]) => name),
      frame: one("iframe").contentWindow.mine,
      pixel: [...one("canvas").getContext("2d").getImageData(9, 9, 1, 1).data],
      scrolled: one(".box").scrollTop,
      open: one("details").open,
      plays: !one("video").paused,
      stops,
    });
  });
  const time = () => page.evaluate(() => document.querySelector("video").currentTime);
  const playing = async () => {
    const before = await time();
    await eventually(async () => assert.ok(await time() > before, "the video stands still"));
  };
  await playing();
  await everything(page, async (step) => {
    assert.deepEqual(await page.evaluate(() => state()), {
      others: [], frame: 7, pixel: [16, 32, 48, 255], scrolled: 123, open: true, plays: true, stops: 0,
    }, step);
    await playing();
  });
}));

test("a field keeps the focus and what is selected in it", moves("/", async (page) => {
  const field = page.locator("#input input");
  await field.fill("a few words");
  await field.evaluate((input) => {
    input.setSelectionRange(2, 5, "backward");
    globalThis.left = 0;
    input.addEventListener("blur", () => ++left);
  });
  await everything(page, async (step) => {
    const has = await field.evaluate((input) =>
      [input === document.activeElement, input.value, input.selectionStart, input.selectionEnd, input.selectionDirection]);
    assert.deepEqual(has, [true, "a few words", 2, 5, "backward"], step);
  });
  assert.equal(await page.evaluate(() => left), 0);
  await field.pressSequentially("many");
  assert.equal(await field.inputValue(), "a many words");
}));

test("an element of the page's own and what is typed into HTML stay", moves("/", async (page) => {
  await page.evaluate(() => {
    globalThis.left = 0;
    customElements.define("test-counter", class extends HTMLElement {
      #count = 0;
      count = () => ++this.#count;
      connectedMoveCallback() {}
      disconnectedCallback() { ++left; }
    });
  });
  const counter = await page.locator("test-counter").elementHandle();
  const field = page.locator("#island input");
  const element = await field.elementHandle();
  await field.fill("typed");
  await field.evaluate((input) => input.setSelectionRange(1, 3));
  let count = 0;
  await everything(page, async (step) => {
    assert.deepEqual(await counter.evaluate((each) => [each.isConnected, each.count(), left]), [true, ++count, 0], step);
    const has = await element.evaluate((input) =>
      [input === document.activeElement, input.isConnected, input.value, input.selectionStart, input.selectionEnd]);
    assert.deepEqual(has, [true, true, "typed", 1, 3], step);
  });
}));

test("a text that is selected stays so", moves("/", async (page) => {
  await page.evaluate(() => {
    const text = document.querySelector("#words p").firstChild;
    getSelection().setBaseAndExtent(text, 12, text, 6);
  });
  await everything(page, async (step) => {
    const selected = await page.evaluate(() => {
      const selection = getSelection();
      const { anchorNode, anchorOffset, focusOffset } = selection;
      return [String(selection), anchorNode === document.querySelector("#words p").firstChild, anchorOffset, focusOffset];
    });
    assert.deepEqual(selected, ["to be ", true, 12, 6], step);
  });
}));

test("a selection that reaches over several items stays at its ends", moves("/", async (page) => {
  const ends = () => page.evaluate(() => {
    const { anchorNode, anchorOffset, focusNode, focusOffset } = getSelection();
    return [anchorNode?.data, anchorOffset, focusNode?.data, focusOffset];
  });
  await page.evaluate(() => {
    const text = (id) => document.querySelector(`#${id} span`).firstChild;
    getSelection().setBaseAndExtent(text("canvas"), 1, text("details"), 2);
  });
  const before = await ends();
  await press(page, "rotate");
  await order(page, [names.at(-1), ...names.slice(0, -1)]);
  assert.deepEqual(await ends(), before);
  await press(page, "insert");
  await came(page, 3);
  assert.deepEqual(await ends(), before);
}));

test("texts of boxes that lay out their children stay texts", moves("/places", async (page) => {
  const boxes = page.locator("#flex, #grid");
  const look = () => boxes.evaluateAll((all) => all.map((box) => {
    const bold = box.querySelector("b").getBoundingClientRect();
    return {
      texts: [...box.childNodes].filter(({ nodeType }) => nodeType === 3).map(({ data }) => data),
      elements: box.childElementCount, left: bold.left, top: bold.top,
    };
  }));
  await page.evaluate(() => {
    globalThis.nodes = ["#flex", "#grid"].flatMap((name) => {
      const box = document.querySelector(name);
      return [[...box.childNodes].find(({ nodeType }) => nodeType === 3), box.querySelector("b")];
    });
  });
  const before = await look();
  for (let n = 2; n <= 4; ++n) {
    await press(page, "next");
    await shows(page.locator("#grid"), `word${"!".repeat(n)}bold${n > 2 ? "end" : ""}`);
  }
  const after = await look();
  assert.deepEqual(after.map(({ texts, elements }) => [...texts, elements]), Array(2).fill(["word!!!!", "end", 1]));
  assert.ok(after[0].left > before[0].left);
  assert.equal(after[1].top, before[1].top);
  assert.deepEqual(await page.evaluate(() => nodes.map(({ isConnected }) => isConnected)), Array(4).fill(true));
}));

test("shapes and rows that are patched are shapes and rows", moves("/places", async (page) => {
  const circle = await page.locator("circle").elementHandle();
  const row = await page.locator("tbody tr").elementHandle();
  for (let n = 2; n <= 4; ++n) {
    await press(page, "next");
    await eventually(async () => assert.equal(await page.locator("circle").count(), n));
    await eventually(async () => assert.equal(await page.locator("tbody tr").count(), n));
  }
  const shapes = await page.locator("svg *").evaluateAll((all) => all.map(({ namespaceURI, localName }) =>
    `${localName} ${/\w+$/.exec(namespaceURI)}`));
  assert.deepEqual(shapes, ["g svg", "title svg", ...Array(4).fill("circle svg"), "foreignObject svg", "p xhtml"]);
  assert.deepEqual(await circle.evaluate((element) => [element.isConnected, element.getAttribute("cx")]), [true, "9"]);
  const widths = await page.locator("circle").evaluateAll((all) => all.map((each) => each.getBoundingClientRect().width));
  assert.ok(widths.every((width) => width > 20), `${widths}`);
  const cells = await page.locator("tbody tr").evaluateAll((rows) => rows.map(({ cells }) =>
    [...cells].map(({ textContent }) => textContent).join(" ")));
  assert.deepEqual(cells, ["row 4 of 4", "row 3 of 4", "row 2 of 4", "row 1 of 4"]);
  assert.equal(await row.evaluate((element) => element.sectionRowIndex), 3);
}));

test("of a thousand rows as few move as their order allows", moves("/many", async (page) => {
  await page.locator("ul input").focus();
  await page.locator(".box").evaluate((box) => { box.scrollTop = 123; });
  await page.evaluate(() => {
    globalThis.rows = [...document.querySelectorAll("li")];
    globalThis.moved = 0;
    const { moveBefore } = Element.prototype;
    Element.prototype.moveBefore = function (...where) {
      ++moved;
      return moveBefore.apply(this, where);
    };
    globalThis.now = () => [...document.querySelectorAll("li")].map((row) => rows.indexOf(row));
    // How many of these may stay, as their order is: the length of the longest rising run, gaps allowed.
    globalThis.longest = (places) => {
      const ends = [];
      for (const [i, place] of places.entries()) {
        ends.push(1 + places.slice(0, i).reduce((most, other, j) => other < place ? Math.max(most, ends[j]) : most, 0));
      }
      return Math.max(...ends);
    };
  });
  for (let round = 1; round <= 5; ++round) {
    const { fewest, counted } = await page.evaluate(async () => {
      const before = now();
      moved = 0;
      const changed = new Promise((resolve) =>
        new MutationObserver(resolve).observe(document.querySelector("ul"), { childList: true }));
      document.querySelector("button").click();
      await changed;
      return { fewest: 1000 - longest(now().map((row) => before.indexOf(row))), counted: moved };
    });
    assert.ok(counted > 900, `${counted} moved`);
    assert.equal(counted, fewest);
    const kept = await page.evaluate(() => ({
      same: now().toSorted((a, b) => a - b).every((row, i) => row === i),
      focused: document.activeElement === document.querySelector("ul input"),
      scrolled: document.querySelector(".box").scrollTop,
    }));
    assert.deepEqual(kept, { same: true, focused: true, scrolled: 123 });
  }
}));
