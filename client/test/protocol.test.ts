import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as protocol from "../src/protocol.ts";

const numbers = JSON.parse(readFileSync("../protocol/numbers.json", "utf8"));
const enums: Record<string, object> = {
  kind: protocol.Kind,
  mode: protocol.Mode,
  server: protocol.Server,
  browser: protocol.Browser,
  step: protocol.Step,
  change: protocol.Change,
  bye: protocol.Bye,
  extension: protocol.Extension,
  handle: protocol.Handle,
  element: protocol.Element,
  limit: protocol.Limit,
};

test("the version is the document's", () => assert.equal(protocol.VERSION, numbers.version));

test("no table of the document is missing here", () => {
  assert.deepEqual(Object.keys(enums).sort(), Object.keys(numbers).filter((name) => name !== "version").sort());
});

for (const [name, members] of Object.entries(enums)) {
  test(`the numbers of "${name}" are the document's`, () => {
    const ours = Object.entries(members).filter(([, value]) => typeof value === "number");
    assert.deepEqual(Object.fromEntries(ours), numbers[name]);
  });
}
