import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { Fields } from "../src/fields.ts";
import { microtasks } from "./support.ts";
import { tab } from "./visit.ts";

const until = new AbortController().signal;

test("what somebody typed is kept over a load, and put back as if typed again", (context) => {
  const { load } = tab(context);
  const before = load('<input id="a" type="text"><textarea name="b"></textarea><input id="c" type="checkbox"><input type="text">');
  const fields = new Fields(until);
  before.type("#a", { value: "one" });
  before.type("textarea", { value: "two\nlines" });
  before.type("#c", { checked: true });
  before.type("input:last-of-type", { value: "nameless" });
  fields.save(true);

  const after = load('<p></p><input type="text"><textarea name="b"></textarea><input id="c" type="checkbox"><input id="a" type="text">');
  const heard = after.hear("#a", "textarea", "#c", "input");
  const again = new Fields(until);
  const kept = again.take()!;
  assert.equal(kept.put_back, true);
  again.put_back(kept.values);
  assert.equal(after.element("#a").value, "one");
  assert.equal(after.element("textarea").value, "two\nlines");
  assert.equal(after.element("#c").checked, true);
  assert.equal(after.element("input").value, "nameless");
  assert.deepEqual(heard.slice(0, 4), ["input input", "input change", "textarea input", "textarea change"]);
  // Once is once; but what was put back is as good as typed.
  assert.equal(again.take(), undefined);
  again.save(false);
  assert.deepEqual(new Fields(until).take(), { ...kept, put_back: false });
});

test("what was typed before anybody listened is heard, but not what the browser put back", (context) => {
  const { load } = tab(context);
  const { element, hear } = load('<input id="a" type="text"><input id="b" type="checkbox"><input id="c" type="range"><input id="d" type="text"><input id="e" type="radio"><input id="f" type="radio"><textarea id="g"></textarea>');
  Object.assign(element("#e"), { checked: true, defaultChecked: false });
  Object.assign(element("#f"), { checked: false, defaultChecked: true });
  Object.assign(element("#g"), { value: "two\nlines", defaultValue: "two\r\nlines" });
  Object.assign(element("#a"), { value: "early", defaultValue: "" });
  Object.assign(element("#b"), { checked: true, defaultChecked: false });
  Object.assign(element("#c"), { value: "50", defaultValue: "" }); // that is where it begins
  Object.assign(element("#d"), { value: "", defaultValue: "" });
  const heard = hear("#a", "#b", "#c", "#d", "#e", "#f", "#g");
  const loaded = (type: string) =>
    context.mock.method(performance, "getEntriesByType", () => [{ type }] as unknown as PerformanceEntryList);
  for (const type of ["reload", "back_forward"]) {
    loaded(type);
    new Fields(until).tell();
  }
  assert.deepEqual(heard, []);
  loaded("navigate");
  new Fields(until).tell();
  assert.deepEqual(heard, ["#a input", "#a change", "#b input", "#b change", "#e input", "#e change"]);
});

test("what a script or the program set is not kept", (context) => {
  const { load, storage } = tab(context);
  const { type } = load('<input id="a" type="text"><input id="b" type="text">');
  const fields = new Fields(until);
  type("#a", { value: "by a script" }, false);
  fields.save(true);
  assert.equal(storage!.size, 0);
});

test("what was typed and is as the page brought it again is not kept", (context) => {
  const { load, storage } = tab(context);
  const { type } = load('<input id="a" type="text"><textarea id="b"></textarea><input id="c" type="checkbox">');
  const fields = new Fields(until);
  type("#a", { value: "", defaultValue: "" });
  type("#b", { value: "all", defaultValue: "all" });
  type("#c", { checked: true, defaultChecked: true });
  fields.save(true);
  assert.equal(storage!.size, 0);
  type("#a", { value: "more" });
  type("#b", { value: "" });
  type("#c", { checked: false });
  fields.save(true);
  assert.deepEqual(fields.take()!.values, { "#a 1": "more", "#b 1": "", "#c 1": false });
});

test("passwords, card numbers, files and hidden fields are not kept, nor a password that is being shown", (context) => {
  const { load, storage } = tab(context);
  const { type, element } = load(
    '<input id="p" type="password"><input id="f" type="file"><input id="h" type="hidden"><input id="c" type="text"><input id="shown" type="password">');
  const fields = new Fields(until);
  type("#c", { autocomplete: "cc-number", value: "4111" });
  for (const id of ["#p", "#f", "#h", "#shown"]) type(id, { value: "secret" });
  element("#shown").setAttribute("type", "text");
  type("#shown", { value: "secret2" });
  fields.save(true);
  assert.equal(storage!.size, 0);
});

test("fields of one name are told apart by their place, and choices kept", (context) => {
  const { load } = tab(context);
  const body = '<input type="radio" name="r" value="1"><input type="radio" name="r" value="2"><select id="s"></select>';
  const before = load(body);
  const options = () => ["x", "y", "z"].map((value) => ({ value, selected: false }));
  const chosen = options();
  const fields = new Fields(until);
  before.type('input[value="2"]', { checked: true });
  chosen[0]!.selected = chosen[2]!.selected = true;
  Object.defineProperty(before.element("#s"), "options", { value: chosen });
  before.type("#s", { type: "select-multiple", defaultValue: null }); // where a real one has none
  fields.save(true);
  const after = load(body);
  const found = options();
  Object.defineProperty(after.element("#s"), "options", { value: found });
  Object.assign(after.element("#s"), { type: "select-multiple" });
  const again = new Fields(until);
  again.put_back(again.take()!.values);
  assert.equal(after.element('input[value="2"]').checked, true);
  assert.ok(!after.element('input[value="1"]').checked);
  assert.deepEqual(found.map(({ selected }) => selected), [true, false, true]);
});

test("of radio buttons the chosen one alone is put back, and heard of", (context) => {
  const { load } = tab(context);
  const body = '<input id="x" type="radio" name="r"><input id="y" type="radio" name="r">';
  const before = load(body);
  const fields = new Fields(until);
  before.type("#y", { checked: true });
  before.element("#y").checked = false;
  before.type("#x", { checked: true });
  fields.save(true);
  const after = load(body);
  const heard = after.hear("#x", "#y");
  const again = new Fields(until);
  again.put_back(again.take()!.values);
  assert.equal(after.element("#x").checked, true);
  assert.deepEqual(heard, ["#x input", "#x change"]);
});

describe("what belongs to a field that is not there", () => {
  const body = '<input id="a" type="text"><input type="text">';
  const typed = { a: "with an id", text: "nameless" };

  // A page that had both fields, loaded anew without them.
  function without_fields(context: TestContext) {
    const all = tab(context);
    const before = all.load(body);
    const fields = new Fields(until);
    before.type("#a", { value: typed.a });
    before.type("input:last-of-type", { value: typed.text });
    fields.save(true);
    const after = all.load("<main></main>");
    const again = new Fields(until);
    again.put_back(again.take()!.values);
    return {
      ...after,
      fields: again,
      show: (markup = body) => void (after.element("main").innerHTML = markup),
      values: () => [...after.document.querySelectorAll("input")].map(({ value }) => value),
    };
  }

  test("is put back when the field comes, once", async (context) => {
    const { show, values } = without_fields(context);
    show();
    await microtasks();
    assert.deepEqual(values(), [typed.a, typed.text]);
    show();
    await microtasks();
    assert.deepEqual(values(), ["", ""]);
  });
  test("waits on when another one comes", async (context) => {
    const { show, values } = without_fields(context);
    show('<input id="b" type="text">');
    await microtasks();
    assert.deepEqual(values(), [""]);
    show();
    await microtasks();
    assert.deepEqual(values(), [typed.a, typed.text]);
  });
  test("waits no more when somebody clicks, if it has but a place to be found again by", async (context) => {
    const { document, show, values } = without_fields(context);
    document.dispatchEvent(Object.assign(new Event("click"), { isTrusted: true }));
    show();
    await microtasks();
    assert.deepEqual(values(), [typed.a, ""]);
  });
  test("is kept over the next load, too", (context) => {
    const { fields } = without_fields(context);
    fields.save(false);
    assert.deepEqual(fields.take()!.values, { "#a 1": typed.a, "text 1": typed.text });
  });
});

test("more than 256 KiB is not kept; what fits is", (context) => {
  const { load } = tab(context);
  const { type } = load('<textarea id="a"></textarea><textarea id="b"></textarea><textarea id="c"></textarea>');
  const fields = new Fields(until);
  type("#a", { value: "a".repeat(200_000) });
  type("#b", { value: "b".repeat(100_000) });
  type("#c", { value: "c" });
  fields.save(true);
  assert.deepEqual(Object.keys(fields.take()!.values), ["#a 1", "#c 1"]);
});

test("each page has its own", (context) => {
  const { load } = tab(context);
  const { type } = load('<input id="a" type="text">');
  const fields = new Fields(until);
  type("#a", { value: "x" });
  fields.save(true);
  load('<input id="a" type="text">', "/elsewhere");
  assert.equal(new Fields(until).take(), undefined);
});

test("without a storage nothing is kept, and nothing fails", (context) => {
  const { load } = tab(context, { storage: null });
  const { type } = load('<input id="a" type="text">');
  const fields = new Fields(until);
  type("#a", { value: "x" });
  fields.save(true);
  assert.equal(fields.take(), undefined);
});
