// What a page does when its program ends and another one begins, and when its session is over.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";
import { becomes, count, refusals, standStill } from "./line_page.mjs";

const field = (page, name) => page.locator(`#${name}`);
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const alert = (page) => page.getByRole("alert");
const age = (page) => page.evaluate(() => performance.timeOrigin);

// What a field says, in a word or a list.
const said = (page, ...names) => page.evaluate((names) => names.map((name) => {
  const field = document.getElementById(name);
  if (field.multiple) return [...field.selectedOptions].map(({ value }) => value);
  return /checkbox|radio/.test(field.type) ? field.checked : field.value;
}), names);

async function type(page) {
  await field(page, "name").fill("Ada");
  await field(page, "remark").fill("two\nlines");
  await field(page, "agree").check();
  for (const choice of ["large", "small", "large"]) await field(page, choice).check();
  await field(page, "colour").press("b");
  await field(page, "days").getByText("Monday").click();
  await field(page, "days").getByText("Friday").click({ modifiers: ["Control"] });
  await field(page, "secret").fill("1815");
  await field(page, "paper").setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("G") });
  await field(page, "ticket").evaluate((field) => {
    field.value = "of a script";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await shows(field(page, "heard"), "Ada");
}
async function isTyped(page) {
  await shows(field(page, "heard"), "Ada");  // the program has heard of it
  await shows(field(page, "size"), "large");
  assert.deepEqual(await said(page, "name", "remark", "agree", "small", "large", "colour", "days"),
    ["Ada", "two\nlines", true, false, true, "blue", ["Monday", "Friday"]]);
  assert.deepEqual(await said(page, "secret", "paper", "ticket"), ["", "", "of the program"]);
}
const isEmpty = async (page) => assert.equal(await field(page, "name").inputValue(), "");

// A page at `path` that has been clicked once and typed into; `again` is what begins another program in the place of
// the first.
const form = (path, body) => inBrowser(async ({ start, visit }) => {
  const program = await start("lifecycle");
  const url = new URL(path, program.url).href;
  const page = await visit(url, { allow: refusals });
  await press(page, "+1");
  await shows(count(page), "Count: 1");
  await type(page);
  await body(page, {
    program,
    again: () => start("lifecycle", "--port", program.port),
    visit: () => visit(url, { tabOf: page, allow: refusals }),
  });
});

for (const path of ["offer", "stay"]) {
  test(`a program that ends in good order and begins again has its pages loaded anew, once, with what was typed (${path})`,
    form(path, async (page, { program, again, visit }) => {
      const other = await visit();
      await becomes(other, "connected");
      await program.stop();
      await becomes(page, "reconnecting");
      await again();
      for (const each of [page, other]) {
        await shows(count(each), "Count: 0");
        await becomes(each, "connected");
        await shows(field(each, "renders"), "2");
      }
      await isTyped(page);
      await isEmpty(other);
      assert.equal(await alert(page).count(), 0);
    }));
}

test("a page whose program vanished offers to load it anew, and what was typed afterwards",
  form("offer", async (page, { program, again }) => {
    await program.kill();
    await becomes(page, "reconnecting");
    await again();
    await becomes(page, "closed");
    assert.match(await alert(page).textContent(), /no longer connected/);
    assert.equal(await field(page, "name").inputValue(), "Ada");
    await press(page, "Reload");
    await shows(count(page), "Count: 0");
    await isEmpty(page);
    await press(page, "Put it back");
    await isTyped(page);
  }));

test("fields that come later than the page get what was typed when they come", inBrowser(async ({ start, visit }) => {
  const program = await start("lifecycle");
  const release = () => fetch(new URL("release", program.url));
  await release();
  const page = await visit(new URL("slow", program.url).href, { allow: refusals });
  await type(page);
  await program.stop();
  await start("lifecycle", "--port", program.port);
  await shows(page.locator("#loading"), "Loading…");
  await release();
  await isTyped(page);
  assert.equal(await alert(page).count(), 0);
}));

test("a page that is to load itself anew does so, and offers what was typed",
  form("reload", async (page, { program, again }) => {
    await program.kill();
    await becomes(page, "reconnecting");
    await again();
    await shows(count(page), "Count: 0");
    await shows(field(page, "renders"), "1");
    await isEmpty(page);
    await press(page, "Put it back");
    await isTyped(page);
  }));

test("a page that is to stay stays, and says that it is not connected any more",
  form("stay", async (page, { program, again }) => {
    const before = await age(page);
    await program.kill();
    await becomes(page, "reconnecting");
    await again();
    await becomes(page, "closed");
    assert.match(await alert(page).textContent(), /no longer connected/);
    assert.equal(await page.getByRole("button", { name: "Reload" }).count(), 0);
    await shows(count(page), "Count: 1");
    assert.equal(await field(page, "name").inputValue(), "Ada");
    assert.equal(await age(page), before);
  }));

test("a page whose session its program ends again and again is loaded anew once, and then after a pause",
  form("reload", async (page) => {
    await page.clock.install();
    await standStill(page);
    await press(page, "end");
    await shows(count(page), "Count: 0");
    await becomes(page, "connected");
    await press(page, "end");
    await becomes(page, "closed");
    await alert(page).getByRole("button", { name: "Reload" }).waitFor();
    await shows(field(page, "renders"), "2");
    await page.clock.runFor(10_000);
    await becomes(page, "connected");
    await shows(field(page, "renders"), "3");
  }));
