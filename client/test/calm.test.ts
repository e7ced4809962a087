// What somebody types, ticks or opens is not replaced by an older echo of it.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { page_of } from "./html_page.ts";
import { still_clock } from "./support.ts";

describe("a calm input", () => {
  test("keeps what was typed until the program has applied it", () => {
    const { element, fire, set, page } = page_of('<input data-b="p1,value e2,input,,value"><p><!--b:1--></p>');
    element("input").value = "typed";
    fire("input", "input"); // travels in frame 1
    set(1, "old echo", 0);
    assert.equal(element("input").value, "typed");
    assert.equal(element("p").textContent, "old echo");
    page.slots.write(1);
    assert.equal(element("input").value, "old echo");
    set(1, "new", 1);
    assert.equal(element("input").value, "new");
  });
  test("shows the newest of the values that waited", () => {
    const { element, fire, set, page } = page_of('<input type="checkbox" data-b="p1,checked e2,click">');
    fire("input", "click");
    set(1, true);
    set(1, false);
    set(1, true);
    assert.ok(!element("input").checked);
    page.slots.write(1);
    assert.equal(element("input").checked, true);
  });
  test("waits for an event that is debounced, too", (context) => {
    const clock = still_clock(context);
    const { element, fire, set, page } = page_of('<input data-b="p1,value e2,input,d100,value">');
    element("input").value = "typed";
    fire("input", "input");
    set(1, "echo", 50);
    assert.equal(element("input").value, "typed");
    clock.pass(100);
    page.slots.write(0);
    assert.equal(element("input").value, "typed");
    page.slots.write(1);
    assert.equal(element("input").value, "echo");
  });
  test("is left to who types a number that is the program's already", () => {
    const { element, set } = page_of('<input data-b="p1,value e2,input,,value">');
    for (const typed of ["1.", "1.0", "01", "1"]) {
      element("input").value = typed;
      set(1, 1);
      assert.equal(element("input").value, typed);
    }
    set(1, 1.5);
    assert.equal(element("input").value, "1.5");
    element("input").value = "";
    set(1, 0);
    assert.equal(element("input").value, "0");
  });
  test("of which only the end is heard keeps what is typed until then", () => {
    const { element, fire, set, page } = page_of('<input data-b="p1,value e2,change,,value">');
    element("input").value = "milk";
    fire("input", "input");
    fire("input", "change"); // travels in frame 1
    element("input").value = "eg";
    fire("input", "input");
    set(1, "", 1);
    assert.equal(element("input").value, "eg");
    fire("input", "change"); // in frame 2
    assert.equal(element("input").value, "eg");
    page.slots.write(2);
    assert.equal(element("input").value, "");
  });
  test("that is left as it was shows what came meanwhile", () => {
    const { element, fire, set } = page_of('<input data-b="p1,value e2,change,,value">');
    fire("input", "input");
    set(1, "new");
    assert.equal(element("input").value, "");
    fire("input", "blur");
    assert.equal(element("input").value, "new");
  });
  test("that is heard by the list around it is calm, too", () => {
    const { element, fire, set, page } = page_of('<ul data-b="e2,input,,value,@input"><li><input data-b="p1,value"></ul>');
    element("input").value = "typed";
    fire("input", "input"); // travels in frame 1
    set(1, "old echo");
    assert.equal(element("input").value, "typed");
    page.slots.write(1);
    assert.equal(element("input").value, "old echo");
  });
  test("says what is typed before the key that means it", (context) => {
    still_clock(context);
    const { element, events, fire } = page_of('<input data-b="e1,input,d300,value e2,keydown,,key,+Enter">');
    element("input").value = "milk";
    fire("input", "input");
    fire("input", "keydown", { key: "Enter", getModifierState: () => false });
    assert.deepEqual(events, [[1, ["milk"]], [2, ["Enter"]]]);
  });
  test("keeps the pace of a key that is held", (context) => {
    const clock = still_clock(context);
    const { events, fire } = page_of('<input data-b="e2,keydown,t100,key,+a">');
    const press = () => fire("input", "keydown", { key: "a", getModifierState: () => false });
    for (let times = 0; times < 4; ++times, clock.pass(30)) press();
    assert.equal(events.length, 2);
  });
  test("is emptied by the key that means what is typed, though nothing has changed for the browser", () => {
    const { element, fire, set, page } = page_of('<input data-b="p1,value e2,change,,value e3,keydown,,value,+Enter">');
    element("input").value = "hi";
    fire("input", "input");
    fire("input", "keydown", { key: "Enter", getModifierState: () => false }); // travels in frame 1
    set(1, "");
    assert.equal(element("input").value, "hi");
    page.slots.write(1);
    assert.equal(element("input").value, "");
  });
  test("is not what somebody types in another one inside it", () => {
    const { element, fire, set } = page_of('<details data-b="p1,open e2,change"><input></details>');
    fire("input", "input");
    set(1, true);
    assert.equal((element("details") as unknown as HTMLDetailsElement).open, true);
  });
  test("may be anything that somebody opens", () => {
    const { element, fire, set, page } = page_of('<details data-b="p1,open e2,toggle,,open">');
    fire("details", "toggle"); // travels in frame 1
    set(1, true);
    assert.notEqual((element("details") as unknown as HTMLDetailsElement).open, true);
    page.slots.write(1);
    assert.equal((element("details") as unknown as HTMLDetailsElement).open, true);
  });
  test("does not keep other properties, or other elements, waiting", () => {
    const { element, fire, set } = page_of('<input id="a" data-b="p1,value p2,className e3,input"><input id="b" data-b="p1,value">');
    fire("#a", "input");
    set(1, "new");
    set(2, "seen");
    assert.equal(element("#b").value, "new");
    assert.equal(element("#a").className, "seen");
  });
});
