// How long, inside Chromium, from a click to the change of the DOM it leads to, and what does it cost the
// server? The bound: a page whose click sends 64 bytes to the bare echo, and changes when they are back.
import { cpuMilliseconds, inChromium, percentile, report } from "./support/browser.mjs";

const clicks = 1000;
const perBlock = 100;

// In the page: clicks, waits for the change, rests a little, and clicks again.
const clickOften = (count) => new Promise((resolve) => {
  const button = document.querySelector("button");
  const times = [];
  let clicked;
  const click = () => {
    clicked = performance.now();
    button.click();
  };
  const observer = new MutationObserver(() => {
    times.push(performance.now() - clicked);
    if (times.length < count) return setTimeout(click);
    observer.disconnect();
    resolve(times);
  });
  observer.observe(document.querySelector("h1"), { subtree: true, childList: true, characterData: true });
  click();
});

const barePage = () => new Promise((resolve) => {
  document.body.innerHTML = "<h1>Count: 0</h1><button>+1</button>";
  const text = document.querySelector("h1").firstChild;
  const socket = new WebSocket(location.href.replace("http", "ws") + "echo");
  socket.binaryType = "arraybuffer";
  let count = 0;
  document.querySelector("button").onclick = () => socket.send(new Uint8Array(64));
  socket.onmessage = () => (text.data = `Count: ${++count}`);
  socket.onopen = resolve;
});

await inChromium(async ({ browser, start }) => {
  const open = async (program, prepare) => {
    const page = await browser.newPage();
    await page.goto(program.url);
    await page.evaluate(prepare);
    return { page, pid: program.pid, times: [], cpu: 0 };
  };
  const measure = async (side, count) => {
    await side.page.bringToFront();
    const before = cpuMilliseconds(side.pid);
    const times = await side.page.evaluate(clickOften, count);
    return { times, cpu: cpuMilliseconds(side.pid) - before };
  };
  const ours = await open(await start("examples/counter"), () => {});
  const bare = await open(await start("bench/bench_bare_server"), barePage);
  // The two take turns; the first block warms up.
  for (let block = 0; block <= clicks / perBlock; block++) {
    for (const side of [ours, bare]) {
      const { times, cpu } = await measure(side, perBlock);
      if (block === 0) continue;
      side.times.push(...times);
      side.cpu += cpu;
    }
  }
  const figure = (of) => ({ measured: of(ours), bound: of(bare) });
  report({
    p50: figure(({ times }) => percentile(times, 50)),
    p95: figure(({ times }) => percentile(times, 95)),
    cpu: figure(({ cpu }) => cpu / clicks),
  });
});
