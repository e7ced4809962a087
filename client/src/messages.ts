// What the server's messages ask for, done: values into the page, to observables, and to scripts.
//
//   messages.apply(reader, acked)     one message of a frame that was sent when the program had applied ours up to `acked`
//
// A message that what follows must wait for gives a promise. What is not as agreed throws.
import { Browser, Server } from "./protocol.ts";
import { note_origin, Failures, Origin } from "./failures.ts";
import { Reader } from "./msgpack_reader.ts";
import { Parts } from "./parts.ts";
import type { Emit } from "./markup.ts";
import type { Page } from "./dom.ts";
import { attempt, Observables } from "./observable.ts";
import type { Bytes } from "./msgpack.ts";
import { Program } from "./program.ts";
import { Scripts, type Bonito } from "./scripts.ts";

// Sends a message and gives the number of the frame it travels in; 0 if the program will not hear it.
type Tell = (opcode: Browser, slot: number, value: unknown) => number;

// What is one observable of the program, in a static page; and what a script has set it to, once one has.
type Group = { slots: number[]; value?: unknown };

export class Messages {
  readonly observables = new Observables();
  readonly parts = new Parts();
  readonly failures: Failures;
  readonly program: Program;
  readonly page: Page;
  bonito: Bonito | undefined; // for scripts
  #tell: Tell;
  #show_error: (text: string) => void;
  #bulk_has_come: () => void;
  #scripts: Scripts;
  #groups = new Map<number, Group>();

  constructor(make_page: (emit: Emit) => Page, tell: Tell, show_error: (text: string) => void, bulk_has_come: () => void) {
    this.#tell = tell;
    this.#show_error = show_error;
    this.#bulk_has_come = bulk_has_come;
    this.page = make_page((slot, fields) => tell(Browser.event, slot, fields));
    this.program = new Program((call, name, args) => tell(Browser.call, call, [name, args]) > 0);
    this.failures = new Failures((origin, message, stack) => tell(Browser.failed, 0, [origin, message, stack]));
    this.#scripts = new Scripts({
      bonito: () => this.bonito!,
      place: (scope) => this.page.place(scope),
      element: (slot) => this.page.element(slot),
      observable: (slot) => this.observables.at(slot),
      unloaded: (first, reason) => tell(Browser.unloaded, first, reason) > 0,
      answer: (question, ok, value) => void tell(Browser.answer, question, [ok, value]),
      failed: (error) => this.failures.report(error),
    });
  }

  apply(reader: Reader, acked: number): Promise<unknown> | undefined {
    const opcode = reader.read() as Server;
    const number = () => reader.read() as number;
    const text = () => String(reader.read());
    switch (opcode) {
      case Server.set: {
        const target = number();
        const value = reader.read();
        this.parts.drop(target);
        this.page.slots.set(target, value);
        return this.observables.set(target, value, acked);
      }
      case Server.mirror: {
        const target = number();
        this.parts.drop(target);
        const name = reader.read() as string | null;
        const value = reader.read();
        const group = this.#groups.get(target);
        const send = (value: unknown) => {
          this.#share(target, value);
          return this.#tell(Browser.notify, target, value);
        };
        return this.observables.introduce(target, name, group && "value" in group ? group.value : value, send, acked);
      }
      case Server.error: {
        const message = text();
        return attempt(() => this.#show_error(message));
      }
      case Server.pad:
        return void reader.read();
      case Server.part:
        return this.apply_whole(this.parts.add(number(), number(), number(), reader.read() as Bytes), acked);
      case Server.bulk:
        this.apply_whole(this.parts.announce(number(), number(), number()), acked);
        return void this.#bulk_has_come();
      case Server.region:
        return this.#forget(this.page.replace(number(), text()));
      case Server.patch: {
        const { gone, torn } = this.page.patch(number(), reader);
        if (torn) this.#tell(Browser.torn, torn, null);
        return this.#forget(gone);
      }
      case Server.follow: {
        const group = { slots: reader.read() as number[] };
        for (const slot of group.slots) this.#groups.set(slot, group);
        return;
      }
      case Server.gone:
        return this.#forget(this.page.end(number()));
      case Server.sheet: {
        const target = number();
        const css = text();
        return attempt(() => this.page.style(target, css));
      }
      case Server.module:
        return this.#scripts.module(number(), text());
      case Server.run:
      case Server.ask: {
        const [scope, script] = [number(), number()];
        const question = opcode === Server.ask ? number() : undefined;
        const given = reader.read() as unknown[];
        this.page.slots.write(acked); // what was set before is there
        return void this.#scripts.run(scope, script, given, question);
      }
      case Server.answer:
        return void this.program.answer(number(), reader.read() as boolean, reader.read());
      default:
        throw note_origin(new Error("A message is of an unknown kind."), Origin.library);
    }
  }

  // In a static page: no program does.
  #share(from: number, value: unknown): void {
    const group = this.#groups.get(from);
    if (!group) return;
    group.value = value;
    for (const slot of group.slots) {
      if (slot === from) continue;
      this.page.slots.set(slot, value);
      this.observables.set(slot, value, 0);
    }
    this.page.slots.write(0);
  }

  // A long one, whose parts have all come.
  apply_whole(message: Bytes | undefined, acked: number): undefined {
    if (!message) return;
    if (message[0]! > Server.mirror) throw new Error("This message does not come in parts.");
    this.apply(new Reader(message), acked);
  }

  // An app of the session's is on a page of somebody else's, and not any more.
  show_embedded(slot: number, element: Element): void {
    this.page.show(element, slot);
    this.#tell(Browser.embedded, slot, true);
  }

  drop_embedded(slot: number, element: Element): void {
    this.#forget(this.page.forget(element));
    this.#tell(Browser.embedded, slot, false);
  }

  table_sizes() {
    return { ...this.page.table_sizes(), mirrors: this.observables.size, parts: this.parts.size };
  }

  #forget(slots: number[]): undefined {
    for (const slot of slots) this.observables.drop(slot) || this.parts.drop(slot);
  }
}
