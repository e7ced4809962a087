import assert from "node:assert/strict";
import { test } from "node:test";
import { Kind, Mode } from "../src/protocol.ts";
import { opened } from "./fake_server.ts";
import { gather_reports, hex } from "./support.ts";

for (const [how, send] of [
  ["throws", () => { throw new Error("not mine"); }],
  ["rejects", () => Promise.reject(new Error("not mine"))],
] as const) {
  test(`a send that ${how} is reported and ends the connection, and what it did not take is sent anew`, async (context) => {
    const reports = gather_reports(context);
    const { session, emit, sent, open } = opened();
    session.on_connection_open(send);
    emit(1, ["kept"]);
    await Promise.resolve();
    await Promise.resolve();
    assert.equal(reports.length, 1);
    assert.equal(session.open, false);
    assert.equal(session.status, "reconnecting");
    open(Mode.resumed);
    await Promise.resolve();
    assert.ok(sent.some((frame) => frame[0] === Kind.data && hex(frame).includes("a46b657074")));
  });
}

test("what a send returns means nothing", async () => {
  for (const returned of [undefined, 17, "sent", Promise.resolve(), null]) {
    const { session } = opened();
    session.on_connection_open(() => returned);
    await Promise.resolve();
    assert.ok(session.open);
  }
});

test("what cannot be sent throws where it is said", () => {
  const { emit, sent } = opened();
  assert.throws(() => emit(1, [2n ** 70n]), RangeError);
  assert.equal(hex(sent.at(-1)!).slice(0, 2), "04");
});
