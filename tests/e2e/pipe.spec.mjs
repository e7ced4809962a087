// Pages of a program without a network: examples/pipe, and the host that carries its frames.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { eventually, inBrowser, shows } from "./browser.mjs";
import { becomes, count, press, refusals } from "./line_page.mjs";

process.env.BONITO_PROGRAM_pipe_host = fileURLToPath(new URL("../../examples/pipe/host.mjs", import.meta.url));
// A frame that was on its way when its line was cut comes to a way that is closed.
const allow = new RegExp(`${refusals.source}|^Failed to load resource: .* status of 410`);

const startPipe = (start) => start("pipe_host", process.env.BONITO_PROGRAM_pipe);

const goesOn = async (page) => {
  const before = await page.locator("p").textContent();
  await eventually(async () => assert.notEqual(await page.locator("p").textContent(), before));
};

test("a page behind a pipe renders, counts clicks, and is pushed a clock", inBrowser(async ({ start, visit }) => {
  const { url } = await startPipe(start);
  const page = await visit(url);
  await becomes(page, "connected");
  await press(page, "+1");
  await shows(count(page), "Count: 1");
  const other = await visit(url);
  await press(other, "+1");
  for (const each of [page, other]) await shows(count(each), "Count: 2");
  for (const each of [page, other]) await goesOn(each);
}));

test("a page behind a pipe loses no click when its line is cut, and counts none twice",
  inBrowser(async ({ start, visit }) => {
    const program = await startPipe(start);
    const line = await start("fault_proxy", "--to", program.port);
    const page = await visit(line.url, { allow });
    await becomes(page, "connected");
    const loadedAt = await page.evaluate(() => performance.timeOrigin);
    let clicks = 0;
    const click = async () => (await press(page, "+1"), ++clicks);
    for (const fault of ["cut", "half_close to_client", "truncate to_client 20", "cut"]) {
      await click();
      await line.tell(fault);
      await click();
      await click();
      await shows(count(page), `Count: ${clicks}`);
      await goesOn(page);
    }
    await line.tell("refuse on");
    await line.tell("cut");
    await becomes(page, "reconnecting");
    await click();
    await line.tell("refuse off");
    await shows(count(page), `Count: ${clicks}`);
    assert.equal(await page.evaluate(() => performance.timeOrigin), loadedAt, "the page was loaded anew");
  }));

test("a thousand clicks at once come through a pipe in order, on a narrow line", inBrowser(async ({ start, visit }) => {
  const program = await startPipe(start);
  const line = await start("fault_proxy", "--to", program.port);
  const page = await visit(line.url, { allow });
  await becomes(page, "connected");
  await line.tell("throttle to_client 2000");
  await page.getByRole("button").evaluate((button) => { for (let i = 0; i < 1000; ++i) button.click(); });
  await shows(count(page), "Count: 1000");
}));

test("the host lets in pages of its own, and nobody else", inBrowser(async ({ start, visit }) => {
  const { url } = await startPipe(start);
  const stranger = { Origin: "http://evil.example" };
  assert.equal((await fetch(url, { headers: stranger })).status, 403);
  assert.equal((await fetch(`${url}/frames/a/b`, { headers: stranger })).status, 403);
  assert.equal((await fetch(`${url}/frames/a/b`, { method: "POST", body: "a" })).status, 410);
  assert.equal((await fetch(`${url}/elsewhere`)).status, 404);
  // No such session: a bye frame, and the end.
  const answer = Buffer.from(await (await fetch(`${url}/frames/a/b`)).arrayBuffer());
  assert.deepEqual([...answer.subarray(4, 7)], [6, 0x92, 3]);
  const page = await visit(url);
  await press(page, "+1");
  await shows(count(page), "Count: 1");
}));

test("a page behind a pipe is told when the program ends", inBrowser(async ({ start, visit }) => {
  const program = await startPipe(start);
  const page = await visit(program.url, { allow });
  await becomes(page, "connected");
  await program.stop();
  await becomes(page, "reconnecting");
}));

test("what a program says on one thread while it hears on another is said once, and whole", async () => {
  const program = spawn(process.env.BONITO_PROGRAM_pipe, { stdio: ["pipe", "pipe", "inherit"] });
  const ways = Array.from({ length: 50_000 }, (_, way) => `nobody/${way}`);
  const said = text(program.stdout);
  for (const way of ways) program.stdin.write(`open ${way} 0\n`);
  program.stdin.end();
  const marks = (await said).match(/(frame|close) nobody\/\d+ /g);
  assert.deepEqual(await once(program, "close"), [0, null]);
  assert.deepEqual(marks, ways.flatMap((way) => [`frame ${way} `, `close ${way} `]));
});
