// The page: what is live in it, in regions and out of them. See "Slots in the markup" in the protocol.
//
//   const page = new Page(document, (slot, fields) => session.event(slot, fields));
//   page.show(document);              // all of it, or an embedded app's element; until page.forget(element)
//   page.slots.set(slot, value);      // remembered; the last one counts
//   page.slots.write(acked);          // into the document, once per frame
//   page.style(slot, css);            // a region's rules, and
//   page.replace(slot, html);         // what it shows: at once
//   page.patch(slot, reader);         // or what is different in it
//   page.leave();                     // all is over
//
// What stands in a region goes with it: its slots, what its elements had still to say, the regions in it, their rules.
import { Live, Scope, type Region } from "./live.ts";
import { attempt } from "./observable.ts";
import { apply_steps, Patch } from "./patch.ts";
import type { Reader } from "./msgpack_reader.ts";
import { show_status, type Status } from "./status.ts";
import { Markup, type Emit } from "./markup.ts";

export class Page {
  #live = new Live();
  readonly slots = this.#live.slots;
  #markup: Markup;
  #shown = new Map<ParentNode, Scope>();
  #all: Scope | undefined = new Scope();

  constructor(document: Document, emit: Emit) {
    this.#markup = new Markup(document, this.#live, emit);
  }

  // `id`: the slot of an embedded app.
  show(root: ParentNode, id?: number): void {
    const scope = new Scope(id);
    this.#shown.set(root, scope);
    this.#markup.scan(root, scope);
    if (this.#markup.status) show_status(root, this.#markup.status);
  }

  // Returns the slots that are gone with it.
  forget(root: ParentNode): number[] {
    const scope = this.#shown.get(root);
    this.#shown.delete(root);
    return scope ? this.#live.drop(scope) : [];
  }

  // Another page takes its place: nothing is live any more, and scripts are over.
  leave(): void {
    for (const root of [...this.#shown.keys()]) this.forget(root);
    this.#all?.end_scripts();
    this.#all = undefined;
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
    const region = this.#live.regions.get(id);
    if (!region) return [];
    this.slots.settle();
    const gone = this.#live.drop(region.content);
    const scope = (region.content = new Scope());
    const { start, end } = region;
    region.torn = !is_whole(region);
    if (region.torn) {
      reportError(new Error(`Region ${id} cannot be shown: a script took its marks out of the page.`));
      return gone;
    }
    attempt(() => {
      while (start.nextSibling !== end) start.nextSibling!.remove();
      end.before(this.#markup.parse(html, start.parentNode!, scope));
    });
    return gone;
  }

  // Changes what stands between a region's marks, step by step. If it is not as the steps say, it is torn from now on,
  // which is told once: it stays what it is, but is not live, until it is replaced. Without its marks it cannot be, and
  // the one around it is torn. Returns which one is (0: none), and the slots that are gone, too.
  patch(id: number, reader: Reader): { gone: number[]; torn: number } {
    const region = this.#live.regions.get(id);
    const gone: number[] = [];
    if (!region || region.torn) {
      apply_steps(reader);
      return { gone, torn: 0 };
    }
    this.slots.settle();
    if (apply_steps(reader, new Patch(region, this.#live, this.#markup, gone))) return { gone, torn: 0 };
    const torn = this.#replaceable(region);
    console.warn(`Region ${torn.id} is not as the program knows it: it is shown anew.`);
    this.#live.drop(torn.content, gone);
    torn.content = new Scope();
    torn.torn = true;
    return { gone, torn: torn.id };
  }

  // It, or the innermost around it that has its marks; if none has, it.
  #replaceable(region: Region): Region {
    const all = [...this.#live.regions.values()];
    const around = (inner: Region) => all.find(({ content }) => content.regions.has(inner.id));
    let outer: Region | undefined = region;
    while (outer && !is_whole(outer)) outer = around(outer);
    return outer ?? region;
  }

  // The rules of a region's content, instead of those it had.
  style(id: number, css: string): void {
    this.#live.regions.get(id)?.sheet.put(css);
  }

  // For scripts: what the region, or embedded app, of this slot holds; 0: the page.
  place(id: number): Scope | undefined {
    if (!id) return this.#all;
    const region = this.#live.regions.get(id);
    if (region) return region.torn ? undefined : region.content;
    return [...this.#shown.values()].find((scope) => scope.id === id);
  }

  element(slot: number): Element | undefined {
    return this.#live.elements.get(slot);
  }

  show_status(status: Status): void {
    this.#markup.status = status;
    for (const root of this.#shown.keys()) show_status(root, status);
  }

  table_sizes() {
    const { regions, elements } = this.#live;
    const scopes = [...this.#shown.values(), ...[...regions.values()].map(({ content }) => content)];
    const parts = scopes.flatMap((scope) => [...scope.parts.values()]);
    const senders = parts.filter(({ sender }) => sender).length;
    const { size: slots, waiting } = this.slots;
    return { slots, waiting, regions: regions.size, elements: elements.size, senders };
  }
}

// Does it have its place?
function is_whole({ start, end }: Region): boolean {
  return start.parentNode !== null && start.parentNode === end.parentNode;
}
