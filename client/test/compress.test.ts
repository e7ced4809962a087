import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Bytes } from "../src/msgpack.ts";
import { Bye, Kind, Mode, Server } from "../src/protocol.ts";
import { alone, data_frame } from "./fake_server.ts";
import { decode, encode } from "./support.ts";

const welcome = Uint8Array.of(Kind.welcome, ...encode([1, 0, Mode.fresh, 1]));
const packed = (frame: Bytes): Bytes => Uint8Array.of(frame[0]! | 0x80, ...deflateRawSync(frame.subarray(1)));
const unpacked = (frame: Bytes): Bytes => Uint8Array.of(frame[0]! & 0x7f, ...inflateRawSync(frame.subarray(1)));
const long = "so long ".repeat(1000);

// A session whose connection compresses, or asks to; and what it sends.
function opened(compression_enabled: boolean) {
  const { page, session } = alone();
  const sent: Bytes[] = [];
  session.on_connection_open((frame) => void sent.push(frame.slice()), compression_enabled);
  session.process_message(welcome);
  const came = async (claim: () => boolean) => {
    while (!claim()) await new Promise((done) => setImmediate(done));
  };
  return { page, session, sent, came };
}

test("a hello says that frames of its connection may be compressed, and no other does", () => {
  assert.deepEqual((decode(opened(true).sent[0]!.subarray(1)) as unknown[]).slice(3), [true]);
  assert.equal((decode(opened(false).sent[0]!.subarray(1)) as unknown[]).length, 3);
});

test("where the browser cannot compress, it is as if nobody had asked", (context) => {
  const there = globalThis.CompressionStream;
  context.after(() => (globalThis.CompressionStream = there));
  globalThis.CompressionStream = undefined as never;
  assert.equal((decode(opened(true).sent[0]!.subarray(1)) as unknown[]).length, 3);
});

test("compressed frames are applied, and the others behind them in their order", async () => {
  const { page, session, came } = opened(true);
  session.process_message(packed(data_frame(1, 0, Server.set, 1, long)));
  session.process_message(data_frame(2, 0, Server.set, 1, "short"));
  session.process_message(new Blob([packed(data_frame(3, 0, Server.set, 1, long + long))]));
  await came(() => page.values.length === 3);
  assert.deepEqual(page.values, [[1, long], [1, "short"], [1, long + long]]);
});

test("what is large is sent compressed, and what is small behind it as it is", async () => {
  const { page, sent, came } = opened(true);
  const before = sent.length;
  page.emit(1, [long]);
  await Promise.resolve();
  page.emit(1, ["short"]);
  await came(() => sent.length === before + 2);
  const [first, second] = sent.slice(before) as [Bytes, Bytes];
  assert.equal(first[0], Kind.data | 0x80);
  assert.ok(first.length < 300);
  assert.ok(Buffer.from(unpacked(first)).includes(long));
  assert.equal(second[0], Kind.data);
});

test("what cannot be inflated is refused, and so is a compressed frame that nobody asked for", async () => {
  for (const compression_enabled of [true, false]) {
    const { session, sent, came } = opened(compression_enabled);
    session.process_message(Uint8Array.of(Kind.data | 0x80, 1, 2, 3, 4));
    await came(() => !session.open);
    const bye = sent.at(-1)!;
    assert.deepEqual([bye[0], (decode(bye.subarray(1)) as unknown[])[0]], [Kind.bye, Bye.protocol]);
  }
});
