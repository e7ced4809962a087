// A large message that comes in pieces: one buffer, allocated when the first piece comes, so that the whole is decoded in
// place and its arrays are views of it.
//
//   const message = parts.add(slot, offset, total, bytes);     the whole message, with its last piece
//
// There is one such message at a time; the first piece of another drops what had come. Pieces that do not follow one
// another throw. Those of a message that was dropped are passed over.
import type { Bytes } from "./msgpack.ts";

const most_bytes = 2 ** 30;

export class Parts {
  #unfinished: { slot: number; whole: Bytes; filled: number } | undefined;

  add(slot: number, offset: number, total: number, bytes: Bytes): Bytes | undefined {
    if (offset === 0) this.#begin(slot, total);
    const message = this.#unfinished;
    if (message?.slot !== slot) return;
    const { whole, filled } = message;
    if (offset !== filled || total !== whole.length || bytes.length > total - filled) {
      throw new RangeError("A part does not follow the one before.");
    }
    whole.set(bytes, filled);
    message.filled += bytes.length;
    if (message.filled < total) return;
    this.clear();
    return whole;
  }

  #begin(slot: number, total: number): void {
    this.clear();
    if (!Number.isInteger(total) || total < 1 || total > most_bytes) {
      throw new RangeError("A message in parts is of an impossible size.");
    }
    try {
      this.#unfinished = { slot, whole: new Uint8Array(total), filled: 0 };
    } catch (error) {
      reportError(error); // There is no memory for it here; the page does without.
    }
  }

  drop(slot: number): void {
    if (this.#unfinished?.slot === slot) this.clear();
  }

  clear(): void {
    this.#unfinished = undefined;
  }

  get size(): number {
    return this.#unfinished ? 1 : 0;
  }
}
