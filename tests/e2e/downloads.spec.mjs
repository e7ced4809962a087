// What a browser saves and plays, while the program makes it.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";

const downloads = (body) => inBrowser(async ({ start, visit }) => {
  const program = await start("downloads");
  await body((path = "", options) => visit(new URL(path, program.url).href, options));
});

const sha256 = (content) => createHash("sha256").update(content).digest("hex");

// What clicking on it saves.
async function saved(page, locator) {
  const [download] = await Promise.all([page.waitForEvent("download"), locator.click()]);
  return download;
}

function noise(first, count) {
  const bytes = Buffer.alloc(count);
  for (let i = 0; i < count; ++i) bytes[i] = Number((BigInt(first + i) * 2654435761n) >> 13n & 255n);
  return bytes;
}

for (const place of ["", "deep/down/page"]) {
  test(`at /${place} a link saves a table that is made meanwhile, with its name`, downloads(async (visit) => {
    const page = await visit(place);
    const download = await saved(page, page.getByRole("link", { name: "Welt" }));
    assert.equal(download.suggestedFilename(), "Grüße, _Welt_.csv");
    const lines = ["row,square"];
    for (let row = 0; row < 200_000; ++row) lines.push(`${row},${row * row}`);
    const file = await readFile(await download.path());
    assert.equal(sha256(file), sha256(`${lines.join("\n")}\n`));
  }));
}

test("a link without the attribute download saves, too, and the page stays", downloads(async (visit) => {
  const page = await visit();
  const loaded = await page.evaluate(() => performance.timeOrigin);
  const download = await saved(page, page.locator("#plain"));
  assert.equal(download.suggestedFilename(), "noise.bin");
  const file = await readFile(await download.path());
  assert.equal(file.length, 20_000_000);
  assert.equal(sha256(file.subarray(-5000)), sha256(noise(19_995_000, 5000)));
  await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export" }).click()]);
  await shows(page.locator("output"), "1");
  assert.equal(await page.evaluate(() => performance.timeOrigin), loaded);
}));

test("a script of the page reads a part, and a sound is found at any place", downloads(async (visit) => {
  const page = await visit();
  const answer = await page.locator("#plain").evaluate(async ({ href }) => {
    const response = await fetch(href, { headers: { Range: "bytes=10000000-10000099" } });
    return [response.status, response.headers.get("Content-Range"), [...new Uint8Array(await response.arrayBuffer())]];
  });
  assert.deepEqual(answer, [206, "bytes 10000000-10000099/20000000", [...noise(10_000_000, 100)]]);
  const sound = page.locator("audio");
  await eventually(async () => assert.equal(await sound.evaluate(({ duration }) => duration), 60));
  const place = await sound.evaluate((audio) => new Promise((resolve, reject) => {
    audio.addEventListener("seeked", () => resolve(audio.currentTime));
    audio.addEventListener("error", () => reject(audio.error));
    audio.currentTime = 55;
  }));
  assert.equal(place, 55);
}));

test("a handler saves what it makes", downloads(async (visit) => {
  const page = await visit("deep/down/page");
  for (const number of [1, 2]) {
    const download = await saved(page, page.getByRole("button", { name: "Export" }));
    assert.equal(download.suggestedFilename(), "report.txt");
    assert.equal(await readFile(await download.path(), "utf8"), `Report ${number}`);
  }
}));

test("one that breaks off is a failure in the browser, and the page is told", downloads(async (visit) => {
  const page = await visit();
  const download = await saved(page, page.getByRole("link", { name: "broken.txt" }));
  assert.notEqual(await download.failure(), null);
  await page.getByText("Something went wrong here").waitFor();
}));

test("a page that the browser shows runs no script", downloads(async (visit) => {
  const page = await visit("", { allow: /sandboxed/ });
  await page.locator("#shown").click();
  await eventually(async () => assert.equal(await page.title(), "Sandboxed"));
}));
