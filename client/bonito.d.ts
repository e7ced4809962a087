// What a page's scripts may use: the global Bonito of the C++ library's pages. See docs/guides/scripts.md.
declare namespace Bonito {
  type Status = "connecting" | "connected" | "reconnecting" | "offline" | "closed" | "static";
  type Numbers = (Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | BigInt64Array |
    BigUint64Array | Float32Array | Float64Array) & { readonly shape?: number[] };
  interface Until {
    signal?: AbortSignal;
  }

  /** An observable of the program, here and there. */
  interface Observable<T = unknown> {
    /** The newest value; undefined until the program has introduced it. */
    readonly value: T | undefined;
    /** Calls back with every value from now on. Returns what ends that; so does the signal. */
    on(call: (value: T) => void, until?: Until): () => void;
    /** Sets it, here at once and in the program. Throws if the value cannot be sent. */
    notify(value: T): void;
  }

  interface Session {
    /** What the program mirrors under this name, always the same object. */
    observable<T = unknown>(name: string): Observable<T>;
    /** Calls back with the values of all whenever one changes. Returns what ends that. */
    onany(observables: Observable[], call: (values: unknown[]) => void, until?: Until): () => void;
    /** The functions that the program exposes: Session::expose(). */
    readonly program: Record<string, (...args: unknown[]) => Promise<any>>;
    /** Aborted when the region that the script was run for shows something else, or a live link brings another page. */
    readonly signal: AbortSignal;

    readonly status: Status;
    on_status(call: (status: Status) => void, until?: Until): () => void;
    /** One at a time; it is told the status now, and each new one. */
    register_connection_indicator(indicator: { on_status(status: Status): void } | { onStatusChange(status: Status): void }): void;
    unregister_connection_indicator(): void;
    /** To the program's machine and back, in milliseconds; undefined until it is known. */
    readonly round_trip: number | undefined;

    /** To the console, and to the program: Session::browser_error(). */
    send_error(message: string, error?: unknown): void;
    /** The global of a classic script, which is loaded once. */
    load_script(url: string, global: string): Promise<unknown>;
    fetch_binary(url: string): Promise<ArrayBuffer>;
    /** At most one call in so many milliseconds: the first at once, and the last for certain. */
    throttle_function<A extends unknown[]>(call: (...args: A) => void, milliseconds: number): (...args: A) => void;
    /** A value as the wire has it, and back. */
    encode_binary(value: unknown): Uint8Array<ArrayBuffer>;
    decode_binary(bytes: Uint8Array<ArrayBuffer>): unknown;

    /** For whoever carries frames in a way of their own: docs/guides/extending.md. */
    on_connection_open(send: (frame: Uint8Array<ArrayBuffer>) => unknown, compression_enabled?: boolean): void;
    process_message(frame: ArrayBuffer | ArrayBufferView<ArrayBuffer> | Blob): void;
    on_connection_close(reason?: string): void;
  }
}

declare var Bonito: Bonito.Session;
