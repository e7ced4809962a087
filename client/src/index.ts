// What the page's script does: find the slots, listen, connect. It may come more than once, with several embedded apps:
// the first does it all.
import { say } from "./alert.ts";
import { bonito_of, type Bonito } from "./bonito.ts";
import { connect } from "./connect.ts";
import { Page } from "./dom.ts";
import { define_embedded_apps } from "./embedded.ts";
import { Fields } from "./fields.ts";
import { put_back, when_gone } from "./gone.ts";
import { attempt } from "./observable.ts";
import { META } from "./protocol.ts";
import { Session } from "./session.ts";

const global = globalThis as unknown as { Bonito?: Bonito };

if (!global.Bonito) {
  const session = new Session(
    (emit) => {
      const page = new Page(document, emit);
      page.show(document);
      return page;
    },
    (text) => say(text, "alert"),
  );
  const bonito = (global.Bonito = bonito_of(session));
  const meta = document.querySelector<HTMLMetaElement>(`meta[name=${META}]`);
  if (meta) {
    session.messages.failures.listen(import.meta.url);
    const fields = new Fields();
    when_gone(session, fields, meta.dataset["gone"]);
    attempt(() => put_back(fields));
    connect(session, bonito, meta.dataset);
  }
  define_embedded_apps();
}
