import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { page_of } from "./html_page.ts";
import { gather_reports, set_globals, still_clock } from "./support.ts";

describe("a region", () => {
  test("is replaced between its marks, and nothing beside it", () => {
    const { element, page } = page_of("<p>a<!--r:4-->b<i>c</i><!--/r-->d</p>");
    page.replace(4, "<b>new</b>!");
    assert.equal(element("p").innerHTML, "a<!--r:4--><b>new</b>!<!--/r-->d");
    page.replace(4, "");
    assert.equal(element("p").innerHTML, "a<!--r:4--><!--/r-->d");
    page.replace(4, "again");
    assert.equal(element("p").textContent, "aagaind");
  });
  test("whose marks the browser has moved apart says so", (context) => {
    const reports = gather_reports(context);
    page_of("<table><!--r:4--><tbody><tr><td>a</td></tr><!--/r--></tbody></table>");
    assert.match(String(reports), /Region 4 is not live: HTML moved it apart/);
  });
  test("that nobody knows is passed over", () => {
    const { element, page } = page_of("<p>a</p>");
    assert.deepEqual(page.replace(4, "x"), []);
    assert.equal(element("p").textContent, "a");
  });
  test("brings live texts, attributes, properties, events and styles", () => {
    const { element, events, fire, page, set } = page_of("<div><!--r:1--><!--/r--></div>");
    page.replace(1, '<p data-b="a3,title" data-style="color: red"><!--b:2-->x</p><input data-b="p4,value e5,input,,value">');
    set(2, "text");
    set(3, "attribute");
    set(4, "property");
    assert.equal(element("p").textContent, "text");
    assert.equal(element("p").title, "attribute");
    assert.equal(element("p").style.color, "red");
    assert.equal(element("input").value, "property");
    fire("input", "input");
    assert.deepEqual(events, [[5, ["property"]]]);
  });
  test("takes its slots with it, but not those that stand elsewhere, too", () => {
    const { element, page, set } = page_of("<b><!--b:2-->old</b><div><!--r:1--><i><!--b:2-->old</i><u><!--b:3-->x</u><!--/r--></div>");
    assert.deepEqual(page.replace(1, "<i>plain</i>"), [3]);
    set(2, "new");
    set(3, "nobody");
    assert.equal(element("b").textContent, "new");
    assert.equal(element("i").textContent, "plain");
  });
  test("keeps the order: what was set before it is not for what it brings", () => {
    const { element, page } = page_of("<b><!--b:2-->old</b><div><!--r:1--><i><!--b:2-->old</i><!--/r--></div>");
    page.slots.set(2, "before");
    page.replace(1, "<i><!--b:2-->written after</i>");
    page.slots.write(0);
    assert.equal(element("b").textContent, "before");
    assert.equal(element("i").textContent, "written after");
    page.replace(1, "<i><!--b:2-->written</i>");
    page.slots.set(2, "after");
    page.slots.write(0);
    assert.equal(element("b").textContent + element("i").textContent, "afterafter");
  });
  test("may hold regions, which go with it", () => {
    const { element, page, set } = page_of("<div><!--r:1--><p><!--r:2--><!--b:3-->in<!--/r-->out <!--b:4-->end</p><!--/r--></div>");
    page.replace(2, "<!--b:5-->deep<!--r:6--><!--/r-->");
    set(5, "deeper ");
    set(4, "last");
    page.replace(6, "<i><!--b:7-->x</i>");
    set(7, "deepest ");
    assert.equal(element("p").textContent, "deeper deepest out last");
    assert.deepEqual(page.replace(1, "<p><!--r:2-->plain<!--/r--></p>").sort(), [4, 5, 7]);
    page.replace(6, "gone");
    page.replace(2, "fresh");
    assert.equal(element("p").textContent, "fresh");
    assert.deepEqual(page.table_sizes(), { slots: 0, waiting: 0, regions: 2, elements: 0, senders: 0 });
  });
  test("ends at the mark beside its beginning, not at one in its content", () => {
    const { element, page } = page_of("<p><!--r:1--><i><!--/r--></i>x<!--/r-->y</p>");
    page.replace(1, "new");
    assert.equal(element("p").textContent, "newy");
  });
  test("that a script of the page has taken apart is reported", (context) => {
    const reports = gather_reports(context);
    const { element, page } = page_of("<p><!--r:1-->x<!--/r--></p>");
    element("p").textContent = "";
    page.replace(1, "new");
    assert.equal(reports.length, 1);
  });
});

describe("what goes with a region", () => {
  test("says nothing more: no event that waits, none that comes late", (context) => {
    const clock = still_clock(context);
    const { element, events, fire, page } = page_of('<div><!--r:1--><input data-b="e2,input,d100,value e3,click"><!--/r--></div>');
    const input = element("input");
    fire("input", "input");
    page.replace(1, "");
    clock.pass(200);
    input.dispatchEvent(new (input.ownerDocument.defaultView as unknown as typeof globalThis).Event("click"));
    assert.deepEqual(events, []);
  });
  test("is not written to any more, though it waited for an acknowledgement", () => {
    const { element, fire, page, set } = page_of('<div><!--r:1--><input value="typed" data-b="p2,value e3,input"><!--/r--></div>');
    const input = element("input");
    fire("input", "input");
    set(2, "echo");
    assert.equal(page.table_sizes().waiting, 1);
    page.replace(1, "");
    page.slots.write(9);
    assert.equal(input.value, "typed");
    assert.equal(page.table_sizes().waiting, 0);
  });
  test("leaves nothing behind, ten thousand times", (context) => {
    still_clock(context);
    const { fire, page, set } = page_of("<div><!--b:9-->x<!--r:1--><!--/r--></div>");
    const before = page.table_sizes();
    for (let slot = 10; slot < 50_010; slot += 5) {
      page.replace(1, `<!--r:${slot}--><!--b:${slot + 1}--><!--/r--><input data-b="p${slot + 2},value e${slot + 3},input,d50,value">`);
      fire("input", "input");
      set(slot + 1, "text");
      set(slot + 2, "waits");
    }
    assert.deepEqual(page.table_sizes(), { slots: 3, waiting: 1, regions: 2, elements: 0, senders: 1 });
    page.replace(1, "");
    assert.deepEqual(page.table_sizes(), before);
  });
});

describe("an element that shows the status", () => {
  const texts = 'data-text-connected="Live" data-text-reconnecting="Trying again" data-text-offline="No network"';
  test("has it in its attribute, and its words for it as its text", () => {
    const { document, element, page } = page_of(`<p data-bonito-status="static" ${texts}>Static</p><i data-bonito-status="static">x</i>`);
    const shown = (["connecting", "connected", "reconnecting", "offline", "connected", "closed"] as const).map((status) => {
      page.show_status(status);
      assert.equal(document.querySelectorAll(`[data-bonito-status=${element("i").getAttribute("data-bonito-status")}]`).length, 2);
      return element("p").textContent;
    });
    assert.deepEqual(shown, ["Trying again", "Live", "Trying again", "No network", "Live", "No network"]);
    assert.equal(element("i").textContent, "x");
  });
  test("shows it in new content, too", () => {
    const { element, page } = page_of("<div><!--r:1--><!--/r--></div>");
    const markup = `<p data-bonito-status="static" ${texts}>Static</p>`;
    page.replace(1, markup);
    assert.equal(element("p").textContent, "Static");
    page.show_status("connected");
    page.replace(1, markup);
    assert.equal(element("p").textContent, "Live");
  });
});

test("a region's rules stand in for those it had, and go with it", (context) => {
  const { document, page } = page_of("<main><!--r:1--><!--r:2--><!--/r--><!--/r--></main>");
  class Sheet {
    css = "";
    replaceSync(css: string): void {
      this.css = css;
    }
  }
  set_globals(context, { CSSStyleSheet: Sheet });
  const rules = () => (document.adoptedStyleSheets as unknown as Sheet[]).map(({ css }) => css);
  page.style(1, ".b1 { color: red }");
  page.style(2, ".b2 { color: red }");
  page.style(2, ".b3 { color: red }");
  assert.deepEqual(rules(), [".b1 { color: red }", ".b3 { color: red }"]);
  page.replace(1, "");
  assert.deepEqual(rules(), [".b1 { color: red }"]);
  page.style(2, ".b4 { color: red }");
  page.style(1, "");
  assert.deepEqual(rules(), []);
});
