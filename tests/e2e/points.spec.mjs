import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser } from "./browser.mjs";

test("a million points are drawn again and again, from the memory they came in", inBrowser(async ({ start, visit }) => {
  const program = await start("points");
  const prepare = (page) => page.addInitScript(() => {
    globalThis.drawn = [];
    const prototype = WebGL2RenderingContext.prototype;
    const { bufferSubData } = prototype;
    prototype.bufferSubData = function (target, offset, numbers) {
      globalThis.newest = numbers;
      drawn.push([numbers.constructor.name, numbers.length, numbers.byteOffset, numbers[0]]);
      return bufferSubData.call(this, target, offset, numbers);
    };
  });
  // Drawn in software by a machine that is busy, it takes its time.
  const patience = 60_000;
  const page = await visit(program.url, { prepare });
  page.setDefaultTimeout(patience);
  const drawn = await eventually(async () => {
    const all = await page.evaluate(() => globalThis.drawn);
    assert.ok(all.length >= 3);
    assert.ok(new Set(all.map(([, , , first]) => first)).size > 1, "they move");
    return all;
  }, patience);
  for (const [kind, length] of drawn) assert.deepEqual([kind, length], ["Float32Array", 1_000_000]);
  assert.ok(drawn.every(([, , offset]) => offset > 0), "a view behind the message's head");
  // The same is drawn once more, as it can be read back only in the same moment.
  const columns = await page.locator("canvas").evaluate((canvas) => {
    const gl = canvas.getContext("webgl2");
    const { width, height } = canvas;
    gl.drawArrays(gl.LINES, 0, 2 * width);
    const pixels = new Uint8Array(4 * width * height);
    gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    const row = (value) => (value * 0.5 + 0.5) * height;
    return [0, 1, 31, 32, 33, width >> 1, width - 1].map((column) => {
      const rows = [...Array(height).keys()].filter((y) => pixels[4 * (y * width + column) + 3] > 0);
      const fours = newest.length / 4;  // which the columns share
      const begin = (column) => 4 * (column * Math.floor(fours / width) + Math.min(column, fours % width));
      const values = newest.subarray(begin(column), begin(column + 1));
      return [rows.at(0), row(Math.min(...values)), rows.at(-1), row(Math.max(...values))];
    });
  });
  for (const [bottom, lowest, top, highest] of columns) {
    assert.ok(Math.abs(bottom - lowest) < 2 && Math.abs(top - highest) < 2, String(columns));
  }
}));
