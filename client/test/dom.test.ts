import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { page_of } from "./html_page.ts";
import { gather_reports, set_globals, still_clock } from "./support.ts";

describe("a live text", () => {
  test("is the text node after its comment", () => {
    const { element, set } = page_of("<p>Hello, <!--b:3-->you<!---->!</p>");
    set(3, "world");
    assert.equal(element("p").textContent, "Hello, world!");
    set(3, "");
    assert.equal(element("p").textContent, "Hello, !");
    set(3, "again");
    assert.equal(element("p").textContent, "Hello, again!");
  });
  test("that is empty gets a node of its own", () => {
    const { element, set } = page_of("<p><!--b:1--></p><b><!--b:2--><!---->after</b><i><!--b:3--><u>x</u></i>");
    set(1, "one");
    set(2, "two ");
    set(3, "three");
    assert.equal(element("p").textContent, "one");
    assert.equal(element("b").textContent, "two after");
    assert.equal(element("i").textContent, "threex");
  });
  test("shows what String() makes of its value, nothing for null, and a date's ISO text", () => {
    const { element, set } = page_of("<p><!--b:1-->0</p>");
    const values = [1.5, 2n ** 60n, true, null, [1, 2], NaN, new Date(1500), new Date(NaN)];
    const shown = values.map((value) => (set(1, value), element("p").textContent));
    assert.deepEqual(shown, ["1.5", "1152921504606846976", "true", "", "1,2", "NaN", "1970-01-01T00:00:01.500Z", ""]);
  });
  test("that shows markup shows it as text", () => {
    const { element, set } = page_of("<p><!--b:1--></p>");
    set(1, "<script>alert(1)</script>");
    assert.equal(element("p").children.length, 0);
  });
  test("may stand in several places", () => {
    const { element, set } = page_of("<p><!--b:1-->a</p><b><!--b:1-->a</b>");
    set(1, "c");
    assert.equal(element("p").textContent + element("b").textContent, "cc");
  });
  test("of a title is the title's whole text", () => {
    const { element, set } = page_of("", '<title data-b="t8">Old</title>');
    set(8, "New & live");
    assert.equal(element("title").textContent, "New & live");
  });
  test("of a text area is its value", () => {
    const { element, set } = page_of('<textarea data-b="t1">old</textarea>');
    set(1, "new");
    assert.equal(element("textarea").value, "new");
  });
});

describe("a live attribute", () => {
  test("is present and empty for true, gone for false and null, and text otherwise", () => {
    const { element, set } = page_of('<button data-b="a5,disabled a6,title">Go</button>');
    set(5, true);
    assert.equal(element("button").getAttribute("disabled"), "");
    set(5, false);
    assert.equal(element("button").hasAttribute("disabled"), false);
    set(6, 12);
    assert.equal(element("button").getAttribute("title"), "12");
    set(6, null);
    assert.equal(element("button").hasAttribute("title"), false);
  });
  test("named style goes to the style object, where a content policy does not forbid it", () => {
    const { element, set } = page_of('<p data-style="color: red" data-b="a1,style">x</p><b data-style="top: 1px">y</b>');
    assert.equal(element("p").style.color, "red");
    assert.equal(element("b").style.top, "1px");
    set(1, "color: blue");
    assert.equal(element("p").style.color, "blue");
    set(1, null);
    assert.equal(element("p").style.cssText, "");
  });
  test("named style with rules has a sheet of its own, while it has", (context) => {
    class Sheet {
      css = "";
      replaceSync(css: string): void {
        this.css = css;
      }
    }
    set_globals(context, { CSSStyleSheet: Sheet });
    const { document, element, page, set } = page_of(
      '<!--r:3--><p class="o1" data-rules=".o1 b { top: 0 }" data-b="a1,style">x</p><!--/r-->',
    );
    const rules = () => (document.adoptedStyleSheets as unknown as Sheet[]).map(({ css }) => css);
    assert.deepEqual(rules(), [".o1 b { top: 0 }"]);
    set(1, [".o1 b { top: 1px }"]);
    assert.deepEqual(rules(), [".o1 b { top: 1px }"]);
    set(1, "color: red");
    assert.deepEqual(rules(), []);
    assert.equal(element("p").style.color, "red");
    set(1, [".o1 b { top: 2px }"]);
    assert.equal(element("p").style.cssText, "");
    page.replace(3, "");
    assert.deepEqual(rules(), []);
  });
});

describe("a live property", () => {
  test("is set as it is, or as text where it is a text", () => {
    const { element, set } = page_of('<input type="checkbox" data-b="p1,checked p2,className">');
    set(1, true);
    assert.equal(element("input").checked, true);
    set(2, 5);
    assert.equal(element("input").className, "5");
  });
  test("that cannot be set is reported, and harms no other", (context) => {
    const reports = gather_reports(context);
    const { element, page } = page_of('<p data-b="a1,title"><!--b:2--></p>');
    page.slots.set(1, { toString: 1 });
    page.slots.set(2, "fine");
    page.slots.write(0);
    assert.equal(element("p").textContent, "fine");
    assert.equal(reports.length, 1);
  });
});

test("within a frame the last value of a slot counts, and one that is unknown is dropped", () => {
  const { element, page } = page_of("<p><!--b:1-->old</p>");
  for (let value = 0; value < 100; value++) page.slots.set(1, value);
  page.slots.set(77, "nobody");
  assert.equal(element("p").textContent, "old");
  page.slots.write(0);
  assert.equal(element("p").textContent, "99");
});

test("tokens that nobody knows are passed over", () => {
  const { events, fire } = page_of('<p data-b=" x9,y  e1,click ">x</p>');
  fire("p", "click");
  assert.deepEqual(events, [[1, []]]);
});

describe("an event", () => {
  test("carries the fields asked for, from the event or else from the element", () => {
    const { element, events, fire } = page_of('<input data-b="e7,input,,key,value,detail.x,nothing.at.all,target">');
    element("input").value = "typed";
    fire("input", "input", { key: "a", detail: { x: 3 } });
    assert.equal(events[0]![0], 7);
    assert.deepEqual(events[0]![1].slice(0, 4), ["a", "typed", 3, undefined]);
  });
  test("that is null on the event is not looked up on the element", () => {
    const { events, fire } = page_of('<input title="no" data-b="e7,input,,title">');
    fire("input", "input", { title: null });
    assert.deepEqual(events, [[7, [null]]]);
  });
  test("is prevented and stopped only when asked", () => {
    const body = '<div data-b="e1,click"><a data-b="e2,click,ps">a</a><b data-b="e3,click">b</b></div>';
    const { events, fire } = page_of(body);
    assert.equal(fire("a", "click").defaultPrevented, true);
    assert.equal(fire("b", "click").defaultPrevented, false);
    assert.deepEqual(events.map(([slot]) => slot), [2, 3, 1]);
  });
  test("is heard passively, so that scrolling waits for nobody, unless its flag prevents the default", (context) => {
    const { element, page } = page_of("<!--r:9--><i></i><!--/r-->");
    let owner: object = element("i");
    while (!Object.hasOwn(owner, "addEventListener")) owner = Object.getPrototypeOf(owner) as object;
    const { mock } = context.mock.method(owner as EventTarget, "addEventListener");
    page.replace(9, '<p data-b="e1,wheel e2,wheel,p e3,wheel,c e4,wheel,pc"></p>');
    const options = mock.calls.map(({ arguments: [name, , how] }) => name === "wheel" && how).filter(Boolean);
    const how = (passive: boolean, capture: boolean) => ({ passive, capture });
    assert.deepEqual(options, [how(true, false), how(false, false), how(true, true), how(false, true)]);
  });
  test("is debounced by its flag, and goes at once when its input is left", (context) => {
    const clock = still_clock(context);
    const { element, events, fire } = page_of('<input data-b="e1,input,d300,value">');
    element("input").value = "a";
    fire("input", "input");
    clock.pass(299);
    assert.deepEqual(events, []);
    clock.pass(1);
    assert.deepEqual(events, [[1, ["a"]]]);
    element("input").value = "ab";
    fire("input", "input");
    fire("input", "change");
    assert.deepEqual(events[1], [1, ["ab"]]);
  });
  test("is throttled by its flag, beside others", (context) => {
    const clock = still_clock(context);
    const { events, fire } = page_of('<p data-b="e1,mousemove,pt100,x">x</p>');
    for (let x = 0; x < 5; x++) fire("p", "mousemove", { x });
    assert.deepEqual(events, [[1, [0]]]);
    clock.pass(100);
    assert.deepEqual(events, [[1, [0]], [1, [4]]]);
  });
});

describe("an event that is meant", () => {
  test("is in an element that matches, the innermost, on which its fields are looked up", () => {
    const list = '<ul data-b="e1,click,p,@li%2C%20li%20i,id"><li id="a"><b>x</b></li><li id="b"><i id="c"></i></li></ul>';
    const { events, fire } = page_of(`<li id="outer">${list}</li>`);
    for (const selector of ["b", "#b", "i"]) assert.ok(fire(selector, "click").defaultPrevented);
    assert.ok(!fire("ul", "click").defaultPrevented);
    assert.deepEqual(events, [[1, ["a"]], [1, ["b"]], [1, ["c"]]]);
  });
  test("is the element's own, the first one, or any of the window's while the element is there", () => {
    const body = '<p data-b="e1,click,i e2,click,o e3,click,w,id" id="me"><b></b></p><i></i>';
    const { events, fire, page } = page_of(`<!--r:9-->${body}<!--/r-->`);
    fire("b", "click");
    fire("p", "click");
    fire("i", "click");
    assert.deepEqual(events, [[2, []], [3, ["me"]], [1, []], [3, ["me"]], [3, ["me"]]]);
    page.replace(9, "<u></u>");
    fire("u", "click");
    assert.equal(events.length, 5);
  });
  test("is of one of its keys, with these modifiers and no others", () => {
    const press = (wanted: string, key: string, ...pressed: string[]) => {
      const { events, fire } = page_of(`<p data-b="e1,keydown,,${wanted}">x</p>`);
      fire("p", "keydown", { key, getModifierState: (name: string) => pressed.includes(name) });
      return events.length === 1;
    };
    assert.ok(press("+Enter", "Enter"));
    assert.ok(!press("+Enter", "a"));
    assert.ok(!press("+Enter", "Enter", "Shift"));
    assert.ok(press("+Escape,+Control+s", "s", "Control"));
    assert.ok(press("+Control+s", "S", "Control"), "caps lock");
    assert.ok(!press("+Control+s", "s"));
    assert.ok(!press("+Control+s", "s", "Control", "Alt"));
    assert.ok(!press("+Control+s", "S", "Control", "Shift"));
    assert.ok(press("+Mod+Shift+z", "Z", "Control", "Shift"));
    assert.ok(press("+?", "?", "Shift"));
    assert.ok(!press("+?", "?", "Meta"));
    assert.ok(press("+Control++", "+", "Control"));
    assert.ok(press("+%2C", ","));
    assert.ok(press("+%20", " "));
  });
  test("is no key that composes text", () => {
    const { events, fire } = page_of('<p data-b="e1,keydown,,+Enter">x</p>');
    fire("p", "keydown", { key: "Enter", isComposing: true, getModifierState: () => false });
    assert.deepEqual(events, []);
  });
  test("may be a component's own, with what it tells in its detail", () => {
    const { events, fire } = page_of('<my-dial data-b="e1,dial-turned,,detail.to.value">x</my-dial>');
    fire("my-dial", "dial-turned", { detail: { to: { value: 7 } } });
    assert.deepEqual(events, [[1, [7]]]);
  });
});

describe("what is observed of an element", () => {
  for (const [name, observer] of [["bonito:resize", "ResizeObserver"], ["bonito:visible", "IntersectionObserver"]] as const) {
    test(`by ${observer} is told with its newest fields, and ends with the element`, (context) => {
      const observers: Observer[] = [];
      class Observer {
        on = new Set<Element>();
        constructor(readonly tell: (entries: object[]) => void) {
          observers.push(this);
        }
        observe(element: Element) {
          this.on.add(element);
        }
        disconnect() {
          this.on.clear();
        }
      }
      set_globals(context, { [observer]: Observer });
      const { element, events, page } = page_of(`<!--r:9--><p id="me" data-b="e1,${name},,a.b,id"></p><!--/r-->`);
      const [one] = observers;
      assert.deepEqual([...one!.on], [element("p")]);
      one!.tell([{ a: { b: 1 } }, { a: { b: 2 } }]);
      assert.deepEqual(events, [[1, [2, "me"]]]);
      page.replace(9, "");
      assert.equal(one!.on.size, 0);
    });
  }
  test("is told that it is there, once, and after what it came with is in the page", async () => {
    const { events, page } = page_of('<p data-b="e1,bonito:mounted,o"></p><!--r:9--><!--/r-->');
    assert.deepEqual(events, []);
    await Promise.resolve();
    page.replace(9, '<b data-b="e2,bonito:mounted,o,isConnected"></b>');
    await Promise.resolve();
    assert.deepEqual(events, [[1, []], [2, [true]]]);
  });
  test("as a drag is told from press to release, its turns at once", (context) => {
    const clock = still_clock(context);
    const { element, events, fire } = page_of('<p data-b="e1,bonito:drag,t100,phase,x,y,dx,dy"><b>x</b></p>');
    const captured: number[] = [];
    element("p").setPointerCapture = (id) => void captured.push(id);
    const say = (name: string, pointerId: number, clientX: number, button = 0) =>
      fire("b", name, { pointerId, clientX, clientY: 5, button });
    say("pointermove", 1, 0);
    say("pointerdown", 1, 1, 2); // another button
    assert.ok(!fire("b", "selectstart").defaultPrevented);
    say("pointerdown", 1, 10);
    say("pointerdown", 2, 10);
    assert.ok(fire("b", "selectstart").defaultPrevented);
    say("pointermove", 2, 90);
    say("pointermove", 1, 12);
    say("pointermove", 1, 13);
    clock.pass(100);
    say("pointermove", 1, 14);
    say("pointerup", 1, 15);
    say("pointermove", 1, 20);
    say("pointerdown", 3, 30);
    say("pointercancel", 3, 30);
    say("lostpointercapture", 3, 30);
    say("pointerdown", 3, 40);
    say("lostpointercapture", 3, 41); // it was moved, or a script has taken the pointer
    say("pointermove", 3, 42);
    assert.deepEqual(captured, [1, 3, 3]);
    assert.deepEqual(events.map(([, fields]) => fields), [
      ["start", 10, 5, 0, 0], ["move", 13, 5, 3, 0], ["end", 15, 5, 5, 0], ["start", 30, 5, 0, 0], ["cancel", 30, 5, 0, 0],
      ["start", 40, 5, 0, 0], ["cancel", 41, 5, 1, 0],
    ]);
  });
});
