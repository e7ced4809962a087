// Connections in a real browser, by the conformance kit: its page says what it has found.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser, shows } from "./browser.mjs";

const patience = 240_000;  // of a machine that has other things to do
// What the kit does to the page on purpose.
const cut = /WebSocket connection|WebSocket is already in CLOSING or CLOSED state|^Failed to load resource/;

const verdict = async (page, text) => {
  await shows(page.locator("h1"), text, patience);
  return page.locator("li").allTextContents();
};
const conforms = (...options) => inBrowser(async ({ start, visit }) => {
  const page = await visit((await start("conformance", ...options)).url, { allow: cut });
  assert.deepEqual(await verdict(page, "The connection conforms."), []);
});
const does_not = (kind, sentence) => inBrowser(async ({ start, visit }) => {
  const page = await visit((await start("conformance", kind)).url, { allow: cut });
  const sentences = await verdict(page, "The connection does not conform.");
  assert.ok(sentences.some((each) => sentence.test(each)), sentences.join("\n"));
});

test("the default connection conforms", conforms());
test("the default connection conforms when it compresses", conforms("--compression"));
test("two sockets conform, the second, too", inBrowser(async ({ start, visit }) => {
  const program = await start("conformance", "dual");
  let said = "";
  program.log.on("data", (text) => (said += text));
  const page = await visit(program.url, { allow: cut });
  assert.deepEqual(await verdict(page, "The connection conforms."), []);
  await eventually(() => assert.match(said, /in 11 checks/));
}));
test("streams conform", conforms("streams"));
test("a script that opens sockets, and hands on what comes as Blobs, conforms", conforms("scripted"));
test("a script whose frames the session compresses, as its line does not, conforms", conforms("deflated"));
test("a script that does not tell of a closed line is found out", does_not("untold", /The page was not told of close\(\): /));
test("a send() that drops what is long is found out", does_not("short", /from the page to the program, frame \d+ of \d+, of 65535 bytes, .*never came/));
test("a send() that rejects is found out", does_not("rejects", /The page's send\(\) failed, .*: Error: This line is short\./));
