import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Bye, Kind, Mode, Server } from "../src/protocol.ts";
import { data_frame, opened } from "./fake_server.ts";
import { gather_reports, microtasks, still_clock } from "./support.ts";

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
    const { session, page } = opened();
    assert.equal(session.status, "connected");
    assert.equal(page.status, "connected");
  });
  test("keeps the instance for every connection of the page", () => {
    const { session, taken, open } = opened();
    session.on_connection_close();
    open(Mode.resumed);
    const [first, second] = taken();
    assert.deepEqual(first, second);
  });
  for (const [what, welcome] of [
    ["another version", [2, 0, Mode.fresh, 1]],
    ["a mode it does not know", [1, 0, 9, 1]],
    ["a gap without a snapshot", [1, 0, Mode.resumed, 2]],
    ["numbers it has had already", [1, 0, Mode.snapshot, 0]],
    ["no number", [1, 0, Mode.fresh]],
    ["what it has not sent", [1, 1, Mode.fresh, 1]],
  ] as const) {
    test(`refuses ${what}`, () => {
      const { control, taken, open, session } = opened(null);
      open(null);
      control(Kind.welcome, ...welcome);
      assert.deepEqual(taken().at(-1)!.slice(0, 2), ["bye", Bye.protocol]);
      assert.equal(session.status, "connecting");
    });
  }
});

describe("data from the server", () => {
  test("reaches the page and the observables in order", () => {
    const { data, page, session } = opened();
    const heard: unknown[] = [];
    session.messages.observables.get("x").on((value) => heard.push(value));
    data(1, 0, Server.set, 1, "a", Server.mirror, 2, "x", 10, Server.pad, new Uint8Array(3), Server.set, 2, 11);
    data(2, 0, Server.set, 1, "b", Server.set, 2, 12);
    assert.deepEqual(page.values, [[1, "a"], [2, 11], [1, "b"], [2, 12]]);
    assert.deepEqual(heard, [10, 11, 12]);
    assert.equal(page.writes.length, 2);
  });
  test("brings patches, and says which region is not as they say", async () => {
    const { data, page, session, taken } = opened();
    taken();
    data(1, 0, Server.mirror, 6, "kept", 1, Server.mirror, 9, null, 2);
    page.gone = [9];
    data(2, 0, Server.patch, 5, 6, "<p></p>", 0, Server.set, 7, "after it");
    assert.deepEqual([page.values, session.table_sizes().mirrors], [[[7, "after it"]], 1]);
    await microtasks();
    assert.deepEqual(taken().filter(([kind]) => kind === "data"), []);
    data(3, 0, Server.patch, 4, 2, 0, 0, Server.set, 8, "read");
    assert.deepEqual(page.values.at(-1), [8, "read"]);
    await microtasks();
    assert.deepEqual(taken().filter(([kind]) => kind === "data").map((words) => words[3]), [["torn", 4, null]]);
  });
  test("brings errors for the visitor, and new regions and sheets for the page", () => {
    const { data, errors, page } = opened();
    data(1, 0, Server.error, "It failed.", Server.sheet, 4, "p { color: red }", Server.region, 4, "<p>new</p>");
    assert.deepEqual(errors, ["It failed."]);
    assert.deepEqual(page.regions, [[4, "<p>new</p>"]]);
    assert.deepEqual(page.sheets, [[4, "p { color: red }"]]);
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
    ["an acknowledgement older than any", "000100ffff"],
    ["a message it does not know", "000100000009c0"],
    ["a value that ends too soon", "00010000000101a5"],
    ["a frame that ends too soon", "0001"],
    ["a second welcome", "0294010000 01"],
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
      assert.equal(session.status, "reconnecting");
      session.process_message(new Uint8Array(1));
      assert.deepEqual(taken(), []);
    });
  }
  for (const [what, kind] of [["data", Kind.data], ["an acknowledgement", Kind.ack]] as const) {
    test(`is refused before the welcome: ${what}`, () => {
      const { open, session, taken } = opened(null);
      open(null);
      session.process_message(Uint8Array.of(kind, 1, 0, 0, 0));
      assert.equal(taken().at(-1)![1], Bye.protocol);
    });
  }
  test("is not refused for what a listener of the page throws", (context) => {
    const reports = gather_reports(context);
    const { data, page, session } = opened();
    session.messages.observables.get("x").on(() => {
      throw new Error("mine");
    });
    data(1, 0, Server.mirror, 2, "x", 10, Server.set, 1, "after");
    assert.equal(session.status, "connected");
    assert.deepEqual(page.values, [[1, "after"]]);
    assert.equal(reports.length, 1);
  });
  test("may come as a buffer, as a view, or as a Blob, which keeps its place", async () => {
    const { page, session } = opened();
    const frames = [1, 2, 3, 4].map((number) => data_frame(number, 0, Server.set, 1, number));
    session.process_message(frames[0]!.buffer);
    session.process_message(new Blob([frames[1]!]));
    session.process_message(new DataView(Uint8Array.of(7, 7, ...frames[2]!).buffer, 2));
    assert.equal(page.values.length, 1);
    await microtasks();
    session.process_message(frames[3]!);
    assert.deepEqual(page.values, [[1, 1], [1, 2], [1, 3], [1, 4]]);
  });
  test("in a Blob is passed over when its connection has gone meanwhile", async () => {
    const { open, page, session } = opened();
    session.process_message(new Blob([data_frame(1, 0, Server.set, 1, "late")]));
    session.on_connection_close();
    open(Mode.resumed);
    await microtasks();
    assert.deepEqual(page.values, []);
    assert.equal(session.status, "connected");
  });
});

describe("acknowledgements", () => {
  test("go out by themselves after a pause", async () => {
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
    clock.pass(16);
    assert.deepEqual(taken(), [["ack", 31]]);
    for (let number = 32; number <= 63; number++) data(number, 0);
    await microtasks();
    assert.deepEqual(taken(), [["ack", 63]]);
    clock.pass(100);
    assert.deepEqual(taken(), []);
  });
  test("of much do not wait", async (context) => {
    still_clock(context);
    const { data, taken } = opened();
    taken();
    data(1, 0);
    await microtasks();
    taken();
    for (let number = 2; number <= 4; number++) data(number, 0, Server.pad, new Uint8Array(90_000));
    await microtasks();
    assert.deepEqual(taken(), [["ack", 4]]);
  });
  test("travel with data when there is some", async () => {
    const { data, emit, taken } = opened();
    taken();
    data(1, 0);
    emit(4);
    await microtasks();
    assert.deepEqual(taken(), [["data", 1, 1, ["event", 4, []]]]);
  });
  test("of the server release what the page holds back, as far as the frame at hand knew", async () => {
    const { ack, emit, page, data } = opened();
    assert.equal(emit(1), 1);
    assert.equal(emit(1), 1);
    await microtasks();
    assert.equal(emit(1), 2);
    await microtasks();
    ack(1);
    data(1, 2);
    // Sent again after a loss, a frame is as old as it was.
    data(2, 1);
    ack(1);
    assert.deepEqual(page.writes, [1, 2, 1, 1]);
  });
});

describe("observables of the page", () => {
  test("are set in the program under the slot it gave", async () => {
    const { data, session, taken } = opened();
    session.messages.observables.get("x").notify("early");
    data(1, 0, Server.mirror, 9, "x", "program's");
    session.messages.observables.get("x").notify("late");
    await microtasks();
    assert.equal(session.messages.observables.get("x").value, "late");
    assert.deepEqual(taken().at(-1), ["data", 1, 1, ["notify", 9, "early"], ["notify", 9, "late"]]);
  });
  test("that a script set meanwhile keep their value over a snapshot", async () => {
    const { data, open, session } = opened();
    const x = session.messages.observables.get("x");
    const heard: unknown[] = [];
    x.on((value) => heard.push(value));
    data(1, 0, Server.mirror, 9, "x", "first");
    session.on_connection_close();
    x.notify("mine");
    open(Mode.snapshot, 0, 8);
    data(8, 0, Server.mirror, 9, "x", "snapshot's");
    assert.equal(x.value, "mine");
    data(9, 1, Server.set, 9, "newer");
    assert.deepEqual(heard, ["first", "mine", "newer"]);
  });
});

describe("a loss", () => {
  test("is told to those who watch the status, and so is what follows", () => {
    const { session, open } = opened();
    const heard: string[] = [];
    const stop = session.on_status((status) => heard.push(status));
    session.on_connection_close();
    session.on_connection_close();
    session.set_online(false);
    session.set_online(true);
    open(Mode.resumed);
    session.set_online(false);
    session.set_online(true);
    stop();
    session.on_connection_close();
    assert.deepEqual(heard, ["reconnecting", "offline", "reconnecting", "connected"]);
  });
  for (const code of [Bye.unknown_session, Bye.closed, Bye.refused, Bye.duplicate]) {
    test(`by a bye of ${Bye[code]} is for good`, async () => {
      const { control, emit, open, session, taken } = opened();
      taken();
      control(Kind.bye, code, "over");
      session.on_connection_close();
      assert.deepEqual([session.status, session.bye, session.reason], ["closed", code, "over"]);
      open(Mode.resumed);
      emit(1);
      await microtasks();
      assert.equal(session.status, "closed");
      assert.deepEqual(taken(), []);
    });
  }
  test("by a bye of superseded is for good if the page was not welcome", () => {
    const { control, open, session } = opened();
    session.on_connection_close();
    open(null);
    control(Kind.bye, Bye.superseded, "You know less than you said.");
    assert.deepEqual([session.status, session.bye], ["closed", Bye.superseded]);
  });
  for (const code of [Bye.protocol, Bye.too_large, Bye.superseded, Bye.shutdown, Bye.lagging]) {
    test(`by a bye of ${Bye[code]} is not`, () => {
      const { control, session } = opened();
      control(Kind.bye, code, "for now");
      assert.equal(session.status, "reconnecting");
    });
  }
  test("by a bye of shutdown is remembered until the program welcomes the page again", () => {
    const { control, open, session } = opened();
    control(Kind.bye, Bye.shutdown, "The program is ending.");
    open(null);
    session.on_connection_close();
    assert.equal(session.restarting, true);
    open(Mode.resumed);
    assert.equal(session.restarting, false);
  });
});

describe("a ping", () => {
  test("is answered with its bytes", () => {
    const { session, sent } = opened();
    session.process_message(Uint8Array.of(Kind.ping, 7, 8, 9));
    assert.deepEqual(sent.at(-1), Uint8Array.of(Kind.pong, 7, 8, 9));
  });
  test("of ours follows the welcome, and its answer says how long the way is", (context) => {
    const clock = still_clock(context);
    const { session, sent } = opened();
    const ping = sent.at(-1)!;
    assert.equal(ping[0], Kind.ping);
    assert.equal(session.round_trip, undefined);
    clock.pass(12);
    session.process_message(Uint8Array.of(Kind.pong, ...ping.slice(1)));
    assert.equal(session.round_trip, 12);
    session.process_message(Uint8Array.of(Kind.pong));
    assert.equal(session.round_trip, 12);
  });
  test("that is answered says nothing of what comes again: the acknowledgement after it does", async () => {
    const { emit, open, page, session } = opened();
    emit(1);
    await microtasks();
    session.on_connection_close();
    open(Mode.resumed, 1);
    session.process_message(Uint8Array.of(Kind.pong));
    assert.deepEqual(page.writes, []);
    session.process_message(Uint8Array.of(Kind.ack, 1, 0));
    assert.deepEqual(page.writes, [1]);
  });
});
