// Reads MessagePack. See msgpack.ts.
import { Extension, Limit } from "./protocol.ts";
import { arrays, exact, Unknown, type Bytes, type Numbers } from "./msgpack.ts";

const large = 256 << 10; // bytes
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function malformed(what: string): never {
  throw new RangeError(`Malformed MessagePack: ${what}.`);
}

export class Reader {
  position = 0;
  #depth = 0;
  #view: DataView<ArrayBuffer>;

  constructor(readonly bytes: Bytes) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.position;
  }

  read(): unknown {
    const view = this.#view;
    const first = view.getUint8(this.#take(1));
    if (first < 0x80) return first;
    if (first >= 0xe0) return first - 0x100;
    if (first < 0x90) return this.#map(first & 15);
    if (first < 0xa0) return this.#array(first & 15);
    if (first < 0xc0) return this.#text(first & 31);
    switch (first) {
      case 0xc0: return null;
      case 0xc2: return false;
      case 0xc3: return true;
      case 0xc4: case 0xc5: case 0xc6: return this.#binary(this.#length(first - 0xc4));
      case 0xc7: case 0xc8: case 0xc9: return this.#extension(this.#length(first - 0xc7));
      case 0xca: return view.getFloat32(this.#take(4));
      case 0xcb: return view.getFloat64(this.#take(8));
      case 0xcc: case 0xcd: case 0xce: return this.#length(first - 0xcc);
      case 0xcf: return exact(view.getBigUint64(this.#take(8)));
      case 0xd0: return view.getInt8(this.#take(1));
      case 0xd1: return view.getInt16(this.#take(2));
      case 0xd2: return view.getInt32(this.#take(4));
      case 0xd3: return exact(view.getBigInt64(this.#take(8)));
      case 0xd9: case 0xda: case 0xdb: return this.#text(this.#length(first - 0xd9));
      case 0xdc: case 0xdd: return this.#array(this.#length(first - 0xdb));
      case 0xde: case 0xdf: return this.#map(this.#length(first - 0xdd));
      case 0xc1: return malformed("the byte 0xc1");
      default: return this.#extension(1 << (first - 0xd4));
    }
  }

  // Steps over `size` bytes and gives where they begin.
  #take(size: number): number {
    const start = this.position;
    if (size > this.left) malformed("it ends too soon");
    this.position += size;
    return start;
  }

  // An unsigned integer of 1, 2 or 4 bytes, as `width` is 0, 1 or 2.
  #length(width: number): number {
    const start = this.#take(1 << width);
    return width ? (width > 1 ? this.#view.getUint32(start) : this.#view.getUint16(start)) : this.#view.getUint8(start);
  }

  #binary(size: number): Bytes {
    const start = this.#take(size);
    return this.#is_small(size) ? this.bytes.slice(start, start + size) : this.bytes.subarray(start, start + size);
  }

  // What is small is no view of a large frame, all of which would be kept as long as it is.
  #is_small(size: number): boolean {
    const whole = this.bytes.buffer.byteLength;
    return whole > large && 8 * size < whole;
  }

  #text(size: number): string {
    const start = this.#take(size);
    if (size < 32) {
      // Most texts are short and ASCII, and for those the decoder's call costs more than the text.
      let text = "";
      for (let at = start; ; at++) {
        if (at === start + size) return text;
        const unit = this.bytes[at]!;
        if (unit > 127) break;
        text += String.fromCharCode(unit);
      }
    }
    return decoder.decode(this.bytes.subarray(start, start + size));
  }

  // `count` times `what`, one level deeper. Every element takes at least a byte.
  #nested<T>(count: number, what: () => T): T[] {
    if (count > this.left) malformed("it ends too soon");
    if (this.#depth === Limit.depth) malformed("nested too deeply");
    this.#depth++;
    const items: T[] = [];
    while (count--) items.push(what());
    this.#depth--;
    return items;
  }

  #array(count: number): unknown[] {
    return this.#nested(count, () => this.read());
  }

  #map(count: number): unknown {
    const entries = this.#nested(count, () => [this.read(), this.read()] as const);
    return entries.every(([key]) => typeof key === "string") ? Object.fromEntries(entries) : new Map(entries);
  }

  #extension(size: number): unknown {
    const type = this.#view.getInt8(this.#take(1));
    const start = this.#take(size);
    if (type === Extension.date) return this.#date(start, size);
    if (type === Extension.array) return this.#typed(start, this.position);
    return new Unknown(type, this.bytes.subarray(start, start + size));
  }

  #date(start: number, size: number): Date {
    const view = this.#view;
    let nanoseconds = 0;
    let seconds: number;
    if (size === 4) {
      seconds = view.getUint32(start);
    } else if (size === 8) {
      const high = view.getUint32(start);
      nanoseconds = high >>> 2;
      seconds = (high & 3) * 2 ** 32 + view.getUint32(start + 4);
    } else if (size === 12) {
      nanoseconds = view.getUint32(start);
      seconds = Number(view.getBigInt64(start + 4));
    } else {
      malformed("a date of an unknown size");
    }
    if (nanoseconds > 999_999_999) malformed("a date with more than a second of nanoseconds");
    return new Date(seconds * 1000 + Math.floor(nanoseconds / 1e6));
  }

  #typed(start: number, end: number): Numbers {
    const header = start + 3;
    if (header > end) malformed("a typed array without a header");
    const [element, rank, pad] = this.bytes.subarray(start, header) as unknown as [number, number, number];
    const type = arrays.get(element) ?? malformed("a typed array of unknown elements");
    const data = header + 4 * rank + pad;
    const shape: number[] = [];
    for (let at = header; at < Math.min(header + 4 * rank, end); at += 4) shape.push(this.#view.getUint32(at, true));
    const count = shape.reduce((product, extent) => product * extent, 1);
    const size = type.BYTES_PER_ELEMENT;
    if (data + count * size !== end) malformed("a typed array whose extents do not fit");
    const offset = this.bytes.byteOffset + data;
    const array = offset % size || this.#is_small(count * size)
      ? new type(this.bytes.slice(data, end).buffer, 0, count)
      : new type(this.bytes.buffer, offset, count);
    array.shape = shape;
    return array;
  }
}
