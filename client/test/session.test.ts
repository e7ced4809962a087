import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Bye, Kind, Mode, Server } from "../src/protocol.ts";
import { opened } from "./fake_server.ts";
import { gather_reports, hex, microtasks, still_clock } from "./support.ts";

describe("opening", () => {
  test("says hello with the version, an instance of 16 bytes, and what it has received", () => {
    const { taken, open, session } = opened(null);
    assert.equal(session.status, "connecting");
    open(null);
    const [[kind, version, instance, received]] = taken() as [[string, number, Uint8Array, number]];
    assert.deepEqual([kind, version, instance.length, received], ["hello", 1, 16, 0]);
    assert.equal(session.status, "connecting");
  });
  test("is over with the welcome", () => {
    const { session } = opened();
    assert.equal(session.status, "connected");
  });
  test("keeps the instance for every connection of the page", () => {
    const { session, taken, open } = opened();
    session.on_connection_close();
    open(Mode.snapshot);
    const [first, second] = taken();
    assert.deepEqual(first, second);
  });
  for (const [what, welcome] of [["another version", [2, 0, 0]], ["a mode it does not know", [1, 0, 9]], ["resumption", [1, 0, 1]]] as const) {
    test(`refuses ${what}`, () => {
      const { control, taken, open, session } = opened(null);
      open(null);
      control(Kind.welcome, ...welcome);
      assert.deepEqual(taken().at(-1)!.slice(0, 2), ["bye", Bye.protocol]);
      assert.equal(session.status, "offline");
    });
  }
});

describe("data from the server", () => {
  test("reaches the page and the observables in order", () => {
    const { data, page, session } = opened();
    const heard: unknown[] = [];
    session.observables.get("x").on((value) => heard.push(value));
    data(1, 0, Server.set, 1, "a", Server.mirror, 2, "x", 10, Server.pad, new Uint8Array(3), Server.set, 2, 11);
    data(2, 0, Server.set, 1, "b", Server.set, 2, 12);
    assert.deepEqual(page.values, [[1, "a"], [2, 11], [1, "b"], [2, 12]]);
    assert.deepEqual(heard, [10, 11, 12]);
    assert.equal(page.writes.length, 2);
  });
  test("shows errors to the visitor", () => {
    const { data, errors } = opened();
    data(1, 0, Server.error, "It failed.");
    assert.deepEqual(errors, ["It failed."]);
  });
  test("is numbered modulo 65,536", () => {
    const { data, page, session } = opened();
    for (let number = 1; number <= 65_540; number++) data(number & 0xffff, 0);
    assert.equal(session.status, "connected");
    assert.equal(page.writes.length, 65_540);
  });
  for (const [what, frame] of [
    ["a gap", "0002000000"],
    ["a frame twice", "0000000000"],
    ["an acknowledgement of what was not sent", "0001000100"],
    ["a message it does not know", "000100000009c0"],
    ["a value that ends too soon", "00010000000101a5"],
    ["a frame that ends too soon", "0001"],
    ["a second welcome", "02930100 00"],
    ["a kind it does not know", "07"],
    ["a compressed frame", "80"],
    ["an empty frame", ""],
  ] as const) {
    test(`is refused with a bye: ${what}`, () => {
      const { session, taken } = opened();
      taken();
      session.process_message(new Uint8Array(Buffer.from(frame.replace(" ", ""), "hex")));
      const byes = taken();
      assert.deepEqual(byes.map((words) => words.slice(0, 2)), [["bye", Bye.protocol]]);
      assert.equal(session.status, "offline");
      session.process_message(new Uint8Array(1));
      assert.deepEqual(taken(), []);
    });
  }
  test("before the welcome is refused", () => {
    const { open, data, session } = opened(null);
    open(null);
    data(1, 0);
    assert.equal(session.status, "offline");
  });
  test("is not refused for what a listener of the page throws", (context) => {
    const reports = gather_reports(context);
    const { data, page, session } = opened();
    session.observables.get("x").on(() => {
      throw new Error("mine");
    });
    data(1, 0, Server.mirror, 2, "x", 10, Server.set, 1, "after");
    assert.equal(session.status, "connected");
    assert.deepEqual(page.values, [[1, "after"]]);
    assert.equal(reports.length, 1);
  });
});

describe("acknowledgements", () => {
  test("go out by themselves after a quiet time", async () => {
    const { data, taken } = opened();
    taken();
    data(1, 0);
    await microtasks();
    assert.deepEqual(taken(), [["ack", 1]]);
  });
  test("of many frames are few", async (context) => {
    const clock = still_clock(context);
    const { data, taken } = opened();
    taken();
    data(1, 0);
    await microtasks();
    for (let number = 2; number <= 31; number++) data(number, 0);
    await microtasks();
    assert.deepEqual(taken(), [["ack", 1]]);
    clock.pass(20);
    assert.deepEqual(taken(), [["ack", 31]]);
    for (let number = 32; number <= 63; number++) data(number, 0);
    await microtasks();
    assert.deepEqual(taken(), [["ack", 63]]);
    clock.pass(100);
    assert.deepEqual(taken(), []);
  });
  test("travel with data when there is some", async () => {
    const { data, emit, taken } = opened();
    taken();
    data(1, 0);
    emit(4);
    await microtasks();
    assert.deepEqual(taken(), [["data", 1, 1, ["event", 4, []]]]);
  });
  test("of the server release what the page holds back", async () => {
    const { ack, emit, page, data } = opened();
    assert.equal(emit(1), 1);
    assert.equal(emit(1), 1);
    await microtasks();
    assert.equal(emit(1), 2);
    await microtasks();
    ack(1);
    data(1, 2);
    assert.deepEqual(page.writes, [1, 2]);
  });
});

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
  test("are kept up to ten thousand", async () => {
    const { emit, open, taken } = opened(null);
    for (let click = 0; click < 10_005; click++) emit(3, [click, "x".repeat(20)]);
    open(Mode.fresh);
    const events = taken().slice(1).flatMap((frame) => frame.slice(3)) as [string, number, [number]][];
    assert.equal(events.length, 10_000);
    assert.deepEqual(events.map(([, , [click]]) => click), events.map((_, index) => index));
    emit(3);
    await microtasks();
    assert.equal(taken().length, 1);
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

describe("observables of the page", () => {
  test("are set in the program under the slot it gave", async () => {
    const { data, session, taken } = opened();
    session.observables.get("x").notify("early");
    data(1, 0, Server.mirror, 9, "x", "program's");
    session.observables.get("x").notify("late");
    await microtasks();
    assert.equal(session.observables.get("x").value, "late");
    assert.deepEqual(taken().at(-1), ["data", 1, 1, ["notify", 9, "early"], ["notify", 9, "late"]]);
  });
});

describe("the end of a connection", () => {
  test("is told to those who watch the status, and so is the next beginning", () => {
    const { session, open } = opened();
    const heard: string[] = [];
    const stop = session.on_status((status) => heard.push(status));
    session.on_connection_close();
    session.on_connection_close();
    open(Mode.snapshot);
    stop();
    session.on_connection_close();
    assert.deepEqual(heard, ["offline", "connected"]);
  });
  test("starts the numbering again; events made meanwhile follow", async () => {
    const { session, open, data, emit, taken, page } = opened();
    emit(1);
    await microtasks();
    data(1, 0);
    session.on_connection_close();
    assert.equal(emit(2), 2);
    await microtasks();
    taken();
    open(Mode.snapshot);
    const [hello, events] = taken();
    assert.equal(hello![3], 1);
    assert.deepEqual(events, ["data", 1, 0, ["event", 2, []]]);
    data(1, 0);
    data(2, 1);
    // Frame 1 went with the old connection, and nobody waits for it; the new one's first is frame 2 here.
    assert.deepEqual(page.writes, [0, 1, 2]);
  });
  for (const code of [Bye.unknown_session, Bye.superseded, Bye.closed]) {
    test(`by a bye of ${Bye[code]} is for good`, () => {
      const { control, session } = opened();
      control(Kind.bye, code, "over");
      session.on_connection_close();
      assert.equal(session.status, "closed");
    });
  }
  for (const code of [Bye.protocol, Bye.too_large, Bye.shutdown, Bye.lagging]) {
    test(`by a bye of ${Bye[code]} is not`, () => {
      const { control, session } = opened();
      control(Kind.bye, code, "for now");
      assert.equal(session.status, "offline");
    });
  }
});

test("a ping is answered with its bytes", () => {
  const { session, sent } = opened();
  session.process_message(Uint8Array.of(Kind.ping, 7, 8, 9));
  assert.deepEqual(sent.at(-1), Uint8Array.of(Kind.pong, 7, 8, 9));
});
