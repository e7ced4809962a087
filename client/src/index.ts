// What the page's script does: find the slots, listen, connect. It may come more than once, with several embedded apps:
// the first does it all.
import { put_back, when_gone } from "./gone.ts";
import { META } from "./protocol.ts";
import { attempt } from "./observable.ts";
import { bonito_of, type Bonito } from "./bonito.ts";
import { say } from "./alert.ts";
import { define_embedded_apps } from "./embedded.ts";
import { Session } from "./session.ts";
import { connect } from "./connect.ts";
import { page_came } from "./address.ts";
import { Page } from "./dom.ts";
import { Fields } from "./fields.ts";

const global = globalThis as unknown as { Bonito?: Bonito };

function begin(): void {
  const meta = document.querySelector<HTMLMetaElement>(`meta[name=${META}]`);
  if (meta) page_came(document); // else it is somebody's, with apps in it that come at any time
  const session = new Session(
    (emit) => {
      const page = new Page(document, emit);
      page.show(document);
      return page;
    },
    (text) => say(text, "alert"),
  );
  // For live navigation: `change` makes another page of the document.
  const turn = (change: () => void) => {
    session.leave();
    change();
    begin();
  };
  const bonito = (global.Bonito = Object.assign(bonito_of(session), { turn }));
  if (!meta) return;
  const { signal } = bonito;
  session.messages.failures.listen(import.meta.url, signal);
  const { gone, static: told } = meta.dataset;
  if (told) return session.stay_static(told);
  const fields = new Fields(signal);
  when_gone(session, fields, signal, gone);
  attempt(() => put_back(fields));
  attempt(() => fields.tell());
  connect(session, bonito, meta.dataset, signal);
}

if (!global.Bonito) {
  begin();
  define_embedded_apps();
}
