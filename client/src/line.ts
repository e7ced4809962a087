// A line: one way to the program, from its opening to its end: a WebSocket or a stream.
import type { Bytes } from "./msgpack.ts";

export type Line = {
  send(frame: Bytes): void; // once it is open
  end(code?: number): void; // with a close code, where it has those
};

// What becomes of it. None is called while it is made.
export type Hear = {
  opened(): void;
  frame(frame: ArrayBuffer): void;
  ended(reason?: string, bye?: number): void; // by itself
};
