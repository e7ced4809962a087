// A page with a second WebSocket for large values: programs/line.cpp.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser } from "./browser.mjs";
import { startProxy } from "./http_proxy.mjs";
import { becomes, press, refusals } from "./line_page.mjs";

const bulk = /\?bulk$/;
const first = /[^?]{22}$/;
const picture = (n) => `picture 1000000 1 ${n}`;
// Without the values that the page begins with.
const noted = (page) => page.evaluate(() => noted.filter((note) => !/^(beside|picture) 0/.test(note)));
const notes = (page, wanted) => eventually(async () => assert.deepEqual(await noted(page), wanted));

const behindProxy = (body) => inBrowser(async ({ start, visit }) => {
  const program = await start("line");
  const proxy = await startProxy(program.port);
  try {
    const page = await visit(`${proxy.url}dual`, { allow: refusals });
    await becomes(page, "connected");
    await body({ page, proxy });
  } finally {
    proxy.close();
  }
});
// The page's only socket of this kind, once the program has answered it; another one than `before`.
const open = (proxy, url, before) => eventually(() => {
  const [socket, ...others] = proxy.sockets(url);
  assert.ok(socket !== before && socket.bytesRead > 0);
  assert.equal(others.length, 0);
  return socket;
});

test("a large value comes by the second socket, and small ones pass it", behindProxy(async ({ page, proxy }) => {
  const socket = await open(proxy, bulk);
  socket.pause();
  await press(page, "take");
  for (const n of [1, 2, 3]) {
    await press(page, "beside");
    await eventually(async () => assert.equal((await noted(page)).at(-1), `beside ${n}`));
  }
  socket.resume();
  await notes(page, ["beside 1", "beside 2", "beside 3", picture(1)]);
  await press(page, "take");
  await notes(page, ["beside 1", "beside 2", "beside 3", picture(1), picture(2)]);
}));

test("what the second socket loses comes by the first, and later by its successor", behindProxy(async ({ page, proxy }) => {
  let socket;
  for (let n = 1; n <= 4; ++n) {
    socket = await open(proxy, bulk, socket);
    socket.pause();
    await press(page, "take");
    await eventually(() => assert.ok(socket.readableLength > 0));
    socket.destroy();
    await eventually(async () => assert.equal((await noted(page)).at(-1), picture(n)));
  }
  await open(proxy, bulk, socket);
  assert.equal((await noted(page)).length, 4);
}));

test("a large value outlives cuts of the first socket, and of both", behindProxy(async ({ page, proxy }) => {
  let own, beside;
  for (let n = 1; n <= 4; ++n) {
    beside = await open(proxy, bulk, beside);  // a page that has come back opens another one
    own = await open(proxy, first, own);
    beside.pause();
    await press(page, "take");
    await eventually(() => assert.ok(beside.readableLength > 0));
    if (n % 2) {
      own.destroy();
      beside.resume();
    } else {
      proxy.cut();
    }
    await eventually(async () => assert.equal((await noted(page)).at(-1), picture(n)));
  }
  await open(proxy, bulk, beside);
  await press(page, "beside");
  await notes(page, [picture(1), picture(2), picture(3), picture(4), "beside 1"]);
}));

test("a page without its second socket gets all by the first", inBrowser(async ({ start, visit }) => {
  const program = await start("line");
  const page = await visit(`${program.url}dual`, {
    allow: refusals,
    prepare: (page) => page.routeWebSocket(bulk, (socket) => socket.close()),
  });
  await becomes(page, "connected");
  await press(page, "take");
  await press(page, "beside");
  await eventually(async () => assert.deepEqual((await noted(page)).sort(), ["beside 1", picture(1)]));
}));
