import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { Line } from "../src/bonito.ts";
import { run_setup } from "../src/setup.ts";
import { encode, gather_reports, set_globals } from "./support.ts";

// What the module of this source, run with these arguments, has made of globalThis.made, and what failed.
async function run(context: TestContext, source: string, ...args: unknown[]) {
  const reports = gather_reports(context);
  const failures: string[] = [];
  const stacks: string[] = [];
  set_globals(context, { document: { baseURI: "http://here/" }, made: undefined });
  const encoded = args.length ? Buffer.from(encode(args)).toString("base64") : undefined;
  const url = `data:text/javascript,${encodeURIComponent(source)}`;
  await run_setup(url, encoded, "the session's own" as unknown as Line, (reason, stack) => {
    failures.push(reason);
    stacks.push(stack);
  });
  return { made: (globalThis as unknown as { made: unknown }).made, reports, failures, stacks };
}

test("a setup script gets its arguments as the values they are", async (context) => {
  const source = "export default async (Bonito, $0, $1) => { globalThis.made = [$0, $1]; }";
  const text = "`); alert(1) //</script>\u2028";
  const { made, failures } = await run(context, source, text, [1, 2n ** 60n]);
  assert.deepEqual(made, [text, [1, 2n ** 60n]]);
  assert.deepEqual(failures, []);
});

test("a setup script needs no arguments", async (context) => {
  const { made } = await run(context, "export default async (...all) => { globalThis.made = all.length; }");
  assert.equal(made, 1);
});

test("a setup script has the Bonito of the session that it connects", async (context) => {
  const { made } = await run(context, "export default async (Bonito) => { globalThis.made = Bonito; }");
  assert.equal(made, "the session's own");
});

for (const [how, source] of [
  ["throws", "export default async () => { throw new Error('no such transport'); }"],
  ["does not parse", "export default async () => { no such transport }"],
  ["exports nothing", "globalThis.nothing = 'no such transport is not a function';"],
] as const) {
  test(`a setup script that ${how} is reported, and the visitor told`, async (context) => {
    const { reports, failures, stacks } = await run(context, source);
    assert.equal(reports.length, 1);
    assert.equal(failures.length, 1);
    assert.match(failures[0]!, /Error/);
    assert.match(stacks[0]!, /\nat data:text\/javascript,/);
  });
}
