// Base64 (RFC 4648, section 4), with padding.
import type { Bytes } from "./msgpack.ts";

export function from_base64(text: string): Bytes {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
