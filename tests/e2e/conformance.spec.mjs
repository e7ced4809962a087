// Connections in a real browser, by the conformance kit: its page says what it has found.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, inBrowser } from "./browser.mjs";
import { cut, patience, verdict_of } from "./kit_page.mjs";

// What the page says, once the program has told its report, too: before that it cannot be stopped in good order.
const verdict = async ({ start, visit }, options, report = "The connection ") => {
  const program = await start("conformance", ...options);
  let said = "";
  program.log.on("data", (more) => (said += more));
  const page = await visit(program.url, { allow: cut });
  const sentences = await verdict_of(page);
  await eventually(() => assert.ok(said.includes(report), said), patience);
  return sentences;
};
const conforms = (options = [], report) => inBrowser(async (given) => {
  assert.deepEqual(await verdict(given, options, report), ["The connection conforms."]);
});
const does_not = (kind, sentence) => inBrowser(async (given) => {
  const [first, ...sentences] = await verdict(given, [kind]);
  assert.equal(first, "The connection does not conform.");
  assert.ok(sentences.some((each) => sentence.test(each)), sentences.join("\n"));
});

test("the default connection conforms", conforms());
test("the default connection conforms when it compresses", conforms(["--compression"]));
test("two sockets conform, the second, too", conforms(["dual"], "The connection conforms, in 11 checks."));
test("streams conform", conforms(["streams"]));
test("a script that opens sockets, and hands on what comes as Blobs, conforms", conforms(["scripted"]));
test("a script whose frames the session compresses, as its line does not, conforms", conforms(["deflated"]));
test("a script that does not tell of a closed line is found out", does_not("untold", /The page was not told of close\(\): /));
test("a send() that drops what is long is found out", does_not("short", /from the page to the program, frame \d+ of \d+, of 65535 bytes, .*never came/));
test("a send() that rejects is found out", does_not("rejects", /The page's send\(\) failed, .*: Error: This line is short\./));
