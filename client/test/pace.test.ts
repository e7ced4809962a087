import assert from "node:assert/strict";
import { test } from "node:test";
import { Pace } from "../src/pace.ts";
import { still_clock } from "./support.ts";

function paced(debounce: number, throttle: number): { pace: Pace<[number]>; sent: number[] } {
  const sent: number[] = [];
  return { sent, pace: new Pace<[number]>(debounce, throttle, ([value]) => sent.push(value)) };
}

test("without debounce and throttle every event goes at once", () => {
  const { pace, sent } = paced(0, 0);
  for (let value = 0; value < 5; value++) pace.push([value]);
  assert.deepEqual(sent, [0, 1, 2, 3, 4]);
});

test("debounced, the newest goes when it has been quiet", (context) => {
  const clock = still_clock(context);
  const { pace, sent } = paced(100, 0);
  for (let value = 0; value < 5; value++) {
    pace.push([value]);
    clock.pass(60);
  }
  assert.deepEqual(sent, []);
  assert.ok(pace.waiting);
  clock.pass(40);
  assert.deepEqual(sent, [4]);
  assert.ok(!pace.waiting);
});

test("throttled, the first goes at once and the newest when the time is over", (context) => {
  const clock = still_clock(context);
  const { pace, sent } = paced(0, 100);
  for (let value = 0; value < 25; value++) {
    pace.push([value]);
    clock.pass(10);
  }
  assert.deepEqual(sent, [0, 9, 19]);
  clock.pass(100);
  assert.deepEqual(sent, [0, 9, 19, 24]);
});

test("debounced and throttled, one that never is quiet goes every so often", (context) => {
  const clock = still_clock(context);
  const { pace, sent } = paced(50, 100);
  for (let value = 0; value < 25; value++) {
    pace.push([value]);
    clock.pass(10);
  }
  assert.deepEqual(sent, [9, 19]);
  clock.pass(50);
  assert.deepEqual(sent, [9, 19, 24]);
});

test("flushed, what waits goes at once, and once", (context) => {
  const clock = still_clock(context);
  const { pace, sent } = paced(100, 0);
  pace.flush();
  pace.push([1]);
  pace.flush();
  clock.pass(200);
  assert.deepEqual(sent, [1]);
});

test("cancelled, what waits is forgotten", (context) => {
  const clock = still_clock(context);
  const { pace, sent } = paced(100, 0);
  pace.push([1]);
  pace.cancel();
  assert.ok(!pace.waiting);
  clock.pass(200);
  assert.deepEqual(sent, []);
});
