// A large message that comes in pieces: one buffer, allocated when it begins, so that the whole is decoded in place and
// its arrays are views of it; of a message that comes in one piece, that is the frame's. The pieces stand in the frames,
// in order,
//
//   const message = parts.add(slot, offset, total, bytes);     the whole message, with its last piece
//
// or come beside them, numbered, once or more often:
//
//   parts.announce(slot, first, total);                        they begin with the piece of this number
//   const message = parts.add_bulk(seq, bytes);                the number's last 16 bits
//   parts.bulk_received                                        the newest piece that has come after all before it, if any
//                                                              message was announced
//
// There is one such message at a time; the start of another drops what had come. Pieces that do not follow one another
// throw. Those of a message that was dropped are passed over.
import type { Bytes } from "./msgpack.ts";

const most_bytes = 2 ** 30;

type Unfinished = { slot: number; total: number; filled: number; whole: Bytes | undefined };

export class Parts {
  #unfinished: Unfinished | undefined;
  #is_bulk = false; // that is
  #next: number | undefined; // the number of the bulk piece that is due; until one is announced, none is
  #early: [seq: number, bytes: Bytes][] = []; // of the next message, whose announcement is still on its way

  add(slot: number, offset: number, total: number, bytes: Bytes): Bytes | undefined {
    if (offset === 0 && total && bytes.length === total && bytes.byteOffset % 8 === 0) {
      this.clear();
      return bytes;
    }
    if (offset === 0) this.#begin(slot, total, false);
    const message = this.#unfinished;
    if (message?.slot !== slot || this.#is_bulk) return;
    if (offset !== message.filled || total !== message.total) refuse();
    return this.#fill(message, bytes);
  }

  // Maybe all of it is here already.
  announce(slot: number, first: number, total: number): Bytes | undefined {
    this.#begin(slot, total, true);
    this.#next = first;
    let whole: Bytes | undefined;
    for (const [seq, bytes] of this.#early.splice(0)) whole ??= this.add_bulk(seq, bytes);
    return whole;
  }

  add_bulk(seq: number, bytes: Bytes): Bytes | undefined {
    const ahead = this.#next === undefined ? 1 : ((seq - this.#next) << 16) >> 16;
    const message = this.#is_bulk ? this.#unfinished : undefined;
    if (ahead > 0) this.#early.push([seq, bytes]);
    if (ahead || !message) return;
    this.#next!++;
    return this.#fill(message, bytes);
  }

  get bulk_received(): number | undefined {
    return this.#next === undefined ? undefined : this.#next - 1;
  }

  #begin(slot: number, total: number, is_bulk: boolean): void {
    if (!Number.isInteger(total) || total < 1 || total > most_bytes) {
      throw new RangeError("These parts are of an impossible size.");
    }
    let whole: Bytes | undefined;
    try {
      whole = new Uint8Array(total);
    } catch (error) {
      reportError(error); // There is no memory for it here; the page does without.
    }
    this.#unfinished = { slot, total, filled: 0, whole };
    this.#is_bulk = is_bulk;
  }

  #fill(message: Unfinished, bytes: Bytes): Bytes | undefined {
    if (bytes.length > message.total - message.filled) refuse();
    message.whole?.set(bytes, message.filled);
    message.filled += bytes.length;
    if (message.filled < message.total) return;
    this.clear();
    return message.whole;
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

function refuse(): never {
  throw new RangeError("A part does not follow the one before.");
}
