// Pages, and parts of pages, that take long to make.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";

// A page whose program goes on when it is told to.
const slow = (path, body, ...options) => inBrowser(async ({ start, visit }) => {
  const program = await start("lifecycle", ...options);
  const release = () => fetch(new URL("release", program.url));
  await body(await visit(new URL(path, program.url).href), release);
});

test("a loading page is shown at once, and replaced by the page, which lives", slow("loading", async (page, release) => {
  await shows(page.locator("#loading"), "Loading…");
  await release();
  await shows(page.locator("h1"), "Count: 0");
  assert.equal(await page.locator("#loading").count(), 0);
  await page.getByRole("button").click();
  await shows(page.locator("h1"), "Count: 1");
}));

test("a page that fails while its loading page is shown says so in its place",
  slow("loading-fails", async (page, release) => {
    await shows(page.locator("#loading"), "Loading…");
    await release();
    await shows(page.getByRole("heading"), "This page could not be shown");
    assert.equal(await page.locator("#loading").count(), 0);
    assert.match(await page.getByRole("alert").textContent(), /reference/);
    assert.doesNotMatch(await page.content(), /archive/);
  }));

test("in development it says why", slow("loading-fails", async (page, release) => {
  await release();
  await eventually(async () => assert.match(await page.getByRole("alert").textContent(), /the archive is locked/));
}, "--development"));

test("parts that come later swap themselves in, and one that fails says so where it would stand",
  slow("parts", async (page, release) => {
    await shows(page.locator("#slow"), "Counting…");
    await shows(page.locator("#faulty"), "Reading…");
    await release();
    await shows(page.locator("#slow h1"), "Count: 0");
    await page.getByRole("button").click();
    await shows(page.locator("#slow h1"), "Count: 1");
    await page.locator("#faulty").getByRole("alert").waitFor();
    await shows(page.locator("h2"), "Report");
  }));
