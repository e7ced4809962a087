// What scripts may use of a session. The global Bonito is that of the page's own session; an embedded app's element has
// its own as `element.bonito`, a setup script gets that of the session it connects, and a script of the program that of
// its own, with the `signal` of the region it was run for. ../bonito.d.ts declares it for TypeScript.
import type { Send } from "./outbox.ts";
import { fetch_binary, load_script, throttle_function } from "./load.ts";
import type { Carried, Session } from "./session.ts";
import { attempt, type Listener, type Observable } from "./observable.ts";
import { Reader } from "./msgpack_reader.ts";
import { Writer } from "./msgpack_writer.ts";
import type { Frame } from "./frame.ts";
import type { Status } from "./status.ts";

export type Bonito = ReturnType<typeof bonito_of>;
export type Line = ReturnType<typeof line_of>;
type Indicator = { on_status(status: Status): void } | { onStatusChange(status: Status): void };

// For whoever carries frames in another way than the WebSocket.
export function line_of(session: Carried) {
  return {
    get status(): Status {
      return session.status;
    },
    on_status: (call: Listener<Status>, { signal }: { signal?: AbortSignal } = {}) => session.on_status(call, signal),
    on_connection_open: (send: Send, compression_enabled = false) =>
      session.on_connection_open(send, compression_enabled),
    process_message: (frame: Frame) => session.process_message(frame),
    on_connection_close: (reason?: string) => session.on_connection_close(reason),
  };
}

export function bonito_of(session: Session) {
  const { messages } = session;
  let end_indicator = () => {};
  const own = {
    __proto__: line_of(session),
    // The program's observable of that name; its value is undefined until the program has introduced it. If it does
    // not, the console says so.
    observable: (name: string): Observable => session.observable(name),
    // Calls back with the values of all, whenever one of them changes. Returns what ends that.
    onany(observables: Observable[], call: (values: unknown[]) => void, options?: { signal?: AbortSignal }): () => void {
      const stops = observables.map((each) => each.on(() => call(observables.map(({ value }) => value)), options));
      return () => stops.forEach((stop) => stop());
    },
    // The functions that the program exposes, which give promises.
    program: messages.program.functions,
    // Aborted when what the script was run for has gone.
    signal: messages.page.place(0)!.signal,

    // One at a time; it is told the status now, and each new one.
    register_connection_indicator(indicator: Indicator): void {
      end_indicator();
      const tell = (status: Status) =>
        "on_status" in indicator ? indicator.on_status(status) : indicator.onStatusChange(status);
      end_indicator = session.on_status(tell);
      attempt(() => tell(session.status));
    },
    unregister_connection_indicator: () => end_indicator(),
    // To the program's machine and back, in milliseconds; undefined until it is known.
    get round_trip(): number | undefined {
      return session.round_trip;
    },

    // To the program (Session::browser_error) and the console.
    send_error(message: string, error?: unknown): void {
      console.error(message, error ?? "");
      messages.failures.tell(error, undefined, error === undefined ? message : `${message}: ${error}`);
    },
    load_script,
    fetch_binary,
    throttle_function,
    // A value as the wire has it, and back.
    encode_binary(value: unknown): Uint8Array<ArrayBuffer> {
      const writer = new Writer();
      writer.write(value);
      return writer.bytes.slice(0, writer.position);
    },
    decode_binary: (bytes: Uint8Array<ArrayBuffer>): unknown => new Reader(bytes).read(),
    // For tests of what a page keeps.
    table_sizes: () => session.table_sizes(),
  };
  const bonito = own as typeof own & Line;
  messages.bonito = bonito;
  return bonito;
}
