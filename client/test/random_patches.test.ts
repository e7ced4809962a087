// Random trees, changed at random: a patch makes the one that the page shows the one that is wanted, and what is in both
// stays the very node that it was.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "../src/dom.ts";
import { Reader } from "../src/msgpack_reader.ts";
import { Step } from "../src/protocol.ts";
import { page_of } from "./html_page.ts";
import { attribute, enter, hold, insert, leave, patch, put, remove, rewind, skip, text, type Steps } from "./steps.ts";
import { encode, gather_reports } from "./support.ts";

type Kind = "element" | "text" | "live" | "region" | "raw" | "comment";
// `id` says which one it is, in every tree, and is the slot, and the first of two slots of an element.
type Unit = { id: number; kind: Kind; word: string; title: string | null; inside: Unit[] };

const all_kinds: Kind[] = ["element", "element", "element", "text", "live", "region", "raw", "comment"];

const holds = (kind: Kind) => kind === "element" || kind === "region";

function random_trees(seed: number, kinds = all_kinds) {
  let state = seed;
  let next_id = 2;
  const random = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % Math.floor(below);
  };
  const word = () => `w${random(4)}`;
  const title = () => (random(2) ? word() : null);
  const units = (most: number, depth: number): Unit[] => Array.from({ length: random(most + 1) }, () => unit(depth));
  const unit = (depth: number): Unit => {
    const kind = kinds[random(kinds.length)]!;
    const id = (next_id += 2);
    return { id, kind, word: word(), title: title(), inside: holds(kind) && depth ? units(4, depth - 1) : [] };
  };
  // Some go, some move, some come, and some are other inside.
  const changed = (old: Unit[], depth: number): Unit[] => {
    const kept = old.filter(() => random(5 + old.length / 8)).map((each) => ({
      ...each,
      ...(random(3) ? {} : { word: each.kind === "text" ? word() : each.word, title: title() }),
      inside: holds(each.kind) && random(2) ? changed(each.inside, depth - 1) : each.inside,
    }));
    for (let moves = random(3); moves && kept.length; moves--) {
      const [moved] = kept.splice(random(kept.length), 1);
      kept.splice(random(kept.length + 1), 0, moved!);
    }
    for (let news = random(3); news; news--) kept.splice(random(kept.length + 1), 0, unit(Math.max(depth, 0)));
    return kept.every((each, place) => each === old[place]) && kept.length === old.length ? old : kept;
  };
  return { random, units, changed };
}

// Empty comments keep texts apart.
const html_of = (units: Unit[]): string => units.map(html).join("<!---->");
function html({ id, kind, word, title, inside }: Unit): string {
  switch (kind) {
    case "element": return `<i${title === null ? "" : ` title="${title}"`} data-b="n${id} e${id + 1},click">${html_of(inside)}</i>`;
    case "text": return word;
    case "live": return `<!--b:${id}-->${word}`;
    case "region": return `<!--r:${id}-->${html_of(inside)}<!--/r-->`;
    case "raw": return `<!--m--><b>${word}</b>raw<!--/m-->`;
    case "comment": return `<!--c${word}-->`;
  }
}

// The units that the page shows between two nodes: one line each, and the nodes where they begin.
function shown(units: Unit[], from: Node | null, found: Map<number, Node>): Node | null {
  const is_comment = (data: string) => from?.nodeType === 8 && (from as Comment).data === data;
  const is_text = (data: string) => from?.nodeType === 3 && (from as Text).data === data;
  const expect = (is: boolean | undefined, what: string) => {
    assert.ok(is, `${what} is wanted, where there is ${from?.nodeName} ${from?.textContent}`);
    from = from!.nextSibling;
  };
  const pass_empty = () => {
    while (is_comment("")) from = from!.nextSibling;
  };
  for (const { id, kind, word, title, inside } of units) {
    pass_empty();
    found.set(id, from!);
    if (kind === "element") {
      assert.equal(from?.nodeName, "I");
      assert.equal((from as Element).getAttribute("title"), title);
      assert.equal(shown(inside, from!.firstChild, found), null);
      from = from!.nextSibling;
    } else if (kind === "text") {
      expect(is_text(word), word);
    } else if (kind === "live") {
      expect(is_comment(`b:${id}`), `b:${id}`);
      expect(is_text(word), word);
    } else if (kind === "region") {
      expect(is_comment(`r:${id}`), `r:${id}`);
      from = shown(inside, from, found);
      expect(is_comment("/r"), "/r");
    } else if (kind === "raw") {
      expect(is_comment("m"), "m");
      expect(from?.nodeName === "B" && from.textContent === word, word);
      expect(is_text("raw"), "raw");
      expect(is_comment("/m"), "/m");
    } else {
      expect(is_comment(`c${word}`), word);
    }
  }
  pass_empty();
  return from;
}

// A patch from one list of units to another: those that are in both and stay are few enough to be many moves.
function steps(old: Unit[], wanted: Unit[], stays: (unit: Unit) => boolean): Steps[] {
  const made: Steps[] = [];
  const places = new Map(wanted.map(({ id }, place) => [id, place]));
  const held = new Map<number, number>();
  let highest = -1;
  for (const unit of old) {
    const place = places.get(unit.id);
    if (place === undefined) {
      made.push(remove(1));
    } else if (place > highest && stays(unit)) {
      highest = place;
      made.push(skip(1));
    } else {
      held.set(unit.id, held.size);
      made.push(hold(1));
    }
  }
  made.push(rewind);
  const before = new Map(old.map((unit) => [unit.id, unit]));
  for (const unit of wanted) {
    const known = before.get(unit.id);
    if (!known) {
      made.push(insert(html(unit)));
      continue;
    }
    const number = held.get(unit.id);
    if (number !== undefined) made.push(put(number));
    if (unit.kind === "text" && unit.word !== known.word) made.push(text(unit.word));
    if (unit.kind === "element" && unit.title !== known.title) made.push(attribute("title", unit.title));
    if (unit.kind === "element" && unit.inside !== known.inside) made.push(enter(0), ...steps(known.inside, unit.inside, stays));
    else made.push(skip(1));
  }
  return [...made, leave(0)];
}

// What follows one another, and is the same, is one step.
function merged(steps: Steps[]): Steps[] {
  const made: Steps[] = [];
  for (const step of steps) {
    const [before, now] = [made.at(-1)?.[0] as number, step[0] as number];
    const same = made.at(-1)?.length === 1 && before % 8 === now % 8 && [Step.skip, Step.remove, Step.hold].includes(now % 8);
    const leads_on = made.at(-1)?.length === 1 && before % 8 === Step.skip && [Step.leave, Step.enter].includes(now % 8);
    if (same || leads_on) made.splice(-1, 1, [now - (now % 8) + before - (before % 8) + (now % 8)]);
    else made.push(step);
  }
  return made;
}

const all = (units: Unit[]): Unit[] => units.flatMap((unit) => [unit, ...all(unit.inside)]);

// Regions have patches of their own, the outer first.
function patch_all(page: Page, id: number, old: Unit[], wanted: Unit[], stays: (unit: Unit) => boolean): void {
  const { torn, left } = patch(page, id, ...merged(steps(old, wanted, stays)));
  assert.deepEqual([torn, left], [0, 0]);
  const before = new Map(all(old).map((unit) => [unit.id, unit]));
  const patch_inner = (units: Unit[]): void => {
    for (const unit of units) {
      const known = before.get(unit.id);
      if (unit.kind === "element") patch_inner(unit.inside);
      else if (unit.kind === "region" && known && known.inside !== unit.inside) patch_all(page, unit.id, known.inside, unit.inside, stays);
    }
  };
  patch_inner(wanted);
}

for (const [what, kinds, width, rounds] of [["any tree", all_kinds, 6, 150], ["a long list", ["element"] as Kind[], 300, 30]] as const) {
  test(`${what} becomes any other, and what is in both stays the node that it is`, (context) => {
    const first = Math.floor(Math.random() * 1e6);
    context.diagnostic(`seeds ${first} to ${first + rounds - 1}`);
    for (let seed = first; seed < first + rounds; seed++) change_at_random(seed, kinds, width);
  });
}

function change_at_random(seed: number, kinds: Kind[], width: number): void {
  const depth = width > 6 ? 0 : 3;
  const { random, units, changed } = random_trees(seed, kinds);
  const { document, element, events, page, set } = page_of("<main><!--r:1--><!--/r--></main>");
  let tree = units(width, depth);
  patch_all(page, 1, [], tree, () => true);
  let nodes = new Map<number, Node>();
  shown(tree, element("main").firstChild!.nextSibling, nodes);
  for (let round = 0; round < 6; round++) {
    const wanted = changed(tree, depth);
    patch_all(page, 1, tree, wanted, () => random(width) > 0);
    const found = new Map<number, Node>();
    const last = shown(wanted, element("main").firstChild!.nextSibling, found) as Comment;
    assert.deepEqual([last.data, last.nextSibling], ["/r", null], `seed ${seed}`);
    for (const [id, node] of found) if (nodes.has(id)) assert.ok(nodes.get(id) === node, `seed ${seed}: ${id} is another node`);
    const count = (kind: Kind) => all(wanted).filter((unit) => unit.kind === kind).length;
    const elements = count("element");
    assert.deepEqual(page.table_sizes(), { slots: count("live"), waiting: 0, regions: count("region") + 1, elements, senders: elements });
    tree = wanted;
    nodes = found;
  }
  for (const { id, kind } of all(tree)) {
    if (kind === "live") {
      set(id, `live ${id}`);
      assert.equal(nodes.get(id)!.nextSibling!.textContent, `live ${id}`);
    } else if (kind === "element") {
      const { Event } = document.defaultView as unknown as typeof globalThis;
      nodes.get(id)!.dispatchEvent(new Event("click"));
      assert.deepEqual(events.splice(0), [[id + 1, []]]);
    }
  }
}

test("whatever the steps are, they end, and fail for nothing but their end", (context) => {
  context.mock.method(console, "warn", () => {});
  const reports = gather_reports(context);
  const first = Math.floor(Math.random() * 1e6);
  context.diagnostic(`seeds ${first} to ${first + 1999}`);
  for (let seed = first; seed < first + 2000; seed++) {
    const { random, units } = random_trees(seed);
    const { page } = page_of(`<main><!--r:1-->${html_of(units(5, 2))}<!--/r--></main>`);
    const any = () => {
      const kind = random(20);
      if (kind === 0) return [-1, 0.5, 2n ** 63n, "x", null, [], 2 ** 40, new Uint8Array(2), { a: 1 }][random(9)];
      if (kind < 4) return [6, "<i>in</i>", 14, "text", 22, "title", null, 30, 38][random(9)];
      return 8 * random(3) + random(6);
    };
    const values = Array.from({ length: random(30) }, any);
    const reader = new Reader(encode(...values, ...Array.from({ length: random(2) * 40 }, () => 0)));
    try {
      page.patch(1, reader);
    } catch (error) {
      assert.match(String(error), /RangeError: Malformed MessagePack: it ends too soon/, `seed ${seed}: ${error}`);
      assert.equal(reader.left, 0);
    }
    page.replace(1, "");
    assert.deepEqual(page.table_sizes(), { slots: 0, waiting: 0, regions: 1, elements: 0, senders: 0 }, `seed ${seed}`);
  }
  assert.deepEqual(reports, []);
});
