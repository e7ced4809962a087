import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bonito_of } from "../src/bonito.ts";
import { Kind, Mode, Server } from "../src/protocol.ts";
import { alone, data_frame } from "./fake_server.ts";
import { encode, gather_reports, microtasks, set_globals } from "./support.ts";

const told = (...messages: unknown[]) => Buffer.from(data_frame(0, 0, ...messages)).toString("base64");

function static_page(...messages: unknown[]) {
  const page = alone();
  page.session.stay_static(told(...messages));
  return page;
}

describe("a static page", () => {
  test("has the values that it is told, and no connection", () => {
    const { page, session } = static_page(Server.mirror, 1, "count", 3, Server.set, 2, "text");
    assert.equal(session.observable("count").value, 3);
    assert.deepEqual(page.values, [[2, "text"]]);
    assert.deepEqual([session.status, page.status, session.open], ["static", "static", false]);
  });
  test("shows in its places what scripts set, and tells it to the other mirrors of the observable", () => {
    const { page, session } = static_page(
      Server.follow, [1, 2, 3, 4], Server.mirror, 1, "count", 3, Server.mirror, 3, null, 3);
    const heard: unknown[] = [];
    const other = session.messages.observables.at(3);
    other.on((value) => heard.push(value));
    page.values = [];
    session.observable("count").notify(5);
    assert.deepEqual(page.values, [[2, 5], [3, 5], [4, 5]]);
    assert.deepEqual([heard, other.value], [[5], 5]);
    other.notify(6);
    assert.equal(session.observable("count").value, 6);
    assert.deepEqual(heard, [5, 6]);
  });
  test("tells a mirror that comes later what scripts have set", () => {
    const { session } = static_page(Server.follow, [1, 3], Server.mirror, 1, "count", 3);
    session.observable("count").notify(5);
    session.stay_static(told(Server.mirror, 3, "same", 3));
    assert.equal(session.observable("same").value, 5);
  });
  test("keeps nothing of what nobody hears", async () => {
    const { page, session } = static_page(Server.mirror, 1, "count", 3);
    const sent: unknown[] = [];
    for (let i = 0; i < 100; i++) {
      page.emit(2, ["x".repeat(10_000)]);
      session.observable("count").notify(i);
    }
    await microtasks();
    assert.equal(session.table_sizes().frames, 0);
    session.on_connection_open((frame) => sent.push(frame[0]));
    session.process_message(Uint8Array.of(Kind.welcome, ...encode([1, 0, Mode.fresh, 1])));
    assert.ok(!sent.includes(Kind.data));
  });
  test("writes what has waited for an event that was to come", () => {
    const { page } = static_page(Server.mirror, 1, "count", 3);
    const writes = page.writes.length;
    page.emit(2, []);
    assert.equal(page.writes.length, writes + 1);
  });
  test("reports what it cannot read", (context) => {
    const reports = gather_reports(context);
    const { session } = alone();
    session.stay_static(told(99));
    assert.match(String(reports), /unknown kind/);
    assert.equal(session.status, "static");
  });
  test("calls no function of the program", async () => {
    const { session } = static_page(Server.mirror, 1, "count", 3);
    await assert.rejects(session.messages.program.functions["save"]!(), /out of reach/);
  });
  test("reports at once what cannot be read, and runs the rest", async (context) => {
    set_globals(context, { document: { baseURI: "http://here/" } });
    const reports = gather_reports(context);
    const { session } = alone();
    bonito_of(session);
    session.stay_static(told(
      Server.module, 8, "data:text/javascript,this is no script", Server.module, 9, "data:text/javascript,export default [() => { throw 'ran' }]",
      Server.run, 0, 8, [], Server.run, 0, 9, []));
    while (reports.length < 2) await new Promise((done) => setTimeout(done, 1));
    assert.match(String(reports[0]), /cannot be loaded: SyntaxError/);
    assert.equal(reports[1], "ran");
  });
  test("may be told of several apps, one after the other", () => {
    const { session } = static_page(Server.mirror, 1, "first", 1);
    session.stay_static(told(Server.mirror, 2, "second", 2));
    assert.deepEqual(["first", "second"].map((name) => session.observable(name).value), [1, 2]);
  });
});
