// A frame as whoever carries it has it.
import { Kind, PIECE_HEADER } from "./protocol.ts";
import type { Bytes } from "./msgpack.ts";
import { Parts } from "./parts.ts";

export type Frame = ArrayBuffer | ArrayBufferView<ArrayBuffer> | Blob;

export function view_of(frame: ArrayBuffer | ArrayBufferView<ArrayBuffer>): Bytes {
  if (frame instanceof ArrayBuffer) return new Uint8Array(frame);
  return new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength);
}

export async function bytes_of(frame: Blob): Promise<Bytes> {
  return new Uint8Array(await frame.arrayBuffer().catch(() => new ArrayBuffer()));
}

export class Pieces extends Parts {
  // Hands it on if it is whole, or the frame whose last piece it is.
  join(frame: Bytes, take: (whole: Bytes) => void): void {
    if (frame[0] !== Kind.piece) return take(frame);
    const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
    const whole = this.add(0, view.getUint32(1, true), view.getUint32(5, true), frame.subarray(PIECE_HEADER));
    if (whole) take(whole);
  }
}
