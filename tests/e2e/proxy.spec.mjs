// Apps of another process in a host's page: examples/proxy.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";
import { refusals } from "./line_page.mjs";

const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const count = (page) => page.locator("#counter h2");
const own = (page) => page.locator("h1");
const worker = async (page) => +(await page.locator("#counter output").textContent());

test("a page of one process shows apps of another, live", inBrowser(async ({ start, visit }) => {
  const { url, pid } = await start("proxy");
  const sockets = [];
  const asked = [];
  const page = await visit(url, {
    prepare: (each) => {
      each.on("websocket", (socket) => sockets.push(socket));
      each.on("request", (request) => asked.push(new URL(request.url())));
    },
  });
  assert.notEqual(await worker(page), pid);
  await press(page, "+1");
  await shows(count(page), "Count: 1");
  await press(page, "host +1");
  await shows(own(page), "Host: 1");
  const other = await visit(url);
  await press(other, "+1");
  for (const each of [page, other]) await shows(count(each), "Count: 2");

  // The worker pushes.
  const warm = page.locator("#thermometer h2");
  const before = await warm.textContent();
  await eventually(async () => assert.notEqual(await warm.textContent(), before));

  // Its picture and its style come by the host, as all else does, and no two parts share a session.
  assert.ok(await page.locator("#thermometer img").evaluate((img) => img.complete && img.naturalWidth === 24));
  assert.equal(await warm.evaluate((element) => getComputedStyle(element).color), "rgb(204, 51, 51)");
  const urls_of = (all) => all.map((socket) => new URL(socket.url()));
  for (const { host } of [...urls_of(sockets), ...asked]) assert.equal(host, new URL(url).host);
  await eventually(() => {
    const open = urls_of(sockets.filter((socket) => !socket.isClosed()));  // one that took too long has been given up
    assert.equal(open.length, 3);
    for (const all of [open, urls_of(sockets)]) assert.equal(new Set(all.map(({ pathname }) => pathname)).size, 3);
  });
  const ids = await page.locator("bonito-app").evaluateAll((apps) => apps.map((app) => app.dataset.session));
  assert.equal(new Set(ids).size, 2);
}));

test("a page that is not the library's holds an app of another process", inBrowser(async ({ start, visit }) => {
  const program = await start("proxy");
  const page = await visit(new URL("alone", program.url).href);
  await press(page, "+1");
  await shows(count(page), "Count: 1");
}));

test("what an app of another process makes is saved from the host", inBrowser(async ({ start, visit }) => {
  const { url } = await start("proxy");
  const page = await visit(url);
  const link = page.getByRole("link", { name: "readings.csv" });
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  assert.equal(download.suggestedFilename(), "readings.csv");
  const lines = ["second,degrees", ...Array.from({ length: 86_400 }, (_, second) => `${second},${20 + second % 7}`)];
  assert.equal(await readFile(await download.path(), "utf8"), `${lines.join("\n")}\n`);
  const address = await link.evaluate(({ href }) => href);
  assert.equal(new URL(address).host, new URL(url).host);
  await page.close();
  await eventually(async () => assert.equal((await fetch(address)).status, 404), 60_000);
}));

test("no click on an app of another process is lost or counted twice when the line is cut",
  inBrowser(async ({ start, visit }) => {
    const program = await start("proxy");
    const line = await start("fault_proxy", "--to", program.port);
    const page = await visit(line.url, { allow: refusals });
    let clicks = 0;
    const click = async () => (await press(page, "+1"), ++clicks);
    for (const fault of ["cut", "half_close to_client", "truncate to_client 20", "cut"]) {
      await click();
      await line.tell(fault);
      await click();
      await click();
      await shows(count(page), `Count: ${clicks}`);
    }
    await line.tell("refuse on");
    await line.tell("cut");
    await eventually(async () =>
      assert.equal(await page.locator("[data-bonito-status]").getAttribute("data-bonito-status"), "reconnecting"));
    await click();
    await line.tell("refuse off");
    await shows(count(page), `Count: ${clicks}`);
  }));

test("when the worker is killed the page says so, the host's part lives on, and a new worker serves new pages",
  inBrowser(async ({ start, visit }) => {
    const { url } = await start("proxy");
    const page = await visit(url, { allow: refusals });
    await press(page, "+1");
    await shows(count(page), "Count: 1");
    const first = await worker(page);
    process.kill(first, "SIGKILL");
    await eventually(async () =>
      assert.match((await page.locator(".bonito-alert p").allTextContents()).join(), /no longer connected to its program/));
    // The worker's other app may be the first to say so.
    await eventually(async () =>
      assert.ok(await page.evaluate(() => document.querySelector("#counter").closest("bonito-app").inert)));
    await press(page, "host +1");
    await shows(own(page), "Host: 1");
    await eventually(async () => {
      await page.reload();  // into whatever the host shows while no worker runs
      assert.deepEqual((await page.locator("#counter output").allTextContents()).filter((id) => +id === first), []);
      assert.equal(await page.locator("#counter output").count(), 1);
    });
    await shows(count(page), "Count: 0");
    await press(page, "+1");
    await shows(count(page), "Count: 1");
    await shows(own(page), "Host: 1");
  }));

test("a frozen worker holds up nothing of the host's", inBrowser(async ({ start, visit }) => {
  const { url } = await start("proxy");
  const page = await visit(url);
  await press(page, "+1");
  await shows(count(page), "Count: 1");
  const frozen = await worker(page);
  process.kill(frozen, "SIGSTOP");
  try {
    await press(page, "+1");
    await press(page, "host +1");
    await shows(own(page), "Host: 1");
  } finally {
    process.kill(frozen, "SIGCONT");
  }
  await shows(count(page), "Count: 2");
}));
