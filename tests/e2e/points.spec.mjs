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
      drawn.push([numbers.constructor.name, numbers.length, numbers.byteOffset, numbers[0]]);
      return bufferSubData.call(this, target, offset, numbers);
    };
  });
  const page = await visit(program.url, { prepare });
  // Drawn in software by a machine that is busy, it takes its time.
  await eventually(async () => assert.ok((await page.evaluate(() => drawn.length)) >= 3), 60_000);
  const drawn = await page.evaluate(() => globalThis.drawn);
  for (const [kind, length] of drawn) assert.deepEqual([kind, length], ["Float32Array", 1_000_000]);
  assert.ok(drawn.every(([, , offset]) => offset > 0), "a view behind the message's head");
  assert.ok(new Set(drawn.map(([, , , first]) => first)).size > 1, "they move");
  const ink = await page.locator("canvas").evaluate((canvas) => {
    const gl = canvas.getContext("webgl2");
    gl.drawArrays(gl.LINES, 0, 2 * canvas.width); // as for the last frame
    const pixels = new Uint8Array(4 * canvas.width * canvas.height);
    gl.readPixels(0, 0, canvas.width, canvas.height, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
    return pixels.some((part) => part > 0);
  });
  assert.ok(ink);
}));
