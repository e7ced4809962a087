// What goes to the server: messages, gathered into numbered frames that are kept until they are acknowledged.
//
//   const number = outbox.add(opcode, slot, value);    the frame it travels in
//   outbox.flush();                                    what has gathered goes out, as far as the window is open
//   outbox.acknowledged(ack);                          the server has applied that much
//   outbox.open(send, received);                       a connection: what it has not applied goes out again
//
// While nothing can go out messages wait, up to a bound; what comes beyond it is dropped, all of it, so that nothing small
// passes something large. That is reported, once.
import { Writer } from "./msgpack_writer.ts";
import type { Bytes } from "./msgpack.ts";
import { attempt } from "./observable.ts";
import { DATA_HEADER, Kind, Limit, type Browser } from "./protocol.ts";

// Takes a whole frame. It is not to be kept: its header changes if it has to go out again.
export type Send = (frame: Bytes) => unknown; // maybe a promise

const full_frame = 65_536; // bytes
const most_unacknowledged = 16_384; // frames
const most_bytes_unacknowledged = 2 ** 24; // or one frame more
const most_waiting = 10_000; // messages
const most_bytes_waiting = 2 ** 20;

export class Outbox {
  #send: Send | undefined;
  #acked = 0; // the newest frame the server has applied
  #sent = 0; // the newest frame that has gone out
  #frames: Bytes[] = []; // the whole ones after #acked
  #writer = new Writer(); // the one being gathered
  #on_the_way = 0; // bytes of the frames up to #sent
  #waiting = 0; // bytes of those after it
  #messages = 0; // not gone out
  #dropping = false;
  #take_ack: () => number;

  // `take_ack` gives the number of the server's newest frame that is applied, which is acknowledged by that.
  constructor(take_ack: () => number) {
    this.#take_ack = take_ack;
    this.#writer.position = DATA_HEADER;
  }

  get acked(): number {
    return this.#acked;
  }

  // How many frames are kept.
  get size(): number {
    return this.#frames.length;
  }

  // Whether what is added is not kept.
  get dropping(): boolean {
    return this.#dropping;
  }

  add(opcode: Browser, slot: number, value: unknown): number {
    const writer = this.#writer;
    const start = writer.position;
    const number = this.#acked + this.#frames.length + 1;
    try {
      writer.write(opcode);
      writer.write(slot);
      writer.write(value);
      if (writer.position > Limit.frame_from_browser) throw new RangeError("A value of 16 MiB cannot be sent.");
    } catch (error) {
      writer.position = start;
      throw error;
    }
    const full = this.#messages >= most_waiting || this.#waiting + writer.position > most_bytes_waiting;
    if ((full || this.#dropping) && !this.#room) {
      writer.position = start;
      if (!this.#dropping) reportError(new Error("The program is out of reach: what happens here is not kept any more."));
      this.#dropping = true;
      // An input that waits for this must not wait for a frame that never goes.
      return start > DATA_HEADER ? number : number - 1;
    }
    this.#messages++;
    if (writer.position > full_frame) {
      this.#end_frame();
      this.flush();
    }
    return number;
  }

  // Whether anything went out.
  flush(): boolean {
    let news = false;
    while (this.#room) {
      if (this.#sent === this.#acked + this.#frames.length) {
        if (this.#writer.position === DATA_HEADER) {
          this.#messages = 0;
          this.#dropping = false;
          break;
        }
        this.#end_frame();
      }
      const frame = this.#frames[this.#sent++ - this.#acked]!;
      this.#waiting -= frame.length;
      this.#on_the_way += frame.length;
      new DataView(frame.buffer).setUint16(3, this.#take_ack(), true);
      attempt(() => this.#send!(frame));
      news = true;
    }
    return news;
  }

  // Gives the whole number that the 16 bits of an acknowledgement stand for. An old one may come late.
  acknowledged(ack: number): number {
    const number = this.#acked + (((ack - this.#acked) << 16) >> 16);
    this.#forget(number);
    return number;
  }

  open(send: Send, received: number): void {
    if (!(received >= this.#acked)) throw new Error("What was acknowledged is missing.");
    this.#forget(received);
    this.#sent = this.#acked;
    this.#waiting += this.#on_the_way;
    this.#on_the_way = 0;
    this.#send = send;
    this.flush();
  }

  close(): void {
    this.#send = undefined;
  }

  // Whether a frame may go out now.
  get #room(): boolean {
    return !!this.#send && this.#sent - this.#acked < most_unacknowledged && this.#on_the_way < most_bytes_unacknowledged;
  }

  #end_frame(): void {
    const frame = this.#writer.bytes.slice(0, this.#writer.position);
    frame[0] = Kind.data;
    new DataView(frame.buffer).setUint16(1, this.#acked + this.#frames.push(frame), true);
    this.#waiting += frame.length;
    this.#writer.position = DATA_HEADER;
  }

  #forget(acked: number): void {
    if (acked < 0 || acked > this.#sent) throw new Error("A frame that was not sent is acknowledged.");
    if (acked <= this.#acked) return;
    for (const frame of this.#frames.splice(0, acked - this.#acked)) this.#on_the_way -= frame.length;
    this.#acked = acked;
  }
}
