// What the conformance kit's page runs in the client's place (bonito/testing/conformance.hpp): it does as the kit says,
// and tells what has come. To the connection it looks like the client. src/testing/peer.cpp is the same without a
// browser, and src/testing/test_frames.hpp says what a frame holds.
import type { Status } from "./status.ts";
import { Reader } from "./msgpack_reader.ts";
import { Kind } from "./protocol.ts";
import { Listeners, type Listener } from "./observable.ts";
import { line_of } from "./bonito.ts";
import type { Send } from "./outbox.ts";
import type { Carried } from "./session.ts";
import type { Frame } from "./frame.ts";
import { Queue } from "./queue.ts";
import { Writer } from "./msgpack_writer.ts";
import { connect } from "./connect.ts";
import type { Bytes } from "./msgpack.ts";

const mark = [0xb0, 0x17, 0x0c, 0x4f, 0x2e, 0x5a, 0x91, 0xd3];

function words_of(bytes: Bytes): Uint32Array {
  const aligned = bytes.byteOffset % 4 ? bytes.slice() : bytes;
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length >> 2);
}

function hash_of(bytes: Bytes): number {
  let hash = bytes.length;
  const add = (word: number) => {
    hash = Math.imul(hash ^ word, 0x01000193);
    hash ^= hash >>> 15;
  };
  for (const word of words_of(bytes)) add(word);
  const rest = bytes.length & 3;
  if (rest) add(bytes.subarray(-rest).reduceRight((word, byte) => (word << 8) | byte, 0));
  return hash >>> 0;
}

function test_frame(seed: number, index: number, size: number): Bytes {
  const words = new Uint32Array((size + 3) >> 2);
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0 || 1;
  for (let place = 0; place < words.length; ++place) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[place] = state;
  }
  const bytes = new Uint8Array(words.buffer).slice(0, size);
  if (size) bytes[0] = Kind.data;
  return bytes;
}

function command(kind: Kind, content: unknown[]): Bytes {
  const writer = new Writer();
  writer.write(content);
  return new Uint8Array([kind, ...mark, ...writer.bytes.subarray(0, writer.position)]);
}

// Nothing if it is none, or not one any more.
function parse_command(bytes: Bytes): [string, number, ...unknown[]] | undefined {
  if (!mark.every((byte, place) => bytes[1 + place] === byte)) return;
  try {
    return new Reader(bytes.subarray(1 + mark.length)).read() as [string, number];
  } catch {
    return;
  }
}

class Echo implements Carried {
  bye = 0;
  #status: Status = "connecting";
  #status_listeners = new Listeners<Status>();
  #link: { send: Send; incoming: Queue } | undefined;
  #came: number[] = []; // size and hash of each frame, since the last report
  #before: number[] = []; // of the connection before this one
  #openings = 0;
  #closings = 0;
  #errors: string[] = [];

  get status(): Status {
    return this.#status;
  }
  on_status(call: Listener<Status>): () => void {
    return this.#status_listeners.add(call);
  }
  #become(status: Status): void {
    this.#status = status;
    this.#status_listeners.tell(status);
  }

  get open(): boolean {
    return !!this.#link;
  }
  set_online(): void {}

  on_connection_open(send: Send): void {
    if (this.status === "closed") return;
    this.#openings++; // each after a closing that is told
    this.#before = this.#came;
    this.#came = [];
    this.#link = { send, incoming: new Queue() };
    this.#become("connected");
    this.#say(command(Kind.hello, []));
  }

  on_connection_close(): void {
    if (!this.#link) return;
    this.#link = undefined;
    this.#closings++;
    if (this.status !== "closed") this.#become("reconnecting");
  }

  ping(): void {
    this.#say(new Uint8Array([Kind.ping]));
  }

  process_message(frame: Frame): void {
    const link = this.#link;
    if (!link) return;
    if (link.incoming.empty && !(frame instanceof Blob)) return this.#receive(frame);
    link.incoming.add(async () => {
      const read = frame instanceof Blob ? await frame.arrayBuffer() : frame;
      if (link === this.#link) this.#receive(read);
    });
  }

  #receive(frame: ArrayBuffer | ArrayBufferView<ArrayBuffer>): void {
    const { buffer, byteOffset, byteLength } = frame instanceof ArrayBuffer ? new Uint8Array(frame) : frame;
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    const told = parse_command(bytes);
    if (told) {
      this.#obey(...told);
    } else if (bytes[0] === Kind.bye) {
      this.on_connection_close();
    } else if (bytes[0] !== Kind.pong || bytes.length > 1) {
      this.#came.push(bytes.length, hash_of(bytes));
    }
  }

  #obey(name: string, id: number, ...more: unknown[]): void {
    const answer: unknown[] = [id];
    if (name === "report") {
      const packed = (numbers: number[]) => new Uint8Array(new Uint32Array(numbers).buffer);
      answer.push(packed(this.#came), packed(this.#before), this.#openings, this.#closings, this.#errors);
      this.#came = [];
      this.#errors = [];
    } else if (name === "send") {
      const [seed, sizes] = more as [number, Bytes];
      words_of(sizes).forEach((size, index) => this.#say(test_frame(seed, index, size)));
    } else if (name === "pause") {
      setTimeout(() => {
        for (const end = performance.now() + (more[0] as number); performance.now() < end; );
      });
    } else if (name === "show") {
      this.#show(more as string[]);
    }
    this.#say(command(Kind.data, answer));
  }

  // The last that is said: this page does not connect again.
  #show([verdict, ...sentences]: string[]): void {
    this.#become("closed");
    document.querySelector("#conformance h1")!.textContent = verdict!;
    document.querySelector("#conformance ul")!.replaceChildren(
      ...sentences.map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence })),
    );
  }

  #say(frame: Bytes): void {
    const link = this.#link;
    const failed = (error: unknown) => {
      this.#errors.push(String(error));
      if (link === this.#link) this.on_connection_close();
    };
    try {
      const sent = link?.send(frame);
      if (sent) Promise.resolve(sent).catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}

const session = new Echo();
const bonito = line_of(session);
Object.assign(globalThis, { Bonito: bonito });
connect(session, bonito, document.querySelector<HTMLElement>("[data-socket], [data-stream], [data-setup]")!.dataset, new AbortController().signal);
