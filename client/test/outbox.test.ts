import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Mode } from "../src/protocol.ts";
import { opened } from "./fake_server.ts";
import { gather_reports, hex, microtasks } from "./support.ts";

describe("events", () => {
  test("of one task are one frame", async () => {
    const { emit, taken } = opened();
    taken();
    for (let click = 0; click < 2000; click++) emit(3, [click]);
    await microtasks();
    const frames = taken();
    assert.equal(frames.length, 1);
    assert.deepEqual(frames[0]!.slice(0, 5), ["data", 1, 0, ["event", 3, [0]], ["event", 3, [1]]]);
    assert.equal(frames[0]!.length, 3 + 2000);
  });
  test("made before the socket opens are kept, and sent after the welcome", async () => {
    const { emit, open, taken } = opened(null);
    assert.equal(emit(3), 1);
    await microtasks();
    open(null);
    emit(4);
    await microtasks();
    assert.deepEqual(taken().map(([kind]) => kind), ["hello"]);
    open(Mode.fresh);
    assert.deepEqual(taken()[1], ["data", 1, 0, ["event", 3, []], ["event", 4, []]]);
  });
  test("are kept up to ten thousand; that more are dropped is reported once", async (context) => {
    const reports = gather_reports(context);
    const { emit, open, session, taken } = opened(null);
    for (let click = 0; click < 10_005; click++) emit(3, [click, "x".repeat(20)]);
    assert.equal(reports.length, 1);
    open(Mode.fresh);
    const events = taken().slice(1).flatMap((frame) => frame.slice(3)) as [string, number, [number]][];
    assert.equal(events.length, 10_000);
    assert.deepEqual(events.map(([, , [click]]) => click), events.map((_, index) => index));
    emit(3);
    await microtasks();
    assert.equal(taken().length, 1);
    session.on_connection_close();
    for (let click = 0; click < 10_005; click++) emit(3);
    assert.equal(reports.length, 2);
  });
  test("are kept up to one mebibyte", (context) => {
    const reports = gather_reports(context);
    const { emit, open, taken } = opened(null);
    for (let click = 0; click < 200; click++) emit(3, ["x".repeat(10_000)]);
    assert.equal(reports.length, 1);
    open(Mode.fresh);
    assert.equal(taken().slice(1).flatMap((frame) => frame.slice(3)).length, 104);
  });
  test("that are dropped make no input wait for a frame that never goes", (context) => {
    gather_reports(context);
    const { emit } = opened(null);
    assert.equal(emit(3), 1);
    assert.equal(emit(3, ["x".repeat(2 ** 20)]), 1);
    assert.equal(emit(3), 1);
  });
  test("that are dropped are not passed by smaller ones", (context) => {
    gather_reports(context);
    const { emit, open, taken } = opened(null);
    emit(3, ["typed"]);
    emit(3, ["x".repeat(2 ** 20)]);
    emit(4, ["submitted"]);
    open(Mode.fresh);
    emit(5, ["later"]);
    const events = taken().slice(1).flatMap((frame) => frame.slice(3)) as [string, number][];
    assert.deepEqual(events.map(([, slot]) => slot), [3]);
  });
  test("of one task are bounded by nothing while there is a connection", async () => {
    const { ack, emit, taken } = opened();
    taken();
    for (let click = 0; click < 30_000; click++) emit(3, ["x".repeat(100)]);
    await microtasks();
    const frames = taken();
    assert.equal(frames.flatMap((frame) => frame.slice(3)).length, 30_000);
    ack(frames.length);
  });
  test("that are large are several frames, whose numbers are known when they are made", async () => {
    const { emit, taken } = opened();
    taken();
    const numbers = [1, 2, 3].map(() => emit(3, ["x".repeat(70_000)]));
    await microtasks();
    assert.deepEqual(numbers, [1, 2, 3]);
    assert.deepEqual(taken().map(([, number]) => number), [1, 2, 3]);
  });
  test("that cannot be sent throw, and leave the others whole", async () => {
    const { emit, taken } = opened();
    taken();
    emit(1);
    assert.throws(() => emit(2, [1, 2n ** 70n]), RangeError);
    emit(3);
    await microtasks();
    assert.deepEqual(taken(), [["data", 1, 0, ["event", 1, []], ["event", 3, []]]]);
  });
  test("of more than 16 MiB are refused here, not by the server", () => {
    const { emit } = opened();
    assert.throws(() => emit(1, [new Uint8Array(17 << 20)]), RangeError);
  });
  test("carry typed arrays aligned to the frame", async () => {
    const { emit, sent } = opened();
    emit(1, ["odd", Float64Array.of(1, 2)]);
    await microtasks();
    const frame = sent.at(-1)!;
    const at = hex(frame).indexOf(hex(new Uint8Array(Float64Array.of(1, 2).buffer))) / 2;
    assert.equal(at % 8, 0);
  });
});

describe("after a loss", () => {
  test("what the server has not applied is sent again with its numbers and a new acknowledgement, then the new", async () => {
    const { session, open, data, emit, taken } = opened();
    for (const slot of [1, 2, 3]) {
      emit(slot);
      await microtasks();
    }
    session.on_connection_close();
    assert.equal(emit(4), 4);
    await microtasks();
    taken();
    open(Mode.resumed, 1);
    assert.deepEqual(taken().slice(1), [
      ["data", 2, 0, ["event", 2, []]], ["data", 3, 0, ["event", 3, []]], ["data", 4, 0, ["event", 4, []]],
    ]);
    data(1, 2);
    session.on_connection_close();
    open(Mode.resumed, 2, 2);
    const [hello, ...events] = taken();
    assert.equal(hello![3], 1);
    assert.deepEqual(events, [["data", 3, 1, ["event", 3, []]], ["data", 4, 1, ["event", 4, []]]]);
    assert.equal(session.table_sizes().frames, 2);
  });
  test("nothing that the server has is kept or sent", async () => {
    const { session, open, emit, taken } = opened();
    emit(1);
    await microtasks();
    session.on_connection_close();
    taken();
    open(Mode.resumed, 1);
    assert.deepEqual(taken().map(([kind]) => kind), ["hello"]);
    assert.equal(session.table_sizes().frames, 0);
  });
  test("what was acknowledged cannot be asked for", async () => {
    const { session, open, emit, ack, taken } = opened();
    emit(1);
    await microtasks();
    ack(1);
    session.on_connection_close();
    open(Mode.resumed, 0);
    assert.equal(taken().at(-1)![0], "bye");
  });
});

describe("the window", () => {
  test("is 16,384 frames; what comes then waits for an acknowledgement", async () => {
    const { emit, ack, taken } = opened();
    taken();
    for (let number = 1; number <= 16_390; number++) {
      emit(1);
      await Promise.resolve();
    }
    assert.equal(taken().length, 16_384);
    assert.equal(emit(1), 16_385);
    ack(1);
    assert.deepEqual(taken(), [["data", 16_385, 0, ...Array(7).fill(["event", 1, []])]]);
  });
  test("is 16 MiB, about", async (context) => {
    gather_reports(context);
    const { emit, ack, taken } = opened();
    taken();
    for (let number = 1; number <= 40; number++) emit(1, [new Uint8Array(1_000_000)]);
    await microtasks();
    assert.equal(taken().length, 17);
    ack(17);
    assert.equal(taken().length, 1);
  });
  test("goes round the numbers of the wire", async () => {
    const { emit, ack, taken, session } = opened();
    for (let number = 1; number <= 70_000; number++) {
      emit(1);
      await Promise.resolve();
      ack(number & 0xffff);
    }
    assert.equal(session.status, "connected");
    assert.equal(taken().at(-1)![1], 70_000 & 0xffff);
    ack((70_000 & 0xffff) - 5);
    assert.equal(session.status, "connected");
    ack((70_000 & 0xffff) + 1);
    assert.equal(session.status, "reconnecting");
  });
});
