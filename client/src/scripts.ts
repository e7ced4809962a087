// The program's scripts: functions that it names by number, run in the order in which it asks.
//
//   scripts.module(first, url)              functions from `first` on, which the module has; a promise while it loads
//   scripts.run(scope, number, arguments)   calls one, when it and what it is given is there
//
// What is run waits for what was asked for before. A script is given the session's Bonito, whose `signal` is aborted when
// the region that it was run for shows something else; then it is not run any more. What fails is reported, to the
// console and to the program.
import { Unknown, type Bytes } from "./msgpack.ts";
import { Reader } from "./msgpack_reader.ts";
import { need } from "./needs.ts";
import type { Observable } from "./observable.ts";
import { Extension, Handle } from "./protocol.ts";
import { note_origin, note_told, Origin, text_of } from "./failures.ts";
import { load_module, load_script } from "./load.ts";

// What a script's Bonito has, as far as it matters here.
export type Bonito = {
  onany(observables: Observable[], call: (values: unknown[]) => void, options: { signal: AbortSignal }): () => void;
  signal: AbortSignal;
};
export type Place = { signal: AbortSignal; keep(observable: number): unknown };
type Host = {
  bonito(): Bonito;
  place(scope: number): Place | undefined;
  element(slot: number): Element | undefined;
  observable(slot: number): Observable;
  unloaded(first: number, reason: string): boolean; // whether the program hears of it
  answer(question: number, ok: boolean, value: unknown): void;
  failed(error: unknown): void;
};
type Call = { signal: AbortSignal; number: number; given: unknown[]; question: number | undefined };

const most_wait = 10_000; // milliseconds, for a function or a module
const pause = 5_000; // milliseconds, at most, in which the program's messages wait for its own module

// In the order of their numbers; the program's own begin with 8.
const builtins: Function[] = [
  (_: Bonito, call: Function, element: Element) => call(element),
  (bonito: Bonito, call: (value: unknown) => void, source: Observable) => void source.on(call, bonito),
  ({ signal }: Bonito, element: Element, event: string, call: EventListener) =>
    element.addEventListener(event, call, { signal }),
  (bonito: Bonito, from: Observable, to: Observable) => void from.on((value) => to.notify(value), bonito),
  (bonito: Bonito, call: (values: unknown[]) => void, ...sources: Observable[]) =>
    void bonito.onany(sources, call, bonito),
];

export class Scripts {
  #host: Host;
  #functions = new Map<number, Function | Error>(builtins.map((call, number) => [number, call]));
  #imports = new Map<string, unknown>(); // a module, or a promise of it
  #waiting: Call[] = [];
  #news = () => {}; // a function has come
  #faults = new Map<number, unknown>(); // of modules that did not load, by their first function

  constructor(host: Host) {
    this.#host = host;
  }

  module(first: number, url: string): Promise<unknown> | undefined {
    if (!url) {
      // The program has heard of it, and says so; or there is none.
      return void this.#add(first, [note_told(new Error(`This script cannot be loaded: ${text_of(this.#faults.get(first))}`))]);
    }
    const loaded = load_module(url).then(
      ({ default: functions }) => this.#add(first, functions as Function[]),
      (error) => {
        this.#faults.set(first, error);
        if (!this.#host.unloaded(first, text_of(error))) this.module(first, "");
      },
    );
    return Promise.race([loaded, sleep(pause)]);
  }

  run(scope: number, number: number, given: unknown[], question?: number): void {
    const place = this.#host.place(scope);
    if (place) this.#keep(given, place);
    this.#waiting.push({ signal: place?.signal ?? AbortSignal.abort(), number, given, question });
    if (this.#waiting.length === 1) this.#go_on();
  }

  // What a script is given ends with the part of the page that it is run for, even if it does not come to run; an
  // observable, with the last part.
  #keep(given: unknown[], place: Place): void {
    for (const each of given) {
      const handle = handle_of(each);
      if (!handle) continue;
      const first = handle.next() as number;
      if (handle.kind === Handle.observable && place.keep(first)) this.#host.observable(first).users++;
      if (handle.kind === Handle.script) this.#keep(handle.next() as unknown[], place);
    }
  }

  #add(first: number, functions: (Function | Error)[]): void {
    functions.forEach((call, index) => this.#functions.set(first + index, call));
    this.#news();
  }

  #go_on(): void {
    for (let call; (call = this.#waiting[0]); ) {
      const missing = !call.signal.aborted && this.#missing(call.number, call.given);
      if (missing) return void missing.then(() => this.#go_on());
      this.#start(call);
      this.#waiting.shift();
    }
  }

  // What has to come before this can be called.
  #missing(number: number, given: unknown[]): Promise<unknown> | undefined {
    if (!this.#functions.has(number)) {
      const news = new Promise<void>((resolve) => (this.#news = resolve));
      return in_time(news, "A script", (error) => this.#functions.has(number) || this.#add(number, [error]));
    }
    for (const each of given) {
      const handle = handle_of(each);
      if (handle?.kind === Handle.script) {
        const missing = this.#missing(handle.next() as number, handle.next() as unknown[]);
        if (missing) return missing;
      } else if (handle && handle.kind >= Handle.module) {
        const address = handle.next() as string | string[];
        const global = handle.kind === Handle.global ? String(handle.next()) : "";
        for (let sheet; (sheet = handle.next()); ) need(document, `sheet ${sheet}`);
        const coming = this.#import(handle.kind, address, global);
        if (coming instanceof Promise) return coming;
      }
    }
    return;
  }

  // The module, the global of a classic script, or the Error instead; a promise of it while it loads.
  #import(kind: Handle, address: string | string[], global: string): unknown {
    const key = String(address);
    const known = this.#imports.get(key);
    if (known !== undefined) return known;
    const come = (it: unknown) => this.#imports.set(key, it);
    const [url = "", integrity] = [address].flat();
    const load = kind === Handle.module ? load_module(url, integrity) : load_script(url, global, integrity);
    const loaded = load.then(come, (error) => {
      come(note_origin(new Error(`${url} cannot be loaded: ${text_of(error)}`), Origin.network));
    });
    const coming = in_time(loaded, url, (error) => this.#imports.get(key) === coming && come(error));
    this.#imports.set(key, coming);
    return coming;
  }

  #start({ signal, number, given, question }: Call): void {
    const failed = (error: unknown) => {
      if (question === undefined) this.#host.failed(error);
      else this.#host.answer(question, false, text_of(error));
    };
    if (signal.aborted) return void (question === undefined || failed("The part of the page that was asked is gone."));
    try {
      const told = (value: unknown) => question === undefined || this.#host.answer(question, true, value);
      Promise.resolve(this.#call(number, given, signal)).then(told).catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  #call(number: number, given: unknown[], signal: AbortSignal): unknown {
    const call = this.#functions.get(number)!;
    if (call instanceof Error) throw call;
    const bonito = Object.create(this.#host.bonito(), { signal: { value: signal } }) as Bonito;
    return call(bonito, ...given.map((each) => this.#argument(each, signal)));
  }

  #argument(given: unknown, signal: AbortSignal): unknown {
    const handle = handle_of(given);
    if (!handle) return given;
    const first = handle.next();
    switch (handle.kind) {
      case Handle.element: {
        const element = this.#host.element(first as number);
        if (!element) throw new Error("The element that a script was given is gone.");
        return element;
      }
      case Handle.observable:
        return this.#host.observable(first as number);
      case Handle.script:
        return this.#call(first as number, handle.next() as unknown[], signal);
      default: {
        const it = this.#imports.get(String(first));
        if (it instanceof Error) {
          this.#imports.delete(String(first)); // the next script may have more luck
          throw it;
        }
        return it;
      }
    }
  }
}

function handle_of(given: unknown): { kind: Handle; next(): unknown } | undefined {
  if (!(given instanceof Unknown) || given.type !== Extension.handle) return;
  const reader = new Reader(given.data as Bytes);
  reader.position = 1;
  return { kind: given.data[0]!, next: () => (reader.left ? reader.read() : undefined) };
}

// The Error that `give_up` leaves instead counts until the real one has come after all.
function in_time(coming: Promise<unknown>, what: string, give_up: (late: Error) => void): Promise<unknown> {
  const late = () => give_up(note_origin(new Error(`${what} did not come in time.`), Origin.network));
  return Promise.race([coming, sleep(most_wait).then(late)]);
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
