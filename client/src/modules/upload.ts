// The page's half of an Upload (include/bonito/session/upload.hpp): what a file input is given goes to the program.
//
// A file goes in pieces, each a call of a function that the program exposes; a few are on their way at a time, of all
// files of a session together. The next goes when the program has answered an earlier one. Calls are kept over a lost
// line and come once and in order, so there is nothing to resume here. How many bytes are on their way follows how fast
// they are answered: on a slow line clicks do not wait long behind them.
type Session = Bonito.Session;

const most_at_once = 3; // files
const block = 4_194_304; // bytes
const smallest_piece = 16_384;
const largest_piece = 131_072;
const again_after = 1_000; // milliseconds
const patience = 100; // milliseconds that an answer may take longer than the quickest one, before less is sent ahead

export function upload(input: HTMLInputElement, bonito: Session, name: string, most_on_the_way: number): void {
  const { signal } = bonito;
  const way = way_of(bonito, most_on_the_way);
  const call = (what: string, ...given: unknown[]) => bonito.program[`${name} ${what}`]!(...given);
  // So that the program waits for no more of it. A call that finds no room, as the line is lost, is made again.
  const give_up = async (id: unknown): Promise<void> => {
    while (!signal.aborted && bonito.status !== "closed") {
      if (await call("unreadable", id).then(() => true, () => false)) return;
      await new Promise((resolve) => setTimeout(resolve, again_after));
    }
  };
  async function send(file: File): Promise<void> {
    const id = await call("start", file.name, file.type, file.size);
    await way.turn();
    let offset = 0;
    let over = false;
    const is_over = () => (over ||= signal.aborted);
    const send_piece = async (piece: Uint8Array) => {
      await way.room(piece.length);
      if (is_over()) return way.answered(piece.length);
      const sent = performance.now();
      void call("piece", id, offset, piece)
        .catch(() => {
          // It was not taken, which the program shows with its files; or it found no room, and the program waits.
          if (!over) void give_up(id);
          over = true;
        })
        .finally(() => way.answered(piece.length, performance.now() - sent));
      offset += piece.length;
    };
    try {
      for await (const content of blocks_of(file)) {
        for (let rest = content; rest.length && !is_over(); ) {
          const size = way.piece;
          await send_piece(rest.subarray(0, size));
          rest = rest.subarray(size);
        }
        if (is_over()) return;
      }
      if (!file.size) await send_piece(new Uint8Array());
      else if (offset < file.size) void give_up(id);
    } catch {
      if (!is_over()) void give_up(id);
    } finally {
      way.next();
    }
  }
  const take = (files: Iterable<File>) => {
    for (const file of [...files]) void send(file).catch(() => {});
  };

  void call("begin").catch(() => {});
  const take_chosen = () => {
    if (!input.files?.length || bonito.status === "static") return;
    take(input.files);
    input.value = ""; // the same file may be chosen again
  };
  take_chosen(); // while the page was loading
  input.addEventListener("change", take_chosen, { signal });
  // The input itself takes what is dropped on it; a label around it does not, but for this.
  const label = input.closest("label");
  label?.addEventListener("dragover", (event) => event.preventDefault(), { signal });
  label?.addEventListener("drop", (event) => {
    if (event.target === input) return;
    event.preventDefault();
    if (!input.matches(":disabled")) take(event.dataTransfer?.files ?? []);
  }, { signal });
}

// Each block is read from the disk by itself, so that a file which has changed is not taken for the one that was chosen:
// that rejects. The next one is read while one is sent.
async function* blocks_of(file: File): AsyncGenerator<Uint8Array> {
  const read = (offset: number) => {
    const content = file.slice(offset, offset + block).arrayBuffer();
    content.catch(() => {}); // if nobody comes to ask
    return content;
  };
  let next = read(0);
  for (let offset = block; offset - block < file.size; offset += block) {
    const content = await next;
    next = read(offset);
    yield new Uint8Array(content);
  }
}

// What a session's uploads have on their way to the program.
class Way {
  #most: number;
  #window: number; // bytes that may be
  #on_the_way = 0;
  #quickest = Infinity;
  #waiting: (() => void)[] = [];
  #files = 0; // that are being sent
  #files_waiting: (() => void)[] = [];

  constructor(most: number) {
    this.#most = most;
    this.#window = Math.min(most, 2 * largest_piece);
  }

  // A file may be sent; until next() it is one of those that are.
  async turn(): Promise<void> {
    if (this.#files++ >= most_at_once) await new Promise<void>((resolve) => this.#files_waiting.push(resolve));
  }

  next(): void {
    this.#files--;
    this.#files_waiting.shift()?.();
  }

  // How long the next piece should be.
  get piece(): number {
    return Math.min(largest_piece, Math.max(smallest_piece, this.#window / 2));
  }

  async room(size: number): Promise<void> {
    while (this.#on_the_way && this.#on_the_way + size > this.#window) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#on_the_way += size;
  }

  // On another line, which may be a slower one.
  renew(): void {
    this.#quickest = Infinity;
  }

  // After so many milliseconds; none: it was not sent.
  answered(size: number, took?: number): void {
    this.#on_the_way -= size;
    if (took !== undefined) {
      this.#quickest = Math.min(this.#quickest, took);
      const late = took > this.#quickest + patience;
      this.#window = late ? Math.max(this.#window / 2, smallest_piece) : Math.min(this.#window + size, this.#most);
    }
    for (const go_on of this.#waiting.splice(0)) go_on();
  }
}

const ways = new WeakMap<object, Way>();

function way_of(bonito: Session, most: number): Way {
  const way = ways.get(bonito.program);
  if (way) return way;
  const begun = new Way(most);
  ways.set(bonito.program, begun);
  bonito.on_status((status) => status === "connected" && begun.renew());
  return begun;
}
