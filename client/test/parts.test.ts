import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Bye, Kind, Mode, Server } from "../src/protocol.ts";
import { opened } from "./fake_server.ts";
import { encode } from "./support.ts";

describe("a message in parts", () => {
  const array = new Float64Array(1000).map((_, index) => index / 3);
  const message = encode(Server.set, 5, array);
  const half = message.length >> 1;
  const [begin, end] = [message.slice(0, half), message.slice(half)];
  test("is applied when the last has come, others passing it", () => {
    const { data, page } = opened();
    data(1, 0, Server.part, 5, 0, message.length, begin, Server.set, 1, "small");
    assert.deepEqual(page.values, [[1, "small"]]);
    data(2, 0, Server.part, 5, half, message.length, end);
    assert.deepEqual(page.values[1], [5, Object.assign(array, { shape: [1000] })]);
  });
  test("is decoded where it was put together: its arrays are views", () => {
    const { data, page } = opened();
    // As the server places it: aligned from the message's first byte.
    const aligned = encode(Server.set, 5, array);
    data(1, 0, Server.part, 5, 0, aligned.length, aligned.slice(0, half));
    data(2, 0, Server.part, 5, half, aligned.length, aligned.slice(half));
    const value = page.values[0]![1] as Float64Array;
    assert.equal(value.buffer.byteLength, aligned.length);
  });
  test("that comes in one is left in the frame, if it is aligned there, and drops another", () => {
    let left = 0;
    for (const padding of [0, 1, 2, 3, 4, 5, 6, 7]) {
      const { data, page, session } = opened();
      data(1, 0, Server.part, 6, 0, 100, begin.slice(0, 9));
      data(2, 0, Server.pad, new Uint8Array(padding), Server.part, 5, 0, message.length, message);
      const value = page.values[0]![1] as Float64Array;
      assert.deepEqual([...value], [...array]);
      const is_left = value.buffer.byteLength !== message.length && value.buffer.byteLength !== value.byteLength;
      left += +is_left;
      assert.equal(session.table_sizes().parts, 0);
    }
    assert.equal(left, 1);
  });
  test("begins anew with offset 0, and is dropped by a plain set, by a snapshot, and with its region", () => {
    const { data, page, session, open, control } = opened();
    data(1, 0, Server.part, 5, 0, 100, begin.slice(0, 9), Server.part, 5, 0, message.length, begin);
    data(2, 0, Server.part, 5, half, message.length, end);
    assert.equal(page.values.length, 1);
    data(3, 0, Server.part, 5, 0, message.length, begin, Server.set, 5, "newer", Server.part, 5, half, message.length, end);
    page.gone = [5];
    data(4, 0, Server.part, 5, 0, message.length, begin, Server.region, 2, "", Server.part, 5, half, message.length, end);
    data(5, 0, Server.part, 5, 0, message.length, begin);
    assert.equal(session.table_sizes().parts, 1);
    session.on_connection_close();
    open(null);
    control(Kind.welcome, 1, 0, Mode.snapshot, 9);
    assert.equal(session.table_sizes().parts, 0);
    data(9, 0, Server.part, 5, half, message.length, end);
    assert.deepEqual(page.values.map(([, value]) => value), [page.values[0]![1], "newer"]);
  });
  test("leaves nothing behind when another follows before it is complete: a mirror's slot may have gone unheard", () => {
    const { data, session, page } = opened();
    for (let number = 1; number <= 3; number++) data(number, 0, Server.part, 10 + number, 0, message.length, begin);
    assert.equal(session.table_sizes().parts, 1);
    data(4, 0, Server.part, 5, 0, message.length, begin, Server.part, 13, half, message.length, end);
    data(5, 0, Server.part, 5, half, message.length, end);
    assert.deepEqual(page.values.map(([slot]) => slot), [5]);
    assert.equal(session.table_sizes().parts, 0);
  });
  test("goes on over a new connection", () => {
    const { data, page, session, open } = opened();
    data(1, 0, Server.part, 5, 0, message.length, begin);
    session.on_connection_close();
    open(Mode.resumed, 0, 2);
    data(2, 0, Server.part, 5, half, message.length, end);
    assert.equal(page.values.length, 1);
  });
  test("may introduce a mirror", () => {
    const { data, session } = opened();
    const mirror = encode(Server.mirror, 7, "x", "large");
    data(1, 0, Server.part, 7, 0, mirror.length, mirror.slice(0, 4), Server.part, 7, 4, mirror.length, mirror.slice(4));
    assert.equal(session.messages.observables.get("x").value, "large");
  });
  for (const [what, ...parts] of [
    ["a gap", [0, 10, 4], [5, 10, 5]],
    ["an overlap", [0, 10, 4], [3, 10, 7]],
    ["another size than before", [0, 10, 4], [4, 11, 4]],
    ["more than the whole", [0, 10, 4], [4, 10, 7]],
    ["no bytes at all", [0, 0, 0]],
    ["more than a gibibyte", [0, 2 ** 30 + 1, 4]],
    ["a part in parts", [0, 1, 1]],
  ] as [string, ...[number, number, number][]][]) {
    test(`is refused: ${what}`, () => {
      const { data, taken } = opened();
      taken();
      data(1, 0, ...parts.flatMap(([offset, total, size]) => [Server.part, 5, offset, total, new Uint8Array(size).fill(Server.part)]));
      assert.deepEqual(taken().map((words) => words.slice(0, 2)), [["bye", Bye.protocol]]);
    });
  }
});
