// Markup: what is live in it, and how values get there. See "Slots in the markup" in the protocol.
//
//   const markup = new Markup(document, live, (slot, fields) => session.event(slot, fields));
//   markup.scan(root, scope);                 all that is in `root` is the scope's
//   markup.parse(html, parent, scope);        the same with new content, which is to stand in `parent`
import { ELEMENT, elements_and_comments, Scope, TEXT, type Live, type Part } from "./live.ts";
import { observe, type Dragged } from "./observe.ts";
import { show_status, type Status } from "./status.ts";
import { need } from "./needs.ts";
import { Pace } from "./pace.ts";
import { Sheet } from "./sheet.ts";
import { EMBEDDED, LIVE_TEXT, NEED, REGION, REGION_END, REMOVED, RULES, STYLE, TOKENS } from "./protocol.ts";
import { properties, type Place, type Sender } from "./slots.ts";

// Sends an event and gives the number of the frame it travels in.
export type Emit = (slot: number, fields: unknown[]) => number;

export class Markup {
  status: Status | undefined; // that new content shows
  readonly senders = new WeakMap<EventTarget, Sender>(); // of whatever has said something, or may
  #document: Document;
  #live: Live;
  #emit: Emit;

  constructor(document: Document, live: Live, emit: Emit) {
    this.#document = document;
    this.#live = live;
    this.#emit = emit;
  }

  // What markup means depends on where it stands: in a table, in a drawing.
  parse(html: string, parent: Node, scope: Scope): DocumentFragment {
    const place = this.#document.createRange();
    place.selectNodeContents(parent);
    const content = place.createContextualFragment(html);
    this.scan(content, scope);
    if (this.status) show_status(content, this.status);
    return content;
  }

  // Finds what stands below `root`, in document order, so that each region's content is found between its marks. What
  // stands in embedded apps is theirs.
  scan(root: Node, scope: Scope): void {
    const around: { id: number; start: Comment; outer: Scope }[] = [];
    const walker = this.#document.createTreeWalker(root, elements_and_comments);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === ELEMENT) {
        if (!(node as Element).hasAttributes()) continue; // most have none
        if ((node as Element).localName === EMBEDDED) walker.currentNode = last_in(node);
        else this.#element(node as HTMLElement, scope);
        continue;
      }
      const comment = node as Comment;
      const mark = comment.data;
      if (mark.startsWith(LIVE_TEXT)) {
        this.#live_text(comment, scope);
      } else if (mark.startsWith(NEED)) {
        need(this.#document, mark.slice(NEED.length));
      } else if (mark.startsWith(REGION)) {
        around.push({ id: +mark.slice(REGION.length), start: comment, outer: scope });
        scope = new Scope();
      } else if (mark === REGION_END && around.at(-1)?.start.parentNode === comment.parentNode) {
        const { id, start, outer } = around.pop()!;
        const sheet = new Sheet(this.#document);
        this.#live.regions.set(id, { id, start, end: comment, content: scope, sheet, torn: false });
        scope = outer;
        scope.regions.add(id);
      }
    }
    for (const { id, outer } of around.reverse()) {
      reportError(new Error(`Region ${id} is not live: HTML moved it apart. Rows belong in a tbody, a block not in a p.`));
      outer.adopt(scope);
      scope = outer;
    }
  }

  #place(part: Part, id: string, put: Place["put"], calm?: Sender): void {
    const place = { slot: +id, put, calm };
    part.places.push(place);
    this.#live.slots.add(place);
  }

  #live_text(comment: Comment, scope: Scope): void {
    let node = comment.nextSibling as Text | null;
    if (node?.nodeType !== TEXT) {
      node = this.#document.createTextNode("");
      comment.after(node);
    }
    const text = node;
    this.#place(scope.part(comment), comment.data.slice(LIVE_TEXT.length), (value) => {
      text.data = to_text(value);
    });
  }

  #element(element: HTMLElement, scope: Scope): void {
    const style = element.getAttribute(STYLE);
    if (style !== null) element.style.cssText = style;
    const tokens = element.getAttribute(TOKENS);
    if (!tokens) return;
    const part = scope.part(element);
    for (const token of tokens.split(" ")) this.#token(element, token, part);
  }

  #token(element: HTMLElement, token: string, part: Part): void {
    const [id = "", name = "", ...rest] = token.slice(1).split(",");
    switch (token[0]) {
      case "t":
        // A text area shows its `value` once somebody has typed, and its text no more.
        return this.#property(element, id, element.localName === "textarea" ? "value" : "textContent", part);
      case "a":
        return this.#attribute(element, id, name, part);
      case "p":
        return this.#property(element, id, name, part);
      case "n":
        return this.#name(element, +id, part);
      case "e":
        return this.#event(element, +id, name, rest, part);
    }
  }

  #name(element: Element, slot: number, part: Part): void {
    const { elements } = this.#live;
    elements.set(slot, element);
    part.at_end(() => {
      if (elements.get(slot) !== element) return;
      elements.delete(slot);
      element.dispatchEvent(new (this.#document.defaultView!.Event)(REMOVED));
    });
  }

  #attribute(element: HTMLElement, id: string, name: string, part: Part): void {
    if (name === "style") return this.#style(element, id, part);
    this.#place(part, id, (value) => {
      const text = value === true ? "" : to_text(value);
      if (value === false || value == null) element.removeAttribute(name);
      else element.setAttribute(name, text);
    });
  }

  // A text is for the element itself; a list of one has rules about its class.
  #style(element: HTMLElement, id: string, part: Part): void {
    const sheet = new Sheet(this.#document);
    sheet.put(element.getAttribute(RULES) ?? "");
    part.at_end(() => sheet.put(""));
    this.#place(part, id, (value) => {
      sheet.put(Array.isArray(value) ? value[0] : "");
      element.style.cssText = typeof value === "string" ? value : "";
    });
  }

  #property(element: Element, id: string, name: string, part: Part): void {
    const target = element as unknown as Record<string, unknown>;
    const put = (value: unknown) => {
      const now = target[name];
      // Who is about to type 1.05 has typed "1.", and then "1.0", which is 1.
      if (typeof value === "number" && now && +now === value) return;
      // Setting a text to what it is already would still move the caret.
      const wanted = typeof now === "string" ? to_text(value) : value;
      if (now !== wanted) target[name] = wanted;
    };
    this.#place(part, id, put, properties.includes(name) ? this.#says(element, part) : undefined);
  }

  #says(element: Element, part: Part): Sender {
    const sender = part.says();
    this.senders.set(element, sender);
    return sender;
  }

  #event(element: HTMLElement, slot: number, name: string, [flags = "", ...asked]: string[], part: Part): void {
    const has = (flag: string) => flags.includes(flag);
    const after = (sign: string) => asked.filter((text) => text[0] === sign).map((text) => decodeURIComponent(text.slice(1)));
    const [closest] = after("@");
    const keys = after("+");
    const fields = asked.filter((text) => !/^[@+]/.test(text));
    const sender = this.#says(element, part);
    let from = sender; // the input's, where somebody around it hears of it
    const send = (values: unknown[]) => void (from.frame = sender.frame = this.#emit(slot, values));
    // There are many handlers, and few that wait.
    const pace = /[dt]/.test(flags) ? pace_of(flags, send) : undefined;
    let is_over = false;
    const hear = (event: Event) => {
      const { target } = event;
      const meant = closest ? innermost(target, closest, element) : element;
      if (!meant || (has("i") && target !== element) || (keys[0] && !is_one_of(keys, event as KeyboardEvent))) return;
      if (has("p")) event.preventDefault();
      if (has("s")) event.stopPropagation();
      if (part.gone || is_over) return;
      is_over = has("o");
      const values = fields.map((path) => look_up(event, meant, path));
      const said_by = target ?? element;
      from = this.senders.get(said_by) ?? { frame: 0, paces: [] };
      this.senders.set(said_by, from);
      if (keys[0]) { // a key means what is typed
        for (const each of sender.paces) if (each !== pace) each.flush();
        if (from === sender) sender.typing = false;
      }
      if (!pace) return send(values);
      pace.push(values);
      if ((event as Partial<Dragged>).is_turn) pace.flush();
    };
    const end = observe(element, name, hear as (event: object) => void);
    if (end) part.at_end(end);
    else {
      const on = has("w") ? this.#document.defaultView! : element;
      const how = { passive: !has("p"), capture: has("c") };
      on.addEventListener(name, hear, how);
      if (on !== element) part.at_end(() => on.removeEventListener(name, hear, how));
    }
    if (name === "input") sender.hears_input = true;
    if (name === "change") {
      element.addEventListener("input", ({ target }) => {
        const is_typed = target === element && !/^(range|color|checkbox|radio|select)/.test((target as HTMLInputElement).type);
        sender.typing = is_typed && !sender.hears_input;
      });
      for (const over of ["change", "blur"]) {
        element.addEventListener(over, () => {
          sender.typing = false;
          this.#live.slots.release();
        });
      }
    }
    if (!pace) return;
    sender.paces.push(pace);
    // Whoever leaves an input and clicks a button has the input's last event heard before the click.
    for (const leaving of ["change", "blur"]) element.addEventListener(leaving, () => pace.flush(), true);
  }
}

function pace_of(flags: string, send: (values: unknown[]) => void): Pace<unknown[]> {
  const milliseconds = (flag: string) => +(new RegExp(flag + "(\\d+)").exec(flags)?.[1] ?? 0);
  return new Pace(milliseconds("d"), milliseconds("t"), send);
}

// Of what matches the selector inside the element.
function innermost(target: EventTarget | null, selector: string, element: Element): Element | undefined {
  const found = (target as Element | null)?.closest?.(selector);
  return found && found !== element && element.contains(found) ? found : undefined;
}

const on_mac = /Mac|iP/.test(globalThis.navigator?.platform);

function is_one_of(keys: string[], event: KeyboardEvent): boolean {
  return !event.isComposing && keys.some((wanted) => {
    const [, modifiers = "", name] = /^(.*\+)?(.+)$/.exec(wanted.replace("Mod+", on_mac ? "Meta+" : "Control+"))!;
    const key = name!.toLowerCase();
    const may_be_shifted = !name![1] && key === name!.toUpperCase(); // a sign
    return event.key?.toLowerCase() === key && ["Control", "Alt", "Meta", "Shift"].every((modifier) => {
      const is_wanted = modifiers.includes(modifier);
      return event.getModifierState(modifier) === is_wanted || (may_be_shifted && !is_wanted && modifier === "Shift");
    });
  });
}

function last_in(node: Node): Node {
  while (node.lastChild) node = node.lastChild;
  return node;
}

// What JavaScript's String() makes of it; nothing for null, and a date's ISO text.
function to_text(value: unknown): string {
  if (value instanceof Date) value = value.toJSON();
  return value == null ? "" : String(value);
}

// What the path leads to on the event, or if that is undefined, on the element.
function look_up(event: Event, element: Element, path: string): unknown {
  const on = (start: unknown) =>
    path.split(".").reduce((from, name) => (from as Record<string, unknown> | null | undefined)?.[name], start);
  const value = on(event);
  return value === undefined ? on(element) : value;
}
