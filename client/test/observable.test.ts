import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Observables } from "../src/observable.ts";
import { gather_reports } from "./support.ts";

describe("an observable of the page", () => {
  test("is the same for the same name, and has no value until the program introduces it", () => {
    const all = new Observables();
    const speed = all.get("speed");
    assert.equal(all.get("speed"), speed);
    assert.equal(speed.value, undefined);
    all.introduce(4, "speed", 7, () => 0, 0);
    assert.equal(speed.value, 7);
  });
  test("hears every value in order, until it is told to stop", () => {
    const all = new Observables();
    const heard: unknown[] = [];
    const stop = all.get("x").on((value) => heard.push(value));
    all.introduce(1, "x", 1, () => 0, 0);
    all.set(1, 2, 0);
    all.set(1, 3, 0);
    stop();
    stop();
    all.set(1, 4, 0);
    all.set(99, 5, 0);
    assert.deepEqual(heard, [1, 2, 3]);
    assert.equal(all.get("x").value, 4);
  });
  test("goes on calling listeners whatever they return", () => {
    const all = new Observables();
    const heard: unknown[] = [];
    for (const returned of [false, 0, "", null, true]) {
      all.get("x").on((value) => {
        heard.push(value);
        return returned;
      });
    }
    all.introduce(1, "x", 1, () => 0, 0);
    all.set(1, 2, 0);
    assert.deepEqual(heard, [1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
  });
  test("sends what a script sets, and tells the page's other listeners", () => {
    const all = new Observables();
    const [heard, sent]: [unknown[], unknown[]] = [[], []];
    all.introduce(1, "x", 1, (value) => sent.push(value), 0);
    all.get("x").on((value) => heard.push(value));
    all.get("x").notify(2);
    assert.deepEqual([heard, sent], [[2], [2]]);
  });
  test("keeps what was set before the program introduced it, and sends it then, in order", () => {
    const all = new Observables();
    const [heard, sent]: [unknown[], unknown[]] = [[], []];
    all.get("x").on((value) => heard.push(value));
    all.get("x").notify("a");
    all.get("x").notify("b");
    all.introduce(1, "x", "old", (value) => sent.push(value), 0);
    assert.deepEqual([heard, sent], [["a", "b"], ["a", "b"]]);
    assert.equal(all.get("x").value, "b");
  });
  test("keeps its old value when the new one cannot be sent", () => {
    const all = new Observables();
    all.introduce(1, "x", 1, () => {
      throw new RangeError("too much");
    }, 0);
    assert.throws(() => all.get("x").notify(2), RangeError);
    assert.equal(all.get("x").value, 1);
  });
  test("goes on when the program introduces it again, under another slot, too", () => {
    const all = new Observables();
    const heard: unknown[] = [];
    all.get("x").on((value) => heard.push(value));
    all.introduce(1, "x", 1, () => 0, 0);
    all.introduce(2, "x", 2, () => 0, 0);
    all.set(1, "nobody", 0);
    all.set(2, 3, 0);
    assert.deepEqual(heard, [1, 2, 3]);
    assert.equal(all.size, 1);
  });
  test("that a script has set is not set back by what the program said before it heard of that", () => {
    const all = new Observables();
    const x = all.get("x");
    const heard: unknown[] = [];
    all.introduce(1, "x", 0, () => 8, 0); // what is set goes out in frame 8
    x.on((value) => heard.push(value));
    x.notify("mine");
    all.set(1, "older", 7);
    assert.equal(x.value, "mine");
    all.introduce(1, "x", "older", () => 8, 7);
    assert.equal(x.value, "mine");
    all.set(1, "newer", 8);
    assert.equal(x.value, "newer");
    assert.deepEqual(heard, ["mine", "older", "mine", "newer"]);
  });
});

describe("a round of listeners", () => {
  test("does not call one cancelled meanwhile, nor one added meanwhile", () => {
    const x = new Observables().get("x");
    const heard: string[] = [];
    x.on(() => {
      heard.push("first");
      stop();
      x.on(() => heard.push("late"));
    });
    const stop = x.on(() => heard.push("second"));
    x.notify(1);
    assert.deepEqual(heard, ["first"]);
  });
  test("that a listener starts comes after the one that runs", () => {
    const x = new Observables().get("x");
    const heard: unknown[] = [];
    x.on((value) => value === 1 && x.notify(2));
    x.on((value) => heard.push(value));
    x.notify(1);
    assert.deepEqual(heard, [1, 2]);
  });
  test("goes on after one that throws, which is reported", (context) => {
    const reports = gather_reports(context);
    const x = new Observables().get("x");
    const heard: unknown[] = [];
    x.on(() => {
      throw new Error("mine");
    });
    x.on((value) => heard.push(value));
    x.notify(1);
    assert.deepEqual(heard, [1]);
    assert.equal((reports[0] as Error).message, "mine");
  });
  test("that never ends is ended, and reported", (context) => {
    const reports = gather_reports(context);
    const x = new Observables().get("x");
    x.on((value) => x.notify((value as number) + 1));
    x.notify(0);
    assert.equal(reports.length, 1);
    x.on(() => {});
  });
});
