import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";

// The page of an example, which its program sends under the policy. What violates that is an error in the console, which
// fails the test.
const wrapped = (name, body, prepare) => inBrowser(async ({ start, visit }) => {
  const program = await start(name);
  const page = await visit(program.url, { prepare });
  const policy = () => fetch(location.href).then(({ headers }) => headers.get("content-security-policy"));
  assert.equal(await page.evaluate(policy), "default-src 'self'");
  await body(page, (options) => visit(program.url, options));
});

test("what violates the policy would be an error", wrapped("plot", async (_, visit) => {
  const errors = [];
  const page = await visit({ allow: { test: (text) => errors.push(text) } });
  await page.evaluate(() => document.body.setAttribute("style", "color: red"));
  await page.evaluate(() => document.head.append(Object.assign(document.createElement("style"), { textContent: "p {}" })));
  await eventually(() => assert.equal(errors.filter((text) => /Content Security Policy/.test(text)).length, 2));
}));

test("uPlot draws the program's numbers, and draws them anew as they come", wrapped("plot", async (page) => {
  const canvas = page.locator(".uplot canvas");
  const coloured = () => canvas.evaluate((shown) => {
    const { data } = shown.getContext("2d").getImageData(0, 0, shown.width, shown.height);
    return data.filter((part, i) => i % 4 === 2 && part > 180 && data[i - 2] < 90 && data[i + 1] === 255).length;
  });
  await eventually(async () => assert.ok((await coloured()) > 100, "a blue line"));
  const first = await canvas.evaluate((shown) => shown.toDataURL());
  await eventually(async () => assert.notEqual(await canvas.evaluate((shown) => shown.toDataURL()), first));
  assert.equal(await page.locator(".u-legend").evaluate((legend) => getComputedStyle(legend).textAlign), "center", "its sheet");
}));

test("what is typed in CodeMirror reaches the program and its other pages, and the program's text CodeMirror", wrapped("editor", async (page, visit) => {
  const other = await visit();
  const text = page.locator(".cm-content");
  await shows(text.locator(".cm-line").first(), "#include <iostream>");
  await text.click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("// one   \n// two\n");
  await shows(page.getByText("Lines:"), "Lines: 7");
  await shows(other.locator(".cm-line").nth(6), "// two");
  await shows(text.locator(".cm-line").nth(5), "// one   ");
  await page.getByRole("button").click();
  for (const each of [page, other]) await shows(each.locator(".cm-line").nth(5), "// one");
  await text.focus(); // the cursor is still at the end
  await page.keyboard.type("// three");
  await shows(other.locator(".cm-line").nth(7), "// three");
  assert.equal(await text.evaluate((element) => element.getRootNode().adoptedStyleSheets.length > 0), true);
}));

test("Leaflet shows tiles that the program drew, and a marker that goes where one clicks", wrapped("map", async (page) => {
  const tiles = page.locator("img.leaflet-tile-loaded");
  await eventually(async () => assert.ok((await tiles.count()) >= 4));
  assert.ok(await tiles.evaluateAll((images) => images.every((image) => image.naturalWidth > 0)));
  const marker = page.getByAltText("The boat");
  assert.equal(await marker.evaluate((image) => image.decode().then(() => image.naturalWidth)), 25);
  const before = await marker.boundingBox();
  const map = await page.locator(".leaflet-container").boundingBox();
  const goal = [before.x + 12 + 30, before.y + 41 + 20];
  assert.ok(goal[1] < map.y + map.height);
  await page.mouse.click(...goal);
  await eventually(async () => {
    const now = await marker.boundingBox();
    assert.ok(Math.hypot(now.x + 12 - goal[0], now.y + 41 - goal[1]) < 3);
  });
}));

const watch_webgl = (page) => page.addInitScript(() => {
  globalThis.sent = [];
  const { bufferSubData } = WebGL2RenderingContext.prototype;
  WebGL2RenderingContext.prototype.bufferSubData = function (...all) {
    sent.push([all[2].constructor.name, all[2].length, all[2].byteOffset, all[2][1]]);
    return bufferSubData.apply(this, all);
  };
  const { getContext } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.getContext = function (kind, options) {
    return getContext.call(this, kind, { ...options, preserveDrawingBuffer: true });
  };
});
test("three.js draws the program's points, from the memory they came in", wrapped("scene", async (page) => {
  const own = () => page.evaluate(() => sent.filter(([, length, offset]) => length === 3 * 96 * 96 && offset > 0));
  await eventually(async () => assert.ok(new Set((await own()).map(([, , , height]) => height)).size >= 3, "they move"), 60_000);
  for (const [kind] of await own()) assert.equal(kind, "Float32Array");
  const blue = await page.locator("canvas").evaluate((canvas) => {
    const gl = canvas.getContext("webgl2");
    const pixels = new Uint8Array(4 * canvas.width * canvas.height);
    gl.readPixels(0, 0, canvas.width, canvas.height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    return pixels.filter((part, i) => i % 4 === 2 && part > 100 && pixels[i - 2] < part).length / (pixels.length / 4);
  });
  assert.ok(blue > 0.1, `a tenth of the picture is blue: ${blue}`);
}, watch_webgl));

test("KaTeX sets the program's formulas and those that are typed, with its fonts", wrapped("formula", async (page) => {
  const formula = page.locator(".katex-html");
  await eventually(async () => assert.match(await formula.textContent(), /∫.*π/));
  const fonts = () => [...document.fonts].filter(({ status }) => status === "loaded").map(({ family }) => family);
  await eventually(async () => assert.ok((await page.evaluate(fonts)).includes("KaTeX_Math")));
  await page.getByRole("button", { name: "Euler" }).click();
  await eventually(async () => assert.match(await formula.textContent(), /∑/));
  const typed = page.getByRole("textbox");
  assert.match(await typed.inputValue(), /\\sum/);
  await typed.fill("\\vec{q}");
  await eventually(async () => assert.match(await formula.textContent(), /^q/));
  assert.ok((await formula.locator("svg").boundingBox()).width < 20, "an arrow, by its inline style");
  await typed.fill("\\frac{");
  await page.locator(".katex-error").waitFor();
}));
