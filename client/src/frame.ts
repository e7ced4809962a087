// A frame as whoever carries it has it.
import type { Bytes } from "./msgpack.ts";

export type Frame = ArrayBuffer | ArrayBufferView<ArrayBuffer> | Blob;

export function view_of(frame: ArrayBuffer | ArrayBufferView<ArrayBuffer>): Bytes {
  if (frame instanceof ArrayBuffer) return new Uint8Array(frame);
  return new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength);
}

export async function bytes_of(frame: Blob): Promise<Bytes> {
  return new Uint8Array(await frame.arrayBuffer().catch(() => new ArrayBuffer()));
}
