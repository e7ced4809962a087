import { test } from "node:test";
import { inBrowser, shows } from "./browser.mjs";

const heading = (page) => page.locator("h1");
const button = (page) => page.getByRole("button", { name: "+1" });

test("a hundred clicks are a hundred events", inBrowser(async ({ start, visit }) => {
  const page = await visit((await start("counter")).url);
  await shows(heading(page), "Count: 0");
  for (let clicks = 0; clicks < 100; ++clicks) await button(page).click();
  await shows(heading(page), "Count: 100");
}));

test("a hundred clicks at once are a hundred events", inBrowser(async ({ start, visit }) => {
  const page = await visit((await start("counter")).url);
  await button(page).evaluate((element) => { for (let clicks = 0; clicks < 100; ++clicks) element.click(); });
  await shows(heading(page), "Count: 100");
}));

test("two tabs and another visitor share the count", inBrowser(async ({ start, visit }) => {
  const counter = await start("counter");
  const first = await visit(counter.url);
  const second = await visit(counter.url, { tabOf: first });
  await button(first).click();
  await shows(heading(second), "Count: 1");
  await button(second).click();
  await shows(heading(first), "Count: 2");
  const late = await visit(counter.url);
  await shows(heading(late), "Count: 2");
  await button(late).click();
  for (const page of [first, second, late]) await shows(heading(page), "Count: 3");
}));

test("a page that leaves takes nothing with it", inBrowser(async ({ start, visit }) => {
  const counter = await start("counter");
  const stays = await visit(counter.url);
  const leaves = await visit(counter.url);
  await button(leaves).click();
  await shows(heading(stays), "Count: 1");
  await leaves.close();
  await button(stays).click();
  await shows(heading(stays), "Count: 2");
}));

test("a click before the socket opens counts", inBrowser(async ({ start, visit }) => {
  const counter = await start("counter");
  let openSocket;
  const opening = new Promise((resolve) => (openSocket = resolve));
  const page = await visit(counter.url, {
    prepare: (page) => page.routeWebSocket(/./, async (socket) => {
      await opening;
      socket.connectToServer();
    }),
  });
  await button(page).click();
  await button(page).click();
  await shows(heading(page), "Count: 0");
  openSocket();
  await shows(heading(page), "Count: 2");
}));
