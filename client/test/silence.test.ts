import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Kind } from "../src/protocol.ts";
import { browser } from "./fake_browser.ts";

describe("a silence", () => {
  test("of 20 seconds is asked about, and one of 10 more ends the connection", (context) => {
    const { clock, connect, pings, session, sockets } = browser(context);
    connect();
    const before = pings();
    clock.pass(19_999);
    assert.equal(pings(), before);
    clock.pass(1);
    assert.equal(pings(), before + 1);
    clock.pass(9_999);
    assert.equal(session.status, "connected");
    clock.pass(1);
    assert.equal(session.status, "reconnecting");
    clock.pass(150);
    assert.equal(sockets.length, 2);
  });
  test("may be another time, half of which is left for the answer", (context) => {
    const { clock, connect, session } = browser(context, 3_000);
    connect();
    clock.pass(4_499);
    assert.equal(session.status, "connected");
    clock.pass(1);
    assert.equal(session.status, "reconnecting");
  });
  test("is over with a pong, or anything else", (context) => {
    const { clock, connect, last, pings, session } = browser(context);
    connect();
    const before = pings();
    for (let minute = 0; minute < 3; minute++) {
      clock.pass(25_000);
      last().receive(Kind.pong);
    }
    assert.equal(session.status, "connected");
    assert.equal(pings(), before + 3);
  });
  test("does not matter while nobody looks", (context) => {
    const { clock, connect, look, pings } = browser(context);
    connect();
    const before = pings();
    look("hidden");
    clock.pass(300_000);
    assert.equal(pings(), before);
  });
  test("is asked about at once when the network goes, though it has just begun, and must be answered soon", (context) => {
    const { clock, connect, network, pings, session } = browser(context);
    connect();
    const before = pings();
    clock.pass(1);
    network(false);
    assert.equal(pings(), before + 1);
    clock.pass(1_999);
    assert.equal(session.status, "connected");
    clock.pass(1);
    assert.equal(session.status, "offline");
  });
  for (const what of ["focus", "online", "visible"] as const) {
    test(`is asked about at once on ${what}, and must be answered soon`, (context) => {
      const { clock, connect, happens, look, pings, session } = browser(context);
      connect();
      const before = pings();
      const wake = () => (what === "visible" ? look("visible") : happens(what));
      wake();
      assert.equal(pings(), before);
      clock.pass(1_001);
      wake();
      assert.equal(pings(), before + 1);
      clock.pass(1_000);
      wake();
      clock.pass(999);
      assert.equal(session.status, "connected");
      clock.pass(1);
      assert.notEqual(session.status, "connected");
    });
  }
  test("that a sleep of the machine made long is asked about anew", (context) => {
    const { clock, connect, last, pings, session } = browser(context);
    connect();
    clock.pass(20_000);
    const before = pings();
    clock.sleep(3_600_000);
    clock.pass(10_000);
    assert.equal(pings(), before + 1);
    assert.equal(session.status, "connected");
    last().receive(Kind.pong);
    clock.pass(19_000);
    assert.equal(session.status, "connected");
  });
});
