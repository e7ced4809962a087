// What goes wrong in the page, told to the program: what scripts throw and nobody catches, promises that are rejected,
// files that do not load. Of a flood, the first few.
export enum Origin { app, network, library }

type Tell = (origin: Origin, message: string, stack: string) => void;

const most = 10; // of them are told in
const within = 10_000; // milliseconds

const origins = new WeakMap<object, Origin>();
const told = new WeakSet<object>();

export function note_origin<E extends object>(error: E, origin: Origin): E {
  origins.set(error, origin);
  return error;
}

export function note_told<E extends object>(error: E): E {
  told.add(error);
  return error;
}

// Of whatever was thrown: not everything has a text.
export function text_of(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return "an object";
  }
}

export class Failures {
  #tell: Tell;
  #since = -Infinity;
  #count = 0;

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  // To the program, once.
  tell(error: unknown, origin?: Origin, message = text_of(error)): void {
    const known = typeof error === "object" && error !== null;
    if (known && told.has(error)) return;
    if (known) told.add(error);
    const now = performance.now();
    if (now - this.#since > within) [this.#since, this.#count] = [now, 0];
    if (this.#count++ >= most) return;
    const stack = known ? text_of((error as Error).stack ?? "") : "";
    const whose = origin ?? (known ? origins.get(error) : undefined) ?? Origin.app;
    this.#tell(whose, message.slice(0, 1000), stack.slice(0, 4000));
  }

  // To the console, too.
  report(error: unknown): void {
    this.tell(error);
    reportError(error);
  }

  // Of the whole page, until the signal. `own`: the library's script.
  listen(own: string, signal: AbortSignal): void {
    const hear = (event: ErrorEvent | Event) => {
      const { src, href } = event.target as { src?: string; href?: string };
      if (event instanceof ErrorEvent) {
        this.tell(event.error, event.filename === own ? Origin.library : undefined, event.message);
      } else if (src || href) {
        this.tell(undefined, Origin.network, `${src || href} cannot be loaded.`);
      }
    };
    addEventListener("error", hear, { capture: true, signal }); // what does not load tells only on its way down
    addEventListener("unhandledrejection", ({ reason }) => this.tell(reason), { signal });
  }
}
