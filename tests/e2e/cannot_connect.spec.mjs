// Pages whose connections' scripts fail: programs/cannot_connect.cpp.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";
import { becomes, count, press } from "./line_page.mjs";

for (const [how, path, reason] of [
  ["throws", "throws", "Error: no transport 7"],
  ["does not parse", "does/not/parse", "SyntaxError: Unexpected identifier"],
  ["rejects", "rejects", "TypeError: the transport is out of order"],
]) {
  test(`a connection whose script ${how} is told of to the visitor, in the console and in the program's log`,
    inBrowser(async ({ start, visit }) => {
      const program = await start("cannot_connect");
      let log = "";
      program.log.on("data", (text) => (log += text));
      const console = [];
      const page = await visit(new URL(path, program.url).href, {
        allow: new RegExp(reason),
        prepare: (opened) => opened.on("pageerror", (error) => console.push(String(error))),
      });
      const alert = await page.getByRole("alert").locator("p").textContent();
      assert.ok(alert.startsWith("This page could not connect to its program."), alert);
      assert.ok(alert.includes(reason), alert);
      await eventually(() => assert.equal(console.length, 1));
      assert.ok(console[0].includes(reason), console[0]);

      const session = await page.locator("meta[name=bonito]").getAttribute("content");
      const line = `Session ${session.slice(0, 6)}…: in the browser: the page cannot connect, ` +
        `as the script that setup_connection() gave it failed: ${reason}`;
      await eventually(() => {
        assert.ok(log.includes(line), log);
        assert.match(log, /^ {4}at .*cannot_connect\.cpp-\d+\.js/m, "where the script was written");
      });
      assert.equal(log.split("in the browser").length, 2, `it is said once: ${log}`);
      assert.equal(await page.evaluate(() => Bonito.status), "connecting");

      const other = await visit(program.url);
      await becomes(other, "connected");
      await press(other, "+1");
      await shows(count(other), "Count: 1");
    }));
}
