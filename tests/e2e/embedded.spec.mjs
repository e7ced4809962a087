// Live apps in pages that other programs make: they come, go, move, and lose nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";

const press = (app, name) => app.getByRole("button", { name, exact: true }).click();
const count = (app) => app.locator("h2");
const own = (app) => app.locator("p").first();

// What a script of the page does to show one more: fetch it, and put it in.
const more = (page) => page.evaluate(async () => {
  const place = document.createElement("div");
  place.className = "more";
  document.body.append(place);
  place.innerHTML = await (await fetch("more")).text();
});

// How many apps the program has open, seen on a live page of its own.
async function open(visit, program) {
  return (await visit(new URL("open", program.url).href)).locator("output");
}

for (const together of [false, true]) {
  const how = together ? "in a session that they share" : "each in a session of its own";
  const options = together ? ["--together"] : [];
  const sockets = together ? 1 : 2;

  test(`apps in a page of somebody else's are live, ${how}`, inBrowser(async ({ start, visit }) => {
    const program = await start("embedded", ...options);
    const opened = [];
    const page = await visit(program.url, { prepare: (each) => void each.on("websocket", (socket) => opened.push(socket)) });
    const [first, second] = [page.locator("#first"), page.locator("#second")];
    await press(first, "+1");
    await shows(count(first), "Count: 1");
    await shows(count(second), "Count: 1");
    await press(second, "mine");
    await shows(own(second), "Mine: 1");
    await shows(own(first), "Mine: 0");
    for (const app of [first, second]) {
      await press(app, "in the page");
      assert.equal(await app.getByRole("button").last().textContent(), "in the page!");
    }
    assert.equal(await count(first).evaluate((element) => getComputedStyle(element).color), "rgb(1, 2, 3)");
    // One that took too long to open has been given up.
    await eventually(() => assert.equal(opened.filter((socket) => !socket.isClosed()).length, sockets));
  }));

  test(`an app that a script puts in later is live, and ends when it is taken out, ${how}`, inBrowser(async ({ start, visit }) => {
    const program = await start("embedded", ...options);
    const number = await open(visit, program);
    const page = await visit(program.url);
    await shows(number, "2");
    await more(page);
    await shows(number, "3");
    const added = page.locator(".more");
    await press(added, "+1");
    await shows(count(added), "Count: 1");
    await shows(count(page.locator("#first")), "Count: 1");

    // Moved, it goes on; removed, it ends, and the others do not notice.
    await page.evaluate(() => document.body.prepend(document.querySelector(".more")));
    await press(added, "mine");
    await shows(own(added), "Mine: 1");
    await page.evaluate(() => document.querySelector(".more").remove());
    await shows(number, "2");
    await press(page.locator("#second"), "+1");
    await shows(count(page.locator("#first")), "Count: 2");
    assert.equal(await page.locator(".bonito-alert").count(), 0);
  }));
}

test("what happens before an app gets to its page is not lost", inBrowser(async ({ start, visit }) => {
  const program = await start("embedded", "--together");
  const page = await visit(program.url);
  await press(page.locator("#first"), "+1");
  await shows(count(page.locator("#second")), "Count: 1");
  const html = await page.evaluate(async () => (await fetch("more")).text());
  await press(page.locator("#first"), "+1");
  await shows(count(page.locator("#second")), "Count: 2");
  await page.evaluate((late) => {
    const place = document.createElement("div");
    place.className = "more";
    place.innerHTML = late;
    document.body.append(place);
  }, html);
  await shows(count(page.locator(".more")), "Count: 2");
}));

test("an app that is put back too late says that it is not connected", inBrowser(async ({ start, visit }) => {
  const program = await start("embedded", "--together");
  const number = await open(visit, program);
  const page = await visit(program.url);
  await shows(number, "2");
  await page.evaluate(() => (globalThis.kept = document.querySelector("#first bonito-app")).remove());
  await shows(number, "1");
  await page.evaluate(() => document.querySelector("#first").append(globalThis.kept));
  const status = (place) => page.locator(`${place} [data-bonito-status]`).getAttribute("data-bonito-status");
  await eventually(async () => assert.equal(await status("#first"), "offline"));
  await eventually(async () => assert.equal(await status("#second"), "connected"));
  await press(page.locator("#second"), "+1");
  await shows(count(page.locator("#second")), "Count: 1");
}));

test("a live page may hold an app of another session", inBrowser(async ({ start, visit }) => {
  const program = await start("embedded");
  const page = await visit(new URL("live", program.url).href);
  const inside = page.locator("#inside");
  await press(inside, "+1");
  await shows(count(inside), "Count: 1");
  await page.getByRole("button", { name: "around" }).click();
  await shows(page.locator("output"), "1");
  assert.equal(await page.evaluate(() => Bonito.table_sizes().slots), 1, "what stands in it is not the page's");
}));

test("scripts reach an app's observables through its element", inBrowser(async ({ start, visit }) => {
  const program = await start("embedded");
  const page = await visit(program.url);
  await page.evaluate(async () => {
    const inside = document.querySelector("#first h2");
    const show = (value) => (globalThis.heard = value);
    await customElements.whenDefined("bonito-app");
    const { bonito } = inside.closest("bonito-app");
    const own = bonito.observable("own");
    own.on(show);
    if (own.value !== undefined) show(own.value);
  });
  await page.waitForFunction(() => globalThis.heard === 0);
  await page.evaluate(() => document.querySelector("#first bonito-app").bonito.observable("own").notify(7));
  await shows(own(page.locator("#first")), "Mine: 7");
  await shows(own(page.locator("#second")), "Mine: 0");
}));

test("an app whose program has ended says so, and the page stays", inBrowser(async ({ start, visit }) => {
  const program = await start("embedded", "--together");
  const page = await visit(program.url, { allow: /WebSocket|Failed to load|net::ERR/ });
  await press(page.locator("#first"), "+1");
  await shows(count(page.locator("#first")), "Count: 1");
  await page.evaluate(() => (globalThis.ours = true));
  const port = program.port;
  await program.stop();
  const again = await start("embedded", "--port", port, "--together");
  await eventually(async () => assert.match(await page.locator(".bonito-alert p").textContent(), /no longer connected/));
  assert.equal(await page.evaluate(() => globalThis.ours), true, "the page was not loaded anew");
  await more(page);
  await press(page.locator(".more"), "+1");
  await shows(count(page.locator(".more")), "Count: 1");
  await again.stop();
}));

test("the first app of a page, fetched by a script from another folder, is live", inBrowser(async ({ start, visit }) => {
  const program = await start("embedded");
  const page = await visit(new URL("rooms/7", program.url).href);
  await page.evaluate(async () => {
    const html = await (await fetch("../parts/more")).text();
    document.body.append(document.createRange().createContextualFragment(html));
  });
  const app = page.locator("bonito-app");
  await app.locator("[data-bonito-status=connected]").waitFor();
  await press(app, "+1");
  await shows(count(app), "Count: 1");
  const colour = () => count(app).evaluate((element) => getComputedStyle(element).color);
  await eventually(async () => assert.equal(await colour(), "rgb(1, 2, 3)"));
}));
