// The line is cut at any place between two frames, again and again: what is said arrives once, in order, both ways.
// BONITO_SEED=… plays one other run, and BONITO_SEED=random 300 that nobody has played.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { Bytes } from "../src/msgpack.ts";
import { Kind, Mode, Server } from "../src/protocol.ts";
import type { Session } from "../src/session.ts";
import { alone, data_frame, words } from "./fake_server.ts";
import { encode, still_clock } from "./support.ts";

type Random = (below: number) => number;

// Small and good enough (mulberry32).
function random_of(seed: number): Random {
  return (below) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const whole = (sixteen: number, near: number) => near + (((sixteen - near) << 16) >> 16);

// The server's half, and the line to the browser's.
class Line {
  readonly heard: unknown[] = []; // from the browser
  up = false;
  #welcomed = false;
  #to_server: Bytes[] = [];
  #to_browser: Bytes[] = [];
  #received = 0;
  #sent = 65_500;
  #kept: unknown[][] = []; // the messages of the newest frames, up to the one numbered #sent

  // Begins with a snapshot, and with numbers that soon go round those of the wire.
  constructor(readonly session: Session, readonly random: Random, readonly forgets: boolean, readonly snapshot: () => void) {}

  connect(): void {
    this.up = true;
    this.session.on_connection_open((frame) => void this.#to_server.push(frame.slice()));
  }

  // Frames on their way are lost, but the server may have had some that the browser does not know of.
  cut(): void {
    for (let some = this.random(4); some > 0 && this.#to_server.length; some--) this.to_server();
    this.up = this.#welcomed = false;
    this.#to_server = [];
    this.#to_browser = [];
    this.session.on_connection_close();
  }

  say(...messages: unknown[]): void {
    this.#sent++;
    this.#kept.push(messages);
    if (this.#welcomed) this.#send(this.#sent, messages);
  }

  acknowledge(): void {
    if (this.#welcomed) this.#to_browser.push(Uint8Array.of(Kind.ack, this.#received, this.#received >> 8));
  }

  // Delivers one frame. False if there is none.
  to_browser(): boolean {
    const frame = this.#to_browser.shift();
    if (frame) this.session.process_message(frame);
    return !!frame;
  }

  to_server(): boolean {
    const frame = this.#to_server.shift();
    if (!frame) return false;
    if (frame[0] === Kind.ping) {
      this.#to_browser.push(Uint8Array.of(Kind.pong, ...frame.slice(1)));
      return true;
    }
    const [kind, ...rest] = words(frame) as [string, ...number[]];
    if (kind === "hello") this.#hello(rest[2]!);
    else if (kind === "ack") this.#acknowledged(rest[0]!);
    else if (kind === "data") {
      assert.equal(rest[0], (this.#received + 1) & 0xffff);
      this.#acknowledged(rest[1]!);
      this.#received++;
      this.heard.push(...rest.slice(2).map((message) => (message as unknown as unknown[])[2]));
    } else {
      assert.fail(`The browser says ${kind}: ${rest[1]}`);
    }
    return true;
  }

  #send(number: number, messages: unknown[]): void {
    this.#to_browser.push(data_frame(number & 0xffff, this.#received & 0xffff, ...messages));
  }

  #hello(received: number): void {
    const first = this.#sent - this.#kept.length + 1;
    const knows = received >= first - 1 && received <= this.#sent;
    const resumed = knows && !(this.forgets && this.random(3) === 0);
    if (resumed) this.#kept.splice(0, received - first + 1);
    else this.#kept = [];
    this.#welcomed = true;
    const next = resumed ? received + 1 : this.#sent + 1;
    this.#to_browser.push(Uint8Array.of(Kind.welcome, ...encode([1, this.#received, resumed ? Mode.resumed : Mode.snapshot, next])));
    for (const [index, messages] of this.#kept.entries()) this.#send(next + index, messages);
    if (!resumed) this.snapshot();
  }

  #acknowledged(ack: number): void {
    const missing = this.#sent - whole(ack, this.#sent);
    assert.ok(missing >= 0);
    if (missing < this.#kept.length) this.#kept.splice(0, this.#kept.length - missing);
  }
}

async function run(context: TestContext, seed: number, forgets: boolean) {
  const random = random_of(seed);
  const clock = still_clock(context);
  const { page, session } = alone();
  const told: unknown[] = [];
  const heard: unknown[] = [];
  const line: Line = new Line(session, random, forgets, () => line.say(Server.mirror, 7, "count", said));
  const mirror = session.messages.observables.get("count");
  mirror.on((value) => heard.push(value));
  let said = 0;
  const say = () => {
    said++;
    const large = encode(Server.set, 7, said);
    if (random(4)) return line.say(Server.set, 7, said);
    // In two parts, a frame each.
    line.say(Server.part, 7, 0, large.length, large.slice(0, 1));
    line.say(Server.part, 7, 1, large.length, large.slice(1));
  };
  const tell = () => {
    told.push([told.length]);
    page.emit(3, [told.length - 1]);
  };
  line.connect();
  line.to_server();
  while (line.to_browser());
  for (let step = 0; step < 400; step++) {
    if (!line.up && random(5) === 0) line.connect();
    switch (random(9)) {
      case 0: case 1: say(); break;
      case 2: case 3: tell(); break;
      case 4: case 5: line.to_server(); break;
      case 6: case 7: line.to_browser(); break;
      case 8: if (line.up && random(3) === 0) line.cut(); else line.acknowledge();
    }
    if (random(2)) await Promise.resolve();
    if (random(20) === 0) clock.pass(16);
  }
  if (!line.up) line.connect();
  do await Promise.resolve(), clock.pass(16);
  while (line.to_server() || line.to_browser());
  line.acknowledge();
  line.to_browser();
  context.mock.timers.reset();
  context.mock.restoreAll();
  return { session, told, got: line.heard, said, heard: heard as number[] };
}

const given = process.env["BONITO_SEED"] ?? "1";
const first_seed = given === "random" ? Date.now() % 1_000_000 : Number(given);
const runs = process.env["BONITO_SEED"] && given !== "random" ? 1 : 300;

test("however often the line is cut, everything arrives once and in order, both ways", async (context) => {
  context.diagnostic(`seeds ${first_seed} to ${first_seed + runs - 1}`);
  for (let seed = first_seed; seed < first_seed + runs; seed++) {
    const { session, told, got, said, heard } = await run(context, seed, false);
    assert.deepEqual(got, told, `seed ${seed}`);
    assert.deepEqual(heard, Array.from({ length: said + 1 }, (_, value) => value), `seed ${seed}`);
    assert.equal(session.table_sizes().frames, 0);
  }
});

test("if the server forgets what it sent, the newest value arrives all the same, and none after a newer", async (context) => {
  context.diagnostic(`seeds ${first_seed} to ${first_seed + runs - 1}`);
  for (let seed = first_seed; seed < first_seed + runs; seed++) {
    const { told, got, said, heard } = await run(context, seed, true);
    assert.deepEqual(got, told, `seed ${seed}`);
    assert.equal(heard.at(-1) ?? 0, said, `seed ${seed}`);
    assert.ok(heard.every((value, index) => index === 0 || value >= heard[index - 1]!), `seed ${seed}`);
  }
});
