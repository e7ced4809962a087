// Parts of a page that are types of their own, in a real browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, inRealTabs, shows } from "./browser.mjs";

test("a part is given what the page provides, and tells when it is there and gone", inBrowser(async ({ start, visit }) => {
  const program = await start("components");
  const page = await visit(program.url);
  await shows(page.locator("#log"), "camera on ");
  const outlet = page.locator(".gauge").nth(1);
  assert.equal(await page.locator(".gauge").count(), 2);
  await outlet.getByRole("button").click();
  await shows(outlet, "outlet: 1 bar+");
  await page.getByRole("button", { name: "in pascal" }).click();
  await shows(outlet, "outlet: 1 Pa+");
  await page.getByRole("button", { name: "remove" }).click();
  await shows(page.locator("#log"), "camera on camera off ");
  assert.equal(await page.locator(".gauge").count(), 0);
}));

test("an element that comes later is told, and the page's scripts hear of those that come and go", inBrowser(async ({ start, visit }) => {
  const page = await visit(new URL("dials", (await start("components")).url).href);
  const press = (name) => page.getByRole("button", { name }).click();
  const said = () => page.evaluate(() => globalThis.said);
  await shows(page.locator("#log"), "a on b on c on ");
  await press("add");
  await shows(page.locator("#log"), "a on b on c on d on ");
  await press("turn");
  await shows(page.locator("li").first(), "b");
  const on = ["a on a", "b on b", "c on c", "d on d"];
  await eventually(async () => assert.deepEqual(await said(), on));
  await press("remove");
  await eventually(async () => assert.deepEqual(await said(), [...on, "a off a"]));
  await shows(page.locator("#log"), "a on b on c on d on ");
}));

// No frame is drawn there, so nobody sees anything of it.
test("in a tab in the background elements are told that they are there, too", inRealTabs(async ({ start, visit }) => {
  const { url } = await start("components");
  const front = await visit(url);
  const behind = await visit("about:blank", { tabOf: front });
  const isHidden = async () => assert.equal(await behind.evaluate(() => document.visibilityState), "hidden");
  await front.bringToFront();
  await eventually(isHidden);
  await behind.goto(new URL("dials", url).href);
  await isHidden();
  await shows(behind.locator("#log"), "a on b on c on ");
}));
