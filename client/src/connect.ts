// Connects a session in the way that its markup names, until the signal: see "Slots in the markup" in the protocol.
import { keep_bulk_socket } from "./bulk.ts";
import type { Line } from "./bonito.ts";
import { run_setup } from "./setup.ts";
import { say } from "./alert.ts";
import type { Carried } from "./session.ts";
import { absolute } from "./address.ts";
import { Connection, socket_url, ways_of } from "./connection.ts";

export function connect(
  session: Carried,
  bonito: Line,
  { socket, stream, bulk, setup, arguments: encoded, failed, silence }: DOMStringMap,
  signal: AbortSignal,
): void {
  if (socket || stream) {
    const ways = ways_of(socket, stream);
    if (bulk) keep_bulk_socket(session, socket_url(bulk));
    new Connection(session, import.meta.url, ways, signal, +(silence ?? "") || undefined);
  } else if (setup) {
    void run_setup(setup, encoded, bonito, (reason, stack) => {
      say(`This page could not connect to its program. Load it anew; its console says more. ${reason}`, "alert");
      // The program is told by the connection, if the script opened one, and else without.
      const body = `${reason}\n${stack}`.slice(0, 5000);
      if (failed && !session.open) fetch(absolute(failed), { method: "POST", body }).catch(() => {});
    });
  }
}
