// The example points sends a million floats, 60 times a second: how often does a page in Chromium, with WebGL in software,
// draw them? The bound: the same page without its program, which draws the numbers that came last again and again.
import { inChromium, report } from "./support/browser.mjs";

const seconds = 8;

// In the page: how often something is drawn in a second.
const rate = async (milliseconds) => {
  const [before, begun] = [globalThis.draws, performance.now()];
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return ((globalThis.draws - before) / (performance.now() - begun)) * 1000;
};
const count = () => {
  globalThis.draws = 0;
  const prototype = WebGL2RenderingContext.prototype;
  const draw = prototype.drawArrays;
  prototype.drawArrays = function (...what) {
    globalThis.draws++;
    return draw.apply(this, what);
  };
};
const drawAgain = () => {
  const gl = document.querySelector("canvas").getContext("webgl2");
  const numbers = Bonito.observable("points").value;
  const again = () => {
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, numbers);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.drawArrays(gl.POINTS, 0, numbers.length);
    requestAnimationFrame(again);
  };
  again();
};

await inChromium(async ({ browser, start }) => {
  const program = await start("examples/points");
  const page = await browser.newPage();
  await page.addInitScript(count);
  await page.goto(program.url);
  await page.waitForFunction(() => globalThis.draws > 2);
  const measured = await page.evaluate(rate, seconds * 1000);
  await program.stop();
  await page.evaluate(drawAgain);
  const bound = await page.evaluate(rate, seconds * 1000);
  report({ rate: { measured, bound } });
});
