// The functions that the program exposes: program.functions.name(…) gives a promise of what the program answers.
//
// A call that cannot be sent, or whose session ends, is rejected.
type Waiting = { resolve(value: unknown): void; reject(error: Error): void };
export type Functions = Record<string, (...args: unknown[]) => Promise<unknown>>;

export class Program {
  #waiting = new Map<number, Waiting>();
  #newest = 0;
  readonly functions: Functions;

  // `send` gives false if the call is not kept.
  constructor(send: (call: number, name: string, args: unknown[]) => boolean) {
    const call = (name: string) => (...args: unknown[]) =>
      new Promise<unknown>((resolve, reject) => {
        const number = ++this.#newest;
        if (!send(number, name, args)) return reject(new Error("The program is out of reach."));
        this.#waiting.set(number, { resolve, reject });
      });
    this.functions = new Proxy<Functions>(Object.create(null), {
      // A promise's then would make this one.
      get: (_, name) => (typeof name === "string" && name !== "then" ? call(name) : undefined),
    });
  }

  answer(number: number, ok: boolean, value: unknown): void {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (ok) waiting?.resolve(value);
    else waiting?.reject(new Error(String(value)));
  }

  end(reason: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(reason || "The session is over."));
    this.#waiting.clear();
  }
}
