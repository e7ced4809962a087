// What scripts may use of a session. The global Bonito is that of the page's own session; an embedded app's element has
// its own as `element.bonito`, and a setup script gets that of the session it connects.
import type { Listener, Observable } from "./observable.ts";
import type { Send } from "./outbox.ts";
import type { Frame, Session } from "./session.ts";
import type { Status } from "./status.ts";

export type Bonito = ReturnType<typeof bonito_of>;

export function bonito_of(session: Session) {
  return {
    // The program's observable of that name; its value is undefined until the program has introduced it. If it does
    // not, the console says so.
    observable: (name: string): Observable => session.observable(name),
    get status(): Status {
      return session.status;
    },
    on_status: (call: Listener<Status>) => session.on_status(call),
    // To the program's machine and back, in milliseconds; undefined until it is known.
    get round_trip(): number | undefined {
      return session.round_trip;
    },
    // For tests of what a page keeps.
    table_sizes: () => session.table_sizes(),

    // For whoever carries frames in another way than the WebSocket.
    on_connection_open: (send: Send, compression_enabled = false) =>
      session.on_connection_open(send, compression_enabled),
    process_message: (frame: Frame) => session.process_message(frame),
    on_connection_close: (reason?: string) => session.on_connection_close(reason),
  };
}
