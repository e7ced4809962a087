// 2,000 clicks in one task of a page in Chromium: how long until the page shows that all have been counted? The bound:
// a page whose clicks go to the bare echo in one message, three bytes each, and are shown when it is back.
import { inChromium, percentile, report } from "./support/browser.mjs";

const clicks = 2000;
const rounds = 7; // the first warms up

const barePage = () => new Promise((resolve) => {
  document.body.innerHTML = "<h1>Count: 0</h1><button>+1</button>";
  const text = document.querySelector("h1").firstChild;
  const socket = new WebSocket(location.href.replace("http", "ws") + "echo");
  socket.binaryType = "arraybuffer";
  let gathered = 0;
  let count = 0;
  document.querySelector("button").onclick = () => {
    if (gathered++) return;
    queueMicrotask(() => {
      socket.send(new Uint8Array(3 * gathered));
      gathered = 0;
    });
  };
  socket.onmessage = ({ data }) => (text.data = `Count: ${(count += data.byteLength / 3)}`);
  socket.onopen = resolve;
});

// In the page.
const clickAtOnce = ([times, total]) => new Promise((resolve, reject) => {
  const button = document.querySelector("button");
  const h1 = document.querySelector("h1");
  const start = performance.now();
  const look = () => {
    const count = +h1.textContent.split(" ")[1];
    if (count > total) return reject(new Error(`${count} were counted of ${total}.`));
    if (count < total) return;
    observer.disconnect();
    resolve(performance.now() - start);
  };
  const observer = new MutationObserver(look);
  observer.observe(h1, { subtree: true, childList: true, characterData: true });
  for (let i = 0; i < times; i++) button.click();
});

await inChromium(async ({ browser, start }) => {
  const measure = async (program, prepare) => {
    const page = await browser.newPage();
    await page.goto(program.url);
    await prepare(page);
    const times = [];
    for (let round = 1; round <= rounds; round++) times.push(await page.evaluate(clickAtOnce, [clicks, clicks * round]));
    await page.close();
    return percentile(times.slice(1), 50);
  };
  const connected = (page) => page.waitForFunction(() => Bonito.status === "connected");
  const measured = await measure(await start("examples/counter"), connected);
  const bound = await measure(await start("bench/bench_bare_server"), (page) => page.evaluate(barePage));
  report({ ms: { measured, bound } });
});
