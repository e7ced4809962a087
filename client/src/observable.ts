// An observable of the program, as scripts of the page see it.
//
//   const speed = Bonito.observable("speed");
//   const stop = speed.on((value) => draw(value));
//   speed.notify(3);          // set it, here and in the program
//   stop();
//
// Its value is undefined until the program has introduced it; what a script sets before is sent then.
// A round of listeners is the list as it stood; one cancelled meanwhile is not called. A listener that sets the
// observable starts a round that follows this one. What a listener throws is reported; the others still hear.

export type Listener<T> = (value: T) => void;

export class Listeners<T> {
  #all = new Set<{ call: Listener<T> }>();

  // Returns what ends it.
  add(call: Listener<T>): () => void {
    const listener = { call };
    this.#all.add(listener);
    return () => void this.#all.delete(listener);
  }

  tell(value: T): void {
    for (const listener of [...this.#all]) {
      if (this.#all.has(listener)) attempt(() => listener.call(value));
    }
  }
}

// Others' code: what it throws is reported, and goes no further.
export function attempt(work: () => void): void {
  try {
    work();
  } catch (error) {
    reportError(error);
  }
}

const most_rounds = 1000;
const most_waiting = 10_000;

export class Observable<T = unknown> {
  #value: T | undefined;
  #listeners = new Listeners<T>();
  #rounds: T[] = [];
  #send: ((value: T) => void) | undefined;
  #waiting: T[] = [];

  get value(): T | undefined {
    return this.#value;
  }

  // Calls back with every value from now on. Returns what ends that.
  on(call: Listener<T>): () => void {
    return this.#listeners.add(call);
  }

  // Throws, and sets nothing, if the value cannot be sent.
  notify(value: T): void {
    if (this.#send) this.#send(value);
    else if (this.#waiting.length < most_waiting) this.#waiting.push(value);
    this.#publish(value);
  }

  // The program has it, and this is its value. A value set here before then is newer, and stays.
  introduce(value: T, send: (value: T) => void): void {
    this.#send = send;
    const waiting = this.#waiting.splice(0);
    for (const value of waiting) attempt(() => send(value));
    if (!waiting.length) this.#publish(value);
  }

  // The program has set it.
  receive(value: T): void {
    this.#publish(value);
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

  get(name: string): Observable {
    let observable = this.#by_name.get(name);
    if (!observable) this.#by_name.set(name, (observable = new Observable()));
    return observable;
  }

  introduce(slot: number, name: string, value: unknown, send: (value: unknown) => void): void {
    const observable = this.get(name);
    this.#by_slot.set(slot, observable);
    observable.introduce(value, send);
  }

  set(slot: number, value: unknown): void {
    this.#by_slot.get(slot)?.receive(value);
  }
}
