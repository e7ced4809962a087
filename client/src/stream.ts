// A line for networks that break WebSockets (../../protocol/README.md, "Streams"): the program's frames come as
// server-sent events, and the page's go by POST, one at a time. What gathers meanwhile goes together.
import type { Bytes } from "./msgpack.ts";
import { STREAM_HEADER } from "./protocol.ts";
import { from_base64 } from "./base64.ts";
import type { Hear, Line } from "./line.ts";

const most_at_once = 262_144; // bytes; many a proxy takes no more than 1 MiB

export function open_stream(url: string, hear: Hear): Line {
  const requests = new AbortController();
  const { signal } = requests;
  const waiting: Bytes[] = [];
  let token = "";
  let posts = 0;
  let posting = false;
  let opened = false;

  const ended = ({ message }: Error) => {
    if (signal.aborted) return;
    requests.abort();
    hear.ended(message);
  };
  const ask = async (options: RequestInit, expected: number) => {
    const response = await fetch(url, { ...options, cache: "no-store", signal });
    if (response.status !== expected) throw new Error(`The server answered ${response.status}.`);
    return response;
  };

  const post = async () => {
    if (posting || !token) return;
    posting = true;
    await undefined; // what this task has still to say goes, too
    while (waiting.length) {
      const body = new Blob(take(waiting, most_at_once));
      await ask({ method: "POST", body, headers: { [STREAM_HEADER]: `${token} ${++posts}` } }, 204);
    }
    posting = false;
  };

  const open = (told: string) => {
    token = told;
    if (!opened) hear.opened();
    opened = true;
    post().catch(ended);
  };
  // Whoever may not connect is told so by a frame, and no token.
  const event = (name: string, data: string) => {
    if (name) return open(data);
    if (!opened) open("");
    hear.frame(from_base64(data).buffer);
  };

  const read = async () => {
    const { body } = await ask({}, 200);
    const reader = body!.getReader();
    const decoder = new TextDecoder();
    let rest = "";
    let name = "";
    let data: string | undefined; // of a frame that is empty it is "", too
    for (;;) {
      const { done, value } = await reader.read();
      if (done) throw new Error("The server has ended the connection.");
      const [first, ...lines] = decoder.decode(value).split("\n");
      lines.unshift(rest + first);
      rest = lines.pop()!;
      for (const line of lines) {
        if (line.startsWith("event: ")) name = line.slice(7);
        else if (line.startsWith("data: ")) data = line.slice(6);
        else if (!line && data !== undefined) {
          event(name, data);
          if (signal.aborted) return;
          name = "";
          data = undefined;
        }
      }
    }
  };
  read().catch(ended);

  return {
    send(frame) {
      const bytes = new Uint8Array(4 + frame.length);
      new DataView(bytes.buffer).setUint32(0, frame.length, true);
      bytes.set(frame, 4);
      waiting.push(bytes);
      post().catch(ended);
    },
    end: () => requests.abort(),
  };
}

// What comes first, up to so many bytes.
function take(waiting: Bytes[], room: number): Bytes[] {
  const taken: Bytes[] = [];
  while (waiting.length && room) {
    const first = waiting[0]!;
    const part = first.subarray(0, room);
    taken.push(part);
    room -= part.length;
    if (part.length < first.length) waiting[0] = first.subarray(part.length);
    else waiting.shift();
  }
  return taken;
}
