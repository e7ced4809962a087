// Compressed frames: see "Compression" in the protocol. The browser does the work.
import type { Bytes } from "./msgpack.ts";

const DEFLATED = 0x80; // in the kind
const small = 256; // bytes: not worth the work

export function can_compress(): boolean {
  try {
    return !!new CompressionStream("deflate-raw");
  } catch {
    return false;
  }
}

export const is_worth_it = (frame: Bytes): boolean => frame.length >= small;
export const is_deflated = (frame: Bytes): boolean => (frame[0]! & DEFLATED) !== 0;

// The frame itself, if it would not get smaller.
export async function deflated(frame: Bytes): Promise<Bytes> {
  const packed = await through(frame, new CompressionStream("deflate-raw"));
  return packed.length < frame.length ? packed : frame;
}

export async function inflated(frame: Bytes): Promise<Bytes> {
  return through(frame, new DecompressionStream("deflate-raw"));
}

async function through(frame: Bytes, stream: GenericTransformStream): Promise<Bytes> {
  const rest = new Blob([frame.subarray(1)]).stream().pipeThrough(stream as TransformStream<Bytes, Bytes>);
  const made = new Uint8Array(await new Response(rest).arrayBuffer());
  const whole = new Uint8Array(made.length + 1);
  whole[0] = frame[0]! ^ DEFLATED;
  whole.set(made, 1);
  return whole;
}
