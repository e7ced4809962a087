// What the page does when its session is over: it says so, offers to load the page anew, or does that by itself. See
// "Bye" and `data-gone` in the protocol. What was typed is kept over that, and put back or offered afterwards.
import type { Session } from "./session.ts";
import { stored, store, type Fields } from "./fields.ts";
import { say } from "./alert.ts";
import { Bye } from "./protocol.ts";

const again_after = 10_000; // milliseconds

// `policy` is "offer", "reload" or "stay".
export function when_gone(session: Session, fields: Fields, signal: AbortSignal, policy = "offer"): void {
  const reload = (put_back: boolean) => {
    fields.save(put_back);
    location.reload();
  };
  const end = () => {
    const gone = session.bye === Bye.unknown_session || session.bye === Bye.closed;
    // The program that was ending is another one now, and knows nothing of this session.
    const restarted = session.bye === Bye.unknown_session && session.restarting;
    if (restarted || session.bye === Bye.duplicate || (gone && policy === "reload")) {
      const wait = until_reload();
      if (wait <= 0 && note_reload()) return reload(restarted);
      if (wait > 0) {
        const timer = setTimeout(() => note_reload() && reload(restarted), wait);
        signal.addEventListener("abort", () => clearTimeout(timer));
      }
    }
    const text = ["This page is no longer connected to its program.", session.reason].filter(Boolean).join(" ");
    const button = { label: "Reload", press: () => reload(false) };
    say(text, "alert", gone && policy === "stay" ? undefined : button);
  };
  session.on_status((status) => {
    if (status === "closed") end();
  }, signal);
}

// Puts back what was typed before the page was loaded anew, or offers to.
export function put_back(fields: Fields): void {
  const kept = fields.take();
  if (!kept) return;
  const put = () => fields.put_back(kept.values);
  if (kept.put_back) put();
  else say("What you had typed was kept.", "status", { label: "Put it back", press: put });
}

// A page that loads itself anew, and ends again, must not do so all the time. Milliseconds.
function until_reload(): number {
  return Math.min(again_after, +(stored("reload") ?? 0) + again_after - Date.now());
}
// False: it cannot be noted, so nothing would hold back the next one.
function note_reload(): boolean {
  return store("reload", String(Date.now()));
}
