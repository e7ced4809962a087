// A frame as whoever carries it has it.
import { Parts } from "./parts.ts";
import { Kind, PIECE_HEADER } from "./protocol.ts";
import type { Bytes } from "./msgpack.ts";

export type Frame = ArrayBuffer | ArrayBufferView<ArrayBuffer> | Blob;

export function view_of(frame: ArrayBuffer | ArrayBufferView<ArrayBuffer>): Bytes {
  if (frame instanceof ArrayBuffer) return new Uint8Array(frame);
  return new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength);
}

export async function bytes_of(frame: Blob): Promise<Bytes> {
  return new Uint8Array(await frame.arrayBuffer().catch(() => new ArrayBuffer()));
}

const most_whole = 196_608; // bytes
const piece_size = 32_768;

// What goes out of a frame: the frame, or the pieces of one that a line may need long for.
export function in_pieces(frame: Bytes): Bytes[] {
  if (frame.length <= most_whole) return [frame];
  const pieces: Bytes[] = [];
  for (let at = 0; at < frame.length; at += piece_size) {
    const bytes = frame.subarray(at, at + piece_size);
    const piece = new Uint8Array(PIECE_HEADER + bytes.length);
    const view = new DataView(piece.buffer);
    view.setUint8(0, Kind.piece);
    view.setUint32(1, at, true);
    view.setUint32(5, frame.length, true);
    piece.set(bytes, PIECE_HEADER);
    pieces.push(piece);
  }
  return pieces;
}

export class Pieces extends Parts {
  // Gives it back if it is whole, or the frame whose last piece it is.
  join(frame: Bytes): Bytes | undefined {
    if (frame[0] !== Kind.piece) return frame;
    const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
    return this.add(0, view.getUint32(1, true), view.getUint32(5, true), frame.subarray(PIECE_HEADER));
  }
}
