// The golden frames of ../protocol/golden.json, whose head explains its words.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { arrays, Unknown } from "../src/msgpack.ts";
import { Reader } from "../src/msgpack_reader.ts";
import { Writer } from "../src/msgpack_writer.ts";
import { BULK_HEADER, Browser, Bye, DATA_HEADER, Element, Kind, Mode, PIECE_HEADER, Server } from "../src/protocol.ts";
import { hex, unhex } from "./support.ts";

type Typed = null | boolean | [string, ...any[]];
type Message = { op: string; args: Typed[] };
type Frame = { kind: keyof typeof Kind; messages: Message[] } & Record<string, any>;
type Golden = { name: string; from: "server" | "browser" | "both"; again?: "program" | "none"; frame: Frame; hex: string };

const { frames } = JSON.parse(readFileSync("../protocol/golden.json", "utf8")) as { frames: Golden[] };

const binary64 = (bits: string) => Buffer.from(bits, "hex").readDoubleBE();

// What a value written as golden.json has it is in the browser.
function value_of(typed: Typed): unknown {
  if (!Array.isArray(typed)) return typed;
  const [what, first, second, third] = typed;
  switch (what) {
    case "i": return Number.isSafeInteger(Number(first)) ? Number(first) : BigInt(first);
    case "f": return binary64(first);
    case "s": return first;
    case "sx": return Buffer.from(first, "hex").toString();
    case "b": return unhex(first);
    case "a": return first.map(value_of);
    case "m": {
      const entries: [unknown, unknown][] = first.map(([key, value]: [Typed, Typed]) => [value_of(key), value_of(value)]);
      return entries.every(([key]) => typeof key === "string") ? Object.fromEntries(entries) : new Map(entries);
    }
    case "x": return new Unknown(first, unhex(second));
    case "d": return new Date(Number(first) * 1000 + Math.floor(second / 1e6));
    case "t": {
      const type = arrays.get(Element[first as keyof typeof Element])! as unknown as { from(all: unknown[]): object; name: string };
      const one = first.startsWith("float") ? binary64 : type.name.startsWith("Big") ? BigInt : Number;
      return Object.assign(type.from(third.map(one)), { shape: second });
    }
    default: throw new Error(`golden.json has a word that this test does not know: ${what}`);
  }
}

// What follows a frame's header, as MessagePack values.
function values_of({ frame, from }: Golden): unknown[] {
  switch (frame.kind) {
    case "hello": {
      const hello = [frame["version"], unhex(frame["instance"]), frame["received"]];
      return [frame["compressed"] ? [...hello, true] : hello];
    }
    case "welcome": return [[frame["version"], frame["received"], Mode[frame["mode"] as keyof typeof Mode], frame["next"]]];
    case "bye": return [[Bye[frame["code"] as keyof typeof Bye], frame["reason"]]];
    case "data": {
      const opcodes: Record<string, string | number> = from === "server" ? Server : Browser;
      return frame.messages.flatMap(({ op, args }) => [opcodes[op], ...args.map(value_of)]);
    }
    default: return [];
  }
}

// The bytes before the first MessagePack value.
function header_of({ kind, ...frame }: Frame): number[] {
  const u16 = (number: number) => [number & 255, number >> 8 & 255];
  const u32 = (number: number) => [...u16(number), ...u16(number >> 16)];
  switch (kind) {
    case "data": return [Kind.data, ...u16(frame["seq"]), ...u16(frame["ack"])];
    case "ack": return [Kind.ack, ...u16(frame["ack"])];
    case "bulk": return [Kind.bulk, ...u16(frame["seq"]), ...unhex(frame["bytes"])];
    case "piece": return [Kind.piece, ...u32(frame["offset"]), ...u32(frame["total"]), ...unhex(frame["bytes"])];
    case "ping": case "pong": return [Kind[kind], ...unhex(frame["payload"])];
    default: return [Kind[kind]];
  }
}

test("there are golden frames of every kind", () => {
  const kinds = new Set<string>(frames.map(({ frame }) => frame.kind));
  for (const kind of Object.keys(Kind).filter((name) => isNaN(+name))) assert.ok(kinds.has(kind), kind);
  assert.equal(header_of({ kind: "data", seq: 1, ack: 1, messages: [] }).length, DATA_HEADER);
  assert.equal(header_of({ kind: "bulk", seq: 1, bytes: "" } as unknown as Frame).length, BULK_HEADER);
  assert.equal(header_of({ kind: "piece", offset: 1, total: 2, bytes: "" } as unknown as Frame).length, PIECE_HEADER);
});

for (const golden of frames) {
  test(golden.name, () => {
    const bytes = unhex(golden.hex);
    const header = header_of(golden.frame);
    assert.equal(hex(bytes.slice(0, header.length)), hex(Uint8Array.from(header)));

    const reader = new Reader(bytes);
    reader.position = header.length;
    const values: unknown[] = [];
    while (reader.left) values.push(reader.read());
    assert.deepEqual(values, values_of(golden));

    if (golden.again) return;
    const writer = new Writer();
    writer.bytes.set(header);
    writer.position = header.length;
    for (const value of values) writer.write(value);
    assert.equal(hex(writer.bytes.slice(0, writer.position)), golden.hex);
  });
}
