// The box at the bottom of the page that tells a visitor what happened. It shows the newest message.
import { Sheet } from "./sheet.ts";

const style = `
.bonito-alert { position: fixed; inset: auto 1rem 1rem; z-index: 2147483647; margin: 0 auto; max-width: 40rem;
  display: flex; flex-wrap: wrap; justify-content: end; gap: .5rem 1rem; padding: .75rem 1rem; border-radius: .5rem;
  font: 1rem/1.4 system-ui, sans-serif; color: #1b2733; background: #eef3f8; border: 1px solid #a9b8c8;
  box-shadow: 0 .25rem 1rem #0003 }
.bonito-alert[role=alert] { color: #5c1212; background: #fdeded; border-color: #e3a3a3 }
.bonito-alert p { margin: 0; flex: 1 12rem; max-height: 40vh; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere }
.bonito-alert div { display: flex; gap: .75rem; align-items: start }
.bonito-alert button { all: unset; cursor: pointer; padding: .125rem .625rem; border-radius: .25rem }
.bonito-alert button:not([aria-label]) { border: 1px solid }
.bonito-alert button:focus-visible { outline: 2px solid }
@media (prefers-color-scheme: dark) {
  .bonito-alert { color: #dce6f0; background: #1c2732; border-color: #4d6075 }
  .bonito-alert[role=alert] { color: #ffd9d9; background: #3b1717; border-color: #8a3c3c }
}`;

let box: HTMLElement | undefined;

// An alert interrupts, a status does not. `button` is what to do about it; pressed, it takes the box away.
export function say(text: string, role: "alert" | "status", button?: { label: string; press: () => void }): void {
  if (!box) new Sheet(document).put(style);
  box ??= document.createElement("div");
  box.className = "bonito-alert";
  box.setAttribute("role", role);
  const message = document.createElement("p");
  message.textContent = text;
  const dismiss = make_button("✕", () => {});
  dismiss.setAttribute("aria-label", "Dismiss");
  const buttons = document.createElement("div");
  buttons.append(...(button ? [make_button(button.label, button.press)] : []), dismiss);
  document.body.append(box);
  box.replaceChildren(message, buttons);
}

function make_button(label: string, press: () => void): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.onclick = () => {
    box!.remove();
    press();
  };
  return button;
}
