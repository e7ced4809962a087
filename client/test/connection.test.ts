import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { page_came } from "../src/address.ts";
import { ways_of } from "../src/connection.ts";
import { Bye, CLOSE_CODE, Kind } from "../src/protocol.ts";
import { browser, FakeSocket } from "./fake_browser.ts";

test("a line is seen from the page, whatever its path and host, or is absolute", () => {
  page_came({ baseURI: "https://h/a/b/c?x#y" });
  const { socket, stream } = ways_of("../_bonito/ws/I-_D", "../_bonito/stream/I-_D");
  assert.equal(socket, "wss://h/a/_bonito/ws/I-_D");
  assert.equal(stream, "https://h/a/_bonito/stream/I-_D");
  page_came({ baseURI: "http://h:8080/" });
  assert.deepEqual(ways_of("_bonito/ws/ID"), { socket: "ws://h:8080/_bonito/ws/ID", stream: undefined });
  assert.equal(ways_of("http://other:81/ID").socket, "ws://other:81/ID");
});

describe("a connection", () => {
  test("says hello when it opens, and is connected once welcomed", (context) => {
    const { connect, last, session } = browser(context);
    connect();
    assert.equal(last().sent[0]![0], Kind.hello);
    assert.equal(session.status, "connected");
  });
  test("that breaks is tried again quickly for a while, then ever more rarely, for ever", (context) => {
    const { clock, connect, next_after, session } = browser(context);
    connect();
    clock.pass(1_001);
    assert.equal(next_after(), 150);
    assert.equal(session.status, "reconnecting");
    for (let waited = 150; waited < 15_000; waited += 150) assert.equal(next_after(), 150);
    const waits = Array.from({ length: 8 }, () => next_after());
    assert.deepEqual(waits, [150, 300, 600, 1200, 2400, 4800, 5000, 5000]);
    for (let day = 0; day < 100; day++) assert.equal(next_after(), 5000);
    connect();
    clock.pass(1_001);
    assert.equal(next_after(), 150);
  });
  test("is tried again at times that differ by a factor of three", (context) => {
    const { next_after } = browser(context);
    context.mock.method(Math, "random", () => 0);
    assert.equal(next_after(), 75);
    context.mock.method(Math, "random", () => 0.9999);
    assert.equal(next_after(), 225);
  });
  test("that has not opened is tried again with a socket once a request is answered", (context) => {
    const { clock, connect, last, requests, server, session, sockets } = browser(context);
    connect();
    last().break_off();
    server.answers = undefined;
    clock.pass(150);
    assert.equal(sockets.length, 2, "the first attempt after a loss is a socket");
    last().break_off();
    clock.pass(150);
    assert.deepEqual(
      requests.map(({ url, options }) => [url, options.method, options.cache]),
      [["http://here/_bonito/client.js", "HEAD", "no-store"]],
    );
    requests[0]!.fail();
    clock.pass(150);
    requests[1]!.answer(502);
    clock.pass(150);
    assert.equal(sockets.length, 2);
    requests[2]!.answer(200);
    assert.equal(sockets.length, 3);
    connect();
    assert.equal(session.status, "connected");
    assert.equal(requests.length, 3);
  });
  test("is begun anew when no request is answered for a few seconds, one at a time", (context) => {
    const { clock, last, requests, server, sockets } = browser(context);
    server.answers = undefined;
    last().break_off();
    clock.pass(60_000);
    assert.ok(requests.length > 5 && requests.length < 14);
    assert.ok(requests.filter(({ options }) => !options.signal!.aborted).length <= 1);
    requests[0]!.answer(200);
    assert.equal(sockets.length, 1);
  });
  test("that always breaks at once is tried again ever more rarely, too", (context) => {
    const { clock, connect, next_after } = browser(context);
    clock.pass(4_000);
    for (let times = 0; times < 80; times++) {
      connect();
      next_after();
    }
    connect();
    assert.equal(next_after(), 5000);
  });
  test("of a page in the background is tried ever more rarely from the first, down to every 30 seconds", (context) => {
    const { connect, look, next_after } = browser(context);
    connect();
    look("hidden");
    assert.deepEqual(Array.from({ length: 10 }, () => next_after()), [300, 600, 1200, 2400, 4800, 9600, 19_200, 30_000, 30_000, 30_000]);
    look("visible");
    assert.equal(next_after(), 150);
  });
  for (const what of ["online", "focus", "pageshow", "visible"] as const) {
    test(`is tried again at once, and once, on ${what}`, (context) => {
      const { happens, last, look, sockets } = browser(context);
      look("hidden");
      last().break_off();
      assert.equal(sockets.length, 1);
      const wake = () => (what === "visible" ? look("visible") : happens(what, true));
      wake();
      assert.equal(sockets.length, 2);
      wake();
      assert.equal(sockets.length, 2);
    });
  }
  test("is not tried again for a page that is merely shown", (context) => {
    const { happens, last, sockets } = browser(context);
    last().break_off();
    happens("pageshow", false);
    assert.equal(sockets.length, 1);
  });
  test("that does not open within a few seconds is given up and tried again, one at a time", (context) => {
    const { clock, sockets, session } = browser(context);
    clock.pass(60_000);
    assert.ok(sockets.length > 5 && sockets.length < 14);
    assert.ok(sockets.filter(({ closed }) => !closed).length <= 1);
    sockets[0]!.onopen();
    assert.equal(sockets[0]!.sent.length, 0);
    assert.equal(session.status, "connecting");
  });
  test("that hangs is begun anew when somebody looks", (context) => {
    const { clock, happens, sockets } = browser(context);
    clock.pass(1_001);
    happens("focus");
    assert.deepEqual(sockets.map(({ closed }) => closed), [true, false]);
  });
  test("is let go of when the page is put away, and comes back with it", (context) => {
    const { clock, connect, happens, last, sockets, session } = browser(context);
    connect();
    happens("pagehide", false);
    assert.equal(last().closed, false);
    happens("pagehide", true);
    assert.equal(last().closed, true);
    clock.pass(60_000);
    assert.equal(sockets.length, 1);
    happens("pageshow", true);
    connect();
    assert.equal(session.status, "connected");
  });
  test("is let go of when the browser freezes the tab, and comes back with it", (context) => {
    const { clock, connect, last, lifecycle, look, sockets, session } = browser(context);
    connect();
    look("hidden");
    lifecycle("freeze");
    assert.equal(last().closed, true);
    clock.pass(60_000);
    assert.equal(sockets.length, 1);
    lifecycle("resume");
    connect();
    assert.equal(session.status, "connected");
  });
  for (const code of [Bye.unknown_session, Bye.closed, Bye.refused, Bye.duplicate]) {
    for (const [how, end] of [
      ["a frame", (socket: FakeSocket) => socket.receive(Kind.bye, code, "over")],
      ["the close code", (socket: FakeSocket) => socket.break_off(CLOSE_CODE + code)],
    ] as const) {
      test(`that ends with ${Bye[code]} is not opened again, if ${how} says so`, (context) => {
        const { clock, connect, happens, last, look, session, sockets } = browser(context);
        connect();
        end(last());
        assert.deepEqual([session.status, session.bye], ["closed", code]);
        clock.pass(60_000);
        for (const what of ["online", "offline", "focus"]) happens(what);
        look("visible");
        assert.equal(sockets.length, 1);
      });
    }
  }
  test("that an older one of the page overtakes is opened again", (context) => {
    const { connect, last, next_after, session } = browser(context);
    connect();
    assert.equal(next_after(() => last().break_off(CLOSE_CODE + Bye.superseded)), 150);
    connect();
    assert.equal(session.status, "connected");
  });
  test("to a program that is ending is opened again at a time of its own, and quickly after that", (context) => {
    const { connect, last, next_after } = browser(context);
    connect();
    assert.equal(next_after(() => last().receive(Kind.bye, Bye.shutdown, "The program is ending.")), 1100);
    assert.equal(next_after(), 150);
    connect();
    context.mock.method(Math, "random", () => 0);
    assert.equal(next_after(() => last().break_off(CLOSE_CODE + Bye.shutdown)), 200);
  });
  test("that brings nonsense is closed with the code for it, and opened again", (context) => {
    const { clock, connect, last, session, sockets } = browser(context);
    connect();
    last().onmessage({ data: new ArrayBuffer(0) });
    assert.equal(last().sent.at(-1)![0], Kind.bye);
    assert.equal(last().closed_with, CLOSE_CODE + Bye.protocol);
    assert.equal(session.status, "reconnecting");
    clock.pass(150);
    assert.equal(sockets.length, 2);
  });
  test("that was replaced is not listened to any longer", (context) => {
    const { clock, connect, session, sockets } = browser(context);
    connect();
    sockets[0]!.break_off();
    clock.pass(150);
    connect();
    sockets[0]!.receive(9 as Kind);
    sockets[0]!.break_off();
    assert.equal(session.status, "connected");
  });
  test("is offline while it is lost and there is no network", (context) => {
    const { connect, last, network, session } = browser(context);
    connect();
    network(false);
    assert.equal(session.status, "connected");
    last().break_off();
    assert.equal(session.status, "offline");
    network(true);
    assert.equal(session.status, "reconnecting");
  });
});
