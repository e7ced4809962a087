// The WebSocket that carries a session, opened again whenever it is lost, until the session is closed.
//
// A lost connection is tried again after a quarter of a second, then half, and so on to ten seconds, give or take
// half of it so that many browsers do not come at once; and at once when the machine is back on the network or
// the page is looked at. A page that is looked at and hears nothing for 20 seconds asks whether anybody is there.
import { Bye, CLOSE_CODE, Kind, SOCKET_PATH } from "./protocol.ts";
import type { Session } from "./session.ts";

const first_retry = 250;
const last_retry = 10_000;
const stable_after = 10_000;
const ping_after = 20_000;
const pong_within = 10_000;

// Where the session's socket is, seen from this script.
export function socket_url(script: string, id: string): string {
  return new URL(SOCKET_PATH + id, script).href.replace(/^http/, "ws");
}

export class Connection {
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempts = 0;
  #opened = 0;
  #heard = 0;
  #asked = 0;

  constructor(readonly session: Session, readonly url: string) {
    const wake = () => {
      if (document.visibilityState === "hidden") return;
      if (!this.#socket) this.#open();
      else if (this.#socket.readyState === WebSocket.OPEN) this.#check();
    };
    addEventListener("online", wake);
    document.addEventListener("visibilitychange", wake);
    this.#open();
  }

  #open(): void {
    clearTimeout(this.#timer);
    if (this.session.status === "closed") return;
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.#opened = this.#heard = performance.now();
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
      if (new Uint8Array(data, 0, 1)[0] === Kind.bye) this.#lost(socket);
    };
    socket.onclose = ({ code, reason }) => this.#lost(socket, reason, code - CLOSE_CODE);
  }

  #lost(socket: WebSocket, reason?: string, bye?: number, code?: number): void {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    clearTimeout(this.#timer);
    socket.close(code);
    this.session.on_connection_close(reason, bye);
    if (this.session.status === "closed") return;
    const now = performance.now();
    if (this.#opened && now - this.#opened > stable_after) this.#attempts = 0;
    this.#opened = 0;
    const wait = Math.min(last_retry, first_retry * 2 ** this.#attempts++);
    this.#timer = setTimeout(() => this.#open(), wait * (0.5 + Math.random()));
  }

  // Is anybody there? Asks after a silence, and gives up when the question brings nothing.
  #check(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket!;
    const now = performance.now();
    let wait = ping_after - (now - this.#heard);
    if (document.visibilityState === "hidden") {
      wait = ping_after;
    } else if (this.#asked > this.#heard) {
      wait = pong_within - (now - this.#asked);
      if (wait <= 0) return this.#lost(socket, "The server does not answer.");
    } else if (wait <= 0) {
      socket.send(new Uint8Array([Kind.ping]));
      this.#asked = now;
      wait = pong_within;
    }
    this.#timer = setTimeout(() => this.#check(), wait);
  }
}
