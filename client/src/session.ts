// The browser's half of a session: numbers and acknowledges frames, applies messages in order, gathers events.
//
//   session.on_connection_open(send, compression_enabled)   whole frames go out by `send` ...
//   session.process_message(frame)                          ... and come in here, in order ...
//   session.on_connection_close(reason)                     ... until the connection is lost
//
// Whatever moves frames calls these three; a connection ends after it has sent or received a bye. Events made
// while there is none are kept, up to a bound, and sent when the next one is welcomed.
import type { Bytes } from "./msgpack.ts";
import { Reader } from "./msgpack_reader.ts";
import { Writer } from "./msgpack_writer.ts";
import { attempt, Listeners, Observables, type Listener } from "./observable.ts";
import { Browser, Bye, DATA_HEADER, Kind, Limit, Mode, Server, VERSION } from "./protocol.ts";
import { Page, type Emit } from "./dom.ts";

export type Status = "connecting" | "connected" | "offline" | "closed";
type Send = (frame: Bytes) => void;

// Reasons after which nobody connects again.
const final: readonly number[] = [Bye.unknown_session, Bye.superseded, Bye.closed];
const most_waiting = 10_000; // messages
const full_frame = 65_536; // bytes
const ack_after = 20; // milliseconds
const ack_at_once_after = 32; // frames

export class Session {
  readonly observables = new Observables();
  #status: Status = "connecting";
  #status_listeners = new Listeners<Status>();
  #instance = crypto.getRandomValues(new Uint8Array(16));
  #page: Page;
  #show_error: (text: string) => void;

  #send: Send | undefined;
  #welcomed = false;
  #received = 0; // data frames in this numbering
  #unacked = 0; // of them, those we have not acknowledged
  #last_ack = -Infinity;
  #ack_timer: ReturnType<typeof setTimeout> | undefined;

  // Frames to the server are counted through; what the wire calls frame 1 is #base + 1 here.
  #base = 0;
  #sent = 0;
  #acked = 0;
  #frames: Bytes[] = []; // full, waiting to be sent
  #messages = 0; // how many wait
  #writer = new Writer(); // the frame being gathered
  #flush_due = false;

  // `make_page` finds the slots of the page, whose events go where it is told.
  constructor(make_page: (emit: Emit) => Page, show_error: (text: string) => void) {
    this.#writer.position = DATA_HEADER;
    this.#show_error = show_error;
    this.#page = make_page((slot, fields) => this.#tell(Browser.event, slot, fields));
  }

  get status(): Status {
    return this.#status;
  }

  // Calls back with every new status. Returns what ends that.
  on_status(call: Listener<Status>): () => void {
    return this.#status_listeners.add(call);
  }

  // No connection compresses frames by itself yet.
  on_connection_open(send: Send, _compression_enabled = false): void {
    this.#send = send;
    this.#welcomed = false;
    send(control(Kind.hello, [VERSION, this.#instance, this.#received]));
  }

  on_connection_close(_reason = "", bye = 0): void {
    this.#send = undefined;
    this.#welcomed = false;
    clearTimeout(this.#ack_timer);
    if (this.#status !== "closed") this.#set_status(final.includes(bye) ? "closed" : "offline");
  }

  process_message(frame: Bytes | ArrayBuffer): void {
    if (!this.#send) return;
    const bytes = frame instanceof ArrayBuffer ? new Uint8Array(frame) : frame;
    try {
      this.#process(bytes);
    } catch (error) {
      // Not what was agreed. Say so, and begin again with a new connection.
      this.#send?.(control(Kind.bye, [Bye.protocol, (error as Error).message.slice(0, 100)]));
      this.on_connection_close();
    }
  }

  #process(bytes: Bytes): void {
    const reader = new Reader(bytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    reader.position = 1;
    switch (bytes[0]) {
      case Kind.data: {
        if (!this.#welcomed) refuse("Data came before welcome.");
        if (view.getUint16(1, true) !== ((this.#received + 1) & 0xffff)) refuse("A frame is missing.");
        this.#received++;
        this.#acknowledged(view.getUint16(3, true));
        reader.position = DATA_HEADER;
        this.#apply(reader);
        return this.#acknowledge();
      }
      case Kind.welcome:
        return this.#welcome(reader.read() as [number, number, number]);
      case Kind.ack:
        this.#acknowledged(view.getUint16(1, true));
        return this.#page.write(this.#acked);
      case Kind.ping: {
        const pong = bytes.slice();
        pong[0] = Kind.pong;
        return this.#send!(pong);
      }
      case Kind.pong:
        return;
      case Kind.bye: {
        const [code, reason] = reader.read() as [number, string];
        return this.on_connection_close(reason, code);
      }
      default:
        refuse("A frame is of an unknown kind.");
    }
  }

  #welcome([version, , mode]: [number, number, number]): void {
    if (this.#welcomed || version !== VERSION || (mode !== Mode.fresh && mode !== Mode.snapshot)) {
      refuse("This welcome is not one.");
    }
    this.#welcomed = true;
    this.#received = this.#unacked = 0;
    // What an earlier connection took is applied or lost: nobody waits for it any longer.
    this.#base = this.#acked = this.#sent;
    this.#set_status("connected");
    this.#flush();
  }

  #acknowledged(ack: number): void {
    const news = (ack - (this.#acked - this.#base)) & 0xffff;
    if (news > this.#sent - this.#acked) refuse("A frame that was not sent is acknowledged.");
    this.#acked += news;
  }

  #apply(reader: Reader): void {
    try {
      while (reader.left) {
        switch (reader.read()) {
          case Server.set: {
            const slot = reader.read() as number;
            const value = reader.read();
            this.#page.set(slot, value);
            this.observables.set(slot, value);
            break;
          }
          case Server.mirror: {
            const slot = reader.read() as number;
            const name = reader.read() as string;
            const send = (value: unknown) => void this.#tell(Browser.notify, slot, value);
            this.observables.introduce(slot, name, reader.read(), send);
            break;
          }
          case Server.error: {
            const text = String(reader.read());
            attempt(() => this.#show_error(text));
            break;
          }
          case Server.pad:
            reader.read();
            break;
          default:
            refuse("A message is of an unknown kind.");
        }
      }
    } finally {
      this.#page.write(this.#acked);
    }
  }

  // Puts a message into the frame being gathered and gives that frame's number.
  #tell(opcode: Browser, slot: number, value: unknown): number {
    const writer = this.#writer;
    const start = writer.position;
    const number = this.#sent + this.#frames.length + 1;
    if (!this.#welcomed && this.#messages === most_waiting) return number;
    try {
      writer.write(opcode);
      writer.write(slot);
      writer.write(value);
      if (writer.position > Limit.frame_from_browser) throw new RangeError("A value of 16 MiB cannot be sent.");
    } catch (error) {
      writer.position = start;
      throw error;
    }
    this.#messages++;
    if (writer.position > full_frame) this.#close_frame();
    this.#flush_soon();
    return number;
  }

  #close_frame(): void {
    this.#frames.push(this.#writer.bytes.slice(0, this.#writer.position));
    this.#writer.position = DATA_HEADER;
  }

  // After this task, so that what it has to say is one frame.
  #flush_soon(): void {
    if (this.#flush_due) return;
    this.#flush_due = true;
    queueMicrotask(() => {
      this.#flush_due = false;
      this.#flush();
    });
  }

  // An acknowledgement goes out with our next data, or by itself: at once if it has been quiet, and at most
  // every 20 ms or 32 frames otherwise.
  #acknowledge(): void {
    this.#unacked++;
    if (this.#unacked >= ack_at_once_after || performance.now() - this.#last_ack >= ack_after) this.#flush_soon();
    else if (this.#unacked === 1) this.#ack_timer = setTimeout(() => this.#flush(), ack_after);
  }

  #flush(): void {
    if (!this.#welcomed) return;
    if (this.#writer.position > DATA_HEADER) this.#close_frame();
    if (!this.#frames.length && !this.#unacked) return;
    clearTimeout(this.#ack_timer);
    const ack = this.#received & 0xffff;
    if (!this.#frames.length) this.#send!(new Uint8Array([Kind.ack, ack & 255, ack >> 8]));
    for (const frame of this.#frames) {
      this.#sent++;
      const header = new DataView(frame.buffer);
      header.setUint16(1, (this.#sent - this.#base) & 0xffff, true);
      header.setUint16(3, ack, true);
      this.#send!(frame);
    }
    this.#frames = [];
    this.#messages = 0;
    this.#unacked = 0;
    this.#last_ack = performance.now();
  }

  #set_status(status: Status): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#status_listeners.tell(status);
  }
}

function refuse(why: string): never {
  throw new Error(why);
}

function control(kind: Kind, content: unknown[]): Bytes {
  const writer = new Writer();
  writer.position = 1;
  writer.bytes[0] = kind;
  writer.write(content);
  return writer.bytes.slice(0, writer.position);
}
