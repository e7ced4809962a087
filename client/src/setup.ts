// Runs the script that a connection of the program's own has for its page: a module whose default export takes the
// session's Bonito and the arguments, which are a MessagePack array in base64. `failed` is told in a sentence what the
// console has in full, and through which scripts it came.
import type { Line } from "./bonito.ts";
import { Reader } from "./msgpack_reader.ts";
import { text_of } from "./failures.ts";
import { absolute } from "./address.ts";
import { from_base64 } from "./base64.ts";

export async function run_setup(
  url: string,
  encoded = "",
  bonito: Line,
  failed: (reason: string, stack: string) => void,
): Promise<void> {
  const href = absolute(url);
  try {
    const { default: run } = (await import(href)) as { default: Function };
    await run(bonito, ...decode(encoded));
  } catch (error) {
    reportError(error);
    failed(text_of(error), `${(error as Error)?.stack}\nat ${href}`); // what does not parse has no place of its own
  }
}

function decode(encoded: string): unknown[] {
  return encoded ? (new Reader(from_base64(encoded)).read() as unknown[]) : [];
}
