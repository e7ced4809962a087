// The program sets a text as fast as it can for 5 seconds: how many frames a second does a page in Chromium paint that
// show a new value, and how late is the last one painted? Each value is the time at which it was set. The bound: a
// script that asks the bare server for the newest number again and again.
import { inChromium, report } from "./support/browser.mjs";

const seconds = 5;

const barePage = (milliseconds) => {
  document.body.innerHTML = "<p>0</p><button>Start</button>";
  const text = document.querySelector("p").firstChild;
  const socket = new WebSocket(`${location.href.replace("http", "ws")}newest?ms=${milliseconds}`);
  socket.binaryType = "arraybuffer";
  socket.onmessage = ({ data }) => {
    text.data = new DataView(data).getBigInt64(0, true);
    socket.send("?");
  };
  document.querySelector("button").onclick = () => socket.send("?");
  return new Promise((resolve) => (socket.onopen = resolve));
};

// In the page: presses the button, and looks at the text in each frame until it has come to rest.
const watch = () => new Promise((resolve) => {
  const rest = 500;
  const text = document.querySelector("p");
  const seen = { frames: 0, first: 0, last: 0, lag: 0 };
  let shown = text.textContent;
  const look = () => {
    const now = performance.now();
    if (text.textContent !== shown) {
      shown = text.textContent;
      seen.frames++;
      seen.first ||= now;
      seen.last = now;
      seen.lag = performance.timeOrigin + now - shown / 1000;
    }
    if (seen.first && now - seen.last > rest) return resolve(seen);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  document.querySelector("button").click();
});

await inChromium(async ({ browser, start }) => {
  const measure = async (url, prepare) => {
    const page = await browser.newPage();
    await page.goto(url);
    await prepare(page);
    const { frames, first, last, lag } = await page.evaluate(watch);
    await page.close();
    return { painted: ((frames - 1) / (last - first)) * 1000, lag };
  };
  const program = await start("bench/bench_counting_server");
  const ours = await measure(`${program.url}time`, (page) => page.waitForFunction(() => Bonito.status === "connected"));
  const server = await start("bench/bench_bare_server");
  const bare = await measure(server.url, (page) => page.evaluate(barePage, seconds * 1000));
  report({
    painted: { measured: ours.painted, bound: bare.painted },
    lag: { measured: ours.lag, bound: bare.lag },
  });
});
