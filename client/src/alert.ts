// The box at the bottom of the page that tells a visitor of a failed handler. It shows the newest failure.

const style = `
.bonito-alert { position: fixed; inset: auto 1rem 1rem; z-index: 2147483647; margin: 0 auto; max-width: 40rem;
  display: flex; gap: 1rem; align-items: start; padding: .75rem 1rem; border-radius: .5rem;
  font: 1rem/1.4 system-ui, sans-serif; color: #5c1212; background: #fdeded; border: 1px solid #e3a3a3;
  box-shadow: 0 .25rem 1rem #0003 }
.bonito-alert p { margin: 0; flex: 1; max-height: 40vh; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere }
.bonito-alert button { all: unset; cursor: pointer; padding: 0 .5rem; border-radius: .25rem }
.bonito-alert button:focus-visible { outline: 2px solid }
@media (prefers-color-scheme: dark) {
  .bonito-alert { color: #ffd9d9; background: #3b1717; border-color: #8a3c3c }
}`;

let box: HTMLElement | undefined;

export function show_error(text: string): void {
  if (!box) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    box = document.createElement("div");
    box.className = "bonito-alert";
    box.setAttribute("role", "alert");
  }
  const message = document.createElement("p");
  message.textContent = text;
  const dismiss = document.createElement("button");
  dismiss.type = "button";
  dismiss.textContent = "✕";
  dismiss.setAttribute("aria-label", "Dismiss");
  dismiss.onclick = () => box!.remove();
  document.body.append(box);
  box.replaceChildren(message, dismiss);
}
