// Pages that a WebRTC data channel carries, with a program that has a connection of its own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";
import { becomes, count, isComplete, status } from "./line_page.mjs";

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

// A page may see its machine's addresses if it may hear its microphone; else it hides them behind names that only a
// network can resolve. Its peers and channels are there to be cut; it must not open a WebSocket.
const open = (visit, url, { allow } = {}) => visit(url, {
  allow,
  context: { permissions: ["microphone"] },
  prepare: async (page) => {
    page.on("websocket", (socket) => assert.fail(`The page opened the WebSocket ${socket.url()}`));
    await page.addInitScript(() => {
      globalThis.peers = [];
      globalThis.channels = [];
      const Peer = RTCPeerConnection;
      globalThis.RTCPeerConnection = class extends Peer {
        constructor(...options) {
          super(...options);
          peers.push(this);
        }
        createDataChannel(...options) {
          const channel = super.createDataChannel(...options);
          channels.push(channel);
          return channel;
        }
      };
    });
  },
});

// A page of programs/carried.cpp.
const carried = (body) => inBrowser(async ({ start, visit }) => {
  const program = await start("carried");
  const page = await open(visit, program.url);
  await becomes(page, "connected");
  await body({ page, program, start, visit });
});

const channels = (page) => page.evaluate(() => globalThis.channels.length);

// Another channel carries the page than the `before` it had.
async function isCarriedAnew(page, before) {
  await page.waitForFunction((before) => globalThis.channels.length > before, before);
  await becomes(page, "connected");
}

test("the example counts, its clock runs, and it says what carries it", inBrowser(async ({ start, visit }) => {
  const program = await start("webrtc");
  const page = await open(visit, program.url);
  await shows(page.locator("#line"), "Carried by WebRTC: connected");
  await press(page, "+1");
  await shows(count(page), "Count: 1");
  const clock = await page.locator("#clock").textContent();
  await page.waitForFunction((before) => document.querySelector("#clock").textContent !== before, clock);
  assert.equal(await page.evaluate(() => globalThis.channels.at(-1).readyState), "open");
}));

test("several pages at once are told of each other's clicks", inBrowser(async ({ start, visit }) => {
  const program = await start("webrtc");
  const pages = await Promise.all([1, 2, 3].map(() => open(visit, program.url)));
  for (const page of pages) await becomes(page, "connected");
  for (const page of pages) await press(page, "+1");
  for (const page of pages) await shows(count(page), "Count: 3");
}));

for (const [what, cut] of [
  ["its connection is lost", (page) => page.evaluate(() => peers.at(-1).close())],
  ["the program closes its channel", (page) => press(page, "cut")],
]) {
  test(`a page goes on, and nothing is lost, when ${what}`, carried(async ({ page }) => {
    for (let cuts = 1; cuts <= 3; ++cuts) {
      const before = await channels(page);
      await cut(page);
      await page.getByRole("button", { name: "+1" }).evaluate((button) => button.click());  // maybe without a line
      await isCarriedAnew(page, before);
      await shows(count(page), `Count: ${cuts}`);
    }
    await isComplete(page);
  }));
}

test("a page whose program falls silent notices, and goes on when it is back", carried(async ({ page, program }) => {
  process.kill(program.pid, "SIGSTOP");
  try {
    await becomes(page, "reconnecting");
    await page.getByRole("button", { name: "+1" }).evaluate((button) => button.click());
  } finally {
    process.kill(program.pid, "SIGCONT");
  }
  await shows(count(page), "Count: 1");
  await isComplete(page);
}));

test("values of megabytes come whole, to the page and from it", carried(async ({ page }) => {
  const before = await channels(page);
  await press(page, "measure");
  await page.waitForFunction(() => samples.value?.length === 1_000_000 && samples.value.every((each) => each === 0.5));
  await press(page, "tell");
  await page.waitForFunction(() => document.querySelector("#story").textContent === "x".repeat(3_000_000));
  await page.evaluate(() => samples.notify(new Float32Array(900_000).fill(2)));
  await shows(page.locator("#sums"), "500000 1800000 ");
  assert.equal(await channels(page), before);
}));

test("a page that sends faster than the program handles waits, and is not cut off", carried(async ({ page }) => {
  const before = await channels(page);
  await page.evaluate(() => {
    for (let n = 1; n <= 200; ++n) samples.notify(new Float32Array(20_000).fill(n));
  });
  const sums = Array.from({ length: 200 }, (_, index) => `${20_000 * (index + 1)} `).join("");
  await shows(page.locator("#sums"), sums);
  assert.equal(await channels(page), before);
  await isComplete(page);
}));

test("a page need not be at the server's root", carried(async ({ program, visit }) => {
  const page = await open(visit, new URL("not/at/the/root", program.url).href);
  await becomes(page, "connected");
}));

test("a page that leaves, or is closed, is missed, at once or when it does not answer", carried(async ({ page, program, visit }) => {
  const other = await open(visit, program.url);
  await becomes(other, "connected");
  const away = async () => Number(await page.locator("#away").textContent());
  const misses_one_more = async (before) => eventually(async () => assert.equal(await away(), before + 1));
  let before = await away();
  await other.goto("about:blank");
  await misses_one_more(before);
  const third = await open(visit, program.url);
  await becomes(third, "connected");
  before = await away();
  await third.close();
  await misses_one_more(before);
}));

test("a page whose session is over is told, and tries no more", carried(async ({ page }) => {
  const before = await channels(page);
  await press(page, "end");
  await becomes(page, "closed");
  assert.equal(await channels(page), before);
}));

test("a page whose program was begun anew is told, and loads itself anew", inBrowser(async ({ start, visit }) => {
  const first = await start("carried");
  const page = await open(visit, first.url, { allow: /^Failed to load resource:/ });
  await becomes(page, "connected");
  const loaded = await page.evaluate(() => performance.timeOrigin);
  await first.stop();
  await start("carried", "--port", first.port);
  await page.waitForFunction((before) => performance.timeOrigin > before, loaded);
  await becomes(page, "connected");
}));

test("who posts no offer, or from elsewhere, gets no answer", carried(async ({ page, program }) => {
  const id = await page.evaluate(() => document.querySelector("meta[name=bonito]").content);
  const post = (path, headers, body = "v=0") => fetch(new URL(path, program.url), { method: "POST", headers, body });
  assert.equal((await post(`webrtc/${id}`, { Origin: "http://elsewhere.example" })).status, 403);
  assert.equal((await post(`webrtc/${id}`, {}, "no offer")).status, 400);
  assert.equal((await post("webrtc/unknown")).status, 404);
  assert.equal((await fetch(new URL(`webrtc/${id}`, program.url))).status, 405);
  assert.equal(await status(page), "connected");
}));
