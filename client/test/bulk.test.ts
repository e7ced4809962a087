import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Bye, Kind, Mode, Server } from "../src/protocol.ts";
import { opened, words } from "./fake_server.ts";
import { encode } from "./support.ts";

const message = encode(Server.set, 5, "large ".repeat(10));
const pieces = [message.slice(0, 20), message.slice(20, 40), message.slice(40)];

function connected() {
  const page = opened();
  page.taken();
  return {
    ...page,
    announce: (frame: number, first: number, slot = 5) => page.data(frame, 0, Server.bulk, slot, first, message.length),
    bulk(seq: number, piece: Uint8Array) {
      page.session.process_message(Uint8Array.of(Kind.bulk, seq & 255, seq >> 8 & 255, ...piece));
    },
    bulk_acks: () => page.taken().filter(([kind]) => kind === "bulk").map(([, seq]) => seq),
  };
}
const whole = [5, "large ".repeat(10)];

describe("a message that comes beside the others", () => {
  test("is applied when its last piece has come, and each is acknowledged", () => {
    const { announce, bulk, bulk_acks, page, session } = connected();
    announce(1, 1);
    assert.deepEqual(bulk_acks(), [0]);
    bulk(1, pieces[0]!);
    bulk(2, pieces[1]!);
    assert.deepEqual(page.values, []);
    assert.equal(session.table_sizes().parts, 1);
    bulk(3, pieces[2]!);
    assert.deepEqual(page.values, [whole]);
    assert.deepEqual(bulk_acks(), [1, 2, 3]);
    assert.equal(session.table_sizes().parts, 0);
  });
  test("may come before its announcement, in part or all of it", () => {
    const { announce, bulk, bulk_acks, page } = connected();
    for (const [index, piece] of pieces.entries()) bulk(index + 1, piece);
    assert.deepEqual(page.values, []);
    announce(1, 1);
    assert.deepEqual(page.values, [whole]);
    assert.equal(bulk_acks().at(-1), 3);
    bulk(5, pieces[0]!);
    announce(2, 5);
    bulk(6, pieces[1]!);
    bulk(7, pieces[2]!);
    assert.deepEqual(page.values, [whole, whole]);
    assert.equal(bulk_acks().at(-1), 7);
  });
  test("is not mixed with the last one, whose place is still open when it overtakes its announcement", () => {
    const { announce, bulk, bulk_acks, page } = connected();
    announce(1, 1);
    bulk(1, pieces[0]!);
    bulk(3, pieces[0]!); // of the next: a number is left out
    bulk(4, pieces[1]!);
    assert.deepEqual(bulk_acks(), [0, 1, 1, 1]);
    announce(2, 3);
    bulk(5, pieces[2]!);
    assert.deepEqual(page.values, [whole]);
    assert.deepEqual(bulk_acks(), [4, 5]);
  });
  test("is kept until it is announced, whatever its number, by a page that comes late", () => {
    const { announce, bulk, bulk_acks, page } = connected();
    for (const [index, piece] of pieces.entries()) bulk(40_000 + index, piece);
    assert.deepEqual(bulk_acks(), []);
    announce(1, 40_000);
    assert.deepEqual(page.values, [whole]);
    assert.deepEqual(bulk_acks(), [40_002]);
  });
  test("goes on by another way: a piece that comes twice counts once, and is acknowledged again", () => {
    const { announce, bulk, bulk_acks, page } = connected();
    announce(1, 1);
    bulk(1, pieces[0]!);
    bulk(1, pieces[0]!);
    bulk(3, pieces[2]!); // the one before was lost
    assert.deepEqual(bulk_acks(), [0, 1, 1, 1]);
    bulk(2, pieces[1]!);
    bulk(3, pieces[2]!);
    bulk(3, pieces[2]!);
    assert.deepEqual(page.values, [whole]);
    assert.deepEqual(bulk_acks(), [2, 3, 3]);
  });
  test("goes on over a new connection, and may be told that it came then", () => {
    const { announce, bulk, bulk_acks, open, page, session } = connected();
    announce(1, 1);
    bulk(1, pieces[0]!);
    session.on_connection_close();
    bulk(2, pieces[1]!); // nobody is there to take it
    open(null);
    bulk(2, pieces[1]!); // nor is anybody welcomed
    open(Mode.resumed, 0, 2);
    assert.equal(session.status, "connected");
    for (const seq of [2, 3]) bulk(seq, pieces[seq - 1]!);
    assert.deepEqual(page.values, [whole]);
    assert.deepEqual(bulk_acks().slice(-2), [2, 3]);
  });
  test("is stopped by a newer one, by a plain value, by parts, by a snapshot, and with its region", () => {
    const { announce, bulk, data, page, session, open, control } = connected();
    announce(1, 1);
    bulk(1, pieces[0]!);
    announce(2, 2);
    bulk(1, pieces[0]!);
    bulk(2, pieces[0]!);
    data(3, 0, Server.set, 5, "newer");
    bulk(3, pieces[1]!);
    announce(4, 4);
    data(5, 0, Server.part, 5, 0, message.length, pieces[0]!);
    bulk(4, pieces[1]!);
    data(6, 0, Server.part, 5, 20, message.length, message.slice(20));
    announce(7, 5);
    page.gone = [5];
    data(8, 0, Server.region, 2, "");
    bulk(5, pieces[1]!);
    assert.deepEqual(page.values, [[5, "newer"], whole]);
    announce(9, 6);
    assert.equal(session.table_sizes().parts, 1);
    session.on_connection_close();
    open(null);
    control(Kind.welcome, 1, 0, Mode.snapshot, 10);
    assert.equal(session.table_sizes().parts, 0);
  });
  test("keeps its numbers apart from one another where 16 bits end", () => {
    const { announce, bulk, bulk_acks, page } = connected();
    announce(1, 65_535);
    for (const [index, piece] of pieces.entries()) bulk(65_535 + index, piece);
    assert.deepEqual(page.values, [whole]);
    assert.deepEqual(bulk_acks(), [65_534, 65_535, 0, 1]);
  });
  test("is refused if more comes than was announced, or what does not come so", () => {
    for (const last of [message, encode(Server.part)]) {
      const { data, bulk, sent } = connected();
      data(1, 0, Server.bulk, 5, 1, Math.min(last.length, 30));
      bulk(1, last);
      assert.deepEqual(words(sent.at(-1)!).slice(0, 2), ["bye", Bye.protocol]);
    }
  });
});
