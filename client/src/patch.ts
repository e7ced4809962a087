// A patch: what is different between what a region shows and what it is to show, step by step. See "Patches" in the
// protocol.
//
//   const patch = new Patch(region, live, markup, gone);
//   const as_said = apply_steps(reader, patch);      false: the page is not as a step says, and the rest was not done
//
// All else stays the very node that it is. What is moved stays in the document where the browser can do that, so that it
// keeps focus, scroll positions, and what it plays. The slots that are gone come to `gone`.
import type { Reader } from "./msgpack_reader.ts";
import { properties } from "./slots.ts";
import type { Markup } from "./markup.ts";
import { attempt } from "./observable.ts";
import { Change, LIVE_TEXT, NEED, RAW, RAW_END, REGION, Step, STYLE } from "./protocol.ts";
import { COMMENT, ELEMENT, TEXT, type Live, type Region } from "./live.ts";

const none = 7; // no step has this number, and no change

// Reads all of a patch, whatever becomes of it: other messages follow. Without a patch it is for nobody.
export function apply_steps(reader: Reader, patch?: Patch): boolean {
  let whole = true;
  for (let level = 1; level > 0; ) {
    const read = reader.read() as number;
    const step = Number.isInteger(read) && read >= 0 ? read : none;
    const code = step % 8;
    const count = (step - code) / 8;
    const change = code === Step.change ? count : none;
    const first = change <= Change.attribute ? reader.read() : "";
    const value = change === Change.attribute ? reader.read() : null;
    if (code === Step.enter) level++;
    if (code === Step.leave) level--;
    try {
      if (whole) patch?.step(code, count, String(first), value == null ? null : String(value));
    } catch {
      whole = false;
    }
  }
  return whole;
}

// The content of the region, or of an element in it.
class Level {
  held: Node[] = [];
  away = new Set<Node>(); // those that are not put yet
  place = NaN; // how many units are before the cursor, if all that is in the parent are elements, as in long tables

  // The marks around it; none in an element.
  constructor(readonly parent: Element, readonly start: Node | null, readonly end: Node | null) {
    const alone = !start?.previousSibling && !end?.nextSibling;
    if (parent && alone && parent.childNodes.length - parent.childElementCount === (start ? 2 : 0)) this.place = 0;
  }
}

// From here on the browser's own list is faster than passing one unit after the other.
const many = 32;

export class Patch {
  #around: Level[] = [];
  #level: Level;
  #at: Node | null; // the cursor's unit, or something before it that is none
  #ends_scripts = false; // after they have heard which of their elements go

  constructor(
    readonly region: Region,
    readonly live: Live,
    readonly markup: Markup,
    readonly gone: number[],
  ) {
    const { start, end } = region;
    this.#level = new Level(start.parentNode as Element, start, end);
    this.#at = start.nextSibling;
  }

  step(code: number, count: number, first: string, value: string | null): void {
    const level = this.#level;
    switch (code) {
      case Step.leave:
        return this.#leave(count);
      case Step.skip:
        return this.#skip(count);
      case Step.enter: {
        this.#skip(count);
        const parent = this.#here(ELEMENT) as Element;
        this.#around.push(level);
        this.#level = new Level(parent, null, null);
        return void (this.#at = parent.firstChild);
      }
      case Step.remove:
        return this.#remove(count);
      case Step.hold:
        for (; count; count--) {
          const unit = this.#here()!;
          this.#at = this.#last(unit).nextSibling;
          level.held.push(unit);
          level.away.add(unit);
          level.place++;
        }
        return;
      case Step.put:
        return this.#put(level.held[count]!);
      case Step.change:
        return this.#do(count, first, value);
    }
    tear();
  }

  #do(change: number, first: string, value: string | null): void {
    const level = this.#level;
    const { parent, start } = level;
    const { content } = this.region;
    switch (change) {
      case Change.insert: {
        const before = this.#here();
        const added = this.markup.parse(first, parent, content);
        const { childElementCount } = added;
        level.place += added.childNodes.length === childElementCount ? childElementCount : NaN;
        return void parent.insertBefore(added, before);
      }
      case Change.text: {
        const text = this.#here(TEXT) as Text;
        if (text.data !== first) text.data = first;
        return;
      }
      case Change.attribute:
        return this.#attribute(this.#here(ELEMENT) as HTMLElement, first, value);
      case Change.rewind:
        level.place = level.away.size ? NaN : level.place && 0;
        return void (this.#at = start ? start.nextSibling : parent.firstChild);
      case Change.end:
        return void (this.#ends_scripts = true);
    }
    tear();
  }

  // The cursor's unit, of this type if one is said; else null, or the mark, at the level's end.
  #here(type?: number): Node | null {
    const { end, away } = this.#level;
    let at = this.#at;
    for (; at !== end; at = at.nextSibling) {
      if (!at) tear();
      if (away.size && away.has(at)) at = this.#last(at);
      else if (at.nodeType !== COMMENT || !is_nothing((at as Comment).data)) break;
    }
    if (type && (at === end || at!.nodeType !== type)) tear();
    return (this.#at = at);
  }

  // The last node of the unit that begins here.
  #last(unit: Node | null): Node {
    const { end } = this.#level;
    if (!unit || unit === end) tear();
    if (unit.nodeType === ELEMENT || unit.nodeType === TEXT) return unit;
    if (unit.nodeType !== COMMENT) tear();
    const { data } = unit as Comment;
    if (data.startsWith(LIVE_TEXT)) {
      const text = unit.nextSibling;
      return text?.nodeType === TEXT ? text : unit;
    }
    if (data.startsWith(REGION)) {
      const last = this.live.region_at(unit as Comment)?.end;
      return last?.parentNode === unit.parentNode ? last! : tear();
    }
    let last: Node | null = unit;
    if (data === RAW) {
      do last = last.nextSibling;
      while (last && last !== end && !(last.nodeType === COMMENT && (last as Comment).data === RAW_END));
    }
    return last && last !== end ? last : tear();
  }

  #skip(count: number): void {
    const level = this.#level;
    const { children } = level.parent;
    const from = level.place;
    level.place += count;
    if (count >= many && children[from] === this.#here()) {
      this.#at = children[level.place] ?? level.end;
      return void (level.place > children.length && tear());
    }
    for (; count; count--) this.#at = this.#last(this.#here()).nextSibling;
  }

  #leave(count: number): void {
    const { parent, end, away } = this.#level;
    this.#skip(count);
    if (this.#here() !== end || away.size) tear();
    const outer = this.#around.pop();
    if (!outer) return void (this.#ends_scripts && this.gone.push(...this.region.content.end_scripts()));
    this.#level = outer;
    outer.place++;
    this.#at = parent.nextSibling;
  }

  // Where somebody was with the keyboard, the nearest around it that can have the focus gets it: else their next key
  // would begin at the top of the page.
  #remove(count: number): void {
    const { parent } = this.#level;
    const { activeElement } = parent.getRootNode() as Document;
    this.#take_out(count);
    if (activeElement?.isConnected === false) parent.closest<HTMLElement>("[tabindex]")?.focus({ preventScroll: true });
  }

  #take_out(count: number): void {
    const { parent, start, end, place } = this.#level;
    if (start && count && place === 0 && count === parent.childElementCount) {
      // All of it at once: a long table is not walked.
      this.live.clear(this.region.content, this.gone);
      parent.replaceChildren(start, end!);
      return void (this.#at = end);
    }
    for (; count; count--) {
      const unit = this.#here()!;
      const last = this.#last(unit);
      this.#at = last.nextSibling;
      for (const node of nodes(unit, last)) {
        this.live.remove(node, this.region.content, this.gone);
        node.remove();
      }
    }
  }

  #put(unit: Node): void {
    const { parent, away } = this.#level;
    if (!away.has(unit) || unit.parentNode !== parent) tear();
    this.#level.place--;
    const before = this.#here();
    const last = this.#last(unit);
    away.delete(unit);
    this.#at = unit;
    if (last.nextSibling !== before) for (const node of nodes(unit, last)) move(node, before);
  }

  #attribute(element: HTMLElement, name: string, value: string | null): void {
    if (properties.includes(name) && name in element && element.namespaceURI?.endsWith("xhtml")) {
      this.#property(element, name, name === "value" ? value ?? "" : value !== null);
    }
    if (name === "style" || name === STYLE) element.style.cssText = value ?? "";
    if (name === "style") return;
    if (value === null) element.removeAttribute(name);
    else element.setAttribute(name, value);
  }

  // Calmly, as any other value: not while what the element has to say is on its way.
  #property(element: HTMLElement, name: string, value: unknown): void {
    const target = element as unknown as Record<string, unknown>;
    const { content } = this.region;
    const teller = (name === "selected" && element.closest("select")) || element;
    const calm = content.parts.get(teller)?.sender ?? this.markup.senders.get(teller);
    const put = (value: unknown) => {
      if (target[name] !== value) target[name] = value;
    };
    if (!calm) return attempt(() => put(value));
    const part = content.part(element);
    let place = part.places.find((each) => each.name === name);
    if (!place) part.places.push((place = { slot: -1, put, calm, name }));
    this.live.slots.put(place, value);
  }
}

// A mark that no unit is.
function is_nothing(mark: string): boolean {
  return !mark || mark.startsWith(NEED);
}

function tear(): never {
  throw new Error();
}

function nodes(first: Node, last: Node): ChildNode[] {
  const all = [first];
  for (let node = first; node !== last; all.push(node)) node = node.nextSibling ?? tear();
  return all as ChildNode[];
}

// In its parent. What is selected, in a field or on the page, stays so; browsers keep a field's if they can move.
function move(node: Node, before: Node | null): void {
  const parent = node.parentNode as ParentNode & { moveBefore?(node: Node, before: Node | null): void };
  const active = (parent.getRootNode() as Document).activeElement as HTMLInputElement | null | undefined;
  const focused = active && node.contains(active) ? active : undefined;
  const { selectionStart, selectionEnd, selectionDirection } = focused ?? {};
  const selection = node.ownerDocument!.getSelection?.();
  const { anchorNode, anchorOffset, focusNode, focusOffset } = selection ?? {};
  if (parent.moveBefore) {
    parent.moveBefore(node, before);
  } else {
    parent.insertBefore(node, before);
    focused?.focus({ preventScroll: true });
    if (selectionStart != null) focused!.setSelectionRange(selectionStart, selectionEnd!, selectionDirection!);
  }
  const is_in_it = anchorNode && focusNode && (node.contains(anchorNode) || node.contains(focusNode));
  if (!is_in_it || (focused && "selectionStart" in focused)) return; // a field's is its own
  selection!.setBaseAndExtent(anchorNode, anchorOffset!, focusNode, focusOffset!);
}
