// The example points sends a million floats, 60 times a second: how often does a page in Chromium, with WebGL in software,
// draw them? The bound: the same page without its program, which makes the calls of the last frame again and again.
import { inChromium, report } from "./support/browser.mjs";
import { openUnwatched } from "./support/unwatched.mjs";

const seconds = 8;

// In the page: how often something is drawn in a second.
const rate = async (milliseconds) => {
  const [before, begun] = [globalThis.draws, performance.now()];
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return ((globalThis.draws - before) / (performance.now() - begun)) * 1000;
};
// A frame is what is asked of WebGL from when the numbers are handed over.
const count = () => {
  globalThis.draws = 0;
  const prototype = WebGL2RenderingContext.prototype;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const { value } = Object.getOwnPropertyDescriptor(prototype, name);
    if (typeof value !== "function") continue;
    prototype[name] = function (...given) {
      if (name === "bufferSubData") {
        globalThis.draws++;
        globalThis.frame = [];
      }
      globalThis.frame?.push(() => value.apply(this, given));
      return value.apply(this, given);
    };
  }
};
const drawAgain = () => {
  const calls = globalThis.frame;
  const again = () => {
    for (const call of calls) call();
    globalThis.draws++;
    requestAnimationFrame(again);
  };
  again();
};

await inChromium(async ({ browser, start }) => {
  const program = await start("examples/points");
  const page = await openUnwatched(browser, program.url, count);
  await page.waitFor("globalThis.draws > 2");
  const measured = await page.evaluate(`(${rate})(${seconds * 1000})`);
  await program.stop();
  await page.evaluate(`(${drawAgain})()`);
  const bound = await page.evaluate(`(${rate})(${seconds * 1000})`);
  report({ rate: { measured, bound } });
});
