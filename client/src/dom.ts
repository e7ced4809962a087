// The page: where slots stand in the markup, and how values get there. See "Slots in the markup" in the protocol.
//
//   const page = new Page(document, (slot, fields) => session.event(slot, fields));
//   page.show(document);              // all of it, or an embedded app's element; until page.forget(element)
//   page.slots.set(slot, value);      // remembered; the last one counts
//   page.slots.write(acked);          // into the document, once per frame
//   page.style(slot, css);            // a region's rules, and
//   page.replace(slot, html);         // what it shows: at once
//
// What stands in a region goes with it: its slots, what its elements had still to say, the regions in it, their rules.
import { attempt } from "./observable.ts";
import { need } from "./needs.ts";
import { Pace } from "./pace.ts";
import { EMBEDDED, LIVE_TEXT, NEED, REGION, REGION_END, RULES, STYLE, TOKENS } from "./protocol.ts";
import { Sheet } from "./sheet.ts";
import { Slots, type Place, type Sender } from "./slots.ts";
import { show_status, type Status } from "./status.ts";

// Sends an event and gives the number of the frame it travels in.
export type Emit = (slot: number, fields: unknown[]) => number;

// What the document, or a region of it, holds beside the regions in it.
class Scope {
  places: Place[] = [];
  senders = new Map<Element, Sender>();
  regions: number[] = [];
  elements: number[] = []; // that scripts may name,
  observables: number[] = []; // and those they were given
  sheets: Sheet[] = []; // of single elements
  gone = false;
  #end: AbortController | undefined;

  constructor(readonly id?: number) {}

  get signal(): AbortSignal {
    this.#end ??= new AbortController();
    return this.#end.signal;
  }

  keep(observable: number): void {
    if (!this.observables.includes(observable)) this.observables.push(observable);
  }

  end(): void {
    this.gone = true;
    this.#end?.abort();
  }

  sender(element: Element): Sender {
    let sender = this.senders.get(element);
    if (!sender) this.senders.set(element, (sender = { frame: 0, paces: [] }));
    return sender;
  }
}
type Region = { start: Comment; end: Comment; content: Scope; sheet: Sheet };

const elements_and_comments = 1 | 128;

export class Page {
  readonly slots = new Slots();
  #document: Document;
  #emit: Emit;
  #regions = new Map<number, Region>();
  #shown = new Map<ParentNode, Scope>();
  #elements = new Map<number, Element>();
  #all = new Scope();
  #status: Status | undefined;

  constructor(document: Document, emit: Emit) {
    this.#document = document;
    this.#emit = emit;
  }

  // `id`: the slot of an embedded app.
  show(root: ParentNode, id?: number): void {
    const scope = new Scope(id);
    this.#shown.set(root, scope);
    this.#scan(root, scope);
    if (this.#status) show_status(root, this.#status);
  }

  // Returns the slots that are gone with it.
  forget(root: ParentNode): number[] {
    const scope = this.#shown.get(root);
    this.#shown.delete(root);
    return scope ? this.#drop(scope) : [];
  }

  // An embedded app is over, and says so, however the others are. Returns the slots that are gone with it.
  end(id: number): number[] {
    for (const [root, scope] of this.#shown) {
      if (scope.id !== id) continue;
      show_status(root, "closed");
      return this.forget(root);
    }
    return [];
  }

  // Puts new content between a region's marks. Returns the slots that are gone with the old.
  replace(id: number, html: string): number[] {
    const region = this.#regions.get(id);
    if (!region) return [];
    this.slots.settle();
    const gone = this.#drop(region.content);
    const scope = (region.content = new Scope());
    attempt(() => {
      const { start, end } = region;
      while (start.nextSibling !== end) start.nextSibling!.remove();
      // What markup means depends on where it stands: in a table, in a drawing.
      const place = this.#document.createRange();
      place.selectNodeContents(start.parentNode!);
      const content = place.createContextualFragment(html);
      this.#scan(content, scope);
      if (this.#status) show_status(content, this.#status);
      end.before(content);
    });
    return gone;
  }

  // The rules of a region's content, instead of those it had.
  style(id: number, css: string): void {
    this.#regions.get(id)?.sheet.put(css);
  }

  // For scripts: what the region, or embedded app, of this slot holds; 0: the page.
  place(id: number): Scope | undefined {
    if (!id) return this.#all;
    return this.#regions.get(id)?.content ?? [...this.#shown.values()].find((scope) => scope.id === id);
  }

  element(slot: number): Element | undefined {
    return this.#elements.get(slot);
  }

  show_status(status: Status): void {
    this.#status = status;
    for (const root of this.#shown.keys()) show_status(root, status);
  }

  table_sizes() {
    const scopes = [...this.#shown.values(), ...[...this.#regions.values()].map(({ content }) => content)];
    const senders = scopes.reduce((sum, scope) => sum + scope.senders.size, 0);
    const { size: elements } = this.#elements;
    return { slots: this.slots.size, waiting: this.slots.waiting, regions: this.#regions.size, elements, senders };
  }

  // Finds what stands below `root`, in document order, so that each region's content is found between its marks. What
  // stands in embedded apps is theirs.
  #scan(root: Node, scope: Scope): void {
    const around: { id: number; start: Comment; outer: Scope }[] = [];
    const walker = this.#document.createTreeWalker(root, elements_and_comments);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === 1) {
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
        this.#regions.set(id, { start, end: comment, content: scope, sheet: new Sheet(this.#document) });
        scope = outer;
        scope.regions.push(id);
      }
    }
    for (const { id } of around) {
      reportError(new Error(`Region ${id} is not live: HTML moved it apart. Rows belong in a tbody, a block not in a p.`));
    }
  }

  // Forgets what stands in a region, and the regions in it. Returns their slots.
  #drop(scope: Scope, gone: number[] = []): number[] {
    scope.end();
    for (const slot of scope.elements) this.#elements.delete(slot);
    gone.push(...scope.observables);
    for (const sheet of scope.sheets) sheet.put("");
    for (const place of scope.places) if (this.slots.remove(place)) gone.push(place.slot);
    for (const { paces } of scope.senders.values()) for (const pace of paces) pace.cancel();
    for (const id of scope.regions) {
      const { content, sheet } = this.#regions.get(id)!;
      this.#drop(content, gone);
      sheet.put("");
      this.#regions.delete(id);
    }
    return gone;
  }

  #place(scope: Scope, id: string, put: Place["put"], calm?: Sender): void {
    const place = { slot: +id, put, calm };
    scope.places.push(place);
    this.slots.add(place);
  }

  #live_text(comment: Comment, scope: Scope): void {
    let node = comment.nextSibling as Text | null;
    if (node?.nodeType !== 3) {
      node = this.#document.createTextNode("");
      comment.after(node);
    }
    const text = node;
    this.#place(scope, comment.data.slice(LIVE_TEXT.length), (value) => {
      text.data = to_text(value);
    });
  }

  #element(element: HTMLElement, scope: Scope): void {
    const style = element.getAttribute(STYLE);
    if (style !== null) element.style.cssText = style;
    const tokens = element.getAttribute(TOKENS);
    if (tokens) for (const token of tokens.split(" ")) this.#token(element, token, scope);
  }

  #token(element: HTMLElement, token: string, scope: Scope): void {
    const [id = "", name = "", ...rest] = token.slice(1).split(",");
    switch (token[0]) {
      case "t":
        // A text area shows its `value` once somebody has typed, and its text no more.
        return this.#property(element, id, element.localName === "textarea" ? "value" : "textContent", scope);
      case "a":
        return this.#attribute(element, id, name, scope);
      case "p":
        return this.#property(element, id, name, scope);
      case "n":
        scope.elements.push(+id);
        return void this.#elements.set(+id, element);
      case "e":
        return this.#event(element, +id, name, rest, scope);
    }
  }

  #attribute(element: HTMLElement, id: string, name: string, scope: Scope): void {
    if (name === "style") return this.#style(element, id, scope);
    this.#place(scope, id, (value) => {
      const text = value === true ? "" : to_text(value);
      if (value === false || value == null) element.removeAttribute(name);
      else element.setAttribute(name, text);
    });
  }

  // A text is for the element itself; a list of one has rules about its class.
  #style(element: HTMLElement, id: string, scope: Scope): void {
    const sheet = new Sheet(this.#document);
    scope.sheets.push(sheet);
    sheet.put(element.getAttribute(RULES) ?? "");
    this.#place(scope, id, (value) => {
      sheet.put(Array.isArray(value) ? value[0] : "");
      element.style.cssText = typeof value === "string" ? value : "";
    });
  }

  #property(element: Element, id: string, name: string, scope: Scope): void {
    const target = element as unknown as Record<string, unknown>;
    const put = (value: unknown) => {
      // Setting a text to what it is already would still move the caret.
      const wanted = typeof target[name] === "string" ? to_text(value) : value;
      if (target[name] !== wanted) target[name] = wanted;
    };
    this.#place(scope, id, put, name === "value" || name === "checked" ? scope.sender(element) : undefined);
  }

  #event(element: Element, slot: number, name: string, [flags = "", ...fields]: string[], scope: Scope): void {
    const milliseconds = (flag: string) => +(new RegExp(flag + "(\\d+)").exec(flags)?.[1] ?? 0);
    const prevent = flags.includes("p");
    const stop = flags.includes("s");
    const sender = scope.sender(element);
    const pace = new Pace(milliseconds("d"), milliseconds("t"), (values: unknown[]) => {
      sender.frame = this.#emit(slot, values);
    });
    sender.paces.push(pace);
    const hear = (event: Event) => {
      if (prevent) event.preventDefault();
      if (stop) event.stopPropagation();
      if (!scope.gone) pace.push(fields.map((path) => look_up(event, element, path)));
    };
    element.addEventListener(name, hear, { passive: !prevent });
    // Whoever leaves an input and clicks a button has the input's last event heard before the click.
    if (pace.debounce + pace.throttle) {
      for (const leaving of ["change", "blur"]) element.addEventListener(leaving, () => pace.flush(), true);
    }
  }
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
