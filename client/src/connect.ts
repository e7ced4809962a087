// Connects a session in the way that its markup names: see "Slots in the markup" in the protocol.
import { say } from "./alert.ts";
import type { Bonito } from "./bonito.ts";
import { Connection, socket_url } from "./connection.ts";
import type { Session } from "./session.ts";
import { run_setup } from "./setup.ts";

export function connect(session: Session, bonito: Bonito, { socket, setup, arguments: encoded, silence }: DOMStringMap): void {
  if (socket) {
    const url = socket_url(document.baseURI, socket);
    new Connection(session, import.meta.url, url, +(silence ?? "") || undefined);
  } else if (setup) {
    const failed = "This page could not connect to its program. Load it anew; its console says more.";
    void run_setup(setup, encoded, bonito, (reason) => say(`${failed} ${reason}`, "alert"));
  }
}
