// Connects a session in the way that its markup names: see "Slots in the markup" in the protocol.
import { say } from "./alert.ts";
import type { Line } from "./bonito.ts";
import { keep_bulk_socket } from "./bulk.ts";
import { Connection, socket_url, ways_of } from "./connection.ts";
import type { Carried } from "./session.ts";
import { run_setup } from "./setup.ts";

export function connect(session: Carried, bonito: Line, { socket, stream, bulk, setup, arguments: encoded, silence }: DOMStringMap): void {
  if (socket || stream) {
    const ways = ways_of(document.baseURI, socket, stream);
    if (bulk) keep_bulk_socket(session, socket_url(document.baseURI, bulk));
    new Connection(session, import.meta.url, ways, +(silence ?? "") || undefined);
  } else if (setup) {
    const failed = "This page could not connect to its program. Load it anew; its console says more.";
    void run_setup(setup, encoded, bonito, (reason) => say(`${failed} ${reason}`, "alert"));
  }
}
