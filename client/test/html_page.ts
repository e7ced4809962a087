// A page made from markup, whose events gather.
import { parseHTML } from "linkedom";
import { page_came } from "../src/address.ts";
import { Page } from "../src/dom.ts";

export function page_of(body: string, head = "") {
  const { document, Event } = parseHTML(`<!doctype html><html><head>${head}</head><body>${body}</body></html>`);
  // linkedom's ranges parse in no context. What a context changes is for real browsers.
  const range = {
    selectNodeContents() {},
    createContextualFragment(html: string) {
      const template = document.createElement("template");
      template.innerHTML = html;
      return template.content;
    },
  };
  document.createRange = () => range as unknown as Range;
  document.adoptedStyleSheets = [];
  Object.defineProperty(document, "baseURI", { value: "https://example.org/" });
  page_came(document);
  const events: [number, unknown[]][] = [];
  const page = new Page(document as unknown as Document, (slot, fields) => events.push([slot, fields]));
  page.show(document as unknown as Document);
  return {
    document,
    events,
    page,
    element: (selector: string) => document.querySelector(selector) as unknown as HTMLInputElement,
    fire(selector: string, name: string, fields: object = {}) {
      const event = Object.assign(new Event(name, { bubbles: true, cancelable: true }), fields);
      document.querySelector(selector)!.dispatchEvent(event);
      return event;
    },
    set(slot: number, value: unknown, acked = 0) {
      page.slots.set(slot, value);
      page.slots.write(acked);
    },
  };
}
