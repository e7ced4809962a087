import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Server } from "../src/protocol.ts";
import { alone, data_frame } from "./fake_server.ts";
import { microtasks } from "./support.ts";

function static_page(...messages: unknown[]) {
  const page = alone();
  page.session.stay_static(data_frame(0, 0, ...messages));
  return page;
}

describe("a static page", () => {
  test("has the values that it is told, and no connection", () => {
    const { page, session } = static_page(Server.mirror, 1, "count", 3, Server.set, 2, "text");
    assert.equal(session.observable("count").value, 3);
    assert.deepEqual(page.values, [[2, "text"]]);
    assert.equal(session.status, "static");
    assert.equal(session.open, false);
  });
  test("shows in its places what scripts set", () => {
    const { page, session } = static_page(Server.mirror, 1, "count", 3, Server.follow, 1, [2, 4]);
    page.values = [];
    session.observable("count").notify(5);
    assert.deepEqual(page.values, [[2, 5], [4, 5]]);
  });
  test("shows what was set before the places follow", () => {
    const { page } = static_page(Server.mirror, 1, "count", 3, Server.set, 1, 7, Server.follow, 1, [2]);
    assert.deepEqual(page.values.at(-1), [2, 7]);
  });
  test("keeps nothing of what nobody hears", async () => {
    const { page, session } = static_page(Server.mirror, 1, "count", 3);
    for (let i = 0; i < 100; i++) {
      page.emit(2, [i]);
      session.observable("count").notify(i);
    }
    await microtasks();
    assert.equal(session.table_sizes().frames, 0);
  });
  test("calls no function of the program", async () => {
    const { session } = static_page(Server.mirror, 1, "count", 3);
    await assert.rejects(session.messages.program.functions["save"]!(), /out of reach/);
  });
  test("may be told of several apps, one after the other", () => {
    const { session } = static_page(Server.mirror, 1, "first", 1);
    session.stay_static(data_frame(0, 0, Server.mirror, 2, "second", 2));
    assert.deepEqual(["first", "second"].map((name) => session.observable(name).value), [1, 2]);
  });
});
