// What the tests share: bytes as text, a clock that stands still, errors that scripts report.
import type { TestContext } from "node:test";
import type { Bytes } from "../src/msgpack.ts";
import { Reader } from "../src/msgpack_reader.ts";
import { Writer } from "../src/msgpack_writer.ts";

export const unhex = (hex: string): Bytes => new Uint8Array(Buffer.from(hex.replace(/[^0-9a-f]/gi, ""), "hex"));
export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

export function decode(bytes: Bytes): unknown {
  const reader = new Reader(bytes);
  const value = reader.read();
  if (reader.left) throw new Error(`${reader.left} bytes are left.`);
  return value;
}

export function encode(...values: unknown[]): Bytes {
  const writer = new Writer();
  for (const value of values) writer.write(value);
  return writer.bytes.slice(0, writer.position);
}

// Node has no reportError. Returns where what is reported gathers.
export function gather_reports(test: TestContext): unknown[] {
  const reports: unknown[] = [];
  set_globals(test, { reportError: (error: unknown) => void reports.push(error) });
  return reports;
}

// Globals that a browser has, for one test.
export function set_globals(test: TestContext, globals: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(globals)) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    test.after(() => {
      if (before) Object.defineProperty(globalThis, name, before);
      else delete (globalThis as Record<string, unknown>)[name];
    });
  }
}

// Time that passes only when told to: for setTimeout and performance.now alike. While the machine sleeps timers stand still.
export function still_clock(test: TestContext): { pass(milliseconds: number): void; sleep(milliseconds: number): void } {
  let now = 1_000_000;
  test.mock.timers.enable({ apis: ["setTimeout"] });
  test.mock.method(performance, "now", () => now);
  return {
    pass(milliseconds) {
      for (; milliseconds > 0; milliseconds--) {
        now++;
        test.mock.timers.tick(1);
      }
    },
    sleep(milliseconds) {
      now += milliseconds;
    },
  };
}

export const microtasks = (): Promise<void> => new Promise((done) => setImmediate(done));
