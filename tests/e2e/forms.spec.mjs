// Forms: what is typed reaches the program, what is wrong is said, and what is submitted counts once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";
import { becomes, refusals } from "./line_page.mjs";

const field = (page, name) =>
  name === "Plan" ? page.getByRole("combobox", { name }) : page.getByLabel(name, { exact: true });
const save = (page) => page.getByRole("button", { name: "Save" });
const said = (page, id) => page.locator(`#${id}`);
// What is said beside a field.
const message = async (page, name) =>
  page.locator(`[id="${await field(page, name).first().getAttribute("data-message")}"]`);
const says = async (page, name, text) => shows(await message(page, name), text);
const hasFocus = (page, name) =>
  eventually(async () => assert.ok(await field(page, name).evaluate((it) => it === document.activeElement)));
// The browser's half of the form is there as soon as it says something of what the program has not heard.
const isReady = async (page) => {
  await becomes(page, "connected");
  await page.waitForFunction(() => {
    const [form] = document.forms;
    const [field] = form.elements;
    field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    const ready = "touched" in field.dataset;
    delete field.dataset.touched;
    field.removeAttribute("aria-invalid");
    document.getElementById(field.dataset.message).textContent = "";
    return ready;
  });
};

const fill = async (page, name = "ada") => {
  await field(page, "Name").fill(name);
  await field(page, "Plan").selectOption("Small");
  await field(page, "I agree").check();
};

const onTheForm = (body) => inBrowser(async ({ start, visit }) => {
  const program = await start("forms");
  const page = await visit(program.url, { allow: refusals });
  await isReady(page);
  await body(page, { program, other: () => visit(program.url) });
});

const onALine = (body, allow = refusals) => inBrowser(async ({ start, visit }) => {
  const program = await start("forms");
  const line = await start("fault_proxy", "--to", program.port);
  const page = await visit(line.url, { allow });
  await isReady(page);
  await body({ page, line, program });
});

test("what is typed, chosen and ticked is the program's value", onTheForm(async (page) => {
  await fill(page);
  await field(page, "E-mail").fill("a@b.org");
  await field(page, "Age").fill("36");
  await field(page, "Weight").fill("61.5");
  await field(page, "Blue").check();
  await field(page, "Since").fill("2021-05-06");
  await field(page, "Remark").fill("two\nlines");
  await shows(said(page, "value"), "ada|a@b.org|36|61.5|1|blue|2021|two\nlines|yes");
  await shows(said(page, "valid"), "true");
  await field(page, "Weight").fill("");
  await shows(said(page, "value"), "ada|a@b.org|36||1|blue|2021|two\nlines|yes");
}));

test("what is typed before the page's script is there reaches the program", inBrowser(async ({ start, visit }) => {
  const program = await start("forms");
  const page = await visit(program.url, {
    prepare: (page) => page.route("**/*", async (route) => {
      if (route.request().resourceType() === "script") {
        await page.waitForFunction(() => document.querySelector("[type=checkbox]"));
        await page.evaluate(() => {
          document.querySelector("input").value = "ada";
          document.querySelector("[type=checkbox]").checked = true;
        });
      }
      await route.continue();
    }),
  });
  await becomes(page, "connected");
  await eventually(async () => assert.match(await said(page, "value").textContent(), /^ada\|.*\|yes$/));
  assert.equal(await field(page, "Name").inputValue(), "ada");
  assert.ok(await field(page, "I agree").isChecked());
}));

test("the browser says what is wrong in the program's words, also without a network", onTheForm(async (page) => {
  await page.context().setOffline(true);
  await becomes(page, "offline");
  for (const [name, wrong, text, right] of [
    ["Name", "Ada", "Small letters only.", "ada"],
    ["Name", "", "Please fill this in.", "ada"],
    ["E-mail", "nobody", "Please write an e-mail address.", "a@b"],
    ["Age", "17", "Please enter 18 or more.", "18"],
    ["Age", "1.5", "Please enter 18 or more.", "20"],
    ["Age", "20.5", "Please enter a whole number.", "120"],
    ["Weight", "0.7", "Please enter a multiple of 0.5.", "0.5"],
    ["Since", "2026-01-02", "Please choose 2026-01-01 or an earlier day.", "2026-01-01"],
  ]) {
    await field(page, name).fill(wrong);
    await field(page, name).blur();
    await says(page, name, text);
    assert.equal(await field(page, name).getAttribute("aria-invalid"), "true");
    await field(page, name).fill(right);
    await says(page, name, "");
    assert.equal(await field(page, name).getAttribute("aria-invalid"), "false");
  }
  await field(page, "Age").fill("");
  await field(page, "Age").pressSequentially("1e");
  await says(page, "Age", "Please enter a whole number.");
  await save(page).click();
  await says(page, "I agree", "Only if you agree.");
  await hasFocus(page, "Age");
  await page.context().setOffline(false);
  await shows(said(page, "touched"), "true");
  await says(page, "Age", "Please enter a whole number.");
  assert.equal(await said(page, "calls").textContent(), "0");
}));

test("a field is described by what is said beside it, in a place that it has already", onTheForm(async (page) => {
  const place = await message(page, "Name");
  const id = await place.getAttribute("id");
  assert.equal(await field(page, "Name").getAttribute("aria-describedby"), id);
  assert.equal(await place.getAttribute("aria-live"), "polite");
  const before = await save(page).boundingBox();
  await save(page).click();
  await says(page, "Name", "Please fill this in.");
  assert.deepEqual(await save(page).boundingBox(), before, "nothing moves away from under a click");
  await hasFocus(page, "Name");
  assert.equal(await said(page, "calls").textContent(), "0");
}));

test("what a browser lets pass, and the program does not, is said beside its field", onTheForm(async (page) => {
  await fill(page, "taken");
  await field(page, "Age").evaluate((it) => it.removeAttribute("min"));
  await field(page, "Age").fill("3");
  await save(page).click();
  await says(page, "Age", "Please enter 18 or more.");
  await hasFocus(page, "Age");
  assert.equal(await said(page, "calls").textContent(), "0");
  await field(page, "Age").fill("30");
  await save(page).click();
  await says(page, "Name", "This name is taken.");
  await hasFocus(page, "Name");
  await field(page, "Name").press("End");
  await field(page, "Name").press("Backspace");
  await says(page, "Name", "");
  await field(page, "Name").fill("closed");
  await save(page).click();
  await shows(page.getByRole("alert").filter({ hasText: "closed" }), "We are closed.");
  await field(page, "Plan").selectOption("Large");
  await field(page, "Age").fill("20");
  await says(page, "Plan", "Large is from 21.");
  await field(page, "Age").fill("21");
  await says(page, "Plan", "");
  await field(page, "Name").fill("ada");
  await save(page).click();
  await shows(said(page, "submitted"), "1");
}));

test("a form is dirty until it is what it was, is saved or reset; a field is touched once left", onTheForm(async (page) => {
  await shows(said(page, "dirty"), "false");
  await field(page, "Name").fill("ada");
  await shows(said(page, "dirty"), "true");
  assert.equal(await said(page, "touched").textContent(), "false");
  await field(page, "Name").press("Tab");
  await shows(said(page, "touched"), "true");
  await field(page, "Name").fill("");
  await shows(said(page, "dirty"), "false");
  await fill(page);
  await save(page).click();
  await shows(said(page, "submitted"), "1");
  await shows(said(page, "dirty"), "false");
  await field(page, "Name").fill("Ada");
  await field(page, "Blue").check();
  await field(page, "I agree").uncheck();
  await field(page, "Weight").pressSequentially("1e");
  await says(page, "Name", "Small letters only.");
  await shows(said(page, "dirty"), "true");
  await page.getByRole("button", { name: "Reset" }).click();
  await shows(said(page, "dirty"), "false");
  await says(page, "Name", "");
  await eventually(async () => assert.equal(await field(page, "Name").inputValue(), "ada"));
  await page.waitForFunction(() => !document.querySelector("[name=Weight]").validity.badInput);
  await eventually(async () => assert.equal(await field(page, "Red").isChecked(), true));
  await eventually(async () => assert.equal(await field(page, "I agree").isChecked(), true));
}));

test("a form that is submitted twice at once counts once, and is busy until it is answered",
  onTheForm(async (page, { program }) => {
    await fill(page, "slow");
    await save(page).dblclick();
    await field(page, "Name").press("Enter");
    await field(page, "Name").press("Enter");
    await shows(said(page, "calls"), "1");
    assert.equal(await page.locator("form").getAttribute("aria-busy"), "true");
    assert.equal(await save(page).getAttribute("aria-disabled"), "true");
    await fetch(new URL("answer", program.url));
    await shows(said(page, "submitted"), "1");
    await page.waitForFunction(() => document.forms[0].ariaBusy === "false");
    assert.equal(await save(page).getAttribute("aria-disabled"), "false");
    assert.equal(await said(page, "calls").textContent(), "1");
    await field(page, "Name").press("Enter");
    await shows(said(page, "calls"), "2");
    await fetch(new URL("answer", program.url));
    await shows(said(page, "submitted"), "2");
  }));

test("what is typed and submitted while the line is cut is there, and counts once when it is back",
  onALine(async ({ page, line }) => {
    await field(page, "Name").pressSequentially("ad");
    await shows(said(page, "value"), "ad||30||0|red|2020||no");
    await line.tell("refuse on");
    await line.tell("cut");
    await becomes(page, "reconnecting");
    await field(page, "Name").pressSequentially("am");
    await field(page, "Plan").selectOption("Small");
    await field(page, "I agree").check();
    await field(page, "Age").fill("44");
    await field(page, "Name").press("Enter");
    await field(page, "Name").press("Enter");
    assert.equal(await said(page, "submitted").textContent(), "0");
    await line.tell("refuse off");
    await shows(said(page, "submitted"), "1");
    await line.tell("cut");
    await becomes(page, "connected");
    await field(page, "Age").fill("45");
    await shows(said(page, "value"), "adam||45||1|red|2020||yes");
    assert.equal(await field(page, "Name").inputValue(), "adam");
    assert.equal(await said(page, "calls").textContent(), "1");
    await shows(said(page, "dirty"), "true");
  }));

test("a submission that found no room while the line was cut leaves the form as free as it was",
  onALine(async ({ page, line }) => {
    await fill(page);
    await shows(said(page, "value"), "ada||30||1|red|2020||yes");
    await line.tell("refuse on");
    await line.tell("cut");
    await becomes(page, "reconnecting");
    await field(page, "Name").evaluate((input) => {
      for (let times = 0; times < 10_100; ++times) input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    });
    await field(page, "Name").press("Enter");
    assert.equal(await page.locator("form").getAttribute("aria-busy"), "true");
    await line.tell("refuse off");
    await page.waitForFunction(() => document.forms[0].ariaBusy === "false");
    assert.equal(await said(page, "calls").textContent(), "0");
    await field(page, "Name").press("Enter");
    await shows(said(page, "submitted"), "1");
  }, new RegExp(`${refusals.source}|out of reach`)));

test("what was typed is there again when the program was begun anew", inBrowser(async ({ start, visit }) => {
  const program = await start("forms");
  const page = await visit(program.url, { allow: refusals });
  await isReady(page);
  await field(page, "Name").fill("ada");
  await field(page, "Plan").press("S");
  await field(page, "I agree").check();
  await field(page, "Blue").check();
  await field(page, "Age").fill("7");
  await program.stop();
  await becomes(page, "reconnecting");
  await start("forms", "--port", program.port);
  await becomes(page, "connected");
  await shows(said(page, "value"), "ada||7||1|blue|2020||yes");
  assert.equal(await field(page, "Name").inputValue(), "ada");
  await shows(said(page, "dirty"), "true");
}));

test("what was submitted to a program that has ended is not submitted to the next one",
  inBrowser(async ({ start, visit }) => {
    const program = await start("forms");
    const page = await visit(program.url, { allow: refusals });
    await isReady(page);
    await field(page, "Name").fill("slow");
    await field(page, "Plan").press("S");
    await field(page, "I agree").check();
    await save(page).click();
    await shows(said(page, "calls"), "1");
    await program.stop();
    await becomes(page, "reconnecting");
    await start("forms", "--port", program.port);
    await becomes(page, "connected");
    await shows(said(page, "value"), "slow||30||1|red|2020||yes");
    await field(page, "Age").fill("45");
    await shows(said(page, "value"), "slow||45||1|red|2020||yes");
    assert.equal(await said(page, "calls").textContent(), "0");
    assert.equal(await said(page, "submitted").textContent(), "0");
  }));

test("what changes elsewhere leaves alone what somebody types", onTheForm(async (page, { other }) => {
  const name = field(page, "Name");
  await name.pressSequentially("abef");
  await name.press("ArrowLeft");
  await name.press("ArrowLeft");
  await (await other()).getByRole("button", { name: "elsewhere" }).click();
  await page.waitForFunction(() => document.querySelector("[name=Age]").value === "50");
  await name.pressSequentially("cd");
  await shows(said(page, "value"), "abcdef||50||0|red|2020||no");
  assert.equal(await name.inputValue(), "abcdef");
  assert.equal(await name.evaluate((it) => it.selectionStart), 4);
}));

test("the club takes a name once", inBrowser(async ({ start, visit }) => {
  const club = await start("signup");
  const page = await visit(club.url);
  await isReady(page);
  const join = page.getByRole("button", { name: "Join" });
  await field(page, "Name").fill("ada");
  await field(page, "E-mail").fill("ada@example.org");
  await field(page, "I will not overfish").check();
  await join.click();
  await says(page, "Name", "This name is taken.");
  await field(page, "Name").fill("grace");
  await join.dblclick();
  await shows(page.locator("output"), "Welcome, grace!");
  await shows(page.locator("h1 + p"), "Members: 2");
  await eventually(async () => assert.equal(await field(page, "Name").inputValue(), ""));
}));
