// Writes MessagePack, each value in its shortest form. See msgpack.ts.
import { arrays, exact, Unknown, type Bytes, type Numbers } from "./msgpack.ts";
import { Element, Extension, Limit } from "./protocol.ts";

const encoder = new TextEncoder();

// 0, 1 or 2: `value` needs one byte, two or four.
function width_of(value: number): number {
  return value < 256 ? 0 : value < 65536 ? 1 : 2;
}

export class Writer {
  bytes: Bytes = new Uint8Array(1024);
  position = 0;
  #view = new DataView(this.bytes.buffer);

  // Numbers that are whole and exact are written as integers, others as float64. A function or a node of the page
  // is null: no value. Throws for a BigInt beyond 64 bits and for what is nested too deeply.
  write(value: unknown, depth = 0): void {
    switch (typeof value) {
      case "boolean": return this.#byte(value ? 0xc3 : 0xc2);
      case "number": return this.#number(value);
      case "bigint": return this.#bigint(value);
      case "string": return this.#text(value);
      case "object": if (value) return this.#object(value, depth);
    }
    this.#byte(0xc0);
  }

  // Makes room for `size` bytes more and gives where they begin.
  #grow(size: number): number {
    const start = this.position;
    this.position += size;
    if (this.position > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.position, 2 * this.bytes.length));
      larger.set(this.bytes);
      this.bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    return start;
  }

  #byte(value: number): void {
    const start = this.#grow(1);
    this.bytes[start] = value;
  }

  #number(value: number): void {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
      this.#byte(0xcb);
      const start = this.#grow(8);
      this.#view.setFloat64(start, value);
    } else if (value >= -32 && value < 128) {
      this.#byte(value & 255);
    } else if (value >= -(2 ** 31) && value < 2 ** 32) {
      const magnitude = value < 0 ? -2 * value - 1 : value;
      const width = width_of(magnitude);
      this.#byte((value < 0 ? 0xd0 : 0xcc) + width);
      this.#fixed(value, width);
    } else {
      this.#wide(BigInt(value));
    }
  }

  #bigint(value: bigint): void {
    const number = exact(value);
    if (typeof number === "number") this.#number(number);
    else if (value < -(2n ** 63n) || value >= 2n ** 64n) throw new RangeError("An integer beyond 64 bits cannot be sent.");
    else this.#wide(value);
  }

  #wide(value: bigint): void {
    this.#byte(value < 0 ? 0xd3 : 0xcf);
    const start = this.#grow(8);
    this.#view.setBigInt64(start, value);
  }

  // The low 1, 2 or 4 bytes of an integer, as `width` is 0, 1 or 2.
  #fixed(value: number, width: number): void {
    const start = this.#grow(1 << width);
    if (width > 1) this.#view.setInt32(start, value);
    else if (width) this.#view.setInt16(start, value);
    else this.#view.setInt8(start, value);
  }

  // The first byte of something of this length, and the length. `first` stands for one byte of length,
  // the next two for two and four; `tiny` is the first byte if the length fits into it.
  #head(length: number, tiny: number, tiny_limit: number, first: number, smallest = 0): void {
    if (length < tiny_limit) return this.#byte(tiny + length);
    const width = Math.max(smallest, width_of(length));
    this.#byte(first + width);
    this.#fixed(length, width);
  }

  #put(bytes: ArrayBufferView<ArrayBufferLike>): void {
    const start = this.#grow(bytes.byteLength);
    this.bytes.set(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength), start);
  }

  #text(value: string): void {
    const bytes = encoder.encode(value);
    this.#head(bytes.length, 0xa0, 32, 0xd9);
    this.#put(bytes);
  }

  #object(value: object, depth: number): void {
    if (Array.isArray(value)) {
      this.#head(value.length, 0x90, 16, 0xdb, 1);
      this.#nested(value, depth);
    } else if (value instanceof Date) {
      this.#date(value.getTime());
    } else if (ArrayBuffer.isView(value)) {
      this.#numbers(value as Numbers);
    } else if (value instanceof ArrayBuffer) {
      this.#numbers(new Uint8Array(value));
    } else if (value instanceof Unknown) {
      this.#extension(value.type, value.data);
    } else if (value instanceof Map || Object.prototype.toString.call(value) === "[object Object]") {
      const entries = value instanceof Map ? [...value] : Object.entries(value);
      this.#head(entries.length, 0x80, 16, 0xdd, 1);
      this.#nested(entries.flat(), depth);
    } else {
      this.#byte(0xc0);
    }
  }

  #nested(values: unknown[], depth: number): void {
    if (depth === Limit.depth) throw new RangeError("A value nested too deeply, or within itself, cannot be sent.");
    for (const value of values) this.write(value, depth + 1);
  }

  #extension(type: number, data: Bytes): void {
    const fixed = [1, 2, 4, 8, 16].indexOf(data.length);
    if (fixed < 0) this.#head(data.length, 0, 0, 0xc7);
    else this.#byte(0xd4 + fixed);
    this.#byte(type & 255);
    this.#put(data);
  }

  #date(time: number): void {
    if (Number.isNaN(time)) return this.#byte(0xc0);
    const seconds = Math.floor(time / 1000);
    const nanoseconds = (time - seconds * 1000) * 1e6;
    const size = seconds < 0 || seconds >= 2 ** 34 ? 12 : nanoseconds || seconds >= 2 ** 32 ? 8 : 4;
    const data = new DataView(new ArrayBuffer(size));
    if (size === 12) {
      data.setUint32(0, nanoseconds);
      data.setBigInt64(4, BigInt(seconds));
    } else {
      if (size === 8) data.setUint32(0, nanoseconds * 4 + Math.floor(seconds / 2 ** 32));
      data.setUint32(size - 4, seconds);
    }
    this.#extension(Extension.date, new Uint8Array(data.buffer));
  }

  // Plain bytes are a binary value; numbers, and bytes that came with extents, are a typed array.
  #numbers(value: Numbers): void {
    const element = [...arrays].find(([, type]) => value instanceof type)?.[0];
    if (!element || (element === Element.uint8 && !value.shape)) {
      this.#head(value.byteLength, 0, 0, 0xc4);
      return this.#put(value);
    }
    const size = value.BYTES_PER_ELEMENT;
    const shape = value.shape ?? [value.byteLength / size];
    if (shape.reduce((product, extent) => product * extent, size) !== value.byteLength) {
      throw new RangeError("A typed array whose shape does not fit its elements cannot be sent.");
    }
    const header = 3 + 4 * shape.length;
    // The padding depends on where the elements begin, so on how long the length is, so on the padding: the first
    // length is taken that its own padding leaves room in.
    let width = 0;
    let pad: number;
    let length: number;
    do {
      pad = -(this.position + 2 + (1 << width) + header) & (size - 1);
      length = header + pad + value.byteLength;
    } while (width_of(length) > width && ++width);
    this.#head(length, 0, 0, 0xc7, width);
    this.#byte(Extension.array);
    this.#byte(element);
    this.#byte(shape.length);
    this.#byte(pad);
    for (const extent of shape) {
      const start = this.#grow(4);
      this.#view.setUint32(start, extent, true);
    }
    this.#put(new Uint8Array(pad));
    this.#put(value);
  }
}
