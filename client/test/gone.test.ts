import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { Fields } from "../src/fields.ts";
import { put_back, when_gone } from "../src/gone.ts";
import { Bye, Kind, Mode } from "../src/protocol.ts";
import { opened } from "./fake_server.ts";
import { tab } from "./visit.ts";

const until = new AbortController().signal;
const said = "This page is no longer connected to its program.";

// A page with one field, into which somebody has typed, and a session that ends.
function visited(context: TestContext, { policy, ...options }: { policy?: string; storage?: Map<string, string> | null } = {}) {
  const all = tab(context, options);
  const visit = () => {
    const page = all.load('<input id="a" type="text">');
    const server = opened();
    const fields = new Fields(until);
    when_gone(server.session, fields, until, policy);
    put_back(fields);
    return {
      ...page,
      type: (value: string) => page.type("#a", { value }),
      value: () => page.element("#a").value,
      end(code: Bye, reason = "") {
        server.control(Kind.bye, code, reason);
      },
      // The program ends, and another answers.
      restart() {
        server.control(Kind.bye, Bye.shutdown, "The program is ending.");
        server.open(null);
        server.control(Kind.bye, Bye.unknown_session, "No such session.");
      },
      lose() {
        server.session.on_connection_close();
        server.open(Mode.resumed);
      },
    };
  };
  return { ...all, visit };
}

describe("a page whose session is gone", () => {
  for (const code of [Bye.unknown_session, Bye.closed]) {
    test(`offers to be loaded anew (${Bye[code]})`, (context) => {
      const { loads, visit } = visited(context);
      const page = visit();
      page.type("typed");
      page.end(code, "It is over.");
      assert.equal(page.box().getAttribute("role"), "alert");
      assert.equal(page.element(".bonito-alert p").textContent, `${said} It is over.`);
      assert.equal(loads.count, 0);
      page.press("Reload");
      assert.equal(loads.count, 1);
    });
    test(`is loaded anew by itself if the program wants that (${Bye[code]})`, (context) => {
      const { loads, visit } = visited(context, { policy: "reload" });
      const page = visit();
      page.end(code);
      assert.equal(loads.count, 1);
      assert.equal(page.box(), null);
    });
    test(`says so and stays if the program wants that (${Bye[code]})`, (context) => {
      const { loads, visit } = visited(context, { policy: "stay" });
      const page = visit();
      page.end(code);
      assert.equal(page.element(".bonito-alert p").textContent, said);
      assert.equal(page.document.querySelectorAll(".bonito-alert button").length, 1);
      page.press("✕");
      assert.equal(page.box(), null);
      assert.equal(loads.count, 0);
    });
  }
  test("is loaded again and again only after a pause, or if somebody asks for it", (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const { clock, loads, visit } = visited(context, { policy: "reload" });
    visit().end(Bye.closed);
    clock.now += 9_000;
    visit().end(Bye.closed);
    context.mock.timers.tick(999);
    assert.equal(loads.count, 1);
    clock.now += 1_000;
    context.mock.timers.tick(1);
    assert.equal(loads.count, 2);
    const page = visit();
    page.end(Bye.closed);
    page.press("Reload");
    assert.equal(loads.count, 3);
    clock.now += 10_000;
    visit().end(Bye.closed);
    assert.equal(loads.count, 4);
  });
  test("is not loaded by itself where nothing can remember that", (context) => {
    const { loads, visit } = visited(context, { policy: "reload", storage: null });
    const page = visit();
    page.end(Bye.closed);
    assert.equal(loads.count, 0);
    page.press("Reload");
    assert.equal(loads.count, 1);
  });
});

test("a duplicate of another tab is loaded anew by itself, once", (context) => {
  const { loads, visit } = visited(context, { policy: "stay" });
  visit().end(Bye.duplicate, "Another tab shows this.");
  assert.equal(loads.count, 1);
  const page = visit();
  page.end(Bye.duplicate, "Another tab shows this.");
  assert.equal(loads.count, 1);
  assert.equal(page.element(".bonito-alert p").textContent, `${said} Another tab shows this.`);
});

test("a page that is told refused says why, whatever the program wants of one that is gone", (context) => {
  const { loads, visit } = visited(context, { policy: "reload" });
  const page = visit();
  page.end(Bye.refused, "Because.");
  assert.equal(page.element(".bonito-alert p").textContent, `${said} Because.`);
  page.press("Reload");
  assert.equal(loads.count, 1);
});

test("a lost connection is none of this", (context) => {
  const { loads, visit } = visited(context);
  const page = visit();
  page.lose();
  assert.equal(page.box(), null);
  assert.equal(loads.count, 0);
});

describe("what was typed", () => {
  test("is put back by itself when the program was started again", (context) => {
    const { loads, visit } = visited(context, { policy: "stay" });
    const before = visit();
    before.type("typed");
    before.restart();
    assert.equal(loads.count, 1);
    const after = visit();
    assert.equal(after.value(), "typed");
    assert.equal(after.box(), null);
    assert.notEqual(visit().value(), "typed");
  });
  test("is offered otherwise", (context) => {
    const { visit } = visited(context);
    const before = visit();
    before.type("typed");
    before.end(Bye.unknown_session);
    before.press("Reload");
    const after = visit();
    const heard = after.hear("#a");
    assert.notEqual(after.value(), "typed");
    assert.equal(after.box().getAttribute("role"), "status");
    assert.equal(after.element(".bonito-alert p").textContent, "What you had typed was kept.");
    after.press("Put it back");
    assert.equal(after.value(), "typed");
    assert.deepEqual(heard, ["#a input", "#a change"]);
    assert.equal(after.box(), null);
  });
  test("is not spoken of when nothing was", (context) => {
    const { visit } = visited(context);
    visit().end(Bye.closed);
    assert.equal(visit().box(), null);
  });
});
