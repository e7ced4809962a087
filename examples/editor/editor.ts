import { cpp } from "@codemirror/lang-cpp";
import { oneDark } from "@codemirror/theme-one-dark";
import { basicSetup, EditorView } from "codemirror";

export function editor(element: HTMLElement, text: Bonito.Observable<string>) {
  // In a shadow root CodeMirror makes no <style> elements, which the policy forbids, but adopts style sheets.
  const root = element.attachShadow({ mode: "open" });
  const dark = matchMedia("(prefers-color-scheme: dark)").matches ? oneDark : [];
  const now = () => view.state.doc.toString();
  const tell = EditorView.updateListener.of(({ docChanged }) => docChanged && now() !== text.value && text.notify(now()));
  const view = new EditorView({ root, parent: root, doc: text.value ?? "", extensions: [basicSetup, cpp(), dark, tell] });
  // Only what differs is replaced, so that the cursor stays where it is.
  text.on((insert) => {
    const old = now();
    let from = 0;
    while (from < old.length && old[from] === insert[from]) from++;
    let same = 0;
    while (same < Math.min(old.length, insert.length) - from && old.at(-1 - same) === insert.at(-1 - same)) same++;
    const changes = { from, to: old.length - same, insert: insert.slice(from, insert.length - same) };
    if (old !== insert) view.dispatch({ changes });
  });
}
