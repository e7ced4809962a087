// What the tests of the connection share: a browser's sockets and requests, and a page that is watched.
import { type TestContext } from "node:test";
import { Connection } from "../src/connection.ts";
import { Kind, Mode } from "../src/protocol.ts";
import { alone } from "./fake_server.ts";
import { encode, set_globals, still_clock } from "./support.ts";

// The browser's WebSocket, as far as the connection looks at it. The test is the server.
export class FakeSocket {
  static all: FakeSocket[] = [];
  sent: Uint8Array[] = [];
  closed = false;
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
    this.closed = true;
    this.closed_with = code;
  }
  receive(kind: Kind, ...content: unknown[]): void {
    const frame = content.length ? Uint8Array.of(kind, ...encode(content)) : Uint8Array.of(kind);
    this.onmessage({ data: frame.buffer });
  }
  break_off(code = 1006): void {
    this.onclose({ code, reason: "" });
  }
}

// What fetch() returns, answered by the test at once, or when it likes.
export class FakeRequest {
  static all: FakeRequest[] = [];
  #answered = (_: { status: number }) => {};
  fail = () => {};

  constructor(readonly url: string, readonly options: RequestInit, readonly status?: number) {
    FakeRequest.all.push(this);
    options.signal!.onabort = () => this.fail();
  }
  then(answered: (response: { status: number }) => void, failed: () => void): void {
    this.#answered = answered;
    this.fail = failed;
    if (this.status) this.answer(this.status);
  }
  answer(status: number): void {
    this.#answered({ status });
  }
}

export function browser(context: TestContext, silence?: number) {
  const clock = still_clock(context);
  context.mock.method(Math, "random", () => 0.5);
  const window = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const navigator = { onLine: true };
  const server: { answers?: number | undefined } = { answers: 200 };
  set_globals(context, {
    WebSocket: FakeSocket,
    fetch: (url: string, options: RequestInit) => new FakeRequest(url, options, server.answers),
    document,
    navigator,
    addEventListener: window.addEventListener.bind(window),
  });
  FakeSocket.all = [];
  FakeRequest.all = [];
  const { session } = alone();
  new Connection(session, "http://here/_bonito/client.js", "ws://here/_bonito/ws/ID", silence);
  const last = () => FakeSocket.all.at(-1)!;
  return {
    clock,
    session,
    server,
    sockets: FakeSocket.all,
    requests: FakeRequest.all,
    last,
    pings: () => last().sent.filter(([kind]) => kind === Kind.ping).length,
    happens: (name: string, persisted = false) => window.dispatchEvent(Object.assign(new Event(name), { persisted })),
    network(there: boolean) {
      navigator.onLine = there;
      window.dispatchEvent(new Event(there ? "online" : "offline"));
    },
    lifecycle: (name: "freeze" | "resume") => document.dispatchEvent(new Event(name)),
    look(state: "visible" | "hidden") {
      document.visibilityState = state;
      document.dispatchEvent(new Event("visibilitychange"));
    },
    connect() {
      last().onopen();
      last().receive(Kind.welcome, 1, 0, FakeSocket.all.length > 1 ? Mode.resumed : Mode.fresh, 1);
      last().receive(Kind.pong);
    },
    // How long after the loss of this attempt the next one begins.
    next_after(lose = () => last().break_off()): number {
      const before = FakeSocket.all.length;
      lose();
      for (let waited = 0; ; waited++) {
        if (FakeSocket.all.length > before) return waited;
        clock.pass(1);
      }
    },
  };
}
