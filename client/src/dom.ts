// The page: where slots stand in the markup, and how values get there. See "Slots in the markup" in the protocol.
//
//   const page = new Page(document, (slot, fields) => session.event(slot, fields));
//   page.set(slot, value);            // remembered; the last one counts
//   page.write(acked);                // into the document, once per frame
//
// Inputs are calm: a `value` or `checked` waits while an event of its element is on its way, so that what a
// person types is not replaced by an older echo of it.
import { LIVE_TEXT, STYLE, TOKENS } from "./protocol.ts";
import { attempt } from "./observable.ts";
import { Pace } from "./pace.ts";

// Sends an event and gives the number of the frame it travels in.
export type Emit = (slot: number, fields: unknown[]) => number;

// What an element has to say to the program: the frame its last event went in, and what will go.
type Sender = { frame: number; paces: Pace<unknown[]>[] };
// One place a slot's value goes to. It waits while `calm` has an event on its way.
type Place = { put: (value: unknown) => void; calm: Sender | undefined };
type Slot = { value: unknown; places: Place[]; changed: boolean };

const show_comment = 128;

export class Page {
  #slots = new Map<number, Slot>();
  #changed: Slot[] = [];
  #waiting = new Map<Place, Slot>();
  #senders = new WeakMap<Element, Sender>();
  #emit: Emit;

  constructor(root: Document, emit: Emit) {
    this.#emit = emit;
    const comments = root.createTreeWalker(root, show_comment);
    for (let node = comments.nextNode(); node; node = comments.nextNode()) {
      const comment = node as Comment;
      if (comment.data.startsWith(LIVE_TEXT)) this.#live_text(comment);
    }
    for (const element of root.querySelectorAll<HTMLElement>(`[${STYLE}]`)) {
      element.style.cssText = element.getAttribute(STYLE)!;
    }
    for (const element of root.querySelectorAll<HTMLElement>(`[${TOKENS}]`)) {
      for (const token of element.getAttribute(TOKENS)!.split(" ")) this.#token(element, token);
    }
  }

  set(id: number, value: unknown): void {
    const slot = this.#slots.get(id);
    if (!slot) return;
    slot.value = value;
    if (slot.changed) return;
    slot.changed = true;
    this.#changed.push(slot);
  }

  // Writes what was set since, and what waited for the program to have applied the frames up to `acked`.
  write(acked: number): void {
    for (const slot of this.#changed) {
      slot.changed = false;
      for (const place of slot.places) this.#waiting.set(place, slot);
    }
    this.#changed = [];
    for (const [place, slot] of this.#waiting) {
      if (place.calm && (place.calm.frame > acked || place.calm.paces.some((pace) => pace.waiting))) continue;
      this.#waiting.delete(place);
      attempt(() => place.put(slot.value));
    }
  }

  #sender(element: Element): Sender {
    let sender = this.#senders.get(element);
    if (!sender) this.#senders.set(element, (sender = { frame: 0, paces: [] }));
    return sender;
  }

  #place(id: string, put: Place["put"], calm?: Sender): void {
    let slot = this.#slots.get(+id);
    if (!slot) this.#slots.set(+id, (slot = { value: undefined, places: [], changed: false }));
    slot.places.push({ put, calm });
  }

  #live_text(comment: Comment): void {
    let node = comment.nextSibling as Text | null;
    if (node?.nodeType !== 3) {
      node = comment.ownerDocument.createTextNode("");
      comment.after(node);
    }
    const text = node;
    this.#place(comment.data.slice(LIVE_TEXT.length), (value) => {
      text.data = to_text(value);
    });
  }

  #token(element: HTMLElement, token: string): void {
    const [id = "", name = "", ...rest] = token.slice(1).split(",");
    switch (token[0]) {
      case "t":
        // A text area shows its `value` once somebody has typed, and its text no more.
        return this.#property(element, id, element.localName === "textarea" ? "value" : "textContent");
      case "a":
        return this.#attribute(element, id, name);
      case "p":
        return this.#property(element, id, name);
      case "e":
        return this.#event(element, +id, name, rest);
    }
  }

  #attribute(element: HTMLElement, id: string, name: string): void {
    this.#place(id, (value) => {
      const text = value === true ? "" : to_text(value);
      if (name === "style") element.style.cssText = value === false ? "" : text;
      else if (value === false || value == null) element.removeAttribute(name);
      else element.setAttribute(name, text);
    });
  }

  #property(element: Element, id: string, name: string): void {
    const target = element as unknown as Record<string, unknown>;
    const put = (value: unknown) => {
      // Setting a text to what it is already would still move the caret.
      const wanted = typeof target[name] === "string" ? to_text(value) : value;
      if (target[name] !== wanted) target[name] = wanted;
    };
    this.#place(id, put, name === "value" || name === "checked" ? this.#sender(element) : undefined);
  }

  #event(element: Element, slot: number, name: string, [flags = "", ...fields]: string[]): void {
    const milliseconds = (flag: string) => +(new RegExp(flag + "(\\d+)").exec(flags)?.[1] ?? 0);
    const prevent = flags.includes("p");
    const stop = flags.includes("s");
    const sender = this.#sender(element);
    const pace = new Pace(milliseconds("d"), milliseconds("t"), (values: unknown[]) => {
      sender.frame = this.#emit(slot, values);
    });
    sender.paces.push(pace);
    const hear = (event: Event) => {
      if (prevent) event.preventDefault();
      if (stop) event.stopPropagation();
      pace.push(fields.map((path) => look_up(event, element, path)));
    };
    element.addEventListener(name, hear, { passive: !prevent });
    // Whoever leaves an input and clicks a button has the input's last event heard before the click.
    if (pace.debounce + pace.throttle) {
      for (const leaving of ["change", "blur"]) element.addEventListener(leaving, () => pace.flush(), true);
    }
  }
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
