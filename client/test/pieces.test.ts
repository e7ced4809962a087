import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Bye, Kind, Server } from "../src/protocol.ts";
import { data_frame, opened } from "./fake_server.ts";
import { microtasks } from "./support.ts";

const u32 = (number: number) => [0, 8, 16, 24].map((shift) => (number >>> shift) & 255);
const piece = (offset: number, total: number, bytes: Uint8Array) =>
  Uint8Array.of(Kind.piece, ...u32(offset), ...u32(total), ...bytes);

// A frame, and the pieces that it comes in.
function cut(number: number, value: unknown, most = 10): Uint8Array<ArrayBuffer>[] {
  const frame = data_frame(number, 0, Server.set, 5, value);
  const starts = Array.from({ length: Math.ceil(frame.length / most) }, (_, index) => index * most);
  return starts.map((start) => piece(start, frame.length, frame.slice(start, start + most)));
}

describe("a frame in pieces", () => {
  test("is applied when its last piece has come, and others come between", () => {
    const { session, page, sent } = opened();
    const pieces = cut(1, "long ".repeat(10));
    for (const each of pieces.slice(0, -1)) session.process_message(each);
    session.process_message(Uint8Array.of(Kind.ping, 7));
    assert.deepEqual(page.values, []);
    assert.deepEqual(sent.at(-1), Uint8Array.of(Kind.pong, 7));
    session.process_message(pieces.at(-1)!);
    assert.deepEqual(page.values, [[5, "long ".repeat(10)]]);
  });
  test("is acknowledged when it is whole; the server hears of each piece", async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const { session, taken } = opened();
    const heard = async () => {
      context.mock.timers.tick(100);
      await microtasks();
      return taken().map(([kind, ack]) => [kind, ack]);
    };
    await heard();
    const pieces = cut(1, "long ".repeat(4), 20);
    session.process_message(pieces[0]!);
    assert.deepEqual(await heard(), [["ack", 0]]);
    session.process_message(pieces[1]!);
    assert.deepEqual(await heard(), [["ack", 1]]);
  });
  test("begins anew on another connection", () => {
    const { session, page, open } = opened();
    const pieces = cut(1, "long ".repeat(10));
    session.process_message(pieces[0]!);
    session.process_message(pieces[1]!);
    session.on_connection_close();
    open(1);
    for (const each of pieces) session.process_message(each);
    assert.deepEqual(page.values, [[5, "long ".repeat(10)]]);
  });
  test("of which one is missing ends the connection", () => {
    const { session, page, taken } = opened();
    taken();
    const pieces = cut(1, "long ".repeat(10));
    session.process_message(pieces[0]!);
    session.process_message(pieces[2]!);
    assert.deepEqual(page.values, []);
    assert.deepEqual(taken().map(([kind, code]) => [kind, code]), [["bye", Bye.protocol]]);
    assert.equal(session.open, false);
  });
});
