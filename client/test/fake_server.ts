// A session whose page and whose server are the test's.
import type { Page } from "../src/dom.ts";
import { Pieces } from "../src/frame.ts";
import type { Emit } from "../src/markup.ts";
import type { Bytes } from "../src/msgpack.ts";
import { Reader } from "../src/msgpack_reader.ts";
import { apply_steps } from "../src/patch.ts";
import { Browser, Kind, Mode } from "../src/protocol.ts";
import { Session } from "../src/session.ts";
import { decode, encode } from "./support.ts";

// A page that only remembers what it is told. `gone` is what a region's new content drops.
export class FakePage {
  emit!: Emit;
  values: [number, unknown][] = [];
  writes: number[] = [];
  regions: [number, string][] = [];
  sheets: [number, string][] = [];
  status: string | undefined;
  gone: number[] = [];
  readonly slots = {
    set: (slot: number, value: unknown) => void this.values.push([slot, value]),
    write: (acked: number) => void this.writes.push(acked),
  };
  replace(slot: number, html: string): number[] {
    this.regions.push([slot, html]);
    return this.gone;
  }
  // What is patched is torn, if it is region 4.
  patch(slot: number, reader: Reader): { gone: number[]; torn: number } {
    apply_steps(reader);
    return { gone: this.gone, torn: slot === 4 ? 4 : 0 };
  }
  style(slot: number, css: string): void {
    this.sheets.push([slot, css]);
  }
  // What scripts are run for; those that are gone are dropped from here.
  places = new Map([0, 7].map((id) => [id, { end: new AbortController(), kept: [] as number[] }]));
  elements = new Map<number, Element>();
  place(id: number) {
    const place = this.places.get(id);
    return place && { signal: place.end.signal, keep: (observable: number) => !place.kept.includes(observable) && place.kept.push(observable) };
  }
  element(slot: number): Element | undefined {
    return this.elements.get(slot);
  }
  left = false;
  leave(): void {
    this.left = true;
  }
  show_status(status: string): void {
    this.status = status;
  }
  table_sizes(): object {
    return {};
  }
  readonly make = (emit: Emit): Page => {
    this.emit = emit;
    return this as unknown as Page;
  };
}

// A session beside a fake page.
export function alone() {
  const page = new FakePage();
  const errors: string[] = [];
  const session = new Session(page.make, (text) => errors.push(text));
  return { page, errors, session };
}

// Its connection is open and welcomed, unless `welcome` is null: then it is not open yet.
export function opened(welcome: Mode | null = Mode.fresh) {
  const sent: Bytes[] = [];
  const pieces = new Pieces();
  const { page, errors, session } = alone();
  const control = (kind: Kind, ...content: unknown[]) =>
    session.process_message(Uint8Array.of(kind, ...encode(content)));
  const open = (mode: Mode | null, received = 0, next = 1) => {
    session.on_connection_open((frame) => sent.push(frame.slice()));
    if (mode !== null) control(Kind.welcome, 1, received, mode, next);
  };
  if (welcome !== null) open(welcome);
  return {
    session, sent, page, errors, control, open,
    emit: (slot: number, fields: unknown[] = []) => page.emit(slot, fields),
    data: (number: number, ack: number, ...messages: unknown[]) => session.process_message(data_frame(number, ack, ...messages)),
    ack: (ack: number) => session.process_message(Uint8Array.of(Kind.ack, ack & 255, ack >> 8)),
    // The frames since the last call, whole and in words; the pings are left out.
    taken: () => sent.splice(0).flatMap((frame) => pieces.join(frame) ?? []).filter((frame) => frame[0] !== Kind.ping).map(words),
  };
}

export function data_frame(number: number, ack: number, ...messages: unknown[]): Bytes {
  return Uint8Array.of(Kind.data, number & 255, number >> 8, ack & 255, ack >> 8, ...encode(...messages));
}

export function words(frame: Bytes): unknown[] {
  const u16 = (at: number) => frame[at]! + 256 * frame[at + 1]!;
  const kind = Kind[frame[0]!]!;
  if (frame[0] === Kind.ack || frame[0] === Kind.bulk) return [kind, u16(1)];
  if (frame[0] !== Kind.data) return [kind, ...(decode(frame.slice(1)) as unknown[])];
  const reader = new Reader(frame);
  reader.position = 5;
  const messages: unknown[] = [];
  while (reader.left) messages.push([Browser[reader.read() as number], reader.read(), reader.read()]);
  return [kind, u16(1), u16(3), ...messages];
}
