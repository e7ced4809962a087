// What the page's script does: find the slots, listen, connect. And what other scripts of the page may use.
import { say } from "./alert.ts";
import { Connection, socket_url } from "./connection.ts";
import { Page } from "./dom.ts";
import { Fields } from "./fields.ts";
import { put_back, when_gone } from "./gone.ts";
import { attempt, type Listener, type Observable } from "./observable.ts";
import type { Send } from "./outbox.ts";
import { META } from "./protocol.ts";
import { Session, type Frame } from "./session.ts";
import { run_setup } from "./setup.ts";
import type { Status } from "./status.ts";

const session = new Session((emit) => new Page(document, emit), (text) => say(text, "alert"));

export const Bonito = {
  // The program's observable of that name; its value is undefined until the program has introduced it. If it does not,
  // the console says so.
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

(globalThis as { Bonito?: typeof Bonito }).Bonito = Bonito;

const meta = document.querySelector<HTMLMetaElement>(`meta[name=${META}]`);
if (meta) {
  const fields = new Fields();
  when_gone(session, fields, meta.dataset["gone"]);
  attempt(() => put_back(fields));
  const { socket, setup, arguments: encoded, silence } = meta.dataset;
  if (socket) {
    const url = socket_url(document.baseURI, socket);
    new Connection(session, import.meta.url, url, +(silence ?? "") || undefined);
  } else if (setup) {
    void run_setup(setup, encoded, (reason) => say(`This page could not connect to its program. Load it anew; its console says more. ${reason}`, "alert"));
  }
}
