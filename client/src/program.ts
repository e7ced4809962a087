// The functions that the program exposes: program.functions.name(…) gives a promise of what the program answers.
//
// A call that cannot be sent, or whose session ends, is rejected.
import { note_told } from "./failures.ts";

type Settle = (ok: boolean, value: unknown) => Error;
export type Functions = Record<string, (...args: unknown[]) => Promise<unknown>>;

export class Program {
  #waiting = new Map<number, Settle>();
  #newest = 0;
  readonly functions: Functions;

  // `send` gives false if the call is not kept.
  constructor(send: (call: number, name: string, args: unknown[]) => boolean) {
    const call = (name: string) => (...args: unknown[]) =>
      new Promise<unknown>((resolve, reject) => {
        const number = ++this.#newest;
        const error = new Error(); // made here, it names the script that calls
        const settle: Settle = (ok, value) => {
          if (ok) resolve(value);
          else {
            error.message = String(value);
            reject(error);
          }
          return error;
        };
        if (send(number, name, args)) this.#waiting.set(number, settle);
        else settle(false, "The program is out of reach.");
      });
    this.functions = new Proxy<Functions>(Object.create(null), {
      // A promise's then would make this one.
      get: (_, name) => (typeof name === "string" && name !== "then" ? call(name) : undefined),
    });
  }

  answer(number: number, ok: boolean, value: unknown): void {
    this.#waiting.get(number)?.(ok, value);
    this.#waiting.delete(number);
  }

  end(reason: string): void {
    for (const settle of this.#waiting.values()) note_told(settle(false, reason || "The session is over."));
    this.#waiting.clear();
  }
}
