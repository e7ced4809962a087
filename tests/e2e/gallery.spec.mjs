import assert from "node:assert/strict";
import { test } from "node:test";
import { inBrowser, shows } from "./browser.mjs";

const hostile = "<b>&amp;\"'`</script><!-- ]]> \\ \u2028 ${x} &lt; 🐟";

const gallery = (body) => inBrowser(async ({ start, visit }) => {
  const program = await start("gallery");
  await body((path, options) => visit(new URL(path, program.url).href, options), program);
});
const attribute = (page, id, name) => page.locator(`#${id}`).getAttribute(name);
const property = (page, id, name) => page.locator(`#${id}`).evaluate((element, key) => element[key], name);

test("two tabs share an observable and each keeps its own", gallery(async (visit) => {
  const one = await visit("counts");
  const two = await visit("counts", { tabOf: one });
  await one.getByRole("button", { name: "shared" }).click();
  await one.getByRole("button", { name: "own" }).click();
  await one.getByRole("button", { name: "own" }).click();
  await shows(two.locator("#shared"), "1");
  await shows(one.locator("#own"), "2");
  await two.getByRole("button", { name: "own" }).click();
  await shows(two.locator("#own"), "1");
  await shows(one.locator("#own"), "2");
}));

test("an app that throws shows its visitor an error, without the detail, and the server lives on", gallery(async (visit) => {
  const page = await visit("throws", { allow: /500/ });
  await shows(page.locator("h1"), "This page could not be shown");
  assert.doesNotMatch(await page.content(), /pump/);
  await shows((await visit("counts")).locator("#shared"), "0");
}));

test("what it says of the error has room in a narrow window", inBrowser(async ({ start, visit }) => {
  const program = await start("gallery", "--development");
  const context = { viewport: { width: 320, height: 640 } };
  const page = await visit(new URL("throws", program.url).href, { allow: /500/, context });
  assert.match(await page.locator("pre").textContent(), /pumps\/of_the_second_stage\/state\.json is/);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
}));

test("a handler that throws shows its visitor an error, and nobody else; the page works on", gallery(async (visit) => {
  const page = await visit("faulty");
  const other = await visit("faulty");
  await page.getByRole("button", { name: "throw" }).click();
  const alert = page.getByRole("alert");
  await alert.waitFor();
  assert.match(await alert.textContent(), /Something went wrong.*reference/);
  await page.getByRole("button", { name: "count" }).click();
  await shows(page.locator("output"), "1");
  assert.equal(await other.getByRole("alert").count(), 0);
}));

test("in development the visitor sees what was thrown", inBrowser(async ({ start, visit }) => {
  const program = await start("gallery", "--development");
  const page = await visit(new URL("faulty", program.url).href);
  await page.getByRole("button", { name: "throw" }).click();
  assert.match(await page.getByRole("alert").textContent(), /the pump is off/);
}));

test("hostile text arrives as text, wherever it stands", gallery(async (visit) => {
  const page = await visit("escaping");
  assert.equal(await page.title(), hostile);
  assert.equal(await page.locator("#text").textContent(), hostile);
  await shows(page.locator("#live"), `before ${hostile} after`);
  assert.equal(await attribute(page, "attribute", "title"), hostile);
  assert.equal(await attribute(page, "attribute", "data-live"), hostile);
  assert.equal(await property(page, "textarea", "value"), hostile);
  assert.equal(await property(page, "static", "value"), `\n${hostile}`);
  assert.equal(await page.locator("#pre").textContent(), "\nfirst line is empty");
  assert.deepEqual(JSON.parse(await page.locator("#data").textContent()), { x: "</script><!--" });
  assert.equal(await page.locator("#raw em").textContent(), "raw");
  assert.equal(await attribute(page, "good", "href"), "https://example.org/?a=1&b=2");
  assert.equal(await property(page, "link", "href"), "about:blank#blocked");
}));

test("noise of 200 paragraphs, parsed by the browser, is the noise that was written", gallery(async (visit) => {
  const seed = Math.floor(Math.random() * 2 ** 32);
  let state = seed;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 16;
  const pieces = ["<", ">", "&", "\"", "'", "</p>", "<!--", "-->", "&lt;", "]]>", "\n", "\t", " ", "x", "\u00a0", "🐟"];
  const text = () => Array.from({ length: next() % 12 }, () => pieces[next() % pieces.length]).join("");
  const expected = Array.from({ length: 200 }, () => {
    const [title, fixed, live] = [text(), text(), text()];
    return { title, live, text: fixed + live };
  });
  const page = await visit(`noise?seed=${seed}`);
  const found = await page.locator("p").evaluateAll((paragraphs) => paragraphs.map((p) => (
    { title: p.title, live: p.dataset.live, text: p.textContent })));
  assert.deepEqual(found, expected, `seed ${seed}`);
}));

for (const path of ["binding", "deep/down/binding"]) {
  test(`texts, attributes and properties follow their observables, at /${path}`, gallery(async (visit) => {
    const page = await visit(path);
    const colour = (id) => page.locator(`#${id}`).evaluate((element) => getComputedStyle(element).color);
    await shows(page.locator("#texts"), "false 0.5 first.");
    assert.equal(await colour("box"), "rgb(1, 2, 3)");
    assert.equal(await colour("styled"), "rgb(7, 8, 9)");
    assert.equal(await attribute(page, "dot", "r"), "0.5");

    await page.locator("#toggle").click();
    await shows(page.locator("#texts"), "true 1e+21 secondhere.");
    await shows(page.locator("#cell"), "second");
    await shows(page.locator("#option"), "second");
    assert.match(await attribute(page, "box", "class"), /^card b\d+ active$/);
    assert.equal(await attribute(page, "box", "hidden"), "");
    assert.equal(await attribute(page, "box", "aria-busy"), "true");
    assert.equal(await attribute(page, "box", "data-word"), "second");
    assert.equal(await attribute(page, "box", "data-maybe"), "here");
    assert.equal(await colour("box"), "rgb(4, 5, 6)");
    assert.equal(await property(page, "check", "checked"), true);
    assert.equal(await property(page, "indeterminate", "indeterminate"), true);
    assert.equal(await property(page, "field", "value"), "second");
    assert.equal(await attribute(page, "dot", "r"), "1e+21");
    assert.equal(await attribute(page, "widget", "label"), "second");

    await page.locator("#toggle").click();
    await shows(page.locator("#texts"), "false 0.5 first.");
    assert.match(await attribute(page, "box", "class"), /^card b\d+$/);
    assert.equal(await attribute(page, "box", "hidden"), null);
    assert.equal(await attribute(page, "box", "data-maybe"), null);
    assert.equal(await property(page, "check", "checked"), false);
  }));
}

test("an input ends where the program wants it", gallery(async (visit) => {
  const page = await visit("inputs");
  await page.locator("#slider").fill("55");
  await shows(page.locator("#level"), "55");
  await page.locator("#slider").fill("95");
  await shows(page.locator("#level"), "60");
  await page.waitForFunction(() => document.querySelector("#slider").value === "60");
}));

test("typing, ticking and keys reach C++ with the fields they were asked for", gallery(async (visit) => {
  const page = await visit("inputs");
  await page.locator("#text").pressSequentially("grüße 🐟");
  await shows(page.locator("#typed"), "grüße 🐟");
  assert.equal(await page.locator("#text").inputValue(), "grüße 🐟");
  await page.locator("#agree").check();
  await shows(page.locator("#agreed"), "true");
  await page.locator("#link").click();
  await shows(page.locator("#told"), "clicked A");
  assert.match(page.url(), /inputs$/);
  await page.locator("#keys").press("Escape");
  await shows(page.locator("#told"), "key Escape");
}));

test("a debounced event is told once it is quiet", gallery(async (visit) => {
  const page = await visit("inputs");
  await page.locator("#calm").evaluate((element) => {
    for (let i = 0; i < 20; ++i) element.dispatchEvent(new Event("input"));
  });
  await shows(page.locator("#calls"), "1");
}));

test("scripts of the page see observables with their types, and answer", gallery(async (visit) => {
  const page = await visit("mirrors");
  await shows(page.locator("#kind"), "Float32Array 3 2.5");
  await shows(page.locator("#answer"), "bigint 9007199254740993");
}));

test("a script shows what it hears, and sets it for the program, too", gallery(async (visit) => {
  const page = await visit("dial");
  await page.waitForFunction(() => document.querySelector("meter").value === 3);
  await page.locator("meter").click();
  await shows(page.locator("output"), "4");
  assert.equal(await page.locator("meter").evaluate((dial) => dial.value), 4);
}));

test("a script that runs before the library's finds it when the document is loaded", gallery(async (visit) => {
  const page = await visit("early");
  await shows(page.locator("output"), "connected");
  assert.equal(await page.evaluate(() => there), false);
}));
