// The WebSocket that carries a session, opened again whenever it is lost, until the session is over.
//
// While the page is looked at a lost connection is tried again about every 150 ms, and after 15 seconds ever more
// rarely, down to every 5; a page in the background goes down to every 30. The times are given or taken half, so that
// many browsers do not come at once. What wakes the page (the network is back, somebody looks at it) hurries it. A page
// that is looked at and hears nothing for a while asks whether anybody is there. There is one attempt at a time, and
// one timer: for the next attempt, for the end of this one, or for the next question.
import { Bye, CLOSE_CODE, Kind, SOCKET_PATH } from "./protocol.ts";
import type { Session } from "./session.ts";

// Milliseconds.
const quick = 150;
const quick_for = 15_000;
const slowest = 5_000;
const slowest_hidden = 30_000;
const open_within = 5_000;
const stable_after = 10_000;
const answer_within = 10_000;
const answer_soon = 2_000;
const just_now = 1_000;

const hidden = () => document.visibilityState === "hidden";

// Where the session's socket is, seen from this script.
export function socket_url(script: string, id: string): string {
  return new URL(SOCKET_PATH + id, script).href.replace(/^http/, "ws");
}

export class Connection {
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wait = quick;
  #lost_at = performance.now();
  #began = 0; // when the socket was made,
  #opened = 0; // opened, or 0,
  #heard = 0; // last brought a frame,
  #asked = 0; // was asked for an answer,
  #answer_by = 0; // and when that is due

  // After `silence` milliseconds of it the server is asked whether it is there.
  constructor(readonly session: Session, readonly url: string, readonly silence = 20_000) {
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
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    this.#began = performance.now();
    this.#timer = setTimeout(() => this.#lost(socket, "The server does not answer."), open_within + this.#wait);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      if (socket !== this.#socket) return;
      this.#opened = this.#heard = performance.now();
      this.#asked = 0;
      this.session.on_connection_open((frame) => {
        socket.send(frame);
        if (frame[0] === Kind.bye) this.#lost(socket, "", 0, CLOSE_CODE + Bye.protocol);
      });
      this.#check();
    };
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
      if (socket !== this.#socket) return;
      this.#heard = performance.now();
      this.session.process_message(data);
      if (!this.session.open) this.#lost(socket);
    };
    socket.onclose = ({ code, reason }) => this.#lost(socket, reason, Math.max(0, code - CLOSE_CODE));
  }

  // Lets go of the socket and the timer.
  #end(reason?: string, bye?: number, code?: number): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#opened = 0;
    clearTimeout(this.#timer);
    socket?.close(code);
    this.session.on_connection_close(reason, bye);
  }

  #lost(socket: WebSocket, reason?: string, bye?: number, code?: number): void {
    if (socket !== this.#socket) return;
    const now = performance.now();
    const opened = this.#opened;
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
      if (!this.#socket || now - this.#began > just_now) this.#open();
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
      if (wait <= 0) return this.#lost(this.#socket!, "The server does not answer.");
    } else if (!hidden()) {
      wait -= now - this.#heard;
      if (wait <= 0) return this.#ask(Math.min(answer_within, this.silence / 2));
    }
    this.#timer = setTimeout(() => this.#check(), wait);
  }
}
