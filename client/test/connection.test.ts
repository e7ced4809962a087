import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { Connection, socket_url } from "../src/connection.ts";
import type { Page } from "../src/dom.ts";
import { Bye, CLOSE_CODE, Kind, Mode } from "../src/protocol.ts";
import { Session } from "../src/session.ts";
import { encode, still_clock } from "./support.ts";

// The browser's WebSocket, as far as the connection looks at it. The test is the server.
class FakeSocket {
  static readonly OPEN = 1;
  static all: FakeSocket[] = [];
  readyState = 0;
  sent: Uint8Array[] = [];
  closed_with: number | undefined;
  onopen!: () => void;
  onmessage!: (event: { data: ArrayBuffer }) => void;
  onclose!: (event: { code: number; reason: string }) => void;

  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }
  send(frame: Uint8Array): void {
    this.sent.push(frame);
  }
  close(code?: number): void {
    this.readyState = 3;
    this.closed_with = code;
  }
  open(): void {
    this.readyState = FakeSocket.OPEN;
    this.onopen();
  }
  receive(kind: Kind, ...content: unknown[]): void {
    const frame = content.length ? Uint8Array.of(kind, ...encode(content)) : Uint8Array.of(kind);
    this.onmessage({ data: frame.buffer });
  }
  break_off(code = 1006): void {
    this.onclose({ code, reason: "" });
  }
}

function browser(context: TestContext) {
  const clock = still_clock(context);
  context.mock.method(Math, "random", () => 0.5);
  const page = new EventTarget();
  const window = new EventTarget();
  const document = Object.assign(page, { visibilityState: "visible" });
  const globals = { WebSocket: FakeSocket, document, addEventListener: window.addEventListener.bind(window) };
  Object.assign(globalThis, globals);
  FakeSocket.all = [];
  const session = new Session(() => ({ set() {}, write() {} }) as unknown as Page, () => {});
  new Connection(session, "ws://here/_bonito/ws/ID");
  return {
    clock,
    session,
    sockets: FakeSocket.all,
    last: () => FakeSocket.all.at(-1)!,
    online: () => window.dispatchEvent(new Event("online")),
    look(state: "visible" | "hidden") {
      document.visibilityState = state;
      document.dispatchEvent(new Event("visibilitychange"));
    },
    connect() {
      FakeSocket.all.at(-1)!.open();
      FakeSocket.all.at(-1)!.receive(Kind.welcome, 1, 0, FakeSocket.all.length > 1 ? Mode.snapshot : Mode.fresh);
    },
  };
}

test("the socket is beside the script, whatever the path and the host", () => {
  assert.equal(socket_url("http://h:8080/_bonito/client-1a.js", "ID"), "ws://h:8080/_bonito/ws/ID");
  assert.equal(socket_url("https://h/a/b/_bonito/client-1a.js?x#y", "I-_D"), "wss://h/a/b/_bonito/ws/I-_D");
});

describe("a connection", () => {
  test("says hello when it opens, and is connected once welcomed", (context) => {
    const { connect, last, session } = browser(context);
    connect();
    assert.equal(last().sent[0]![0], Kind.hello);
    assert.equal(session.status, "connected");
  });

  test("that breaks is opened again after ever longer waits", (context) => {
    const { clock, connect, last, session, sockets } = browser(context);
    connect();
    for (const [wait, count] of [[250, 2], [500, 3], [1000, 4], [2000, 5], [4000, 6], [8000, 7], [10_000, 8], [10_000, 9]] as const) {
      last().break_off();
      assert.equal(session.status, "offline");
      clock.pass(wait - 1);
      assert.equal(sockets.length, count - 1);
      clock.pass(1);
      assert.equal(sockets.length, count);
    }
    connect();
    assert.equal(session.status, "connected");
    clock.pass(10_001);
    last().break_off();
    clock.pass(250);
    assert.equal(sockets.length, 10);
  });

  test("is opened at once when the network is back, or the page is looked at again", (context) => {
    const { last, online, look, sockets } = browser(context);
    last().break_off();
    online();
    assert.equal(sockets.length, 2);
    online();
    assert.equal(sockets.length, 2);
    last().break_off();
    look("hidden");
    assert.equal(sockets.length, 2);
    look("visible");
    assert.equal(sockets.length, 3);
  });

  for (const code of [Bye.unknown_session, Bye.superseded, Bye.closed]) {
    test(`that ends with ${Bye[code]} is not opened again, whether a frame or the close code says so`, (context) => {
      for (const end of [(socket: FakeSocket) => socket.receive(Kind.bye, code, "over"), (socket: FakeSocket) => socket.break_off(CLOSE_CODE + code)]) {
        context.mock.restoreAll();
        context.mock.timers.reset();
        const { clock, connect, last, look, online, session, sockets } = browser(context);
        connect();
        end(last());
        assert.equal(session.status, "closed");
        clock.pass(60_000);
        online();
        look("visible");
        assert.equal(sockets.length, 1);
      }
    });
  }

  test("that brings nonsense is closed with the code for it, and opened again", (context) => {
    const { clock, connect, last, session, sockets } = browser(context);
    connect();
    last().receive(9 as Kind);
    assert.equal(last().sent.at(-1)![0], Kind.bye);
    assert.equal(last().closed_with, CLOSE_CODE + Bye.protocol);
    assert.equal(session.status, "offline");
    clock.pass(250);
    assert.equal(sockets.length, 2);
  });

  test("that was replaced is not listened to any longer", (context) => {
    const { clock, connect, session, sockets } = browser(context);
    connect();
    sockets[0]!.break_off();
    clock.pass(250);
    connect();
    sockets[0]!.receive(9 as Kind);
    sockets[0]!.break_off();
    assert.equal(session.status, "connected");
  });
});

describe("a silence", () => {
  test("of 20 seconds is asked about, and one of 10 more ends the connection", (context) => {
    const { clock, connect, last, session, sockets } = browser(context);
    connect();
    clock.pass(19_999);
    assert.equal(last().sent.length, 1);
    clock.pass(1);
    assert.deepEqual(last().sent.at(-1), Uint8Array.of(Kind.ping));
    clock.pass(9_999);
    assert.equal(session.status, "connected");
    clock.pass(1);
    assert.equal(session.status, "offline");
    clock.pass(250);
    assert.equal(sockets.length, 2);
  });

  test("is over with a pong, or anything else", (context) => {
    const { clock, connect, last, session } = browser(context);
    connect();
    for (let minute = 0; minute < 3; minute++) {
      clock.pass(25_000);
      last().receive(Kind.pong);
    }
    assert.equal(session.status, "connected");
    assert.equal(last().sent.filter(([kind]) => kind === Kind.ping).length, 3);
  });

  test("does not matter while nobody looks, and is asked about when somebody does", (context) => {
    const { clock, connect, last, look } = browser(context);
    connect();
    look("hidden");
    clock.pass(300_000);
    assert.equal(last().sent.length, 1);
    look("visible");
    assert.deepEqual(last().sent.at(-1), Uint8Array.of(Kind.ping));
  });
});
