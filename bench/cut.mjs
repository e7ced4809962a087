// The line between Chromium and the program is cut for 5 seconds, and the page is clicked meanwhile: how long from the
// moment the line is back until the page shows that click, counted once? The bound: a bare page opens a WebSocket to
// the same server's port and hears from it, which has nothing to wait for.
import { setTimeout as sleep } from "node:timers/promises";
import { inChromium, percentile, report } from "./support/browser.mjs";
import { startProxy } from "./support/fault_proxy.mjs";

const cuts = 5;
const milliseconds = 5000;

const shows = (count) => document.querySelector("h1").textContent === `Count: ${count}`;

// In the page, before the line is back: the time at which it shows the count.
const notice = (count) => {
  const h1 = document.querySelector("h1");
  const observer = new MutationObserver(() => {
    if (h1.textContent !== `Count: ${count}`) return;
    observer.disconnect();
    globalThis.noticed = performance.timeOrigin + performance.now();
  });
  observer.observe(h1, { subtree: true, childList: true, characterData: true });
  globalThis.noticed = 0;
};

const openEcho = (url) => new Promise((resolve) => {
  const start = performance.now();
  const socket = new WebSocket(`${url.replace("http", "ws")}echo`);
  socket.onopen = () => socket.send("hello");
  socket.onmessage = () => resolve(performance.now() - start);
});

await inChromium(async ({ browser, start }) => {
  const counter = await start("examples/counter");
  const bare = await start("bench/bench_bare_server");
  const proxy = await startProxy(counter.url);
  try {
    const page = await browser.newPage();
    await page.goto(proxy.url);
    await page.waitForFunction(() => Bonito.status === "connected");
    const times = [];
    for (let cut = 1; cut <= cuts; cut++) {
      await proxy.tell("refuse on");
      await proxy.tell("cut");
      await page.waitForFunction(() => Bonito.status !== "connected");
      const lost = performance.now();
      await page.click("button");
      await page.evaluate(notice, cut);
      await sleep(milliseconds - (performance.now() - lost));
      const back = performance.timeOrigin + performance.now();
      await proxy.tell("refuse off");
      const noticed = await (await page.waitForFunction(() => globalThis.noticed)).jsonValue();
      times.push(noticed - back);
      await sleep(1_200); // were it counted twice, it would be now; and the next cut is one of its own
      if (!(await page.evaluate(shows, cut))) throw new Error("A click was not counted once.");
    }
    const other = await browser.newPage();
    await other.goto(bare.url);
    const echoes = [];
    for (let i = 0; i < cuts; i++) echoes.push(await other.evaluate(openEcho, bare.url));
    report({
      p50: { measured: percentile(times, 50), bound: percentile(echoes, 50) },
      slowest: { measured: percentile(times, 100), bound: percentile(echoes, 100) },
    });
  } finally {
    await proxy.stop();
  }
});
