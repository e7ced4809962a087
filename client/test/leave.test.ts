// A page that gives way to another one in the same document: nothing of it stays.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Bye, Kind } from "../src/protocol.ts";
import { browser } from "./fake_browser.ts";
import { opened } from "./fake_server.ts";
import { page_of } from "./html_page.ts";
import { gather_reports, set_globals } from "./support.ts";

describe("a session that its page leaves", () => {
  test("says what it had to say, then bye, and is over", () => {
    const { emit, page, session, taken } = opened();
    taken();
    emit(3, ["last"]);
    session.leave();
    assert.deepEqual(taken(), [["data", 1, 0, ["event", 3, ["last"]]], ["bye", Bye.closed, ""]]);
    assert.equal(session.status, "closed");
    assert.ok(page.left);
  });
  test("says so when the connection opens that is not there yet", () => {
    const { session, open, taken } = opened(null);
    session.leave();
    assert.deepEqual(taken(), []);
    open(null);
    assert.deepEqual(taken().map(([kind]) => kind), ["hello", "bye"]);
    assert.equal(session.status, "closed");
    open(null);
    assert.deepEqual(taken(), []);
  });
  test("answers no call of the program's functions, which tells the next page nothing", async () => {
    const { session } = opened();
    const call = session.messages.program.functions["slow"]!();
    session.leave();
    const error = await call.catch((reason: unknown) => reason);
    session.messages.failures.tell(error);
    assert.match(String(error), /is over/);
  });
});

describe("a connection whose page is left", () => {
  test("leaves the line to the program, which reads to the end, and ends it later", (context) => {
    const { clock, connect, end, last, session } = browser(context);
    connect();
    session.leave();
    end.abort();
    assert.deepEqual([...last().sent.at(-1)!].slice(0, 3), [Kind.bye, 0x92, Bye.closed]);
    assert.ok(!last().closed);
    clock.pass(5_000);
    assert.ok(last().closed);
  });
  test("is not opened again, whatever happens", (context) => {
    const { clock, connect, end, happens, last, look, network, session, sockets } = browser(context);
    connect();
    session.leave();
    end.abort();
    last().break_off();
    for (const name of ["focus", "pageshow"]) happens(name, true);
    look("visible");
    network(true);
    clock.pass(60_000);
    assert.equal(sockets.length, 1);
  });
  for (const opens of [true, false]) {
    test(opens ? "is told by an attempt that opens later" : "is not told if the attempt fails, and makes no other one", (context) => {
      const { clock, end, last, session, sockets } = browser(context);
      session.leave();
      end.abort();
      if (opens) last().onopen();
      else last().break_off();
      assert.deepEqual(last().sent.map(([kind]) => kind), opens ? [Kind.hello, Kind.bye] : []);
      clock.pass(60_000);
      assert.deepEqual([sockets.length, last().closed], [1, true]);
    });
  }
  test("is not looked for when it is lost", (context) => {
    const { clock, connect, end, last, session, sockets } = browser(context);
    connect();
    last().break_off();
    session.leave();
    end.abort();
    clock.pass(60_000);
    assert.equal(sockets.length, 1);
  });
});

test("a page that is left is not live any more, and its scripts are over", (context) => {
  gather_reports(context);
  set_globals(context, { CSSStyleSheet: class { replaceSync(): void {} } });
  const { document, element, events, fire, page, set } = page_of(
    '<p><!--b:1-->old</p><button data-b="e2,click">x</button><div><!--r:3--><b data-b="n4">in</b><!--/r--></div>',
  );
  const all = page.place(0)!.signal;
  const inner = page.place(3)!.signal;
  page.style(3, "b { color: red }");
  page.leave();
  assert.deepEqual([all.aborted, inner.aborted], [true, true]);
  assert.equal(page.place(0), undefined);
  fire("button", "click");
  set(1, "new");
  page.replace(3, "new");
  assert.deepEqual(events, []);
  assert.equal(element("p").textContent, "old");
  assert.equal(element("div").textContent, "in");
  assert.deepEqual(document.adoptedStyleSheets, []);
  assert.deepEqual(page.table_sizes(), { slots: 0, waiting: 0, regions: 0, elements: 0, senders: 0 });
});
