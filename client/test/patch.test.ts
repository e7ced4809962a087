import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { attribute, done, end, enter, hold, insert, leave, patch, put, region_of, remove, rewind, skip, text } from "./steps.ts";
import { page_of } from "./html_page.ts";
import { still_clock } from "./support.ts";

describe("a step", () => {
  test("inserts before the cursor's unit, which stays that", () => {
    const { patch, shown } = region_of("<i></i><b></b>");
    assert.deepEqual(patch(skip(1), insert("<u></u>"), insert("x<s></s>"), skip(1), insert("end"), leave(0)), done());
    assert.equal(shown(), "<i></i><u></u>x<s></s><b></b>end");
  });
  test("has those elements hear that they go which scripts know, and only them, before their signal ends", () => {
    const { home, page, patch } = region_of('<i data-b="n5"></i><b data-b="n6"></b><p><u data-b="n7"></u></p>');
    const heard: string[] = [];
    const { signal } = page.place(1)!;
    for (const name of ["i", "b", "u"]) {
      const hear = () => heard.push(name + (signal.aborted ? " late" : ""));
      home.querySelector(name)!.addEventListener("bonito:removed", hear, { signal });
    }
    assert.deepEqual(patch(remove(1), hold(1), skip(1), rewind, skip(1), put(0), leave(1)), done());
    assert.deepEqual(heard, ["i"]);
    patch(end, remove(1), leave(1));
    assert.deepEqual(heard, ["i", "u"]);
    assert.ok(signal.aborted);
  });
  test("gives the focus of what it removes to the nearest around that can have it", () => {
    const { home, patch } = region_of('<div tabindex="-1"><p><button></button></p></div><i></i>');
    const button = home.querySelector("button")!;
    const root = home.getRootNode() as Document;
    Object.defineProperty(root, "activeElement", { value: button, configurable: true });
    let focused: unknown;
    home.querySelector("div")!.focus = (options) => void (focused = options);
    patch(skip(1), remove(1), leave(0));
    assert.equal(focused, undefined);
    patch(enter(0), enter(0), remove(1), leave(0), leave(0), leave(0));
    assert.deepEqual(focused, { preventScroll: true });
  });
  test("inserts into what is empty", () => {
    const { patch, shown } = region_of("");
    patch(insert("<p></p>"), leave(0));
    patch(enter(0), insert("in"), leave(0), leave(0));
    assert.equal(shown(), "<p>in</p>");
  });
  test("removes units and nothing else", () => {
    const { home, patch, shown } = region_of("<i></i>a<b></b><u></u>");
    const kept = home.querySelector("u");
    assert.deepEqual(patch(remove(1), skip(1), remove(1), leave(1)), done());
    assert.equal(shown(), "a<u></u>");
    assert.equal(home.querySelector("u"), kept);
  });
  test("enters an element, and goes on after it", () => {
    const { patch, shown } = region_of("<p><i>a</i>b</p><p>c</p>d");
    patch(enter(0), enter(0), text("A"), leave(1), text("B"), leave(1), enter(0), text("C"), leave(1), text("D"), leave(1));
    assert.equal(shown(), "<p><i>A</i>B</p><p>C</p>D");
  });
  test("changes a text, in the same node, and leaves alone what is that already", () => {
    const { home, patch, shown } = region_of("<p>a</p>");
    const node = home.querySelector("p")!.firstChild as Text;
    let writes = 0;
    const { data } = node;
    Object.defineProperty(node, "data", { get: () => data, set: () => writes++ });
    patch(enter(0), text("a"), leave(1), leave(0));
    assert.equal(writes, 0);
    patch(enter(0), text("b"), leave(1), leave(0));
    assert.equal(writes, 1);
    assert.equal(shown(), "<p>a</p>");
  });
  test("sets and removes attributes of the element here, and its style as a policy allows", () => {
    const { element, patch } = region_of('<p title="old" class="x"></p>');
    patch(attribute("title", null), attribute("class", "y"), attribute("data-x", ""), attribute("data-style", "top: 1px"), leave(1));
    const p = element("p");
    assert.deepEqual([p.getAttribute("title"), p.className, p.getAttribute("data-x"), p.style.top], [null, "y", "", "1px"]);
    patch(attribute("style", "top: 2px"), attribute("data-style", null), attribute("style", "top: 3px"), leave(1));
    assert.equal(p.style.top, "3px");
    assert.equal(p.hasAttribute("data-style"), false);
  });
  test("moves what is held, which stays the node that it is", () => {
    const { home, patch, shown } = region_of("<i></i><b></b><u></u><s></s>");
    const before = [...home.children];
    assert.deepEqual(patch(hold(1), skip(1), hold(2), rewind, put(2), skip(1), put(0), skip(2), put(1), leave(1)), done());
    assert.equal(shown(), "<s></s><i></i><b></b><u></u>");
    assert.deepEqual([3, 0, 1, 2].map((index) => before[index]), [...home.children]);
  });
  test("holds at each level by itself, and changes what it has put", () => {
    const { patch, shown } = region_of("<p><i>1</i><i>2</i><i>3</i></p><b>x</b>");
    const inner = [enter(0), hold(1), skip(1), put(0), attribute("id", "one"), enter(0), text("1!"), leave(1), leave(1)];
    assert.deepEqual(patch(hold(1), skip(1), put(0), ...inner, leave(0)), done());
    assert.equal(shown(), '<b>x</b><p><i>2</i><i id="one">1!</i><i>3</i></p>');
  });
  test("passes over what is held, before and after the cursor comes back", () => {
    const { patch, shown } = region_of("a<i></i>b<b></b>");
    patch(hold(1), skip(1), hold(1), rewind, insert("new"), skip(1), put(1), insert("<u></u>"), skip(1), put(0), leave(2));
    assert.equal(shown(), "new<i></i><u></u>ba<b></b>");
  });
  test("that goes back lets the cursor begin again", () => {
    const { patch, shown } = region_of("<p>a</p>b");
    patch(skip(2), rewind, enter(0), text("A"), rewind, text("AA"), leave(1), rewind, skip(1), text("B"), leave(1));
    assert.equal(shown(), "<p>AA</p>B");
  });
  test("that ends scripts aborts their signal, forgets what they were given, and nothing else", () => {
    const { events, fire, home, page, patch, set } = region_of('<i data-b="n5 e6,click"><!--b:7--></i><!--r:8--><!--/r-->');
    const scope = page.place(1)!;
    const { signal } = scope;
    const inner = page.place(8)!.signal;
    scope.keep(70);
    scope.keep(70);
    const before = page.table_sizes();
    assert.deepEqual(patch(end, leave(2)), done([70]));
    assert.deepEqual([signal.aborted, inner.aborted, page.place(1)!.signal.aborted], [true, false, false]);
    assert.deepEqual(page.table_sizes(), before);
    set(7, "live");
    fire("i", "click");
    assert.deepEqual([home.querySelector("i")!.textContent, events, page.element(5)], ["live", [[6, []]], home.querySelector("i")]);
    assert.deepEqual(patch(end, leave(2)), done());
  });
});

describe("a unit is", () => {
  const units = {
    "an element": "<i>x</i>",
    "a text": "x",
    "a live text": "<!--b:4-->x",
    "a live text that is empty": "<!--b:4-->",
    "a region, however much is in it": "<!--r:4--><b>1</b>2<!--r:5--><!--/r--><i></i><!--/r-->",
    "the program's own markup": "<!--m--><b>1</b>2<i></i><!-- x --><!--/m-->",
    "no markup of its own": "<!--m--><!--/m-->",
    "a comment": "<!--n/-->",
  };
  for (const [what, unit] of Object.entries(units)) {
    test(`${what}: it is passed`, () => {
      const { patch, shown } = region_of(`<u></u>${unit}<s></s>`);
      const before = shown();
      assert.deepEqual(patch(leave(3)), done());
      assert.deepEqual(patch(skip(2), attribute("id", "s"), leave(1)), done());
      assert.equal(shown(), before.replace("<s>", '<s id="s">'));
    });
    test(`${what}: it is moved as a whole`, () => {
      const { home, patch, shown } = region_of(`<u></u>${unit}<s></s>`);
      const before = [...home.childNodes];
      const html = shown().slice(7, -7);
      assert.deepEqual(patch(skip(1), hold(1), rewind, put(0), leave(3)), done());
      assert.equal(shown(), `${html}<u></u><s></s>`);
      assert.deepEqual(new Set(home.childNodes), new Set(before));
      assert.deepEqual(patch(hold(1), skip(2), put(0), leave(1)), done());
      assert.equal(shown(), `<u></u><s></s>${html}`);
    });
    test(`${what}: it is removed as a whole`, () => {
      const { page, patch, shown } = region_of(`<u></u>${unit}<s></s>`);
      const { torn, gone } = patch(skip(1), remove(1), leave(1));
      assert.equal(torn, 0);
      assert.deepEqual(gone, unit.includes("b:4") ? [4] : []);
      assert.equal(shown(), "<u></u><s></s>");
      assert.deepEqual(page.table_sizes(), { slots: 0, waiting: 0, regions: 1, elements: 0, senders: 0 });
    });
  }
  test("no mark of what the region needs", () => {
    const { patch, shown } = region_of("<!--n:sheet a.css--><p></p>");
    assert.deepEqual(patch(remove(1), leave(0)), done());
    assert.equal(shown(), "<!--n:sheet a.css-->");
  });
  test("no empty comment, wherever it stands", () => {
    const { patch, shown } = region_of("<!----><!--b:4-->x<!---->y<!----><!----><p><!----></p><!---->");
    assert.deepEqual(patch(skip(1), text("Y"), skip(1), enter(0), leave(0), insert("z"), leave(0)), done());
    assert.equal(shown(), "<!----><!--b:4-->x<!---->Y<!----><!----><p><!----></p><!---->z");
  });
});

test("all of a region goes at once where it is all that its parent has, and other content may come with it", () => {
  const row = (id: number) => `<li data-b="n${id} e${id + 1},click"><!--b:${id + 2}-->x<!--r:${id + 3}--><!--b:${id + 4}-->y<!--/r--></li>`;
  const { element, page } = page_of(`<ul><!--r:1-->${row(10)}${row(20)}<!--/r--></ul>`);
  const { signal } = page.place(1)!;
  assert.deepEqual(patch(page, 1, remove(2), insert("<li>new</li>"), leave(0)), done([12, 22, 14, 24]));
  assert.equal(element("ul").innerHTML, "<!--r:1--><li>new</li><!--/r-->");
  assert.deepEqual(page.table_sizes(), { slots: 0, waiting: 0, regions: 1, elements: 0, senders: 0 });
  assert.equal(signal.aborted, false); // its scripts go on
  assert.deepEqual(patch(page, 1, remove(1), leave(0)), done());
  assert.equal(element("ul").innerHTML, "<!--r:1--><!--/r-->");
});

describe("the slots", () => {
  const row = (id: number) =>
    `<tr data-b="n${id} e${id + 1},click,,id a${id + 2},class" id="row${id}"><td><!--b:${id + 3}-->text</td><td><input data-b="p${id + 4},value e${id + 5},input,d50,value"></td></tr>`;
  test("of what is inserted live, and those of what is removed are gone", () => {
    const { element, events, fire, page, patch, set } = region_of("", "table");
    const before = page.table_sizes();
    for (let round = 0; round < 100; round++) {
      assert.deepEqual(patch(insert(row(10) + row(20)), leave(0)), done());
      set(13, "live");
      set(22, "on");
      assert.equal(element("#row10 td").textContent, "live");
      assert.equal(element("#row20").className, "on");
      fire("#row20", "click");
      assert.deepEqual(events.splice(0), [[21, ["row20"]]]);
      assert.equal(page.element(20), element("#row20"));
      assert.deepEqual(patch(remove(1), leave(1)).gone.sort(), [12, 13, 14]);
      assert.equal(page.element(10), undefined);
      fire("#row20", "click");
      assert.deepEqual(events.splice(0), [[21, ["row20"]]]);
      assert.deepEqual(patch(remove(1), leave(0)).gone.sort(), [22, 23, 24]);
      assert.deepEqual(page.table_sizes(), before);
    }
  });
  test("of what is moved stay: events are heard, values come, what waits is sent", (context) => {
    const clock = still_clock(context);
    const { element, events, fire, patch, set } = region_of(row(10) + row(20), "table");
    const input = element("#row10 input");
    input.value = "typed";
    fire("#row10 input", "input");
    set(14, "older");
    assert.deepEqual(patch(hold(1), skip(1), put(0), leave(1)), done());
    assert.equal(element("tr:last-child input"), input);
    clock.pass(60);
    fire("#row10", "click");
    set(13, "moved");
    assert.deepEqual(events, [[15, ["typed"]], [11, ["row10"]]]);
    assert.equal(element("tr:last-child td").textContent, "moved");
    assert.equal(input.value, "typed");
  });
  test("of what is removed say nothing more, and are not written to", (context) => {
    const clock = still_clock(context);
    const { element, events, fire, page, patch } = region_of(row(10) + row(20), "table");
    const input = element("#row10 input");
    fire("#row10 input", "input");
    page.slots.set(14, "late");
    patch(remove(1), leave(1));
    page.slots.write(99);
    clock.pass(60);
    const { Event } = input.ownerDocument.defaultView as unknown as typeof globalThis;
    input.dispatchEvent(new Event("input"));
    assert.deepEqual([events, input.value, page.table_sizes().waiting], [[], "", 0]);
  });
  test("that stand elsewhere, too, are not gone", () => {
    const { home, patch, set } = region_of("<i><!--b:4-->x</i><b><!--b:4-->x</b>");
    assert.deepEqual(patch(remove(1), leave(1)), done());
    set(4, "y");
    assert.equal(home.querySelector("b")!.textContent, "y");
  });
  test("that were set before a patch are not for what it brings", () => {
    const { home, page, patch } = region_of("<i><!--b:4-->x</i>");
    page.slots.set(4, "before");
    patch(skip(1), insert("<b><!--b:4-->new</b>"), leave(0));
    page.slots.write(0);
    assert.equal(home.textContent, "beforenewafter");
  });
  test("of regions go with the unit that they stand in, and no others", () => {
    const { home, page, patch: change } = region_of("<p><!--r:2--><!--b:3-->a<!--r:4--><!--b:5-->b<!--/r--><!--/r--></p><!--r:6--><!--b:7-->c<!--/r-->");
    const inner = page.place(4)!.signal;
    assert.deepEqual(change(remove(1), leave(1)).gone.sort(), [3, 5]);
    assert.equal(inner.aborted, true);
    assert.deepEqual(page.replace(2, "x"), []);
    assert.deepEqual(patch(page, 6, insert("d"), remove(1), leave(0)), done([7]));
    assert.equal(home.textContent, "dafter");
  });
  test("of a region that is inserted are its own", () => {
    const { home, page, patch: change } = region_of("");
    change(insert("<p><!--r:2--><!--b:3-->a<!--/r--></p>"), leave(0));
    assert.deepEqual(patch(page, 2, skip(1), insert("<!--b:4-->b"), leave(0)), done());
    assert.deepEqual(page.replace(2, "new"), [3, 4]);
    assert.equal(home.textContent, "newafter");
  });
});

describe("the property of an attribute", () => {
  test("changes with it, where somebody may have changed it", () => {
    const { element, patch } = region_of("<input><option></option><video></video><p></p>");
    element("input").value = "typed";
    Object.assign(element("input"), { checked: false, indeterminate: false });
    Object.assign(element("option"), { selected: false });
    Object.assign(element("video"), { muted: true });
    patch(attribute("value", "v"), attribute("checked", ""), skip(1), attribute("selected", ""), skip(1), attribute("muted", null), skip(1), attribute("value", "x"), leave(1));
    const { value, checked } = element("input");
    assert.deepEqual([value, checked], ["v", true]);
    assert.equal((element("option") as unknown as HTMLOptionElement).selected, true);
    assert.equal((element("video") as unknown as HTMLVideoElement).muted, false);
    assert.equal("value" in element("p"), false);
    patch(attribute("value", null), leave(4));
    assert.equal(element("input").value, "");
  });
  test("is calm: it waits while the element's event is on its way, and the last one counts", () => {
    const { element, events, fire, page, patch } = region_of('<input data-b="e4,input,,value">');
    Object.defineProperty(element("input"), "value", { value: "ab", writable: true }); // whatever the attribute is
    fire("input", "input");
    assert.equal(events.length, 1); // in frame 1
    patch(attribute("value", "a"), leave(1));
    page.slots.write(0);
    assert.equal(element("input").value, "ab");
    patch(attribute("value", "abc"), leave(1));
    page.slots.write(1);
    assert.equal(element("input").value, "abc");
    patch(attribute("value", "abcd"), leave(1));
    page.slots.write(1);
    assert.equal(element("input").value, "abcd");
  });
  test("is not written any more when the element is gone", () => {
    const { element, fire, page, patch } = region_of('<input data-b="e4,input,,value">');
    const input = element("input");
    Object.defineProperty(input, "value", { value: "typed", writable: true });
    fire("input", "input");
    patch(attribute("value", "a"), leave(1));
    patch(remove(1), leave(0));
    page.slots.write(9);
    assert.deepEqual([input.value, page.table_sizes().waiting], ["typed", 0]);
  });
});

test("what is moved keeps the focus where the browser has to take it out for that", () => {
  const { document, home, patch } = region_of("<i></i><b><input></b>");
  const input = home.querySelector("input")!;
  const calls: unknown[] = [];
  Object.assign(input, {
    selectionStart: 1,
    selectionEnd: 2,
    selectionDirection: "none",
    focus: () => calls.push("focus"),
    setSelectionRange: (...range: unknown[]) => calls.push(range),
  });
  Object.defineProperty(document, "activeElement", { value: input });
  patch(hold(1), skip(1), put(0), leave(1));
  assert.deepEqual(calls, [], "it stays where it is");
  patch(hold(1), skip(1), put(0), leave(1));
  assert.deepEqual(calls, ["focus", [1, 2, "none"]]);
});

test("what is selected in what moves stays so", () => {
  const { document, home, patch } = region_of("<i>one</i><b>two</b>");
  const text = home.querySelector("b")!.firstChild;
  const calls: unknown[] = [];
  const setBaseAndExtent = (anchor: unknown, from: number, focus: unknown, to: number) =>
    calls.push([anchor === text, from, focus === text, to]);
  const selection = { anchorNode: text, anchorOffset: 2, focusNode: text, focusOffset: 1, setBaseAndExtent };
  Object.assign(document, { getSelection: () => selection });
  patch(hold(1), skip(1), put(0), leave(1));
  assert.deepEqual(calls, [], "it stays where it is");
  patch(hold(1), skip(1), put(0), leave(1));
  assert.deepEqual(calls, [[true, 2, true, 1]]);
});

test("what is moved is never taken out where the browser can do that", () => {
  const { home, patch, shown } = region_of("<!--b:4-->x<b></b>");
  const moved: unknown[] = [];
  const insertBefore = home.insertBefore.bind(home);
  Object.assign(home, {
    moveBefore(node: Node, before: Node | null) {
      moved.push(node.nodeType);
      insertBefore(node, before);
    },
    insertBefore: () => assert.fail(),
  });
  patch(hold(1), skip(1), put(0), leave(1));
  assert.deepEqual(moved, [8, 3]);
  assert.equal(shown(), "<b></b><!--b:4-->x");
});
