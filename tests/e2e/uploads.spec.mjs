// Files from real disks, through a real Chromium, over lines that break.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { appendFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";
import { becomes, press, refusals } from "./line_page.mjs";

const mebibyte = 1 << 20;
const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");

// A POST may come when the stream that it belongs to has been cut.
const allow = new RegExp(`${refusals.source}|^Failed to load resource: .* status of 404`);

// A page behind a line that obeys, files to choose, and a folder for what comes.
const onALine = (body, path = "") => inBrowser(async ({ start, visit }) => {
  const home = await mkdtemp(join(tmpdir(), "bonito-uploads-"));
  const folder = join(home, "come");
  await mkdir(folder);
  try {
    const program = await start("uploads", folder);
    const line = await start("fault_proxy", "--to", program.port);
    const page = await visit(line.url + path, { allow });
    await becomes(page, "connected");
    const make = async (name, bytes) => {
      const content = Buffer.isBuffer(bytes) ? bytes : randomBytes(bytes);
      await writeFile(join(home, name), content);
      return { name, path: join(home, name), hash: hash(content) };
    };
    const choose = (...files) => page.locator("input[type=file]").setInputFiles(files.map(({ path }) => path));
    const come = async ({ name }) => hash(await readFile(join(folder, name)));
    const temporary = async () => (await readdir(folder)).filter((name) => name.startsWith("bonito-upload-"));
    await body({ page, line, make, choose, come, temporary, folder });
  } finally {
    await rm(home, { recursive: true });
  }
});

const row = (page, { name }) => page.locator("li", { hasText: name });
const becomesOf = (page, file, state) => shows(row(page, file).locator("b"), state);
// So that a file takes half a minute, and more: a busy machine looks later than it wants to.
const slow = "throttle to_server 500000";
const received = (page, file) => row(page, file).locator("progress").evaluate(({ value }) => value);

test("two files at once over a line that is cut twice come whole, and clicks between them", onALine(async (all) => {
  const { page, line, make, choose, come, temporary } = all;
  const files = [await make("one.bin", 16 * mebibyte), await make("two.bin", 16 * mebibyte)];
  await line.tell(slow);
  await choose(...files);
  for (const file of files) await becomesOf(page, file, "sending");
  assert.equal((await temporary()).length, 2);
  await line.tell("throttle to_server 1000000");
  for (const share of [0.1, 0.3]) {
    await eventually(async () => assert.ok((await received(page, files[0])) > share * 16 * mebibyte), 60_000);
    assert.ok((await received(page, files[0])) < 16 * mebibyte);
    await line.tell("cut");
    await press(page, "count");
  }
  await shows(page.locator("output"), "2");
  await line.tell("heal");
  for (const file of files) {
    await becomesOf(page, file, "done");
    assert.equal(await come(file), file.hash);
  }
  assert.deepEqual(await temporary(), []);
}));

test("files of another type, too large ones and too many are refused with a sentence, and the same file may be chosen again",
  onALine(async ({ page, make, choose, come }) => {
    const large = await make("large.bin", 20 * mebibyte + 1);
    const text = await make("text.txt", 10);
    const small = [];
    for (const name of ["a.bin", "b.bin", "c.bin", "d.bin"]) small.push(await make(name, 10));
    await choose(large, text, ...small);
    await becomesOf(page, large, "refused");
    await shows(row(page, large).locator("i"), "This file is larger than the 20 MiB that are allowed.");
    await shows(row(page, text).locator("i"), "Only files of these types can be uploaded here: image/*, .bin.");
    for (const file of small.slice(0, 3)) await becomesOf(page, file, "done");
    await shows(row(page, small[3]).locator("i"), "No more than 3 files can be uploaded here.");
    await row(page, small[0]).getByRole("button", { name: "remove" }).click();
    await row(page, small[3]).getByRole("button", { name: "remove" }).click();
    await eventually(async () => assert.equal(await row(page, small[3]).count(), 0));
    await choose(small[3]);
    await becomesOf(page, small[3], "done");
    assert.equal(await come(small[3]), small[3].hash);
  }));

test("a file that is cancelled, or whose place on the page goes, comes no further and leaves nothing",
  onALine(async ({ page, line, make, choose, temporary }) => {
    const files = [await make("one.bin", 16 * mebibyte), await make("two.bin", 16 * mebibyte)];
    await line.tell(slow);
    await choose(...files);
    for (const file of files) await becomesOf(page, file, "sending");
    await row(page, files[0]).getByRole("button", { name: "cancel" }).click();
    await becomesOf(page, files[0], "cancelled");
    assert.equal((await temporary()).length, 1);
    await press(page, "hide");
    await becomesOf(page, files[1], "cancelled");
    assert.deepEqual(await temporary(), []);
  }));

test("a page that is closed leaves nothing", onALine(async ({ page, line, make, choose, temporary }) => {
  const file = await make("one.bin", 16 * mebibyte);
  await line.tell(slow);
  await choose(file);
  await becomesOf(page, file, "sending");
  assert.equal((await temporary()).length, 1);
  await page.close();
  await eventually(async () => assert.deepEqual(await temporary(), []), 60_000);
}));

test("a file that changes while it is sent has failed", onALine(async ({ page, line, make, choose, temporary }) => {
  const file = await make("one.bin", 16 * mebibyte);
  await line.tell(slow);
  await choose(file);
  await becomesOf(page, file, "sending");
  await appendFile(file.path, "more");
  await line.tell("heal");
  await becomesOf(page, file, "failed");
  await shows(row(page, file).locator("i"), "The browser cannot read this file any more: it has changed, or is gone.");
  assert.deepEqual(await temporary(), []);
}));

test("files may be dropped on the label", onALine(async ({ page, come, folder }) => {
  const label = page.locator("#label");
  await eventually(async () => assert.ok(await label.evaluate((label) =>
    !label.dispatchEvent(new DragEvent("dragover", { bubbles: true, cancelable: true }))), "the label takes files"));
  await label.evaluate((label) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["dropped"], "../dropped.bin"));
    dataTransfer.items.add(new File([], "empty.bin"));
    label.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  });
  for (const name of ["dropped.bin", "empty.bin"]) await becomesOf(page, { name }, "done");
  assert.equal(await come({ name: "dropped.bin" }), hash("dropped"));
  assert.deepEqual((await readdir(folder)).sort(), ["dropped.bin", "empty.bin"]);
}));

test("files come where there are no WebSockets, too", onALine(async ({ page, line, make, choose, come }) => {
  const file = await make("one.bin", 16 * mebibyte);
  await line.tell(slow);
  await choose(file);
  await becomesOf(page, file, "sending");
  await line.tell("cut");
  await line.tell("heal");
  await becomesOf(page, file, "done");
  assert.equal(await come(file), file.hash);
}, "streamed"));

test("a program may take the pieces, and store nothing", onALine(async ({ page, make, choose, folder }) => {
  const content = randomBytes(3 * mebibyte + 7);
  await choose(await make("sum.dat", content));
  await shows(page.locator("output"), `sum.dat: ${content.reduce((sum, byte) => sum + byte, 0)}`);
  assert.deepEqual(await readdir(folder), []);
}, "sum"));
