// What a region's later content needs in the page's head, a style sheet or a script, unless it is there already: each
// stands there once, and stays. See "Slots in the markup" in the protocol.
import { absolute } from "./address.ts";

// `what` is "KIND URL", or "KIND URL INTEGRITY".
export function need(document: Document, what: string): void {
  const [kind, relative = "", integrity] = what.split(" ");
  const url = absolute(relative);
  const is_sheet = kind === "sheet";
  const place = is_sheet ? "href" : "src";
  for (const element of document.querySelectorAll(is_sheet ? "link[rel=stylesheet]" : "script[src]")) {
    if (absolute(element.getAttribute(place)!) === url) return;
  }
  const element = document.createElement(is_sheet ? "link" : "script");
  if (is_sheet) element.setAttribute("rel", "stylesheet");
  else if (kind === "module") element.setAttribute("type", "module");
  // In the order in which they came, and not as soon as each is there.
  if (!is_sheet) (element as HTMLScriptElement).async = false;
  if (integrity) {
    element.setAttribute("crossorigin", "anonymous");
    element.setAttribute("integrity", integrity);
  }
  element.setAttribute(place, url);
  document.head.append(element);
}
