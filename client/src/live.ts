// What is live in a page: the document and the regions in it are scopes, and what a scope holds is kept by the node where
// it stands, so that a part of a region can go without its other parts.
//
//   live.drop(scope)                  all of it, also what scripts have taken out of the document
//   live.remove(node, scope, gone)    what stands at a node of the scope's, and in it
//
// What goes says nothing more, and is not written to. Both tell the slots that are gone with it.
import { Slots, type Place, type Sender } from "./slots.ts";
import type { Sheet } from "./sheet.ts";
import { REGION } from "./protocol.ts";

export const ELEMENT = 1;
export const TEXT = 3;
export const COMMENT = 8;
export const elements_and_comments = 1 | 128; // as tree walkers say it

// What a node has.
export class Part {
  gone = false;
  places: Place[] = [];
  sender: Sender | undefined; // of an element that says something
  ends: (() => void)[] | undefined;

  says(): Sender {
    return (this.sender ??= { frame: 0, paces: [] });
  }

  at_end(call: () => void): void {
    (this.ends ??= []).push(call);
  }
}

// What the document, or a region of it, holds beside what is in the regions in it.
export class Scope {
  parts = new Map<Node, Part>();
  regions = new Set<number>();
  #observables = new Set<number>(); // that scripts were given
  #end: AbortController | undefined;

  constructor(readonly id?: number) {}

  part(node: Node): Part {
    let part = this.parts.get(node);
    if (!part) this.parts.set(node, (part = new Part()));
    return part;
  }

  adopt({ parts, regions }: Scope): void {
    for (const [node, part] of parts) this.parts.set(node, part);
    for (const id of regions) this.regions.add(id);
  }

  get signal(): AbortSignal {
    this.#end ??= new AbortController();
    return this.#end.signal;
  }

  // Whether it is new here.
  keep(observable: number): unknown {
    return !this.#observables.has(observable) && this.#observables.add(observable);
  }

  // Scripts are over; others may follow. Returns what those were given.
  end_scripts(): number[] {
    this.#end?.abort();
    this.#end = undefined;
    const gone = [...this.#observables];
    this.#observables.clear();
    return gone;
  }
}

export type Region = { id: number; start: Comment; end: Comment; content: Scope; sheet: Sheet; torn: boolean };

export class Live {
  readonly slots = new Slots();
  readonly regions = new Map<number, Region>();
  readonly elements = new Map<number, Element>(); // that scripts may name

  // The one that begins with this mark.
  region_at(mark: Comment): Region | undefined {
    const { data } = mark;
    const region = data.startsWith(REGION) ? this.regions.get(+data.slice(REGION.length)) : undefined;
    return region?.start === mark ? region : undefined;
  }

  drop(scope: Scope, gone: number[] = []): number[] {
    this.clear(scope, gone);
    gone.push(...scope.end_scripts()); // after they have heard that their elements go
    return gone;
  }

  // What stands in it, but for its scripts.
  clear({ parts, regions }: Scope, gone: number[]): void {
    for (const part of parts.values()) this.#end(part, gone);
    for (const id of regions) this.#drop(this.regions.get(id)!, gone);
    parts.clear();
    regions.clear();
  }

  remove(root: Node, scope: Scope, gone: number[]): void {
    if (!scope.parts.size && !scope.regions.size) return;
    const walker = root.firstChild && root.ownerDocument!.createTreeWalker(root, elements_and_comments);
    for (let node: Node | null | undefined = root; node; node = walker?.nextNode()) {
      const part = scope.parts.get(node);
      if (part) {
        scope.parts.delete(node);
        this.#end(part, gone);
      }
      const region = node.nodeType === COMMENT ? this.region_at(node as Comment) : undefined;
      if (region && scope.regions.delete(region.id)) this.#drop(region, gone);
    }
  }

  #end(part: Part, gone: number[]): void {
    part.gone = true;
    for (const place of part.places) if (this.slots.remove(place)) gone.push(place.slot);
    for (const pace of part.sender?.paces ?? []) pace.cancel();
    for (const end of part.ends ?? []) end();
  }

  #drop({ id, content, sheet }: Region, gone: number[]): void {
    this.drop(content, gone);
    sheet.put("");
    this.regions.delete(id);
  }
}
