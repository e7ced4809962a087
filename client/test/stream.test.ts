import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { Pieces } from "../src/frame.ts";
import { Bye, Kind, Mode } from "../src/protocol.ts";
import { browser, stream } from "./fake_browser.ts";
import { encode, microtasks } from "./support.ts";

const socket = "ws://here/_bonito/ws/ID";
const kinds = (frames: Uint8Array[]) => frames.map(([kind]) => kind);

// A page that has a stream alone, which is open.
async function on_stream(context: TestContext) {
  const page = browser(context, undefined, { stream });
  const last = () => page.streams.at(-1)!;
  await last().open();
  return { ...page, last };
}

describe("a stream", () => {
  test("says hello by POST when it has told its token, and is connected once welcomed", async (context) => {
    const { last, session, sockets } = await on_stream(context);
    assert.deepEqual(kinds(last().sent), [Kind.hello]);
    assert.equal(last().posts[0]!.sender, "TOKEN 1");
    await last().welcome();
    assert.equal(session.status, "connected");
    assert.equal(sockets.length, 0);
  });
  test("says what gathers while a POST is under way in the next one", async (context) => {
    const { last, session } = await on_stream(context);
    await last().welcome();
    const before = last().posts.length;
    last().answers = undefined;
    session.ping();
    session.ping();
    await microtasks();
    session.ping();
    session.ping();
    session.ping();
    await microtasks();
    assert.equal(last().posts.length, before + 1);
    last().posts.at(-1)!.answer(204);
    await microtasks();
    const [first, second, ...more] = last().posts.slice(before);
    assert.deepEqual([first!.body.length, second!.body.length, more.length], [2 * 13, 3 * 13, 0]);
    assert.equal(second!.sender, `TOKEN ${before + 2}`);
  });
  test("says a long frame in several POSTs", async (context) => {
    const { last, session } = await on_stream(context);
    await last().welcome();
    const before = last().posts.length;
    const frame = Uint8Array.of(Kind.data, 1, 0, 0, 0, ...encode(2, 5, "large", 0));
    await last().say(`data: ${Buffer.from(frame).toString("base64")}\n\n`);
    session.observable("large").notify("x".repeat(1_200_000));
    await microtasks();
    await microtasks();
    const sizes = last().posts.slice(before).map(({ body }) => body.length);
    assert.equal(Math.max(...sizes), 262_144);
    const pieces = new Pieces();
    assert.ok(last().sent.some((each) => (pieces.join(new Uint8Array(each))?.length ?? 0) > 1_200_000));
  });
  test("is understood in whatever pieces it comes, comments and all", async (context) => {
    const { last, session } = await on_stream(context);
    await last().say(":\n\n");
    const welcome = Buffer.from([Kind.welcome, ...encode([1, 0, Mode.fresh, 1])]).toString("base64");
    for (const letter of `:\n\ndata: ${welcome}\n\n:\n\n`) await last().say(letter);
    assert.equal(session.status, "connected");
  });
  test("brings an empty frame, too, which is for the session to judge", async (context) => {
    const { last, session } = await on_stream(context);
    await last().welcome();
    await last().say("data: \n\n");
    assert.equal(kinds(last().sent).at(-1), Kind.bye);
    assert.equal(session.status, "reconnecting");
  });
  test("that refuses says why by a frame, and is not opened again", async (context) => {
    const page = browser(context, undefined, { stream });
    await page.streams[0]!.answer();
    await page.streams[0]!.receive(Kind.bye, Bye.refused, "You may not.");
    assert.deepEqual([page.session.status, page.session.bye, page.session.reason], ["closed", Bye.refused, "You may not."]);
    page.clock.pass(60_000);
    await microtasks();
    assert.equal(page.streams.length, 1);
    assert.equal(page.streams[0]!.posts.length, 0);
    assert.ok(page.streams[0]!.closed);
  });
  for (const [what, end] of [
    ["that is cut", (last) => last.break_off()],
    ["whose POST is not taken", async (last) => void (last.answers = 409)],
  ] as [string, (last: ReturnType<typeof browser>["streams"][0]) => Promise<void>][]) {
    test(`${what} is opened again`, async (context) => {
      const { clock, last, session, streams } = await on_stream(context);
      await last().welcome();
      await end(last());
      session.ping();
      await microtasks();
      assert.equal(session.status, "reconnecting");
      assert.ok(streams[0]!.closed);
      clock.pass(150);
      assert.equal(streams.length, 2);
      await last().open();
      await last().welcome(Mode.resumed);
      assert.equal(session.status, "connected");
    });
  }
  test("that is answered with another status is tried again", async (context) => {
    const { clock, streams } = browser(context, undefined, { stream });
    await streams[0]!.answer(403);
    clock.pass(150);
    assert.equal(streams.length, 2);
  });
  test("is let go of when the page is put away", async (context) => {
    const { happens, last, streams } = await on_stream(context);
    await last().welcome();
    happens("pagehide", true);
    assert.ok(streams[0]!.closed);
  });
});

// A page with both ways, whose WebSockets bring nothing.
async function without_sockets(context: TestContext) {
  const page = browser(context, undefined, { socket, stream });
  for (let times = 0; times < 2; times++) {
    page.last().break_off();
    page.clock.pass(150);
  }
  return page;
}

describe("a page whose WebSockets break", () => {
  test("takes the stream after two, though the server answers", async (context) => {
    const { requests, session, sockets, streams } = await without_sockets(context);
    assert.deepEqual([sockets.length, requests.length, streams.length], [2, 2, 1]);
    await streams[0]!.open();
    await streams[0]!.welcome();
    assert.equal(session.status, "connected");
  });
  test("takes it also when they open and bring nothing", async (context) => {
    const { clock, last, streams } = browser(context, undefined, { socket, stream });
    for (let times = 0; times < 2; times++) {
      last().onopen();
      last().break_off();
      clock.pass(150);
    }
    last().break_off();
    clock.pass(150);
    assert.equal(streams.length, 1);
  });
  test("does not take it while there is no server, nor when that is back", async (context) => {
    const { clock, last, requests, server, sockets, streams } = browser(context, undefined, { socket, stream });
    server.answers = undefined;
    last().break_off();
    for (let times = 0; times < 5; times++) {
      clock.pass(150);
      requests.at(-1)!.fail();
    }
    server.answers = 200;
    clock.pass(150);
    assert.deepEqual([sockets.length, streams.length], [2, 0]);
  });
  test("does not take it after one that was used", async (context) => {
    const { clock, connect, last, sockets, streams } = browser(context, undefined, { socket, stream });
    for (let times = 0; times < 10; times++) {
      connect();
      clock.pass(1_001);
      last().break_off();
      clock.pass(150);
    }
    assert.deepEqual([sockets.length, streams.length], [11, 0]);
  });
  test("tries a WebSocket now and then, ever more rarely, while it is looked at", async (context) => {
    const { clock, last, look, sockets, streams } = await without_sockets(context);
    await streams[0]!.open();
    await streams[0]!.welcome();
    const next = async () => {
      const before = sockets.length;
      for (let waited = 0; ; waited += 1_000) {
        if (sockets.length > before) return waited;
        clock.pass(1_000);
        await streams[0]!.receive(Kind.pong);
      }
    };
    for (const wait of [10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]) {
      assert.equal(await next(), wait);
      last().break_off();
    }
    look("hidden");
    const before = sockets.length;
    clock.pass(1_000_000);
    assert.equal(sockets.length, before);
  });
  test("goes over to one that opens, and leaves it to the program to end the stream", async (context) => {
    const { clock, last, session, sockets, streams } = await without_sockets(context);
    await streams[0]!.open();
    await streams[0]!.welcome();
    clock.pass(10_000);
    assert.equal(streams[0]!.closed, false);
    last().onopen();
    assert.deepEqual(kinds(last().sent), [Kind.hello]);
    last().receive(Kind.welcome, 1, 0, Mode.resumed, 1);
    assert.equal(streams[0]!.closed, false);
    await streams[0]!.break_off();
    assert.deepEqual([session.status, sockets.length, streams.length], ["connected", 3, 1]);
    last().receive(Kind.pong);
    assert.equal(session.status, "connected");
    clock.pass(1_001);
    last().break_off();
    clock.pass(150);
    assert.deepEqual([sockets.length, streams.length], [4, 1], "the next is a WebSocket again");
  });
  test("comes back from one that opens and brings nothing, soon", async (context) => {
    const { clock, last, session, streams } = await without_sockets(context);
    await streams[0]!.open();
    await streams[0]!.welcome();
    clock.pass(10_000);
    last().onopen();
    clock.pass(2_000 + 150);
    assert.equal(streams[0]!.closed, true);
    assert.equal(streams.length, 2);
    await streams[1]!.open();
    await streams[1]!.welcome(Mode.resumed);
    assert.equal(session.status, "connected");
  });
  test("gives one that does not open up, and tries the next later", async (context) => {
    const { clock, last, sockets, streams } = await without_sockets(context);
    await streams[0]!.open();
    await streams[0]!.welcome();
    clock.pass(10_000);
    const trial = last();
    clock.pass(5_000);
    assert.equal(trial.closed, true);
    await streams[0]!.receive(Kind.pong);
    clock.pass(20_000);
    assert.equal(sockets.length, 4);
    assert.equal(streams[0]!.closed, false);
  });
  test("tries WebSockets again when the stream brings nothing either", async (context) => {
    const { clock, sockets, streams } = await without_sockets(context);
    await streams[0]!.break_off();
    clock.pass(150);
    assert.deepEqual([sockets.length, streams.length], [3, 1]);
  });
});
