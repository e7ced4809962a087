// The browser's half of a session: applies the server's messages in order, acknowledges them, passes events on.
//
//   session.on_connection_open(send, compression_enabled)   whole frames go out by `send` ...
//   session.process_message(frame)                          ... and come in here, in order ...
//   session.on_connection_close(reason)                     ... until the connection is lost
//
// Whatever moves frames calls these three; a connection ends after it has sent or received a bye. The next one goes
// on where it ended: nothing is lost, and nothing applied twice. When the session is over its status is "closed", and
// `bye` and `reason` say why.
import type { Page } from "./dom.ts";
import type { Status } from "./status.ts";
import { Writer } from "./msgpack_writer.ts";
import { from_base64 } from "./base64.ts";
import { can_compress, deflated, inflated, is_deflated, is_worth_it } from "./compress.ts";
import { Reader } from "./msgpack_reader.ts";
import { Outbox, type Send } from "./outbox.ts";
import { attempt, Listeners, type Listener, type Observable } from "./observable.ts";
import type { Emit } from "./markup.ts";
import type { Bytes } from "./msgpack.ts";
import { Browser, BULK_HEADER, Bye, DATA_HEADER, Kind, Mode, VERSION } from "./protocol.ts";
import { Messages } from "./messages.ts";
import { bytes_of, in_pieces, Pieces, view_of, type Frame } from "./frame.ts";
import { Queue } from "./queue.ts";

// A connection, from its opening to its loss. Frames that come queue up behind one that takes a while to read, a Blob or
// a compressed one; those that go, behind one that is being compressed.
type Link = { send: Send; welcomed: boolean; compressed: boolean; coming: Queue; going: Queue; pieces: Pieces };

// Reasons after which nobody connects again.
const final: readonly number[] = [Bye.unknown_session, Bye.superseded, Bye.closed, Bye.refused, Bye.duplicate];
const ack_after = 16; // milliseconds
const ack_at_once_after = 32; // frames
const ack_at_once_after_bytes = 262_144;

// What a connection asks of the session whose frames it carries.
export type Carried = Pick<
  Session,
  "status" | "on_status" | "open" | "bye" | "set_online" | "on_connection_open" | "process_message" | "on_connection_close" | "ping"
>;

export class Session {
  readonly messages: Messages;
  // The bye that the last connection ended with, if one; and whether the program, since it last welcomed us, said that
  // it is ending.
  bye = 0;
  reason = "";
  restarting = false;
  // Milliseconds to the server and back, once that is known.
  round_trip: number | undefined;

  #status: Status = "connecting";
  #status_listeners = new Listeners<Status>();
  #online = true;
  #known = false; // has been welcomed
  #static = false; // never will be
  #left = false; // the page has gone for good
  #instance = crypto.getRandomValues(new Uint8Array(16));
  #link: Link | undefined;
  #outbox = new Outbox(() => this.#take_ack());
  #flush_due = false;

  #received = 0; // the newest frame that has come,
  #applied = 0; // and the newest whose messages are applied
  #applying = new Queue(); // frames that wait for what a message before them loads
  #unacked = 0; // frames since the last acknowledgement,
  #unacked_bytes = 0; // their size,
  #last_ack = -Infinity; // and when that was
  #ack_timer: ReturnType<typeof setTimeout> | undefined;

  // `make_page` finds the slots of the page, whose events go where it is told.
  constructor(make_page: (emit: Emit) => Page, show_error: (text: string) => void) {
    const tell = (opcode: Browser, slot: number, value: unknown) => this.#tell(opcode, slot, value);
    this.messages = new Messages(make_page, tell, show_error, () => this.#acknowledge_bulk());
  }

  get status(): Status {
    return this.#status;
  }

  // Whether there is a connection.
  get open(): boolean {
    return !!this.#link;
  }

  // The observable that the program mirrors under this name. If it does not, an answer of the program shows that.
  observable(name: string): Observable {
    const { observables } = this.messages;
    const observable = observables.get(name);
    if (this.#link?.welcomed && observables.some_are_unknown) this.ping();
    return observable;
  }

  // Calls back with every new status. Returns what ends that.
  on_status(call: Listener<Status>, signal?: AbortSignal): () => void {
    return this.#status_listeners.add(call, signal);
  }

  // Whether there is a network, which the status tells while there is no connection.
  set_online(online: boolean): void {
    this.#online = online;
    this.#update_status();
  }

  // `compression_enabled`: frames are to be compressed, as the connection does not do so.
  on_connection_open(send: Send, compression_enabled = false): void {
    if (this.#status === "closed") return;
    this.#disconnect(0, "");
    const compressed = compression_enabled && can_compress();
    this.#link = { send, welcomed: false, compressed, coming: new Queue(), pieces: new Pieces(), going: new Queue() };
    const hello = [VERSION, this.#instance, this.#received];
    this.#say(control(Kind.hello, compressed ? [...hello, true] : hello));
    if (this.#left) this.#part();
  }

  on_connection_close(reason = "", bye = 0): void {
    if (this.#link) this.#disconnect(bye, reason);
  }

  // The page goes for good, and its program need not wait for it: it is told so if there is a connection, or one is being
  // opened. Nobody on the page is.
  leave(): void {
    this.#left = true;
    this.messages.page.leave();
    this.#flush();
    this.#part();
  }

  // There is no program to hear of anything. `told`: all that it has to say, a frame in base64.
  stay_static(told: string): void {
    this.#static = true;
    this.#update_status();
    if (!told) return;
    const reader = new Reader(from_base64(told));
    reader.position = DATA_HEADER;
    attempt(() => this.#apply(reader, 0, 0, 0));
  }

  // Asks for a sign of life, and how long that takes.
  ping(): void {
    const ping = new DataView(new ArrayBuffer(9));
    ping.setUint8(0, Kind.ping);
    ping.setFloat64(1, performance.now());
    this.#say(new Uint8Array(ping.buffer));
  }

  process_message(frame: Frame): void {
    const link = this.#link;
    if (!link) return;
    const bytes = frame instanceof Blob ? undefined : view_of(frame);
    const packed = (read: Bytes) => link.compressed && is_deflated(read);
    if (bytes && link.coming.empty && !packed(bytes)) return this.#receive(link, bytes);
    link.coming.add(async () => {
      const read = bytes ?? (await bytes_of(frame as Blob));
      this.#receive(link, packed(read) ? await inflated(read).catch(() => read) : read);
    });
  }

  // How much is kept: what comes and goes leaves these as they were.
  table_sizes() {
    return { ...this.messages.table_sizes(), frames: this.#outbox.size };
  }

  #receive(link: Link, frame: Bytes): void {
    if (link !== this.#link) return;
    try {
      const whole = link.pieces.join(frame);
      whole ? this.#process(whole) : this.#acknowledge(0); // the server hears of each piece, as the page does
    } catch (error) {
      this.#end_for(error);
    }
  }

  // Not what was agreed. Say so, and begin again with a new connection.
  #end_for(error: unknown): void {
    if (this.#static) return reportError(error);
    this.#say(control(Kind.bye, [Bye.protocol, (error as Error).message.slice(0, 100)]));
    this.on_connection_close();
  }

  #process(bytes: Bytes): void {
    const reader = new Reader(bytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const kind = bytes[0];
    const { observables, parts, page: { slots } } = this.messages;
    reader.position = 1;
    if ((kind === Kind.data || kind === Kind.ack) && !this.#link!.welcomed) refuse("Data came before welcome.");
    switch (kind) {
      case Kind.data: {
        if (view.getUint16(1, true) !== ((this.#received + 1) & 0xffff)) refuse("A frame is missing.");
        const acked = this.#outbox.acknowledged(view.getUint16(3, true));
        const number = ++this.#received;
        reader.position = DATA_HEADER;
        return this.#apply(reader, acked, number, bytes.length);
      }
      case Kind.welcome:
        return this.#welcome(reader.read() as number[] as [number, number, Mode, number]);
      case Kind.ack:
        slots.write(this.#outbox.acknowledged(view.getUint16(1, true)));
        return this.#flush();
      case Kind.bulk: {
        // A way of its own brings these, whenever it likes.
        if (!this.#link!.welcomed) return;
        const { acked } = this.#outbox;
        this.messages.apply_whole(parts.add_bulk(view.getUint16(1, true), bytes.subarray(BULK_HEADER)), acked);
        slots.write(acked);
        return this.#acknowledge_bulk();
      }
      case Kind.ping: {
        const pong = bytes.slice();
        pong[0] = Kind.pong;
        return this.#say(pong);
      }
      case Kind.pong:
        if (bytes.length === 9) this.round_trip = performance.now() - view.getFloat64(1);
        // All that the server had to say when it welcomed us has come before the answer to our first ping, but for what
        // comes in parts or pieces.
        if (!parts.size && !this.#link!.pieces.size && this.#applying.empty) observables.miss_unknown();
        return;
      case Kind.bye: {
        const [code, reason] = reader.read() as [number, string];
        return this.on_connection_close(reason, code);
      }
      default:
        refuse("A frame is of an unknown kind.");
    }
  }

  #welcome([version, received, mode, next]: [number, number, Mode, number]): void {
    const link = this.#link!;
    const goes_on = mode === Mode.snapshot ? next > this.#received : next === this.#received + 1;
    if (link.welcomed || version !== VERSION || !(mode <= Mode.snapshot) || !goes_on) {
      refuse("This welcome is not one.");
    }
    if (mode === Mode.snapshot) {
      this.messages.parts.clear();
      this.#applied = next - 1;
    }
    this.#received = next - 1;
    this.#unacked = this.#unacked_bytes = 0;
    link.welcomed = true;
    this.ping();
    this.#outbox.open((frame) => in_pieces(frame).forEach((each) => this.#say(each)), received);
    this.#known = true;
    this.restarting = false;
    this.#update_status();
  }

  // The messages of a frame that was sent when the program had applied ours up to `acked`. Those after one that has to
  // load something wait for it, and so do the frames that follow.
  #apply(reader: Reader, acked: number, number: number, size: number): void {
    if (!this.#applying.empty) return this.#applying.add(() => this.#apply_later(reader, acked, number, size));
    let loading: Promise<unknown> | undefined;
    try {
      while (reader.left && !loading) loading = this.messages.apply(reader, acked);
    } finally {
      this.messages.page.slots.write(acked);
    }
    if (loading) this.#applying.add(() => this.#apply_later(reader, acked, number, size, loading));
    else this.#has_applied(number, size);
  }

  async #apply_later(reader: Reader, acked: number, number: number, size: number, loading?: Promise<unknown>): Promise<void> {
    try {
      await loading;
      while (reader.left) {
        const wait = this.messages.apply(reader, acked);
        if (wait) await wait;
      }
    } catch (error) {
      this.#end_for(error);
    }
    this.messages.page.slots.write(acked);
    this.#has_applied(number, size);
  }

  #has_applied(number: number, size: number): void {
    this.#applied = Math.max(this.#applied, number);
    this.#acknowledge(size);
  }

  // Once more if a piece came twice: the program has not heard of it.
  #acknowledge_bulk(): void {
    const { bulk_received } = this.messages.parts;
    if (bulk_received === undefined) return;
    this.#say(new Uint8Array([Kind.bulk, bulk_received, bulk_received >> 8]));
  }

  // Gives the number of the frame that the message travels in.
  #tell(opcode: Browser, slot: number, value: unknown): number {
    if (this.#static) return this.messages.page.slots.write(0), 0; // what has waited for this
    if (this.#status === "closed") return 0;
    const number = this.#outbox.add(opcode, slot, value);
    this.#flush_soon();
    return opcode === Browser.call && this.#outbox.dropping ? 0 : number;
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

  #flush(): void {
    if (this.#outbox.flush() || !this.#unacked || !this.#link?.welcomed) return;
    const ack = this.#take_ack();
    this.#say(new Uint8Array([Kind.ack, ack, ack >> 8]));
  }

  // An acknowledgement goes out with our next data, or by itself: at once if there was a pause, and otherwise soon.
  #acknowledge(bytes: number): void {
    this.#unacked++;
    this.#unacked_bytes += bytes;
    const due = this.#unacked >= ack_at_once_after || this.#unacked_bytes >= ack_at_once_after_bytes;
    if (due || performance.now() - this.#last_ack >= ack_after) this.#flush_soon();
    else if (this.#unacked === 1) this.#ack_timer = setTimeout(() => this.#flush(), ack_after);
  }

  #take_ack(): number {
    clearTimeout(this.#ack_timer);
    this.#unacked = this.#unacked_bytes = 0;
    this.#last_ack = performance.now();
    return this.#applied;
  }

  #say(frame: Bytes): void {
    const link = this.#link;
    if (!link) return;
    const packs = link.compressed && link.welcomed && is_worth_it(frame);
    // What waits is not the outbox's own, which may change. A bye is the last word, and waits for nothing.
    if ((!packs && link.going.empty) || frame[0] === Kind.bye) return this.#send(link, frame);
    const own = frame.slice();
    link.going.add(async () => this.#send(link, packs ? await deflated(own).catch(() => own) : own));
  }

  #send(link: Link, frame: Bytes): void {
    if (link !== this.#link) return;
    // What it does not take is sent again after the next opening.
    const failed = (error: unknown) => {
      reportError(error);
      if (link === this.#link) this.on_connection_close("The connection's send() failed.");
    };
    try {
      const sent = link.send(frame);
      if (sent) Promise.resolve(sent).catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  #part(): void {
    const link = this.#link;
    const part = () => {
      if (!link || link !== this.#link) return;
      this.#say(control(Kind.bye, [Bye.closed, ""]));
      this.#disconnect(Bye.closed, "");
    };
    if (!link || link.going.empty) part();
    else link.going.add(async () => part()); // what comes before is being compressed
  }

  #disconnect(bye: number, reason: string): void {
    // An older connection of this page came late, and took it over from the one that had been welcomed. Coming back
    // takes it over in turn.
    if (bye === Bye.superseded && this.#link?.welcomed) bye = 0;
    this.#link = undefined;
    this.#outbox.close();
    clearTimeout(this.#ack_timer);
    this.bye = bye;
    this.reason = reason;
    if (bye === Bye.shutdown) this.restarting = true;
    this.#update_status();
  }

  #update_status(): void {
    const lost = !this.#online ? "offline" : this.#known ? "reconnecting" : "connecting";
    const open = this.#static ? "static" : this.#link?.welcomed ? "connected" : lost;
    const status = final.includes(this.bye) ? "closed" : open;
    this.messages.page.show_status(status);
    if (status === this.#status) return;
    this.#status = status;
    if (status === "closed") this.messages.program.end(this.reason);
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
