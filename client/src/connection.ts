// The line that carries a session, opened again whenever it is lost, until the session is over.
//
// While the page is looked at a lost connection is tried again about every 150 ms, and after 15 seconds ever more
// rarely, down to every 5; a page in the background goes down to every 30. The times are given or taken half, so that
// many browsers do not come at once. What wakes the page (the network is back, somebody looks at it) hurries it. A page
// that is looked at and hears nothing for a while asks whether anybody is there. There is one attempt at a time, and
// one timer: for the next attempt, for the end of this one, or for the next question.
//
// Browsers hold a page's sockets back, for seconds, when many have failed. So once one has not opened, an attempt begins
// with a request for the head of this script, which may fail as often as it likes, and opens a socket when that is
// answered.
//
// Some networks break WebSockets, and nothing else. When two in a row have brought nothing though such requests are
// answered, the page takes its stream, if it has one. From there it tries a WebSocket now and then while it is looked
// at, beside the stream, and goes over to it when it opens; if that brings nothing after all, back.
import type { Line } from "./line.ts";
import { absolute } from "./address.ts";
import { open_stream } from "./stream.ts";
import { open_socket } from "./socket.ts";
import type { Carried } from "./session.ts";
import { Bye, CLOSE_CODE, Kind } from "./protocol.ts";

// Milliseconds.
const quick = 150;
const quick_for = 15_000;
const slowest = 5_000;
const slowest_hidden = 30_000;
const open_within = 5_000;
const stable_after = 1_000;
const answer_within = 10_000;
const answer_soon = 2_000;
const just_now = 1_000;
const first_trial = 10_000;
const slowest_trial = 300_000;

const enough_broken = 2; // WebSockets

const hidden = () => document.visibilityState === "hidden";

// The URLs of a session's WebSocket and of its stream: one of them, or both.
export type Ways = { socket?: string | undefined; stream?: string | undefined };

// From URLs that are absolute, or seen from the page.
export const ways_of = (socket?: string, stream?: string): Ways =>
  ({ socket: socket && socket_url(socket), stream: stream && absolute(stream) });

export const socket_url = (url: string): string => absolute(url).replace(/^http/, "ws");

type Way = "look" | keyof Ways;
type Attempt = Pick<Line, "end">;

export class Connection {
  #attempt: Attempt | undefined; // or the connection that came of it
  #failed = false; // the last one opened no line
  #way: Way = "look"; // it is
  #broken = 0; // WebSockets in a row that brought nothing
  #trial: Line | undefined; // a WebSocket that is tried beside a stream
  #stream: Attempt | undefined; // from which the page has gone over
  #trial_timer: ReturnType<typeof setTimeout> | undefined;
  #trial_wait = first_trial;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wait = quick;
  #lost_at = performance.now();
  #began = 0; // when the attempt was,
  #opened = 0; // when the line opened, or 0,
  #spoke = false; // has brought a frame,
  #heard = 0; // and when the last one came,
  #asked = 0; // when it was asked for an answer,
  #answer_by = 0; // and when that is due

  // Until the signal. `script`: the URL of this one. After `silence` milliseconds of it the server is asked whether it is there.
  constructor(
    readonly session: Carried,
    readonly script: string,
    readonly ways: Ways,
    readonly signal: AbortSignal,
    readonly silence = 20_000,
  ) {
    const network = () => session.set_online(navigator.onLine !== false);
    const until = { signal };
    addEventListener("online", () => {
      network();
      this.#wake();
    }, until);
    addEventListener("offline", () => {
      network();
      if (this.#opened) this.#ask(answer_soon);
    }, until);
    document.addEventListener("visibilitychange", () => hidden() || this.#wake(), until);
    addEventListener("focus", () => this.#wake(), until);
    // A page that is put away lets go of its socket: browsers keep no page that has one, and break that of a tab they
    // freeze.
    addEventListener("pagehide", ({ persisted }) => persisted && this.#end(), until);
    addEventListener("pageshow", ({ persisted }) => persisted && this.#wake(), until);
    document.addEventListener("freeze", () => this.#end(), until);
    document.addEventListener("resume", () => this.#wake(), until);
    signal.addEventListener("abort", () => this.#leave());
    network();
    this.#open();
  }

  #open(): void {
    this.#end();
    if (this.session.status === "closed") return;
    this.#began = performance.now();
    this.#failed && this.script.startsWith("http") ? this.#look() : this.#connect();
  }

  #begin(way: Way, attempt: Attempt): void {
    clearTimeout(this.#timer);
    this.#way = way;
    this.#spoke = false;
    this.#attempt = attempt;
    this.#timer = setTimeout(() => this.#lost(attempt, "The server does not answer."), open_within + this.#wait);
  }

  #look(): void {
    const request = new AbortController();
    const attempt = { end: () => request.abort() };
    this.#begin("look", attempt);
    fetch(this.script, { method: "HEAD", mode: "no-cors", cache: "no-store", signal: request.signal }).then(
      ({ status }) => {
        if (status >= 500) this.#lost(attempt, "The server is not there.");
        else if (attempt === this.#attempt) this.#connect();
      },
      () => this.#lost(attempt, "The server cannot be reached."),
    );
  }

  #connect(): void {
    const { socket, stream } = this.ways;
    if (stream && (!socket || this.#broken >= enough_broken)) this.#begin("stream", this.#line(open_stream, stream));
    else this.#begin("socket", this.#line(open_socket, socket!));
  }

  #line(open: typeof open_socket, url: string): Line {
    const line: Line = open(url, {
      opened: () => this.#went_up(line),
      frame: (frame) => this.#take(line, frame),
      ended: (reason, bye) => (line === this.#trial ? this.#try_later() : this.#lost(line, reason, bye)),
    });
    return line;
  }

  #went_up(line: Line): void {
    const trial = line === this.#trial;
    if (trial) this.#go_over(line);
    if (line !== this.#attempt) return;
    this.#opened = performance.now();
    this.#heard = trial ? 0 : this.#opened;
    this.#asked = 0;
    this.session.on_connection_open((frame) => {
      line.send(frame);
      // After the one with which a page leaves, the program closes the line, when it has read what came before.
      if (frame[0] === Kind.bye && frame[2] !== Bye.closed) this.#lost(line, "", 0, CLOSE_CODE + Bye.protocol);
    });
    if (this.signal.aborted) return this.#leave();
    if (trial) this.#expect(answer_soon); // the stream could bring more
    this.#check();
    if (this.#way === "stream" && this.ways.socket) this.#try_later();
  }

  #take(line: Line, frame: ArrayBuffer): void {
    if (line !== this.#attempt || this.signal.aborted) return;
    this.#heard = performance.now();
    this.#spoke = true;
    if (this.#way === "socket") {
      this.#broken = 0;
      this.#trial_wait = first_trial;
    }
    this.session.process_message(frame);
    if (!this.session.open) this.#lost(line);
  }

  #try_later(): void {
    this.#end_trial();
    this.#trial_timer = setTimeout(() => {
      if (hidden()) return this.#try_later();
      this.#trial_wait = Math.min(2 * this.#trial_wait, slowest_trial);
      this.#trial = this.#line(open_socket, this.ways.socket!);
      this.#trial_timer = setTimeout(() => this.#try_later(), open_within);
    }, this.#trial_wait);
  }

  #end_trial(): void {
    const trial = this.#trial;
    this.#trial = undefined;
    clearTimeout(this.#trial_timer);
    trial?.end();
  }

  // From the stream to the WebSocket that has opened beside it. Whichever frames the stream still had come again. The
  // program ends it, when it has heard of the other: to its session nothing was lost.
  #go_over(line: Line): void {
    this.#stream = this.#attempt;
    this.#trial = undefined;
    this.#end_trial();
    this.#attempt = line;
    this.#way = "socket";
    this.#spoke = false;
  }

  // The page goes. The program ends the line; one that is still to open says so then.
  #leave(): void {
    if (this.#attempt && !this.#opened) return;
    clearTimeout(this.#timer);
    this.#end_trial();
    this.#timer = setTimeout(() => this.#end(), open_within);
  }

  // Lets go of the attempt, the line and the timers.
  #end(reason?: string, bye?: number, code?: number): void {
    const attempt = this.#attempt;
    this.#attempt = undefined;
    this.#opened = 0;
    clearTimeout(this.#timer);
    this.#end_trial();
    attempt?.end(code);
    this.#stream?.end();
    this.session.on_connection_close(reason, bye);
  }

  #lost(attempt: Attempt, reason?: string, bye?: number, code?: number): void {
    if (attempt !== this.#attempt) return;
    const now = performance.now();
    const opened = this.#opened;
    this.#failed = !opened;
    if (!this.#spoke && !bye) this.#broken = this.#way === "socket" ? this.#broken + 1 : 0;
    this.#end(reason, bye, code);
    if (this.session.status === "closed" || this.signal.aborted) return;
    if (opened && now - opened > stable_after) this.#hurry();
    if (hidden() || now - this.#lost_at > quick_for) {
      this.#wait = Math.min(2 * this.#wait, hidden() ? slowest_hidden : slowest);
    }
    // A program that ends takes leave of all its browsers at once.
    const parting = opened && this.session.bye === Bye.shutdown;
    const wait = parting ? 200 + 1800 * Math.random() : this.#wait * (0.5 + Math.random());
    this.#timer = setTimeout(() => this.#open(), wait);
  }

  // A loss begins, or somebody is waiting.
  #hurry(): void {
    this.#wait = quick;
    this.#lost_at = performance.now();
  }

  #wake(): void {
    const now = performance.now();
    this.#hurry();
    if (!this.#opened) {
      if (!this.#attempt || now - this.#began > just_now) this.#open();
    } else if (now - this.#heard > just_now) {
      this.#ask(answer_soon);
    }
  }

  get #unanswered(): boolean {
    return this.#asked > this.#heard;
  }

  #expect(within: number): void {
    const now = performance.now();
    const earlier = this.#unanswered && this.#answer_by > now ? this.#answer_by : Infinity;
    this.#answer_by = Math.min(earlier, now + within);
    this.#asked = now;
  }

  #ask(within: number): void {
    this.#expect(within);
    this.session.ping();
    this.#check();
  }

  // Is anybody there? Asks after a silence, and gives up when the question brings nothing.
  #check(): void {
    clearTimeout(this.#timer);
    const now = performance.now();
    let wait = this.silence;
    if (this.#unanswered) {
      wait = this.#answer_by - now;
      // If this comes late the machine has slept, and the answer may be about to come.
      if (wait < -just_now) return this.#ask(answer_soon);
      if (wait <= 0) return this.#lost(this.#attempt!, "The server does not answer.");
    } else if (!hidden()) {
      wait -= now - this.#heard;
      if (wait <= 0) return this.#ask(Math.min(answer_within, this.silence / 2));
    }
    this.#timer = setTimeout(() => this.#check(), wait);
  }
}
