import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { Reader } from "../src/msgpack_reader.ts";
import { attribute, done, enter, hold, insert, leave, patch, put, region_of, remove, skip, text, torn, type Steps } from "./steps.ts";
import { encode, gather_reports } from "./support.ts";

// Returns what was said.
function warnings(context: TestContext): unknown[] {
  const said: unknown[] = [];
  context.mock.method(console, "warn", (text: unknown) => void said.push(text));
  return said;
}

describe("what is not as a step says tears the region", () => {
  const content = "<p>in<i></i></p>text<!--b:4-->live<!--m-->raw<!--/m--><!--r:5--><!--/r-->";
  const mistakes: Record<string, Steps[]> = {
    "too few units left": [leave(4)],
    "too many units left": [leave(6)],
    "more to pass than there is": [skip(6), leave(0)],
    "more to remove than there is": [skip(4), remove(2), leave(0)],
    "more to hold than there is": [skip(4), hold(2), leave(0)],
    "far more than there is": [skip(2 ** 40), leave(0)],
    "far more to remove": [skip(5), remove(2 ** 49), leave(0)],
    "a text to enter": [enter(1), leave(0), leave(0)],
    "a region to enter": [enter(4), leave(0), leave(0)],
    "nothing to enter": [enter(5), leave(0), leave(0)],
    "an element's text": [text("x"), leave(5)],
    "a live text's text": [skip(2), text("x"), leave(3)],
    "the end's text": [skip(5), text("x"), leave(0)],
    "a text's attribute": [skip(1), attribute("id", "x"), leave(4)],
    "the end's attribute": [skip(5), attribute("id", "x"), leave(0)],
    "what nobody held": [put(0), leave(5)],
    "what was put already": [hold(1), put(0), put(0), leave(5)],
    "what is held at another level": [hold(1), enter(0), put(0), leave(2), leave(0)],
    "what is held and never put": [hold(1), leave(4)],
    "another number in an element": [enter(0), leave(3), leave(4)],
    "a change that nobody knows": [[8 * 5 + 6], leave(5)],
    "a step that nobody knows": [[7], leave(5)],
    "less than nothing": [[-8], leave(5)],
    "a number that is none": [[0.5], leave(5)],
    "a number beyond all": [[2n ** 63n], leave(5)],
    "what is no text": [[6, { toString: 1 }], leave(5)],
    "a text for a step": [["skip"], [null], [[1, 2]], leave(5)],
  };
  for (const [what, steps] of Object.entries(mistakes)) {
    test(`${what}: all of it is read, and told once`, (context) => {
      const said = warnings(context);
      const reports = gather_reports(context);
      const { events, fire, home, page, patch: change, set } = region_of('<u data-b="e6,click"></u>' + content);
      const { signal } = page.place(1)!;
      const told = change(skip(1), ...steps);
      assert.deepEqual([told.torn, told.left, said.length, reports.length, signal.aborted, page.place(1)], [1, 0, 1, 0, true, undefined]);
      fire("u", "click");
      const shown = home.innerHTML;
      set(4, "nobody");
      assert.deepEqual(page.replace(5, "x"), []);
      assert.deepEqual(change(remove(1), leave(0)), done());
      assert.deepEqual(patch(page, 5, leave(0)), done());
      assert.deepEqual([events, home.innerHTML], [[], shown]);
      assert.deepEqual(page.table_sizes(), { slots: 0, waiting: 0, regions: 1, elements: 0, senders: 0 });
      page.replace(1, "<b><!--b:4-->new</b>");
      assert.deepEqual(change(skip(1), insert("!"), leave(0)), done());
      set(4, "live");
      assert.equal(home.textContent, "live!after");
      assert.deepEqual(change(leave(1)), torn([4]));
    });
  }
  test("what a script of the page has changed does so, too", (context) => {
    warnings(context);
    const spoil: ((home: Element) => void)[] = [
      (home) => home.querySelector("p")!.remove(),
      (home) => home.querySelector("p")!.after("x"),
      (home) => [...home.childNodes].find(({ textContent }) => textContent === "/m")!.remove(),
      (home) => home.append([...home.childNodes].find(({ textContent }) => textContent === "/r")!),
      (home) => [...home.childNodes].findLast(({ textContent }) => textContent === "/r")!.remove(),
      (home) => (home.textContent = ""),
    ];
    for (const [place, change] of spoil.entries()) {
      const { home, patch } = region_of(content);
      change(home);
      assert.equal(patch(leave(5)).torn, 1, String(place));
    }
  });
  test("beside it all is live: the region around it, and those beside", (context) => {
    warnings(context);
    const { home, page, patch: change } = region_of("<p><!--r:2--><!--r:3--><!--/r--><!--/r--></p><!--r:4-->x<!--/r-->");
    assert.equal(patch(page, 2, leave(7)).torn, 2);
    assert.deepEqual(patch(page, 3, insert("ignored"), leave(0)), done());
    assert.deepEqual(patch(page, 4, text("y"), leave(1)), done());
    assert.deepEqual(change(enter(0), hold(1), put(0), leave(1), leave(1)), done());
    assert.deepEqual(change(remove(1), leave(1)), done());
    assert.equal(home.textContent, "yafter");
  });
  test("one that has lost its marks tears the one around it, which has its own", (context) => {
    const said = warnings(context);
    const { home, page } = region_of("<p><!--r:2--><b><!--r:3-->x<!--/r--></b><!--/r--></p>");
    home.querySelector("p")!.textContent = "";
    assert.deepEqual(patch(page, 3, leave(1)), done(), "it stands where it did, out of the page");
    assert.deepEqual(patch(page, 2, insert("y"), leave(1)), torn());
    assert.deepEqual([said.length, page.table_sizes().regions], [1, 1]);
    page.replace(1, "<p><!--r:2-->z<!--/r--></p>");
    assert.deepEqual(patch(page, 2, text("y"), leave(1)), done());
    assert.equal(home.textContent, "yafter");
  });
  test("one whose marks nobody can bring back is over", (context) => {
    warnings(context);
    const reports = gather_reports(context);
    const { home, page, patch } = region_of("<b></b>");
    home.textContent = "";
    assert.deepEqual(patch(remove(1), leave(0)), torn());
    page.replace(1, "<!--b:4-->x");
    assert.deepEqual(patch(remove(1), leave(0)), done());
    page.replace(1, "y");
    assert.deepEqual([reports.length, home.innerHTML, page.table_sizes().slots], [2, "", 0]);
  });
  test("but a patch for nobody is read and passed over", () => {
    const { page } = region_of("");
    assert.deepEqual(patch(page, 9, enter(0), insert("x"), attribute("a", null), leave(0), text("y"), leave(0)), done());
  });
  test("and one that is cut off is no message", (context) => {
    warnings(context);
    const { page } = region_of("<p></p>");
    for (const steps of [[], [2], [6], [22, "a"], [1, 1, 1]]) {
      assert.throws(() => page.patch(1, new Reader(encode(...steps))), RangeError);
    }
  });
});
