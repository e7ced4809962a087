// The values of slots on their way to their places in the page.
//
//   slots.set(slot, value);           remembered; the last one counts
//   slots.write(acked);               into the page, once per frame
//
// A place may have a sender, an element whose events go to the program. It is calm: it waits while such an event is
// on its way, so that what a person types is not replaced by an older echo of it; and while somebody types what the
// program hears of at the end only.
import { attempt } from "./observable.ts";
import type { Pace } from "./pace.ts";

// What somebody who uses an element, or a script, changes is its property: the attribute is how it began.
export const properties = ["value", "checked", "selected", "muted", "open", "indeterminate"];

// What an element has to say to the program: the frame its last event went in, and what will go. `typing`: something
// that nobody has heard.
export type Sender = { frame: number; paces: Pace<unknown[]>[]; hears_input?: boolean; typing?: boolean };
// `name`: of the property, where a patch sets it: it is no slot's.
export type Place = { slot: number; put: (value: unknown) => void; calm: Sender | undefined; name?: string };

export class Slots {
  #places = new Map<number, Set<Place>>();
  #changed = new Map<Set<Place>, unknown>();
  #waiting = new Map<Place, unknown>();
  #acked = 0;

  add(place: Place): void {
    const places = this.#places.get(place.slot) ?? new Set();
    this.#places.set(place.slot, places.add(place));
  }

  // Whether it was its slot's last place.
  remove(place: Place): boolean {
    const places = this.#places.get(place.slot);
    places?.delete(place);
    this.#waiting.delete(place);
    return places?.size === 0 && this.#places.delete(place.slot);
  }

  // A value for this place alone.
  put(place: Place, value: unknown): void {
    this.#waiting.set(place, value);
  }

  set(slot: number, value: unknown): void {
    const places = this.#places.get(slot);
    if (places) this.#changed.set(places, value);
  }

  // What was set so far is for the places there are now, not for those to come.
  settle(): void {
    for (const [places, value] of this.#changed) {
      for (const place of places) this.#waiting.set(place, value);
    }
    this.#changed.clear();
  }

  // Writes what was set, now and earlier, but for what waits until the program has applied more than `acked`.
  write(acked: number): void {
    this.settle();
    this.#acked = acked;
    this.release();
  }

  // Somebody may have stopped typing.
  release(): void {
    for (const [place, value] of this.#waiting) {
      const { calm } = place;
      if (calm && (calm.typing || calm.frame > this.#acked || calm.paces.some((pace) => pace.waiting))) continue;
      this.#waiting.delete(place);
      attempt(() => place.put(value));
    }
  }

  get size(): number {
    return this.#places.size;
  }

  get waiting(): number {
    return this.#waiting.size;
  }
}
