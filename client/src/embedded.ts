// <bonito-app data-session="…" data-embedded="SLOT" …>: an app in a page of somebody else's. It lives while it is in the
// document; taken out, and not back when the task is over, it is gone. See "Embedded apps" in the protocol.
import { Page } from "./dom.ts";
import { bonito_of, type Bonito } from "./bonito.ts";
import { say } from "./alert.ts";
import { EMBEDDED } from "./protocol.ts";
import { Session } from "./session.ts";
import { connect } from "./connect.ts";

// A session, and its apps that are shown.
type Shown = { session: Session; bonito: Bonito; apps: Set<HTMLElement> };
const shown = new Map<string, Shown>();

export function define_embedded_apps(): void {
  if (customElements.get(EMBEDDED)) return;
  customElements.define(
    EMBEDDED,
    class extends HTMLElement {
      #shown: Shown | undefined;

      get bonito(): Bonito | undefined {
        return this.#shown?.bonito;
      }

      connectedCallback(): void {
        // The parser tells of an element before it has read what is in it.
        if (document.readyState !== "loading") this.#begin();
        else document.addEventListener("DOMContentLoaded", () => this.#begin(), { once: true });
      }

      disconnectedCallback(): void {
        setTimeout(() => this.isConnected || this.#end());
      }

      #begin(): void {
        if (this.#shown || !this.isConnected) return;
        this.style.display ||= "contents";
        this.#shown = find_or_begin(this.dataset["session"]!, this.dataset);
        this.#shown.apps.add(this);
        const { session } = this.#shown;
        session.messages.show_embedded(+this.dataset["embedded"]!, this);
        const { static: told } = this.dataset;
        delete this.dataset["static"]; // once
        if (told !== undefined) session.stay_static(told);
      }

      #end(): void {
        if (!this.#shown) return;
        this.#shown.apps.delete(this);
        this.#shown.session.messages.drop_embedded(+this.dataset["embedded"]!, this);
        this.#shown = undefined;
      }
    },
  );
}

function find_or_begin(id: string, data: DOMStringMap): Shown {
  const known = shown.get(id);
  if (known) return known;
  const session = new Session((emit) => new Page(document, emit), (text) => say(text, "alert"));
  const over = new AbortController();
  const begun = { session, bonito: bonito_of(session), apps: new Set<HTMLElement>() };
  shown.set(id, begun);
  session.on_status((status) => {
    if (status !== "closed") return;
    shown.delete(id);
    over.abort();
    for (const app of begun.apps) {
      app.inert = true; // nobody hears what is pressed there
      app.style.opacity = "0.5";
      app.style.display = "block"; // contents have none
    }
    const what_to_do = session.reason || "Load the page anew.";
    if (begun.apps.size) say(`A part of this page is no longer connected to its program. ${what_to_do}`, "alert");
  });
  connect(session, begun.bonito, data, over.signal);
  return begun;
}
