// What the guide to pages shows (docs/guides/pages.md).
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";

const amount = (page) => page.locator("p");

test("a page links others, each of a tank of its own", inBrowser(async ({ start, visit }) => {
  const page = await visit((await start("pages")).url);
  assert.deepEqual(await page.locator("li").allTextContents(), ["north", "south"]);
  await page.getByRole("link", { name: "south" }).click();
  await shows(page.locator("h1"), "Tank south");
  assert.equal(await page.title(), "Tank south");
}));

test("what the tank holds is for everybody, and its unit for each visitor", inBrowser(async ({ start, visit }) => {
  const { url } = await start("pages");
  const one = await visit(`${url}tank/north`);
  const other = await visit(`${url}tank/north?unit=gal`);
  await shows(amount(one), "It holds 400 l.");
  await shows(amount(other), "It holds 106 gal.");
  await one.getByLabel("in gallons").check();
  await shows(amount(one), "It holds 106 gal.");
  await one.getByLabel("in gallons").uncheck();
  await other.getByRole("button", { name: "Open" }).click();
  for (const page of [one, other]) {
    await shows(page.locator("strong"), "The valve is open.");
    assert.equal(await page.locator(".valve.open").count(), 1);
  }
  await shows(amount(one), "It holds 0 l.");
  await eventually(async () => assert.ok(await one.locator("meter").evaluate((meter) => meter.value < 1)));
  await eventually(async () => assert.match(await one.locator("line").getAttribute("transform"), /^rotate\(-(90|89\.\d+)/));
  await one.getByRole("button", { name: "Close" }).click();
  for (const page of [one, other]) await shows(page.locator(".valve"), "Open");
}));
