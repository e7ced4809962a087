// A tab that shows a page with fields, and may load it anew. Its storage stays, unless there is none; everything else begins again.
import type { TestContext } from "node:test";
import { parseHTML } from "linkedom";
import { set_globals } from "./support.ts";

export function tab(context: TestContext, { storage = new Map() as Map<string, string> | null } = {}) {
  const clock = { now: 1_000_000 };
  context.mock.method(Date, "now", () => clock.now);
  const loads = { count: 0 };
  const forbidden = () => {
    throw new Error("SecurityError");
  };
  const sessionStorage = {
    getItem: (key: string) => (storage ?? forbidden()).get(key) ?? null,
    setItem: (key: string, text: string) => (storage ?? forbidden()).set(key, text),
  };
  class Sheet {
    replaceSync(): void {}
  }
  const load = (body: string, at = "/panel") => {
    const { document, Event, MutationObserver } = parseHTML(`<!doctype html><html><head></head><body>${body}</body></html>`);
    document.adoptedStyleSheets = [];
    const location = { pathname: at, search: "?a=1", reload: () => void loads.count++ };
    set_globals(context, { document, Event, MutationObserver, location, sessionStorage, CSSStyleSheet: Sheet });
    const element = (selector: string) => document.querySelector(selector) as unknown as HTMLInputElement;
    return {
      document,
      element,
      // What the page hears, as "FIELD EVENT".
      hear(...selectors: string[]): string[] {
        const heard: string[] = [];
        for (const selector of selectors) {
          for (const name of ["input", "change"]) element(selector).addEventListener(name, () => heard.push(`${selector} ${name}`));
        }
        return heard;
      },
      type(selector: string, set: object, isTrusted = true): void {
        Object.assign(element(selector), set);
        element(selector).dispatchEvent(Object.assign(new Event("input", { bubbles: true }), { isTrusted }));
      },
      box: () => element(".bonito-alert"),
      press: (label: string) => {
        const button = [...document.querySelectorAll(".bonito-alert button")].find(({ textContent }) => textContent === label);
        (button as HTMLButtonElement).onclick!({} as PointerEvent);
      },
    };
  };
  return { clock, loads, load, storage };
}
