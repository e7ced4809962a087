import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";
import { becomes, refusals } from "./line_page.mjs";

const box = (page) => page.getByRole("textbox", { name: "A new line" });
const write = async (page, line) => {
  await box(page).fill(line);
  await box(page).press("Enter");
};
const lines = (page) => page.getByRole("listitem").allTextContents();
const reads = (page, ...wanted) =>
  eventually(async () => assert.deepEqual(await lines(page), ["The logbook is open.", ...wanted]));

const logbook = (body) => inBrowser(async ({ start, visit }) => {
  const program = await start("logbook");
  const line = await start("fault_proxy", "--to", program.port);
  const open = async (url = program.url) => {
    const page = await visit(url, { allow: refusals });
    await becomes(page, "connected");
    return page;
  };
  await body({ open, line, program, again: () => start("logbook", "--port", program.port) });
});

test("what one visitor writes all read, in order, and the box is empty again", logbook(async ({ open }) => {
  const [one, other] = [await open(), await open()];
  await write(one, "The pump is on.");
  await reads(other, "The pump is on.");
  await write(other, "It is <b>loud</b>.");
  for (const page of [one, other]) await reads(page, "The pump is on.", "It is <b>loud</b>.");
  await eventually(async () => assert.equal(await box(one).inputValue(), ""));
}));

test("lines that are written while the line is cut stand in the book once, in order", logbook(async ({ open, line }) => {
  const [cut, other] = [await open(line.url), await open()];
  await line.tell("refuse on");
  await line.tell("cut");
  await becomes(cut, "reconnecting");
  for (const word of ["one", "two", "three"]) await write(cut, word);
  await write(other, "zero");
  await reads(other, "zero");
  await reads(cut);
  await line.tell("refuse off");
  for (const page of [cut, other]) await reads(page, "zero", "one", "two", "three");
}));

test("the words are counted behind the page's back", logbook(async ({ open }) => {
  const page = await open();
  const counted = page.getByText("words until you came");
  await page.getByText("Counting the words…").or(counted).waitFor();
  await shows(counted, "4 words until you came.");
}));

test("half a sentence outlives a restart, and nothing is said of a box that is empty",
  logbook(async ({ open, program, again }) => {
    const [writer, reader] = [await open(), await open()];
    await write(reader, "a whole sentence");
    await reads(writer, "a whole sentence");
    await eventually(async () => assert.equal(await box(reader).inputValue(), ""));
    await box(writer).fill("half a sent");
    await program.stop();
    for (const page of [writer, reader]) await becomes(page, "reconnecting");
    await again();
    for (const page of [writer, reader]) await reads(page);
    await eventually(async () => assert.equal(await box(writer).inputValue(), "half a sent"));
    await box(writer).press("End");
    await box(writer).pressSequentially("ence");
    await box(writer).press("Enter");
    for (const page of [writer, reader]) {
      await reads(page, "half a sentence");
      assert.equal(await page.locator(".bonito-alert").count(), 0);
    }
  }));
