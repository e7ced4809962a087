// How many updates of an observable reach one page in Chromium in a second, every one of them, in order?
// The bound: a script that takes the same bytes, in messages of the same size, from the bare server.
import { inChromium, report } from "./support/browser.mjs";

const values = 1_000_000;

// In the page, before its own scripts: how much do its WebSockets bring?
const watchSockets = () => {
  globalThis.brought = { messages: 0, bytes: 0 };
  globalThis.WebSocket = class extends WebSocket {
    constructor(url) {
      super(url);
      this.addEventListener("message", ({ data }) => {
        brought.messages++;
        brought.bytes += data.byteLength;
      });
    }
  };
};

const count = (last) => new Promise((resolve, reject) => {
  const tellEvery = 5_000; // as support/counting_app.hpp
  const seen = Bonito.observable("seen");
  let expected = 1;
  const start = performance.now();
  Bonito.observable("line").on((value) => {
    if (value !== expected) reject(new Error(`${value} came where ${expected} was due.`));
    if (expected % tellEvery === 0) seen.notify(value);
    if (expected++ < last) return;
    resolve({ milliseconds: performance.now() - start, bytes: brought.bytes / brought.messages });
  });
  Bonito.observable("go").notify(last);
});

const take = ([last, bytes]) => new Promise((resolve) => {
  const socket = new WebSocket(`${location.href.replace("http", "ws")}blast?values=${last}&bytes=${bytes}`);
  socket.binaryType = "arraybuffer";
  let start;
  socket.onopen = () => {
    start = performance.now();
    socket.send("go");
  };
  socket.onclose = () => resolve(performance.now() - start);
});

await inChromium(async ({ browser, start }) => {
  const open = async (program) => {
    const page = await browser.newPage();
    await page.addInitScript(watchSockets);
    await page.goto(program.url);
    return page;
  };
  const page = await open(await start("bench/bench_counting_server"));
  await page.waitForFunction(() => Bonito.observable("line").value === 0);
  const { milliseconds, bytes } = await page.evaluate(count, values);
  await page.close();

  const bare = await open(await start("bench/bench_bare_server"));
  const bound = await bare.evaluate(take, [values, Math.round(bytes)]);
  report({
    updates: { measured: (values / milliseconds) * 1000, bound: (values / bound) * 1000 },
    frame: { measured: bytes },
  });
});
