// A page that stands in a folder, with its files: programs/folder.cpp.
import assert from "node:assert/strict";
import { test } from "node:test";
import { inBrowser, shows } from "./browser.mjs";

test("a page that was written into a folder has its style sheet, its modules and its picture there",
  inBrowser(async ({ start, visit }) => {
    const program = await start("folder");
    const page = await visit(new URL("files/", program.url).href);
    const text = page.locator("#local");
    await shows(text, "Hello, folder");
    assert.equal(await text.evaluate((element) => getComputedStyle(element).color), "rgb(1, 2, 3)");
    const size = await page.getByAltText("A box").evaluate((image) => [image.naturalWidth, image.naturalHeight]);
    assert.deepEqual(size, [40, 30]);
    const asked = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname));
    assert.ok(asked.length >= 4 && asked.every((path) => path.startsWith("/files/")), asked.join(" "));
  }));
