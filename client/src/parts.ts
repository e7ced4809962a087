// Large messages that come in pieces: one buffer each, allocated when the first piece comes, so that the whole is
// decoded in place and its arrays are views of it.
//
//   const message = parts.add(slot, offset, total, bytes);     the whole message, with its last piece
//
// Pieces that do not follow one another throw. Those of a message that was dropped are passed over.
import type { Bytes } from "./msgpack.ts";

const most_bytes = 2 ** 30;

export class Parts {
  #unfinished = new Map<number, { whole: Bytes; filled: number }>();

  add(slot: number, offset: number, total: number, bytes: Bytes): Bytes | undefined {
    if (offset === 0) this.#begin(slot, total);
    const message = this.#unfinished.get(slot);
    if (!message) return;
    const { whole, filled } = message;
    if (offset !== filled || total !== whole.length || bytes.length > total - filled) {
      throw new RangeError("A part does not follow the one before.");
    }
    whole.set(bytes, filled);
    message.filled += bytes.length;
    if (message.filled < total) return;
    this.#unfinished.delete(slot);
    return whole;
  }

  #begin(slot: number, total: number): void {
    this.#unfinished.delete(slot);
    if (!Number.isInteger(total) || total < 1 || total > most_bytes) {
      throw new RangeError("A message in parts is of an impossible size.");
    }
    try {
      this.#unfinished.set(slot, { whole: new Uint8Array(total), filled: 0 });
    } catch (error) {
      reportError(error); // There is no memory for it here; the page does without.
    }
  }

  drop(slot: number): void {
    this.#unfinished.delete(slot);
  }

  clear(): void {
    this.#unfinished.clear();
  }

  get size(): number {
    return this.#unfinished.size;
  }
}
