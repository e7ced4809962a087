// What does the first page take: bytes, requests, and the time from navigation to the first click's effect?
// The bound of the time: a page and a script of the same sizes, from the bare server, with a click handler of
// its own. Bytes are those the server sends, with all headers and the WebSocket's, as a proxy counts them.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { connect, createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inChromium, percentile, report } from "./support/browser.mjs";

const visits = 10;
const request = /^GET .* HTTP\/1.1\r$/gm;

// In the page, before its own scripts: clicks the button as soon as there is one, until its text has changed.
const clickAtOnce = () => {
  const changed = () => (globalThis.effect = performance.now());
  const find = new MutationObserver(() => {
    const button = document.querySelector("button");
    if (!button) return;
    find.disconnect();
    const changes = { subtree: true, childList: true, characterData: true };
    new MutationObserver(changed).observe(document.querySelector("h1"), changes);
    const click = () => {
      if (globalThis.effect) return;
      button.click();
      setTimeout(click, 2);
    };
    click();
  });
  find.observe(document, { subtree: true, childList: true });
};

async function millisecondsToEffect(browser, url) {
  const times = [];
  for (let visit = 0; visit < visits; visit++) {
    const context = await browser.newContext(); // nothing cached
    const page = await context.newPage();
    await page.addInitScript(clickAtOnce);
    await page.goto(url);
    times.push(await (await page.waitForFunction(() => globalThis.effect)).jsonValue());
    await context.close();
  }
  return percentile(times, 50);
}

// What a browser with an empty cache asks of the program, and is sent, until the page is connected.
async function traffic(browser, url) {
  const counted = { bytes: 0, requests: 0 };
  const sockets = new Set();
  const proxy = createServer((visitor) => {
    const program = connect(new URL(url).port, "127.0.0.1");
    for (const [from, to] of [[visitor, program], [program, visitor]]) {
      sockets.add(from.on("error", () => {}));
      from.pipe(to);
    }
    visitor.on("data", (data) => (counted.requests += data.toString("latin1").match(request)?.length ?? 0));
    program.on("data", (data) => (counted.bytes += data.length));
  }).listen(0, "127.0.0.1");
  await once(proxy, "listening");
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${proxy.address().port}/`);
  await page.waitForFunction(() => Bonito.status === "connected");
  await page.waitForTimeout(500); // for an icon, which comes last
  const { bytes, requests } = counted;
  await context.close();
  proxy.close();
  for (const socket of sockets) socket.destroy();
  return { bytes, requests };
}

// Bytes of a body as they travel to a browser.
async function sizeOf(url) {
  const [response] = await once(get(url, { headers: { "Accept-Encoding": "gzip, deflate, br" } }), "response");
  const chunks = await response.toArray();
  return { bytes: Buffer.concat(chunks).length, text: Buffer.concat(chunks).toString() };
}

const alike = {
  "index.html": `<!DOCTYPE html><title>Count</title><script type="module" src="script.js"></script>
    <h1>Count: 0</h1><button>+1</button>`,
  "script.js": `const h1 = document.querySelector("h1");
    document.querySelector("button").onclick = () => (h1.textContent = "Count: 1");`,
};

await inChromium(async ({ browser, start }) => {
  const counter = await start("examples/counter");
  const html = await sizeOf(counter.url);
  const script = await sizeOf(new URL(/src="([^"]*\.js)"/.exec(html.text)[1], counter.url));
  const folder = mkdtempSync(join(tmpdir(), "bonito-bench-"));
  try {
    writeFileSync(join(folder, "index.html"), alike["index.html"].padEnd(html.bytes));
    writeFileSync(join(folder, "script.js"), alike["script.js"].padEnd(script.bytes));
    const bare = await start("bench/bench_bare_server", "--root", folder);
    const bound = await millisecondsToEffect(browser, bare.url + "index.html");
    const { bytes, requests } = await traffic(browser, counter.url);
    const measured = await millisecondsToEffect(browser, counter.url);
    report({ KiB: { measured: bytes / 1024 }, requests: { measured: requests }, ms: { measured, bound } });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
