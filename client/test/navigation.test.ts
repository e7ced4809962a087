// What live links fetch ahead, and for how long that is kept. The rest is for real browsers: tests/e2e/navigation.spec.mjs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHTML } from "linkedom";
import { gather_reports, microtasks, set_globals, still_clock } from "./support.ts";

test("a live link's page is fetched ahead for five seconds and one visit, and four at most in half a minute in vain", async (context) => {
  gather_reports(context);
  const clock = still_clock(context);
  const links = ["/a", "/b", "/c"].map((href) => `<a href="${href}">x</a>`).join("");
  const page = `<html><head><meta name="bonito"></head><body><nav data-bonito-links="live prefetch">${links}</nav></body></html>`;
  const { document, Event } = parseHTML(page);
  document.adoptedStyleSheets = [];
  Object.defineProperty(document, "scripts", { value: [] });
  const link = (href: string) => {
    const found = document.querySelector(`a[href="${href}"]`)!;
    const { origin, protocol } = new URL(href, "http://here/");
    return Object.defineProperties(found, Object.fromEntries(
      Object.entries({ href: `http://here${href}`, origin, protocol, target: "" }).map(([name, value]) => [name, { value, configurable: true }]),
    ));
  };
  const asked: string[] = [];
  const visited: string[] = [];
  set_globals(context, {
    document,
    addEventListener() {},
    CSSStyleSheet: class { replaceSync(): void {} },
    sessionStorage: { getItem: () => null, setItem() {} },
    history: { state: null, scrollRestoration: "auto" },
    location: { href: "http://here/", origin: "http://here", assign: (url: string) => visited.push(new URL(url).pathname) },
    scrollX: 0,
    scrollY: 0,
    fetch: async (url: string, { method }: RequestInit) => {
      if (!method) asked.push(new URL(url).pathname);
      return { ok: false, headers: new Headers() }; // no page: it is loaded
    },
  });
  await import("../src/modules/navigation.ts");
  const happens = async (name: string, href: string) => {
    link(href).dispatchEvent(Object.assign(new Event(name, { bubbles: true, cancelable: true }), { button: 0 }));
    clock.pass(1);
    await microtasks();
  };
  const counts = () => [asked.splice(0).join(" "), visited.splice(0).join(" ")];

  await happens("pointerdown", "/a");
  await happens("pointerdown", "/a");
  assert.deepEqual(counts(), ["/a", ""]);
  await happens("click", "/a");
  assert.deepEqual(counts(), ["", "/a"], "it was there");
  await happens("click", "/a");
  assert.deepEqual(counts(), ["/a", "/a"], "it was for one visit");

  await happens("pointerover", "/b");
  clock.pass(78);
  assert.deepEqual(counts(), ["", ""], "a pointer passes over many links");
  clock.pass(1);
  await microtasks();
  assert.deepEqual(counts(), ["/b", ""]);
  clock.pass(5_001);
  await happens("click", "/b");
  assert.deepEqual(counts(), ["/b", "/b"], "it was too old");

  for (const href of ["/c", "/a", "/c", "/a"]) await happens("pointerdown", href);
  assert.deepEqual(counts(), ["/c /a /c", ""], "with the one before these are four");
  clock.pass(30_000);
  await happens("pointerdown", "/a");
  assert.deepEqual(counts(), ["/a", ""]);
});
