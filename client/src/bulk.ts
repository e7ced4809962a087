// A second socket, which brings the long messages of a session as long as that is connected (../../protocol/README.md,
// "Bulk"). Without it they come by the first.
import type { Line } from "./line.ts";
import type { Carried } from "./session.ts";
import { open_socket } from "./socket.ts";

// Milliseconds.
const quick = 500;
const slowest = 30_000;

export function keep_bulk_socket(session: Carried, url: string): void {
  let line: Line | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = quick;

  const open = () => {
    const mine = (line = open_socket(url, {
      opened() {},
      frame(frame) {
        wait = quick;
        session.process_message(frame);
      },
      ended() {
        if (mine !== line) return;
        timer = setTimeout(open, wait);
        wait = Math.min(2 * wait, slowest);
      },
    }));
  };
  session.on_status((status) => {
    clearTimeout(timer);
    line?.end();
    line = undefined;
    wait = quick;
    if (status === "connected") open();
  });
}
