// Pages without a connection: programs/static_pages.cpp.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { eventually, inBrowser, shows } from "./browser.mjs";

// All that the app does, in a page or a part of one.
async function works(within) {
  await shows(within.locator(".shown"), "20 °C are 68 °F");
  await shows(within.locator(".sum"), "Float32Array 3.5");
  await within.getByLabel("Celsius").fill("100");
  await shows(within.locator(".shown"), "100 °C are 212 °F");
  assert.equal(await within.locator(".shown").getAttribute("title"), "212");
  await within.getByRole("button", { name: "Warmer" }).click();
  await shows(within.locator(".shown"), "110 °C are 230 °F");
  await within.getByRole("button", { name: "Tell" }).click();
  await within.getByRole("button", { name: "Call" }).click();
  await shows(within.locator(".said"), "Error: The program is out of reach.");
  assert.equal(await within.locator(".status").getAttribute("data-bonito-status"), "static");
}

const sockets_of = (page) => {
  const opened = [];
  page.on("websocket", (socket) => opened.push(socket.url()));
  page.on("request", (request) => /\/ws\/|\/stream\//.test(request.url()) && opened.push(request.url()));
  return opened;
};

test("scripts of a static page run, and its texts and attributes follow what they set", inBrowser(async ({ start, visit }) => {
  let opened;
  const page = await visit((await start("static_pages")).url, { prepare: (page) => (opened = sockets_of(page)) });
  await works(page);
  assert.equal(await page.evaluate(() => Bonito.status), "static");
  assert.deepEqual(opened, []);
}));

test("modules of a static page find what the program mirrors", inBrowser(async ({ start, visit }) => {
  const page = await visit(new URL("module", (await start("static_pages")).url).href);
  const button = page.getByRole("button");
  await shows(button, "Count: 1");
  await button.click();
  await shows(button, "Count: 2");
}));

test("a form of a static page cannot be submitted, and a file that is chosen stays so", inBrowser(async ({ start, visit }) => {
  const page = await visit(new URL("form", (await start("static_pages")).url).href);
  await eventually(async () => assert.ok(await page.getByRole("button", { name: "Save" }).isDisabled()));
  const input = page.getByLabel("File");
  await input.setInputFiles({ name: "a.txt", mimeType: "text/plain", buffer: Buffer.from("a") });
  await page.waitForLoadState("networkidle");
  assert.equal(await input.evaluate(({ files }) => files.length), 1);
}));

test("a static page in one file works from the disk, when its program has ended", inBrowser(async ({ start, visit }) => {
  const program = await start("static_pages");
  const html = await (await fetch(new URL("single", program.url))).text();
  await program.stop();
  const folder = await mkdtemp(join(tmpdir(), "bonito-static-"));
  try {
    const file = join(folder, "page.html");
    await writeFile(file, html);
    let asked = [];
    const page = await visit(pathToFileURL(file).href, {
      prepare: (page) => page.on("request", (request) => asked.push(request.url())),
    });
    await works(page);
    assert.deepEqual(asked.filter((url) => !/^(data|file):/.test(url)), []);
  } finally {
    await rm(folder, { recursive: true });
  }
}));

test("static apps stand in a page of somebody else's", inBrowser(async ({ start, visit }) => {
  const page = await visit(new URL("embedded", (await start("static_pages")).url).href);
  for (const place of [0, 1]) await works(page.locator("bonito-app").nth(place));
  // What is taken out and put back shows what it did, and is not told all again.
  await page.evaluate(async () => {
    const app = document.querySelector("bonito-app");
    app.remove();
    await new Promise((done) => setTimeout(done, 100));
    document.body.prepend(app);
  });
  await shows(page.locator(".shown").first(), "110 °C are 230 °F");
}));
