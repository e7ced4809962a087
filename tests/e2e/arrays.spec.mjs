import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";

const arrays = (body) => inBrowser(async ({ start, visit }) => {
  const page = await visit((await start("arrays")).url);
  // What is long comes after the rest.
  for (const name of ["typed", "long text"]) {
    await eventually(async () =>
      assert.notEqual(await page.evaluate((name) => Bonito.observable(name).value, name), undefined));
  }
  await body(page);
});
// What the browser has of an array: its class, its shape, its numbers as texts.
const seen = (page, name) => page.evaluate((name) => {
  const { value } = Bonito.observable(name);
  return [value.constructor.name, value.shape, [...value].map(String)];
}, name);

test("arrays of every kind and shape, texts and integers come back as they went", arrays(async (page) => {
  const names = await page.locator("td").evaluateAll((all) => all.map((cell) => cell.dataset.name));
  assert.ok(names.length > 120, String(names.length));
  await page.evaluate((names) => {
    for (const name of names) Bonito.observable(`${name}-back`).notify(Bonito.observable(name).value);
  }, names);
  // What equals the empty value the program began with changes nothing there, and is told to nobody.
  await eventually(async () => {
    const verdicts = await page.locator("td").evaluateAll((all) => all.map((cell) => [cell.dataset.name, cell.textContent]));
    assert.deepEqual(verdicts.filter(([, verdict]) => verdict !== "equal"), []);
  });
}));

test("the browser has typed arrays of the same kind and shape", arrays(async (page) => {
  assert.deepEqual(await seen(page, "int8"), ["Int8Array", [4], ["-128", "0", "1", "127"]]);
  assert.deepEqual(await seen(page, "uint16-2-3"), ["Uint16Array", [2, 3], ["1", "2", "3", "4", "5", "6"]]);
  assert.deepEqual(await seen(page, "int64"), ["BigInt64Array", [4], ["-9223372036854775808", "0", "1", "9223372036854775807"]]);
  assert.deepEqual(await seen(page, "uint64"), ["BigUint64Array", [4], ["0", "0", "1", "18446744073709551615"]]);
  assert.deepEqual(await seen(page, "float32-3-0-2"), ["Float32Array", [3, 0, 2], []]);
  assert.deepEqual(await seen(page, "float64-none"), ["Float64Array", [], ["1"]]);
  assert.deepEqual(await seen(page, "lent"), ["Float32Array", [3], ["2", "3", "4"]]);
}));

test("integers are numbers where these are exact, and bigints elsewhere", arrays(async (page) => {
  const type = (name) => page.evaluate((name) => [typeof Bonito.observable(name).value, String(Bonito.observable(name).value)], name);
  assert.deepEqual(await type("int64 9007199254740991"), ["number", "9007199254740991"]);
  assert.deepEqual(await type("int64 9007199254740993"), ["bigint", "9007199254740993"]);
  assert.deepEqual(await type("int64 -9223372036854775808"), ["bigint", "-9223372036854775808"]);
  assert.deepEqual(await type("uint64 18446744073709551615"), ["bigint", "18446744073709551615"]);
}));

test("half a character from the browser arrives as U+FFFD, and all else as it is", arrays(async (page) => {
  const arrives = async (text, bytes) => {
    await page.evaluate((text) => Bonito.observable("typed").notify(JSON.parse(text)), JSON.stringify(text));
    await shows(page.locator("#typed"), bytes);
  };
  await arrives("a\ud800b", "61efbfbd62");
  await arrives("\udc00", "efbfbd");
  await arrives("\ud83d\udc1f", "f09f909f");
  await arrives("\u2028\u0000", "e280a800");
}));
