import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { bonito_of } from "../src/bonito.ts";
import { Unknown, type Bytes } from "../src/msgpack.ts";
import { Browser, Extension, Handle, Mode, Server } from "../src/protocol.ts";
import { opened } from "./fake_server.ts";
import { encode, gather_reports, microtasks, set_globals, still_clock } from "./support.ts";

// A page whose scripts push what they see to `log`.
function scripted(context: TestContext) {
  const log: unknown[] = [];
  const reports = gather_reports(context);
  set_globals(context, { document: { baseURI: "http://here/" }, log });
  const server = opened();
  const bonito = bonito_of(server.session);
  let frame = 0;
  // A frame of these messages; then all that can go on has.
  const say = async (...messages: unknown[]) => {
    server.data(++frame, 0, ...messages);
    for (let i = 0; i < 5; i++) await microtasks();
  };
  // The messages since the last call.
  const heard = () => server.taken().flatMap((frame) => (frame[0] === "data" ? frame.slice(3) : []));
  return { ...server, bonito, log, reports, say, heard };
}
const module_of = (...functions: string[]) =>
  `data:text/javascript,${encodeURIComponent(`export default [${functions.join()}]`)}`;
const handle = (kind: Handle, ...content: unknown[]) =>
  new Unknown(Extension.handle, Uint8Array.of(kind, ...encode(...content)) as Bytes);
const push = "(Bonito, $0) => { log.push($0) }";

describe("scripts", () => {
  test("run with their arguments, in order, when their module has come", async (context) => {
    const { say, log } = scripted(context);
    await say(Server.module, 8, module_of(push, "async () => { log.push('second') }"), Server.run, 0, 8, ["first"], Server.run, 0, 9, [], Server.run, 0, 8, [3]);
    assert.deepEqual(log, ["first", "second", 3]);
  });
  test("keep what comes after their module waiting, in later frames, too", async (context) => {
    const { say, page, data } = scripted(context);
    data(1, 0, Server.module, 8, module_of(push), Server.region, 4, "one");
    data(2, 0, Server.region, 4, "two");
    assert.deepEqual(page.regions, []);
    await microtasks();
    await microtasks();
    await microtasks();
    assert.deepEqual(page.regions, [[4, "one"], [4, "two"]]);
    void say;
  });
  test("see in the page what was set before", async (context) => {
    const { say, page, log } = scripted(context);
    set_globals(context, { writes: page.writes });
    await say(Server.module, 8, module_of("() => { log.push(writes.length) }"));
    const before = page.writes.length;
    await say(Server.set, 1, "a", Server.run, 0, 8, [], Server.set, 1, "b");
    assert.deepEqual(log, [before + 1]);
  });
  test("go on once a lost connection is back, without what has come being sent again", async (context) => {
    const { data, session, open, taken, log } = scripted(context);
    data(1, 0, Server.module, 8, module_of(push), Server.run, 0, 8, [1]);
    session.on_connection_close();
    taken();
    open(Mode.resumed, 0, 2);
    assert.deepEqual(taken()[0]!.slice(0, 2), ["hello", 1]);
    for (let i = 0; i < 5; i++) await microtasks();
    assert.deepEqual(log, [1]);
  });
  test("are given elements, observables and other scripts", async (context) => {
    const { say, page, log } = scripted(context);
    const element = { id: "e" } as unknown as Element;
    page.elements.set(5, element);
    await say(
      Server.module, 8, module_of("(Bonito, $0, $1, $2) => { log.push($0, $1.value, $2(20)) }", "(Bonito, $0) => (x => x + $0)"),
      Server.mirror, 6, null, "held",
      Server.run, 7, 8, [handle(Handle.element, 5), handle(Handle.observable, 6), handle(Handle.script, 9, [22])],
    );
    assert.deepEqual(log, [element, "held", 42]);
    assert.deepEqual(page.places.get(7)!.kept, [6]);
  });
  test("are given what modules export, in their turn", async (context) => {
    const { say, log } = scripted(context);
    const module = "data:text/javascript,export const name = 'module'";
    await say(Server.module, 8, module_of("(Bonito, $0) => { log.push($0.name) }", push), Server.run, 0, 8, [handle(Handle.module, module)], Server.run, 0, 9, ["after"]);
    assert.deepEqual(log, ["module", "after"]);
  });
  test("whose module does not load fail, and tell the program that it was the network", async (context) => {
    const { say, log, reports, heard } = scripted(context);
    await say(Server.module, 8, module_of("(Bonito, $0) => { log.push($0.name) }", push), Server.run, 0, 8, [handle(Handle.module, "data:text/javascript,throw 1")], Server.run, 0, 9, ["after"]);
    assert.deepEqual(log, ["after"]);
    assert.equal(reports.length, 1);
    const [[name, , [origin, message]]] = heard() as [[string, number, [number, string]]];
    assert.deepEqual([name, origin], ["failed", 1]);
    assert.match(message, /cannot be loaded/);
  });
  test("of a region that is gone are not run", async (context) => {
    const { say, page, log } = scripted(context);
    await say(Server.module, 8, module_of(push), Server.run, 7, 8, [1]);
    page.places.delete(7);
    await say(Server.run, 7, 8, [2]);
    assert.deepEqual(log, [1]);
  });
  test("have the signal of the region they are run for", async (context) => {
    const { say, page, log } = scripted(context);
    await say(Server.module, 8, module_of("(Bonito) => { log.push(Bonito.signal.aborted, Bonito.status); Bonito.signal.onabort = () => log.push('end') }"), Server.run, 7, 8, []);
    page.places.get(7)!.end.abort();
    assert.deepEqual(log, [false, "connected", "end"]);
  });
  test("that throw, and those whose promise is rejected, are reported and told to the program", async (context) => {
    const { say, reports, heard } = scripted(context);
    await say(Server.module, 8, module_of("() => { throw new Error('one') }", "async () => { throw new Error('two') }"), Server.run, 0, 8, [], Server.run, 0, 9, []);
    assert.deepEqual(reports.map(String), ["Error: one", "Error: two"]);
    assert.deepEqual(heard().map((message) => ((message as unknown[])[2] as unknown[])[1]), ["Error: one", "Error: two"]);
  });
  for (const [what, thrown] of [["nothing that has a text", "Object.create(null)"], ["a symbol", "Symbol('no')"]]) {
    test(`that throw ${what} keep no others from running`, async (context) => {
      const { say, log, session } = scripted(context);
      await say(Server.module, 8, module_of(`() => { throw ${thrown} }`, `async () => { throw ${thrown} }`, push));
      await say(Server.run, 0, 8, [], Server.run, 0, 9, [], Server.ask, 0, 8, 1, [], Server.ask, 0, 9, 2, [], Server.run, 0, 10, ["after"]);
      assert.deepEqual(log, ["after"]);
      assert.equal(session.open, true);
    });
    test(`that need a module which throws ${what} fail, and those behind run`, async (context) => {
      const { say, log, reports } = scripted(context);
      const module = `data:text/javascript,throw ${thrown}`;
      await say(Server.module, 8, module_of(push), Server.run, 0, 8, [handle(Handle.module, module)], Server.run, 0, 8, ["after"]);
      assert.deepEqual(log, ["after"]);
      assert.match(String(reports), /cannot be loaded/);
    });
  }
  test("wait behind one whose module never comes, and then for their own", async (context) => {
    const clock = still_clock(context);
    const { say, log, reports } = scripted(context);
    const [never, comes] = ["data:text/javascript,await new Promise(() => {})", "data:text/javascript,export const name = 'it'"];
    await say(Server.module, 8, module_of("(Bonito, $0) => { log.push($0.name) }"));
    await say(Server.run, 0, 8, [handle(Handle.module, never)], Server.run, 0, 8, [handle(Handle.module, comes)]);
    clock.pass(10_001);
    for (let i = 0; i < 20; i++) await microtasks();
    assert.deepEqual(log, ["it"]);
    assert.match(String(reports), /did not come in time/);
  });
  test("that did not run as their region was gone leave nothing behind", async (context) => {
    still_clock(context); // the one before them waits
    const { say, session, page } = scripted(context);
    await say(Server.module, 8, module_of(push), Server.run, 0, 8, [handle(Handle.module, "data:text/javascript,await new Promise(() => {})")]);
    await say(Server.mirror, 6, null, "held", Server.run, 7, 8, [handle(Handle.observable, 6)]);
    page.gone = page.places.get(7)!.kept;
    page.places.delete(7);
    await say(Server.region, 7, "other");
    assert.equal(session.table_sizes().mirrors, 0);
  });
  test("of two places hear an observable until the last of these is gone", async (context) => {
    const { say, log, session, page } = scripted(context);
    await say(Server.module, 8, module_of("(Bonito, $0) => { $0.on((value) => log.push(value)) }"), Server.mirror, 6, null, "held");
    const given = handle(Handle.observable, 6);
    await say(Server.run, 7, 8, [given], Server.run, 7, 8, [given], Server.run, 0, 8, [given]);
    page.gone = page.places.get(7)!.kept;
    await say(Server.region, 7, "other", Server.set, 6, "news");
    assert.deepEqual([log.at(-1), session.table_sizes().mirrors], ["news", 1]);
    page.gone = page.places.get(0)!.kept;
    await say(Server.region, 7, "other");
    assert.equal(session.table_sizes().mirrors, 0);
  });
  test("that waited while their region came to show something else do not run", async (context) => {
    const { say, log, page } = scripted(context);
    await say(Server.run, 7, 8, ["old"]);
    page.places.get(7)!.end.abort();
    page.places.set(7, { end: new AbortController(), kept: [] });
    await say(Server.run, 7, 8, ["new"], Server.module, 8, module_of(push));
    assert.deepEqual(log, ["new"]);
  });
  test("that cannot be read are told to the program, which says that they do not come", async (context) => {
    const { say, heard, reports } = scripted(context);
    await say(Server.module, 8, "data:text/javascript,this is none", Server.run, 0, 8, [1]);
    assert.deepEqual((heard()[0] as unknown[]).slice(0, 2), ["unloaded", 8]);
    await say(Server.module, 8, "");
    assert.equal(reports.length, 1);
  });
  test("that cannot be read may come by themselves", async (context) => {
    const { say, log } = scripted(context);
    await say(Server.module, 8, "data:text/javascript,this is none", Server.run, 0, 9, [1]);
    await say(Server.module, 9, module_of(push));
    assert.deepEqual(log, [1]);
  });
});

describe("the program's own functions", () => {
  const f = "(Bonito, $0) => (value => log.push(value))";
  test("listen to observables, to several, and link them, until the region ends", async (context) => {
    const { say, page, log, session } = scripted(context);
    await say(
      Server.module, 8, module_of(f), Server.mirror, 5, null, 1, Server.mirror, 6, null, 2,
      Server.run, 7, 1, [handle(Handle.script, 8, []), handle(Handle.observable, 5)],
      Server.run, 7, 4, [handle(Handle.script, 8, []), handle(Handle.observable, 5), handle(Handle.observable, 6)],
      Server.run, 7, 3, [handle(Handle.observable, 5), handle(Handle.observable, 6)],
    );
    await say(Server.set, 5, 10);
    assert.deepEqual(log, [10, [10, 2], [10, 10]]);
    assert.equal(session.messages.observables.at(6).value, 10);
    page.places.get(7)!.end.abort();
    await say(Server.set, 5, 11);
    assert.equal(log.length, 3);
  });
  test("call what is to be called with an element", async (context) => {
    const { say, page, log } = scripted(context);
    const element = { id: "e" } as unknown as Element;
    page.elements.set(5, element);
    await say(Server.module, 8, module_of(f), Server.run, 0, 0, [handle(Handle.script, 8, []), handle(Handle.element, 5)]);
    assert.deepEqual(log, [element]);
  });
});

describe("questions", () => {
  for (const [what, source, answer] of [
    ["a value", "() => ({ a: 1 })", [true, { a: 1 }]],
    ["a promise", "async () => 'later'", [true, "later"]],
    ["nothing", "() => undefined", [true, null]],
    ["what throws", "() => { throw new TypeError('no') }", [false, "TypeError: no"]],
    ["what is rejected", "() => Promise.reject('no')", [false, "no"]],
  ] as const) {
    test(`are answered by ${what}`, async (context) => {
      const { say, heard } = scripted(context);
      await say(Server.module, 8, module_of(source), Server.ask, 0, 8, 3, []);
      assert.deepEqual(heard(), [["answer", 3, answer]]);
    });
  }
  test("to a part of the page that is gone are answered so", async (context) => {
    const { say, heard } = scripted(context);
    await say(Server.module, 8, module_of(push), Server.ask, 99, 8, 3, []);
    assert.match(String(heard()), /^answer,3,false,.*gone/);
  });
});

describe("calls of the program", () => {
  test("give promises of its answers", async (context) => {
    const { say, bonito, heard } = scripted(context);
    const [sum, refused] = [bonito.program["add"]!(1, 2), bonito.program["refuse"]!()];
    await microtasks();
    assert.deepEqual(heard(), [["call", 1, ["add", [1, 2]]], ["call", 2, ["refuse", []]]]);
    const rejected = assert.rejects(refused, /^Error: Not today\.$/);
    await say(Server.answer, 1, true, 3, Server.answer, 2, false, "Not today.");
    assert.equal(await sum, 3);
    await rejected;
  });
  test("are rejected with an error that names the script which called", async (context) => {
    const { say, bonito } = scripted(context);
    const calls_nothing = () => bonito.program["nothing"]!();
    const rejected = assert.rejects(calls_nothing(), ({ message, stack }: Error) => {
      assert.equal(message, "There is none.");
      assert.match(stack!, /calls_nothing/);
      return true;
    });
    await say(Server.answer, 1, false, "There is none.");
    await rejected;
  });
  test("are rejected when the session ends", async (context) => {
    const { bonito, control } = scripted(context);
    const call = bonito.program["add"]!(1);
    control(6, 7, "Closed.");
    await assert.rejects(call, /Closed/);
  });
});

describe("what fails in the page", () => {
  test("is told once, and of a flood the first ten in ten seconds", async (context) => {
    const clock = still_clock(context);
    const { bonito, session, heard } = scripted(context);
    context.mock.method(console, "error", () => {});
    const error = new Error("twice");
    session.messages.failures.tell(error);
    session.messages.failures.tell(error);
    for (let i = 0; i < 100; i++) bonito.send_error(`failure ${i}`);
    await microtasks();
    assert.equal(heard().length, 10);
    clock.sleep(10_001);
    bonito.send_error("later", new Error("why"));
    await microtasks();
    assert.match(String(heard()), /^failed,0,0,later: Error: why,/);
  });
});

describe("what scripts may use", () => {
  test("throttles: the first call at once, and the last for certain", (context) => {
    const clock = still_clock(context);
    const { bonito } = scripted(context);
    const calls: number[] = [];
    const throttled = bonito.throttle_function((n: number) => calls.push(n), 10);
    for (let i = 0; i < 5; i++) throttled(i);
    assert.deepEqual(calls, [0]);
    clock.pass(10);
    assert.deepEqual(calls, [0, 4]);
  });
  test("hears of all observables whenever one changes, until it ends that", (context) => {
    const { bonito } = scripted(context);
    const [a, b] = [bonito.observable("a"), bonito.observable("b")];
    const heard: unknown[] = [];
    const stop = bonito.onany([a, b], (values) => heard.push(values));
    a.notify(1);
    b.notify(2);
    stop();
    b.notify(3);
    assert.deepEqual(heard, [[1, undefined], [1, 2]]);
  });
  test("tells an indicator the status, now and then, one at a time", (context) => {
    const { bonito, session } = scripted(context);
    const heard: string[] = [];
    bonito.register_connection_indicator({ onStatusChange: (status) => heard.push(`old ${status}`) });
    bonito.register_connection_indicator({ on_status: (status) => heard.push(status) });
    session.on_connection_close();
    bonito.unregister_connection_indicator();
    session.set_online(false);
    assert.deepEqual(heard, ["old connected", "connected", "reconnecting"]);
  });
  test("encodes and decodes values as the wire has them", (context) => {
    const { bonito } = scripted(context);
    const value = { a: [1, "text", null], b: new Float32Array([1, 2]) };
    const back = bonito.decode_binary(bonito.encode_binary(value)) as typeof value;
    assert.deepEqual([back.a, [...back.b]], [value.a, [1, 2]]);
  });
  test("is declared for TypeScript", (context) => {
    const { bonito } = scripted(context);
    const declared: globalThis.Bonito.Session = bonito as globalThis.Bonito.Session;
    assert.equal(declared.status, "connected");
    void Browser;
  });
});
