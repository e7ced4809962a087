// What the tests of the connection share: a browser's sockets and requests, and a page that is watched.
import { type TestContext } from "node:test";
import { Connection, type Ways } from "../src/connection.ts";
import { Kind, Mode } from "../src/protocol.ts";
import { alone } from "./fake_server.ts";
import { encode, microtasks, set_globals, still_clock } from "./support.ts";

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

// What the program says and hears by a stream. The test is the server, and what stands between.
export class FakeStream {
  static all: FakeStream[] = [];
  // What was said: who says that it sends it, and the bytes. Answered at once, unless the test is to do that.
  posts: { sender: string; body: Uint8Array; answer: (status: number) => void }[] = [];
  answers: number | undefined = 204;
  closed = false;
  #body: ReadableStreamDefaultController<Uint8Array> | undefined;
  #respond!: (response: Response) => void;
  #fail!: (error: Error) => void;
  readonly response = new Promise<Response>((respond, fail) => ([this.#respond, this.#fail] = [respond, fail]));

  constructor({ signal }: RequestInit) {
    FakeStream.all.push(this);
    signal!.addEventListener("abort", () => {
      this.closed = true;
      this.break_off();
    });
  }
  async post({ headers, body }: RequestInit): Promise<Response> {
    const bytes = new Uint8Array(await (body as Blob).arrayBuffer());
    return new Promise((respond) => {
      const answer = (status: number) => respond(new Response(null, { status }));
      this.posts.push({ sender: (headers as Record<string, string>)["Bonito-Stream"]!, body: bytes, answer });
      if (this.answers) answer(this.answers);
    });
  }
  async answer(status = 200): Promise<void> {
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void (this.#body = controller) });
    this.#respond(new Response(body, { status }));
    await microtasks();
  }
  async say(text: string): Promise<void> {
    this.#body!.enqueue(new TextEncoder().encode(text));
    await microtasks();
  }
  async open(token = "TOKEN"): Promise<void> {
    await this.answer();
    await this.say(`event: open\ndata: ${token}\n\n`);
  }
  async receive(kind: Kind, ...content: unknown[]): Promise<void> {
    const frame = content.length ? [kind, ...encode(content)] : [kind];
    await this.say(`data: ${Buffer.from(frame).toString("base64")}\n\n`);
  }
  async welcome(mode = Mode.fresh): Promise<void> {
    await this.receive(Kind.welcome, 1, 0, mode, 1);
    await this.receive(Kind.pong);
  }
  async break_off(): Promise<void> {
    const error = new Error("The line is cut.");
    this.#fail(error);
    this.response.catch(() => {});
    try {
      this.#body?.error(error);
    } catch {
      // It has ended before.
    }
    await microtasks();
  }
  // The frames that were said.
  get sent(): Uint8Array[] {
    const all = Buffer.concat(this.posts.map(({ body }) => body));
    const frames: Uint8Array[] = [];
    for (let at = 0; at < all.length; at += 4 + all.readUInt32LE(at)) frames.push(all.subarray(at + 4, at + 4 + all.readUInt32LE(at)));
    return frames;
  }
}

const socket = "ws://here/_bonito/ws/ID";
export const stream = "http://here/_bonito/stream/ID";

export function browser(context: TestContext, silence?: number, ways: Ways = { socket }) {
  const clock = still_clock(context);
  context.mock.method(Math, "random", () => 0.5);
  const window = new EventTarget();
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const navigator = { onLine: true };
  const server: { answers?: number | undefined } = { answers: 200 };
  set_globals(context, {
    WebSocket: FakeSocket,
    fetch: (url: string, options: RequestInit) => {
      if (url !== stream) return new FakeRequest(url, options, server.answers);
      return options.method === "POST" ? FakeStream.all.at(-1)!.post(options) : new FakeStream(options).response;
    },
    document,
    navigator,
    addEventListener: window.addEventListener.bind(window),
  });
  FakeSocket.all = [];
  FakeRequest.all = [];
  FakeStream.all = [];
  const { session } = alone();
  const end = new AbortController();
  new Connection(session, "http://here/_bonito/client.js", ways, end.signal, silence);
  const last = () => FakeSocket.all.at(-1)!;
  return {
    clock,
    end,
    session,
    server,
    sockets: FakeSocket.all,
    streams: FakeStream.all,
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
