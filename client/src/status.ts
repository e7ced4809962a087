// How the page stands with its program, and the elements that show it: "Slots in the markup" in the protocol.
import { EMBEDDED, STATUS, STATUS_TEXT } from "./protocol.ts";

// Not yet connected; connected; trying again; no network; the session is over; the page has no connection, ever.
export type Status = "connecting" | "connected" | "reconnecting" | "offline" | "closed" | "static";

export function show_status(within: ParentNode, status: Status): void {
  const word = status === "connecting" ? "reconnecting" : status === "closed" ? "offline" : status;
  const home = (within as Element).localName === EMBEDDED ? within : null;
  for (const element of within.querySelectorAll(`[${STATUS}]`)) {
    if (element.getAttribute(STATUS) === word || element.closest(EMBEDDED) !== home) continue;
    element.setAttribute(STATUS, word);
    const text = element.getAttribute(STATUS_TEXT + word);
    if (text !== null) element.textContent = text;
  }
}
