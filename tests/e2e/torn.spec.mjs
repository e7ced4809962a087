// A region that somebody else has changed, a translator, say, is shown anew when the program changes it, and lives on.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser } from "./browser.mjs";

const warning = /is not as the program knows it/;

const torn = (path, body, allow) => inBrowser(async ({ start, visit }) => {
  const program = await start("torn");
  const warnings = [];
  const page = await visit(new URL(path, program.url).href, {
    allow: { test: (text) => warning.test(text) || allow?.test(text) },
    prepare: (page) => page.on("console", (message) => message.type() === "warning" && warnings.push(message.text())),
  });
  await body(page, warnings);
  for (const each of warnings) assert.match(each, warning);
});
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const text_of = (page, selector) => page.locator(selector).textContent();
const sizes = (page) => page.evaluate(() => Bonito.table_sizes());

const words = (n, clicks) => `part ${n}There are ${clicks} clicks in part ${n}.clicked ${clicks}` +
  Array.from({ length: n }, (_, i) => `item ${i} of ${n}`).join("") + "click";
const says = (page, n, clicks) => eventually(async () => assert.equal(await text_of(page, "#around"), words(n, clicks)));

const attacks = {
  "wraps every text, as a translator does": (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      const font = document.createElement("font");
      text.replaceWith(font);
      font.append(text);
    }
  },
  "puts other texts in their place": (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      const font = document.createElement("font");
      font.textContent = "translated";
      text.replaceWith(font);
    }
  },
  "takes an element out": (root) => root.querySelector("h2").remove(),
  "takes everything out": (root) => root.querySelector("article").replaceChildren(),
  "takes the element at the top out": (root) => root.querySelector("article").remove(),
  "puts elements between": (root) => {
    for (const each of root.querySelectorAll("article > *, li")) each.before(document.createElement("aside"));
  },
  "puts comments between": (root) => {
    for (const each of root.querySelectorAll("article > *, li")) each.before(document.createComment("ad"));
  },
  "puts an element at the end": (root) => root.querySelector("article").append(document.createElement("aside")),
  "orders elements anew": (root) => {
    const article = root.querySelector("article");
    article.append(...[...article.children].reverse());
  },
  "makes its markup anew": (root) => (root.querySelector("article").innerHTML += ""),
  "splits texts": (root) => root.querySelector("p").lastChild.splitText(3),
  "takes comments out": (root) => {
    const walker = document.createTreeWalker(root.querySelector("article"), NodeFilter.SHOW_COMMENT);
    const comments = [];
    while (walker.nextNode()) comments.push(walker.currentNode);
    for (const comment of comments) comment.remove();
  },
};

for (const [what, attack] of Object.entries(attacks)) {
  test(`a region lives on after a script ${what}`, torn("/", async (page, warnings) => {
    await says(page, 1, 0);
    const before = await sizes(page);
    await page.locator("#around").evaluate(attack);
    await press(page, "next");
    await says(page, 2, 0);
    await press(page, "click");
    await says(page, 2, 1);
    assert.ok(warnings.length > 0);
    const heading = await page.locator("h2").elementHandle();
    await page.getByPlaceholder("note").fill("kept");
    await press(page, "next");
    await says(page, 3, 1);
    assert.ok(await heading.evaluate((element) => element.isConnected), "it is patched again");
    assert.equal(await page.getByPlaceholder("note").inputValue(), "kept");
    await eventually(async () => assert.deepEqual(await sizes(page), before));
  }));
}

test("a region whose marks a script took comes back with what is around it", torn("/", async (page, warnings) => {
  await page.locator("em").evaluate((words) => {
    words.previousSibling.remove();
    words.nextSibling.remove();
  });
  await press(page, "click");
  await says(page, 1, 1);
  assert.equal(warnings.length, 1);
  await press(page, "click");
  await says(page, 1, 2);
  await press(page, "next");
  await says(page, 2, 2);
  assert.equal(warnings.length, 1);
}));

test("a region that is changed again and again is shown whole, and says so no more", torn("/", async (page, warnings) => {
  let n = 1;
  for (; n < 8; ++n) {
    await page.locator("#around article").evaluate((article) => article.prepend(document.createElement("aside")));
    await press(page, "next");
    await says(page, n + 1, n - 1);
    await press(page, "click");
    await says(page, n + 1, n);
  }
  assert.equal(warnings.length, 3);
}));

test("scripts may fill what the program left empty, and change attributes", torn("/", async (page, warnings) => {
  await page.locator("#around").evaluate((root) => {
    root.querySelector("article").dataset.extension = "1";
    root.append(document.createElement("aside"));
    root.prepend("ad");
  });
  await press(page, "next");
  await eventually(async () => assert.equal(await text_of(page, "#around"), `ad${words(2, 0)}`));
  assert.equal(await page.locator("article").getAttribute("data-extension"), "1");
  assert.deepEqual(warnings, []);
}));

test("what is taken out of the page with all that is around it harms nobody", torn("/", async (page, warnings) => {
  await page.evaluate(() => {
    globalThis.around = document.querySelector("#around");
    around.remove();
  });
  await press(page, "next");
  await eventually(async () => assert.equal(await text_of(page, "output"), "2"));
  await page.evaluate(() => document.querySelector("main").append(around));
  await says(page, 2, 0);
  await press(page, "click");
  await says(page, 2, 1);
  assert.deepEqual(warnings, []);
}));

test("a page whose region's marks are gone says so, and goes on living", torn("/", async (page) => {
  await page.locator("#around").evaluate((root) => root.replaceChildren());
  for (let n = 2; n < 6; ++n) {
    await press(page, "next");
    await eventually(async () => assert.equal(await text_of(page, "output"), `${n}`));
  }
}, /a script took its marks/));

test("markup that the parser makes something else of shows what it says", torn("/parsed", async (page, warnings) => {
  const shows = (n, live) => eventually(async () => {
    assert.equal(await text_of(page, "#block"), `before ${n}block ${live}after ${n}end ${n}`);
    assert.equal(await text_of(page, "#rows"),
      Array.from({ length: n }, (_, i) => `row ${i}${live}`).join("") + `rows ${n}`);
  });
  await shows(1, 1);
  let live = 1;
  for (let n = 2; n < 8; ++n) {
    await press(page, "next");
    await shows(n, live);
    await press(page, "live");
    await shows(n, ++live);
  }
  assert.ok(warnings.length <= 6, `${warnings.length} warnings`);
}));
