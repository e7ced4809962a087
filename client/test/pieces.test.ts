import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Pieces } from "../src/frame.ts";
import { Bye, Kind, Mode, Server } from "../src/protocol.ts";
import { data_frame, opened, words } from "./fake_server.ts";
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

describe("what a page says", () => {
  // Frames are joined, and put into words; what is short goes as it is.
  const joined = (sent: Uint8Array<ArrayBuffer>[]) => {
    const pieces = new Pieces();
    return sent.map((frame) => pieces.join(frame)).filter((frame) => frame?.[0] === Kind.data).map((frame) => words(frame!));
  };
  const said = (text: string) => ["data", 1, 0, ["event", 3, [text]]];

  test("goes in pieces if a line may need long for it", async () => {
    const { emit, sent } = opened();
    for (const [length, frames] of [[190_000, 1], [300_000, 10]] as const) {
      sent.length = 0;
      emit(3, ["x".repeat(length)]);
      await microtasks();
      assert.equal(sent.length, frames);
      assert.ok(frames === 1 || sent.every(({ length }) => length <= 32_768 + 9));
      assert.equal((joined(sent)[0]![3] as [string, number, [string]])[2][0].length, length);
    }
  });
  test("goes in pieces again on the next connection, with what follows behind them", async () => {
    const { session, emit, open, sent } = opened();
    const text = "long ".repeat(100_000);
    emit(3, [text]);
    emit(4);
    await microtasks();
    assert.deepEqual(joined(sent), [said(text), ["data", 2, 0, ["event", 4, []]]]);
    session.on_connection_close();
    sent.length = 0;
    open(Mode.resumed);
    assert.deepEqual(joined(sent), [said(text), ["data", 2, 0, ["event", 4, []]]]);
  });
});
