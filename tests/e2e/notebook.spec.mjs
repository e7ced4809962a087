import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, shows } from "./browser.mjs";
import { inNotebook, ready } from "./jupyter.mjs";

const button = (output) => output.getByRole("button", { name: "+1" });
const count = (output) => output.locator("b").first();
const connection = (output) => output.locator("small").first();
// What is clicked before a script has found the output in the page is not heard.
const connects = (output) => eventually(async () =>
  assert.equal(await connection(output).getAttribute("data-bonito-status"), "connected"));
const comms = (page) => page.evaluate(() => Object.keys(Jupyter.notebook.kernel.comm_manager.comms).length);

test("two outputs share a count, a session and a comm", inNotebook(async ({ page, run }) => {
  const [one, other] = [await run("counter()"), await run("counter()")];
  await shows(count(one), "0");
  await connects(one);
  await button(one).click();
  for (const output of [one, other]) await shows(count(output), "1");
  await button(other).click();
  for (const output of [one, other]) await shows(count(output), "2");
  assert.equal(await comms(page), 1);
}));

test("in a narrow window an output can be clicked, up to its left edge", inNotebook(async ({ page, run }) => {
  const output = await run("counter()");
  await shows(count(output), "0");
  await connects(output);
  await page.setViewportSize({ width: 340, height: 700 });
  await button(output).click({ position: { x: 3, y: 8 } });
  await shows(count(output), "1");
  assert.ok(await button(output).isVisible());
}));

test("the kernel says something new by itself, in each output of a cell", inNotebook(async ({ run }) => {
  const output = await run("// both\n counter ( );; clock()\n");
  await shows(count(output), "0");
  const clock = output.locator("b").nth(1);
  const before = await clock.textContent();
  await eventually(async () => assert.notEqual(await clock.textContent(), before));
}));

test("what is clicked while the line to the notebook is cut counts once, when it is back",
  inNotebook(async ({ page, run }) => {
    const [one, other] = [await run("counter()"), await run("counter()")];
    await connects(one);
    await button(one).click();
    await shows(count(other), "1");
    // In one task: the notebook connects again by itself, and soon.
    const buttons = await Promise.all([one, other, one].map((output) => button(output).elementHandle()));
    const shown = await page.evaluate(async ([buttons, count]) => {
      const cut = new Promise((resolve) => Jupyter.notebook.events.one("kernel_disconnected.Kernel", resolve));
      Jupyter.notebook.kernel.ws.close();
      await cut;
      for (const button of buttons) button.click();
      return count.textContent;
    }, [buttons, await count(one).elementHandle()]);
    assert.equal(shown, "1");
    for (const output of [one, other]) await shows(count(output), "4");
    await button(other).click();
    await shows(count(one), "5");
  }));

test("a comm that the kernel has closed is opened anew, and nothing is lost", inNotebook(async ({ page, run }) => {
  const [one, other] = [await run("counter()"), await run("counter()")];
  await connects(one);
  await button(one).click();
  await shows(count(other), "1");
  const open = () => page.evaluate(() => Object.keys(Jupyter.notebook.kernel.comm_manager.comms));
  const [before] = await open();
  // The page looks itself: it has no comm for a second.
  const buttons = await Promise.all([one, other].map((output) => button(output).elementHandle()));
  await page.evaluate(async ([comm_id, buttons]) => {
    const { kernel } = Jupyter.notebook;
    const no_frame = new Uint8Array([255]).buffer;
    kernel.send_shell_message("comm_msg", { comm_id, data: {} }, undefined, {}, [no_frame]);
    while (comm_id in kernel.comm_manager.comms) await new Promise((later) => setTimeout(later, 10));
    for (const button of buttons) button.click();
  }, [before, buttons]);
  for (const output of [one, other]) await shows(count(output), "3");
  const now = await open();
  assert.equal(now.length, 1);
  assert.notEqual(now[0], before);
}));

test("an output that is cleared is let go", inNotebook(async ({ page, run }) => {
  const watch = await run("outputs()");
  const output = await run("counter(); clock()");
  await button(output).waitFor();
  await shows(count(watch), "3");
  await page.evaluate(() => Jupyter.notebook.get_cells().at(-1).clear_output());
  await shows(count(watch), "1");
  await shows(count(await run("outputs()")), "2");
}));

test("outputs that were saved are live again when the page is loaded anew", inNotebook(async ({ page, run }) => {
  const first = await run("counter()");
  await connects(first);
  await button(first).click();
  await shows(count(await run("counter(); outputs()")), "1");
  await eventually(async () => assert.equal(await page.locator("bonito-app").count(), 3));
  await page.evaluate(() => Jupyter.notebook.save_notebook());
  await page.reload();
  await ready(page);
  const [one, other, live] = [0, 1, 2].map((index) => page.locator("bonito-app").nth(index));
  await connects(one);
  await shows(connection(one), "");
  await button(one).click();
  for (const output of [one, other]) await shows(count(output), "2");
  await button(await run("counter()")).click();
  for (const output of [one, other]) await shows(count(output), "3");
  await shows(count(live), "4");
}));

test("after the kernel was restarted an old output says so, a new one works, and the page stays",
  inNotebook(async ({ page, run }) => {
    const old = await run("counter()");
    await connects(old);
    await button(old).click();
    await shows(count(old), "1");
    await shows(connection(old), "");
    await page.evaluate(() => {
      globalThis.stays = true;
      const back = new Promise((resolve) => Jupyter.notebook.events.one("kernel_ready.Kernel", resolve));
      Jupyter.notebook.kernel.restart();
      return back;
    });
    await ready(page);
    await shows(connection(old), "not connected");
    await page.getByRole("alert").getByText("Run the cell again.").waitFor();
    const output = await run("counter()");
    await shows(count(output), "0");
    await button(output).click();
    await shows(count(output), "1");
    await button(output).click();
    await shows(count(output), "2");
    await shows(count(old), "1");
    assert.equal(await page.evaluate(() => globalThis.stays), true);
  }));

test("a cell that cannot be run says why", inNotebook(async ({ page, run }) => {
  const says = async (code, text) => (await run(code)).getByText(text, { exact: true }).waitFor();
  await says("counter(); weather()", 'Unknown app: There is no app "weather", but: clock(), conformance(), counter(), outputs().');
  await says("1 + 1", "Not a list of calls: A cell calls apps by their names: clock(), conformance(), counter(), outputs().");
  assert.equal(await page.locator("bonito-app").count(), 0);
}));

test("names are completed and explained", inNotebook(async ({ page }) => {
  const asked = await page.evaluate(async () => {
    const { kernel } = Jupyter.notebook;
    const ask = (what, ...more) => new Promise((resolve) => kernel[what](...more, ({ content }) => resolve(content)));
    return [await ask("complete", "counter(); cl", 13), await ask("inspect", "clock()", 2)];
  });
  assert.deepEqual(asked[0].matches, ["clock()"]);
  assert.deepEqual([asked[0].cursor_start, asked[0].cursor_end], [11, 13]);
  assert.equal(asked[1].data["text/plain"], "The time.");
}));
