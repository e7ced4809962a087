// The WebSocket that carries a session, opened again whenever it is lost, until the session is over.
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
import { Bye, CLOSE_CODE, Kind } from "./protocol.ts";
import type { Session } from "./session.ts";

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

const hidden = () => document.visibilityState === "hidden";

// Where the session's socket is: absolute, or seen from the page.
export function socket_url(page: string, url: string): string {
  return new URL(url, page).href.replace(/^http/, "ws");
}

type Attempt = { end(code?: number): void };

export class Connection {
  #attempt: Attempt | undefined; // or the connection that came of it
  #failed = false; // the last one opened no socket
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wait = quick;
  #lost_at = performance.now();
  #began = 0; // when the attempt was,
  #opened = 0; // when the socket opened, or 0,
  #heard = 0; // last brought a frame,
  #asked = 0; // was asked for an answer,
  #answer_by = 0; // and when that is due

  // `script`: the URL of this one, and `socket` that of the session's. After `silence` milliseconds of it the server is
  // asked whether it is there.
  constructor(readonly session: Session, readonly script: string, readonly socket: string, readonly silence = 20_000) {
    const network = () => session.set_online(navigator.onLine !== false);
    addEventListener("online", () => {
      network();
      this.#wake();
    });
    addEventListener("offline", () => {
      network();
      if (this.#opened) this.#ask(answer_soon);
    });
    document.addEventListener("visibilitychange", () => hidden() || this.#wake());
    addEventListener("focus", () => this.#wake());
    // A page that is put away lets go of its socket: browsers keep no page that has one, and break that of a tab they
    // freeze.
    addEventListener("pagehide", ({ persisted }) => persisted && this.#end());
    addEventListener("pageshow", ({ persisted }) => persisted && this.#wake());
    document.addEventListener("freeze", () => this.#end());
    document.addEventListener("resume", () => this.#wake());
    network();
    this.#open();
  }

  #open(): void {
    this.#end();
    if (this.session.status === "closed") return;
    this.#began = performance.now();
    this.#failed && this.script.startsWith("http") ? this.#look() : this.#connect();
  }

  #begin(attempt: Attempt): void {
    clearTimeout(this.#timer);
    this.#attempt = attempt;
    this.#timer = setTimeout(() => this.#lost(attempt, "The server does not answer."), open_within + this.#wait);
  }

  #look(): void {
    const request = new AbortController();
    const attempt = { end: () => request.abort() };
    this.#begin(attempt);
    fetch(this.script, { method: "HEAD", mode: "no-cors", cache: "no-store", signal: request.signal }).then(
      ({ status }) => {
        if (status >= 500) this.#lost(attempt, "The server is not there.");
        else if (attempt === this.#attempt) this.#connect();
      },
      () => this.#lost(attempt, "The server cannot be reached."),
    );
  }

  #connect(): void {
    const socket = new WebSocket(this.socket);
    const attempt = { end: (code?: number) => socket.close(code) };
    this.#begin(attempt);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      if (attempt !== this.#attempt) return;
      this.#opened = this.#heard = performance.now();
      this.#asked = 0;
      this.session.on_connection_open((frame) => {
        socket.send(frame);
        if (frame[0] === Kind.bye) this.#lost(attempt, "", 0, CLOSE_CODE + Bye.protocol);
      });
      this.#check();
    };
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      if (attempt !== this.#attempt) return;
      this.#heard = performance.now();
      this.session.process_message(data);
      if (!this.session.open) this.#lost(attempt);
    };
    socket.onclose = ({ code, reason }) => this.#lost(attempt, reason, Math.max(0, code - CLOSE_CODE));
  }

  // Lets go of the attempt, the socket and the timer.
  #end(reason?: string, bye?: number, code?: number): void {
    const attempt = this.#attempt;
    this.#attempt = undefined;
    this.#opened = 0;
    clearTimeout(this.#timer);
    attempt?.end(code);
    this.session.on_connection_close(reason, bye);
  }

  #lost(attempt: Attempt, reason?: string, bye?: number, code?: number): void {
    if (attempt !== this.#attempt) return;
    const now = performance.now();
    const opened = this.#opened;
    this.#failed = !opened;
    this.#end(reason, bye, code);
    if (this.session.status === "closed") return;
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

  #ask(within: number): void {
    const now = performance.now();
    const earlier = this.#unanswered && this.#answer_by > now ? this.#answer_by : Infinity;
    this.#answer_by = Math.min(earlier, now + within);
    this.#asked = now;
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
