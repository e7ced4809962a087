import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { describe, test } from "node:test";
import * as reference from "@msgpack/msgpack";
import { Unknown, type Bytes } from "../src/msgpack.ts";
import { Writer } from "../src/msgpack_writer.ts";
import { decode, encode, hex, unhex } from "./support.ts";

type Vector = Record<string, any> & { msgpack: string[] };
const vectors = createRequire(import.meta.url)("msgpack-test-suite/dist/msgpack-test-suite.json") as Record<string, Vector[]>;

describe("the public test vectors", () => {
  function value_of(vector: Vector): unknown {
    if ("bignum" in vector) {
      const number = BigInt(vector["bignum"]);
      return Number.isSafeInteger(Number(number)) ? Number(number) : number;
    }
    if ("binary" in vector) return unhex(vector["binary"]);
    if ("timestamp" in vector) {
      const [seconds, nanoseconds] = vector["timestamp"] as [number, number];
      return new Date(seconds * 1000 + Math.floor(nanoseconds / 1e6));
    }
    if ("ext" in vector) return new Unknown(vector["ext"][0], unhex(vector["ext"][1]));
    return Object.entries(vector).find(([key]) => key !== "msgpack")![1];
  }
  const is_float = (bytes: string) => /^c[ab]/.test(bytes);

  for (const [file, cases] of Object.entries(vectors)) {
    test(file, () => {
      for (const vector of cases) {
        const expected = value_of(vector);
        // Extension 1 is our typed array, and none of the vectors is one.
        if (expected instanceof Unknown && expected.type === 1) {
          for (const bytes of vector.msgpack) assert.throws(() => decode(unhex(bytes)), RangeError, bytes);
          continue;
        }
        for (const bytes of vector.msgpack) {
          // A float beyond 2^53 is a number, an integer of that value a BigInt.
          const wanted = typeof expected === "bigint" && is_float(bytes) ? Number(expected) : expected;
          assert.deepEqual(decode(unhex(bytes)), wanted, bytes);
        }
        // A Date has no more than milliseconds; everything else is written in one of the forms given.
        const forms = vector.msgpack.map((bytes) => hex(unhex(bytes)));
        if (!(vector["timestamp"]?.[1] % 1e6)) assert.ok(forms.includes(hex(encode(expected))), forms[0]);
      }
    });
  }
});

describe("against @msgpack/msgpack", () => {
  const samples: unknown[] = [
    null, true, false, 0, 1, 127, 128, 255, 256, 65535, 65536, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER,
    -1, -32, -33, -128, -129, -32768, -32769, -(2 ** 31), -(2 ** 31) - 1, Number.MIN_SAFE_INTEGER,
    0.5, 1e300, NaN, Infinity, -Infinity, "", "a".repeat(31), "b".repeat(32), "é".repeat(200), "🐟".repeat(20_000),
    [], Array(15).fill(1), Array(16).fill(1), Array(70_000).fill(null), {}, { a: { b: [1, { c: "d" }] } },
    Object.fromEntries(Array.from({ length: 70_000 }, (_, index) => [`key${index}`, index])),
    new Uint8Array(0), new Uint8Array(300), new Uint8Array(70_000), [[[[]]]], { "": "" },
  ];
  test("what we write, it reads", () => {
    for (const sample of samples) assert.deepEqual(reference.decode(encode(sample)), sample);
  });
  test("what it writes, we read", () => {
    for (const sample of samples) assert.deepEqual(decode(reference.encode(sample) as Bytes), sample);
  });
});

describe("numbers", () => {
  test("a 64-bit integer is never rounded: beyond 2^53 - 1 it is a BigInt", () => {
    assert.equal(decode(unhex("cf001fffffffffffff")), Number.MAX_SAFE_INTEGER);
    assert.equal(decode(unhex("cf0020000000000001")), 2n ** 53n + 1n);
    assert.equal(decode(unhex("cfffffffffffffffff")), 2n ** 64n - 1n);
    assert.equal(decode(unhex("d38000000000000000")), -(2n ** 63n));
  });
  test("a BigInt takes as few bytes as a number", () => {
    for (const value of [5n, -5n, 300n, -300n, 2n ** 40n]) assert.equal(hex(encode(value)), hex(encode(Number(value))));
    for (const value of [2n ** 64n - 1n, -(2n ** 63n), 2n ** 53n + 1n]) assert.equal(decode(encode(value)), value);
  });
  test("a BigInt beyond 64 bits is refused", () => {
    assert.throws(() => encode(2n ** 64n), RangeError);
    assert.throws(() => encode(-(2n ** 63n) - 1n), RangeError);
  });
  test("negative zero stays negative", () => assert.ok(Object.is(decode(encode(-0)), -0)));
});

describe("typed arrays", () => {
  const kinds = [
    Int8Array.of(-1, 2), Uint16Array.of(1, 65535), Int16Array.of(-300), Int32Array.of(-70_000), Uint32Array.of(2 ** 32 - 1),
    BigInt64Array.of(-(2n ** 63n)), BigUint64Array.of(2n ** 64n - 1n), Float32Array.of(0.5, NaN), Float64Array.of(0.1, -0),
  ];
  test("every kind comes back as it was, with its extents", () => {
    for (const array of kinds) {
      const back = decode(encode(array)) as typeof array & { shape: number[] };
      assert.equal(back.constructor, array.constructor);
      assert.deepEqual([...back], [...array]);
      assert.deepEqual(back.shape, [array.length]);
    }
  });
  test("an aligned array is a view of the frame", () => {
    for (let before = 0; before < 8; before++) {
      const frame = encode(...Array(before).fill(0), Float64Array.of(1, 2, 3));
      const array = decode(unhex(`9${before + 1}${hex(frame)}`)) as unknown[];
      assert.deepEqual([...(array[before] as Float64Array)], [1, 2, 3]);
    }
    const frame = encode(Float64Array.of(1, 2, 3));
    assert.equal((decode(frame) as Float64Array).buffer, frame.buffer);
  });
  test("what is small is copied from a large frame, all of which it would keep", () => {
    const large = new Float64Array(40_000);
    const frame = encode([Float64Array.of(1, 2, 3), Uint8Array.of(4), large]);
    const [small, bytes, whole] = decode(frame) as [Float64Array, Uint8Array, Float64Array];
    assert.deepEqual([[...small], [...bytes]], [[1, 2, 3], [4]]);
    assert.ok(small.buffer.byteLength < 100 && bytes.buffer.byteLength < 100);
    assert.equal(whole.length, large.length);
  });
  test("an array that is not aligned is copied", () => {
    const frame = encode(Float64Array.of(1, 2, 3));
    const moved = new Uint8Array(frame.length + 1);
    moved.set(frame, 1);
    const array = decode(moved.subarray(1)) as Float64Array;
    assert.notEqual(array.buffer, moved.buffer);
    assert.deepEqual([...array], [1, 2, 3]);
  });
  test("several dimensions travel as extents", () => {
    const matrix = Object.assign(Float32Array.of(1, 2, 3, 4, 5, 6), { shape: [2, 3] });
    assert.deepEqual((decode(encode(matrix)) as typeof matrix).shape, [2, 3]);
  });
  test("extents that do not fit are refused", () => {
    assert.throws(() => encode(Object.assign(Float32Array.of(1, 2), { shape: [3] })), RangeError);
  });
  test("plain bytes are a binary value, bytes with extents a typed array", () => {
    assert.equal(hex(encode(Uint8Array.of(1, 2))), "c4020102");
    assert.equal(hex(encode(Object.assign(Uint8Array.of(9), { shape: [1] }))), "c70801" + "020100" + "01000000" + "09");
    assert.equal(hex(encode(Uint8Array.of(1, 2).buffer)), "c4020102");
  });
  test("the head grows with the padding", () => {
    for (const length of [29, 30, 31, 32, 8189, 8190, 8191, 8192]) {
      const array = decode(encode(new Float64Array(length).fill(length))) as Float64Array;
      assert.equal(array.length, length);
      assert.equal(array[length - 1], length);
    }
  });
  test("extents that do not fit the elements are malformed", () => {
    assert.throws(() => decode(unhex("c70801 020100 02000000 09")), RangeError);
    assert.throws(() => decode(unhex("c70801 0201ff 01000000 09")), RangeError);
    assert.throws(() => decode(unhex("c70801 02ff00 01000000 09")), RangeError);
    assert.throws(() => decode(unhex("c70801 0b0100 01000000 09")), RangeError);
    assert.throws(() => decode(unhex("d501 0101")), RangeError);
  });
});

describe("other values", () => {
  test("a map whose keys are all text is an object, any other a Map", () => {
    assert.deepEqual(decode(unhex("81a16101")), { a: 1 });
    assert.deepEqual(decode(unhex("820102a16103")), new Map<unknown, unknown>([[1, 2], ["a", 3]]));
    assert.equal(hex(encode(new Map([[1, 2]]))), "810102");
  });
  test("a key named __proto__ is a key like any other", () => {
    const object = decode(encode(new Map([["__proto__", 1]]))) as object;
    assert.equal(Object.getPrototypeOf(object), Object.prototype);
    assert.deepEqual(Object.entries(object), [["__proto__", 1]]);
  });
  test("text keeps its byte order mark; what is not UTF-8 is replaced", () => {
    assert.equal(decode(unhex("a3efbbbf")), "\ufeff");
    assert.equal(decode(unhex("a2ff61")), "\ufffda");
    assert.equal(decode(encode("\ud800")), "\ufffd");
  });
  test("dates keep their milliseconds, in the shortest form", () => {
    for (const [time, size] of [[0, 6], [1500, 10], [-1, 15], [2 ** 32 * 1000, 10], [2 ** 34 * 1000, 15], [8.64e15, 15]] as const) {
      const bytes = encode(new Date(time));
      assert.equal(bytes.length, size);
      assert.equal((decode(bytes) as Date).getTime(), time);
    }
    assert.equal(hex(encode(new Date(NaN))), "c0");
  });
  test("what is no value is null", () => {
    for (const value of [undefined, () => 1, Symbol("s"), new Promise(() => {}), new WeakMap()]) {
      assert.equal(decode(encode(value)), null);
    }
  });
});

describe("limits", () => {
  test("64 levels are read and written, 65 are not", () => {
    const nest = (levels: number) => unhex("91".repeat(levels) + "c0");
    const value = decode(nest(64));
    assert.equal(hex(encode(value)), hex(nest(64)));
    assert.throws(() => decode(nest(65)), RangeError);
    assert.throws(() => encode([value]), RangeError);
    assert.equal(hex(encode(decode(unhex("91".repeat(64) + "d6ff00000001")))), "91".repeat(64) + "d6ff00000001");
  });
  test("a value within itself is refused", () => {
    const loop: unknown[] = [];
    loop.push(loop);
    assert.throws(() => encode(loop), RangeError);
  });
  test("a length beyond the input is refused before anything is made of it", () => {
    for (const bytes of ["ddffffffff", "dfffffffff", "dbffffffff", "c6ffffffff", "c9ffffffff01", "c1", ""]) {
      assert.throws(() => decode(unhex(bytes)), RangeError, bytes);
    }
  });
  test("every truncation is refused", () => {
    const whole = encode({ a: [1, 300, 70_000, -5, 1.5, 2n ** 60n], b: "text", c: new Date(1), d: Float64Array.of(1) });
    for (let size = 0; size < whole.length; size++) assert.throws(() => decode(whole.slice(0, size)), RangeError);
  });
  test("padding is zero although the writer's memory is used again", () => {
    const writer = new Writer();
    writer.write("\xff".repeat(40));
    writer.position = 0;
    writer.write(Float64Array.of(1));
    assert.equal(hex(writer.bytes.slice(0, 16)), hex(encode(Float64Array.of(1)).slice(0, 16)));
  });
});
