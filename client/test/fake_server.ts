// A session whose page and whose server are the test's.
import type { Emit, Page } from "../src/dom.ts";
import type { Bytes } from "../src/msgpack.ts";
import { Reader } from "../src/msgpack_reader.ts";
import { Browser, Kind, Mode } from "../src/protocol.ts";
import { Session } from "../src/session.ts";
import { decode, encode } from "./support.ts";

// Its connection is open and welcomed, unless `welcome` is null: then it is not open yet.
export function opened(welcome: number | null = Mode.fresh) {
  const sent: Bytes[] = [];
  const page = { values: [] as [number, unknown][], writes: [] as number[] };
  const errors: string[] = [];
  let emit!: Emit;
  const session = new Session(
    (tell) => {
      emit = tell;
      return {
        set: (slot: number, value: unknown) => page.values.push([slot, value]),
        write: (acked: number) => page.writes.push(acked),
      } as unknown as Page;
    },
    (text) => errors.push(text),
  );
  const control = (kind: Kind, ...content: unknown[]) =>
    session.process_message(Uint8Array.of(kind, ...encode(content)));
  const open = (mode: number | null) => {
    session.on_connection_open((frame) => sent.push(frame));
    if (mode !== null) control(Kind.welcome, 1, 0, mode);
  };
  if (welcome !== null) open(welcome);
  return {
    session, sent, page, errors, control, open,
    emit: (slot: number, fields: unknown[] = []) => emit(slot, fields),
    data: (number: number, ack: number, ...messages: unknown[]) => session.process_message(
      Uint8Array.of(Kind.data, number & 255, number >> 8, ack & 255, ack >> 8, ...encode(...messages))),
    ack: (ack: number) => session.process_message(Uint8Array.of(Kind.ack, ack & 255, ack >> 8)),
    // The frames since the last call, in words.
    taken: () => sent.splice(0).map(words),
  };
}

function words(frame: Bytes): unknown[] {
  const u16 = (at: number) => frame[at]! + 256 * frame[at + 1]!;
  const kind = Kind[frame[0]!]!;
  if (frame[0] === Kind.ack) return [kind, u16(1)];
  if (frame[0] !== Kind.data) return [kind, ...(decode(frame.slice(1)) as unknown[])];
  const reader = new Reader(frame);
  reader.position = 5;
  const messages: unknown[] = [];
  while (reader.left) messages.push([Browser[reader.read() as number], reader.read(), reader.read()]);
  return [kind, u16(1), u16(3), ...messages];
}
