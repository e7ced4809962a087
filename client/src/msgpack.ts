// What MessagePack's values are in the browser, as the protocol's "Values" has it.
//
//   new Reader(bytes).read()              one value after the other, from `position` on
//   writer.write(value)                   the same the other way, into `writer.bytes`
//
// Integers beyond 2^53 are BigInt. A map whose keys are all text is an object, any other a Map. Binary values and
// typed arrays are views of the frame, not copies; a typed array has its extents in `.shape`.
// Malformed input, and what cannot be written, throws.
import { Element } from "./protocol.ts";

export type Bytes = Uint8Array<ArrayBuffer>;

// An extension that is none of ours.
export class Unknown {
  constructor(readonly type: number, readonly data: Bytes) {}
}

export type Numbers = ArrayBufferView<ArrayBuffer> & { readonly BYTES_PER_ELEMENT: number; shape?: number[] };
type NumbersOf = { new (buffer: ArrayBuffer, offset: number, count: number): Numbers; readonly BYTES_PER_ELEMENT: number };

export const arrays = new Map<number, NumbersOf>([
  [Element.int8, Int8Array], [Element.uint8, Uint8Array], [Element.int16, Int16Array], [Element.uint16, Uint16Array],
  [Element.int32, Int32Array], [Element.uint32, Uint32Array], [Element.int64, BigInt64Array],
  [Element.uint64, BigUint64Array], [Element.float32, Float32Array], [Element.float64, Float64Array],
]);

// The number, if it is exact.
export function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
