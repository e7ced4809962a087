// A frame as whoever carries it has it.
import type { Bytes } from "./msgpack.ts";
import { Kind, PIECE_HEADER } from "./protocol.ts";
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
  // Gives it back if it is whole, or the frame whose last piece it is.
  join(frame: Bytes): Bytes | undefined {
    if (frame[0] !== Kind.piece) return frame;
    const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
    return this.add(0, view.getUint32(1, true), view.getUint32(5, true), frame.subarray(PIECE_HEADER));
  }
}
