// An observable of the program, as scripts of the page see it.
//
//   const speed = Bonito.observable("speed");
//   const stop = speed.on((value) => draw(value));
//   speed.notify(3);          // set it, here and in the program
//   stop();
//
// Its value is undefined until the program has introduced it; what a script sets before is sent then. What a script
// has set is newer than whatever the program says before it has heard of that.
// A round of listeners is the list as it stood; one cancelled meanwhile is not called. A listener that sets the
// observable starts a round that follows this one. What a listener throws is reported; the others still hear.

export type Listener<T> = (value: T) => void;

export class Listeners<T> {
  #all = new Set<{ call: Listener<T> }>();

  // Returns what ends it; so does the signal.
  add(call: Listener<T>, signal?: AbortSignal): () => void {
    const listener = { call };
    const stop = () => {
      this.#all.delete(listener);
      signal?.removeEventListener("abort", stop);
    };
    if (signal?.aborted) return stop;
    this.#all.add(listener);
    signal?.addEventListener("abort", stop);
    return stop;
  }

  tell(value: T): void {
    for (const listener of [...this.#all]) {
      if (this.#all.has(listener)) attempt(() => listener.call(value));
    }
  }
}

// Others' code: what it throws is reported, and goes no further.
export function attempt(work: () => void): undefined {
  try {
    work();
  } catch (error) {
    reportError(error);
  }
}

// Sends a value to the program and gives the number of the frame it travels in.
type Sender<T> = (value: T) => number;

const most_rounds = 1000;
const most_waiting = 10_000;

export class Observable<T = unknown> {
  #value: T | undefined;
  #listeners = new Listeners<T>();
  #rounds: T[] = [];
  #send: Sender<T> | undefined;
  #waiting: T[] = [];
  #mine: T | undefined; // what a script set last
  #frame = 0; // in which it went to the program

  // Where the program knows it, once it does.
  slot = -1;
  users = 0; // parts of the page whose scripts were given it

  get value(): T | undefined {
    return this.#value;
  }

  // Calls back with every value from now on. Returns what ends that; so does `signal`, a region's say.
  on(call: Listener<T>, { signal }: { signal?: AbortSignal } = {}): () => void {
    return this.#listeners.add(call, signal);
  }

  // Throws, and sets nothing, if the value cannot be sent.
  notify(value: T): void {
    if (this.#send) this.#frame = this.#send(value);
    else if (this.#waiting.length < most_waiting) this.#waiting.push(value);
    this.#mine = value;
    this.#publish(value);
  }

  // The program, having applied our frames up to `acked`, has it, and this is its value.
  introduce(value: T, send: Sender<T>, acked: number): void {
    this.#send = send;
    const waiting = this.#waiting.splice(0);
    for (const value of waiting) attempt(() => (this.#frame = send(value)));
    if (!waiting.length && this.#frame <= acked) this.#publish(value);
  }

  // The program, having applied our frames up to `acked`, has set it. If a script has set it since, that is what it
  // will be in the program, which does not say it again: so it is told again here.
  receive(value: T, acked: number): void {
    this.#publish(value);
    if (this.#frame > acked) this.#publish(this.#mine!);
  }

  #publish(value: T): void {
    this.#value = value;
    this.#rounds.push(value);
    if (this.#rounds.length > 1) return;
    for (let round = 0; round < this.#rounds.length; round++) {
      if (round === most_rounds) {
        reportError(new Error("The listeners of an observable set it again and again."));
        break;
      }
      this.#listeners.tell(this.#rounds[round]!);
    }
    this.#rounds = [];
  }
}

// All observables that scripts have asked for or the program has introduced.
export class Observables {
  #by_name = new Map<string, Observable>();
  #by_slot = new Map<number, Observable>();
  #unknown = new Set<string>(); // which scripts have asked for, and nobody has introduced or missed yet

  get(name: string): Observable {
    let observable = this.#by_name.get(name);
    if (!observable) {
      this.#by_name.set(name, (observable = new Observable()));
      this.#unknown.add(name);
    }
    return observable;
  }

  get some_are_unknown(): boolean {
    return this.#unknown.size > 0;
  }

  // Once the program has had its say: tells, once for each, which names it has not introduced.
  miss_unknown(): void {
    const known = [...this.#by_name].filter(([, { slot }]) => slot >= 0).map(([name]) => name);
    const instead = known.length ? `none of this name, but: ${known.join(", ")}.` : "nothing.";
    for (const name of this.#unknown) console.error(`Bonito.observable("${name}"): the program mirrors ${instead}`);
    this.#unknown.clear();
  }

  // That scripts are given; it may be introduced later.
  at(slot: number): Observable {
    let observable = this.#by_slot.get(slot);
    if (!observable) this.#by_slot.set(slot, (observable = new Observable()));
    return observable;
  }

  // Without a name, only scripts that are given it know it.
  introduce(slot: number, name: string | null, value: unknown, send: Sender<unknown>, acked: number): undefined {
    const observable = name === null ? this.at(slot) : this.get(name);
    if (name !== null) {
      this.#unknown.delete(name);
      this.#by_slot.delete(observable.slot);
      this.#by_slot.set((observable.slot = slot), observable);
    }
    observable.introduce(value, send, acked);
  }

  set(slot: number, value: unknown, acked: number): undefined {
    this.#by_slot.get(slot)?.receive(value, acked);
  }

  // What used it has gone. Whether there are others.
  drop(slot: number): unknown {
    const observable = this.#by_slot.get(slot);
    return (observable && --observable.users > 0) || void this.#by_slot.delete(slot);
  }

  get size(): number {
    return this.#by_slot.size;
  }
}
