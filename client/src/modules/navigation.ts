// Live navigation (include/bonito/session/navigation.hpp): a live link brings another page into this document.
//
// The page is fetched as the browser would, what its head links is loaded, then one step takes the old page away and
// begins the new one's session. Whatever is not as expected makes it an ordinary load: no page is ever half there.
// This module runs once in a document, and outlives its pages. The entries of the history that it makes or leaves have
// a number in their state, by which it is known where their pages were scrolled to.
type Step = "push" | "replace" | "back"; // in the history; back: the browser has done it, whichever way
type Fetched = { html: string; url: string; policy: string };
type Ahead = { url: string; fetched: Promise<Fetched | undefined>; ending: AbortController; until: number };
type Made = { page: Document; url: string; links: Map<HTMLLinkElement, string> }; // each with its media

const patience = 10_000; // milliseconds that a page may take
const rest = 80; // milliseconds of a pointer, or the focus, on a link before its page is fetched ahead
const fresh = 5_000; // milliseconds for which that is kept
const most_ahead = 4; // pages fetched in vain within ...
const forgotten_after = 30_000; // ... milliseconds, when the program has forgotten them
const most_places = 100; // in the history, whose scroll positions are kept

const attribute = "data-bonito-links";
const stored = "bonito-places"; // in sessionStorage
// While a page is awaited. Rules of the program's own weigh more.
const looks = `
:where(html[aria-busy=true]) { cursor: progress }
:where(html[aria-busy=true])::before { content: ""; position: fixed; inset: 0 0 auto; z-index: 2147483647; height: 2px;
  background: Highlight; transform-origin: left; animation: bonito-busy 9s cubic-bezier(0, .6, .2, 1) .3s both }
@keyframes bonito-busy { from { transform: scaleX(0) } to { transform: scaleX(.95) } }
@media (prefers-reduced-motion: reduce) { :where(html[aria-busy=true])::before { animation-timing-function: steps(4) } }`;

const root = document.documentElement;
const bonito = () => (globalThis as unknown as { Bonito: Bonito.Session & { turn(change: () => void): void } }).Bonito;
const is_ours = () => !!document.querySelector("head > meta[name=bonito]");
const without_fragment = (url: string) => url.replace(/#.*/, "");
const is_shown = (url: string) => without_fragment(url) === without_fragment(shown);
const is_of_shown = (url: string) => url.includes("#") && is_shown(url); // a fragment
const number_in = (state: unknown) => (state as { bonito?: number } | null)?.bonito;
const new_number = () => Date.now() + Math.random();

let shown = location.href; // the page that is; not location's, while the way back waits for another
let entry = number_in(history.state) ?? new_number(); // the one that it stands in
let going: AbortController | undefined; // to another page
let ahead: Ahead | undefined;
let in_vain: number[] = []; // when pages were fetched ahead that nobody has visited yet
let policy: Promise<string> | undefined; // of the document
const places = new Map<number, [number, number]>(JSON.parse(attempt(() => sessionStorage.getItem(stored)) ?? "[]"));

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return;
  }
}

// ---- Where to

// The live link that the event is about, if it is one that the browser would open here.
function link_at(event: Event): HTMLAnchorElement | undefined {
  const { altKey, button, ctrlKey, metaKey, shiftKey, target } = event as PointerEvent;
  if (button > 0 || altKey || ctrlKey || metaKey || shiftKey || !is_ours()) return;
  const link = (target as Element | null)?.closest?.<HTMLAnchorElement>("a[href]");
  if (!link || !is_how(link, "live") || link.hasAttribute("download")) return;
  if (!/^(_self)?$/.test(link.target) || !/^http/.test(link.protocol) || link.origin !== location.origin) return;
  return is_of_shown(link.href) ? undefined : link;
}

function is_how(link: Element, word: string): boolean {
  return !!link.closest(`[${attribute}]`)?.getAttribute(attribute)!.split(" ").includes(word);
}

// To an address that need not be live.
export function navigate(address: string): void {
  const url = new URL(address, document.baseURI);
  if (!/^http/.test(url.protocol)) throw new Error(`${address} is no address of a page.`);
  const { href } = url;
  if (!is_ours() || url.origin !== location.origin || is_of_shown(href)) return location.assign(href);
  void go(href, is_shown(href) ? "replace" : "push");
}

function hear_of_links(): void {
  document.addEventListener("click", (event) => {
    const link = link_at(event);
    if (!link || event.defaultPrevented) return;
    event.preventDefault();
    void go(link.href, is_shown(link.href) ? "replace" : "push", is_how(link, "transition"));
  });
  let resting: ReturnType<typeof setTimeout> | undefined;
  for (const [name, wait] of [["pointerover", rest], ["focusin", rest], ["pointerdown", 0]] as const) {
    document.addEventListener(name, (event) => {
      clearTimeout(resting);
      const link = link_at(event);
      if (link && is_how(link, "prefetch")) resting = setTimeout(() => fetch_ahead(without_fragment(link.href)), wait);
    });
  }
}

function hear_of_history(): void {
  addEventListener("popstate", ({ state }) => {
    const known = number_in(state);
    const is_other = !is_shown(location.href);
    if (is_other && known === undefined) return; // somebody else's
    stop();
    keep_place();
    if (is_other) return void go(location.href, "back");
    shown = location.href;
    entry = known ?? new_number();
    if (known === undefined) history.replaceState({ ...state, bonito: entry }, ""); // the browser goes to a fragment
    else put_place(true);
  });
  // Of pages that are loaded, the browser knows best where they were.
  if (history.scrollRestoration === "manual") put_place(true);
  history.scrollRestoration = "manual";
  addEventListener("pagehide", () => {
    keep_place();
    history.scrollRestoration = "auto";
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) history.scrollRestoration = "manual";
  });
}

// ---- Fetched

// Nothing if that is no page, which stays where it is.
async function fetch_page(url: string, signal: AbortSignal): Promise<Fetched | undefined> {
  // The answer to HEAD is that of the page, whose session is none.
  policy ??= fetch(shown, { method: "HEAD", cache: "no-store" }).then(policy_in, () => "unknown");
  const request = { headers: { Accept: "text/html" }, mode: "same-origin", cache: "no-store", signal } as const;
  const response = await fetch(url, request);
  const { headers, ok } = response;
  const is_page = ok && headers.get("Content-Type")?.startsWith("text/html") && !headers.has("Content-Disposition");
  if (!is_page) return void response.body?.cancel();
  return { html: await response.text(), url: response.url, policy: policy_in(response) };
}

// A document is under it for as long as it lives.
function policy_in({ headers }: Response): string {
  const names = ["Content-Security-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Embedder-Policy", "Permissions-Policy"];
  return names.map((name) => headers.get(name)).join("\n");
}

function fetch_ahead(url: string): void {
  const now = performance.now();
  in_vain = in_vain.filter((when) => when + forgotten_after > now);
  if (going || is_shown(url) || in_vain.length >= most_ahead || (ahead?.url === url && ahead.until > now)) return;
  in_vain.push(now);
  ahead?.ending.abort();
  const ending = new AbortController();
  const mine: Ahead = (ahead = { url, fetched: fetch_page(url, ending.signal), ending, until: Infinity });
  const done = () => void (mine.until = performance.now() + fresh);
  mine.fetched.then(done, done);
}

function take_ahead(url: string): Promise<Fetched | undefined> | undefined {
  const taken = ahead;
  ahead = undefined;
  if (taken?.url !== without_fragment(url) || taken.until < performance.now()) return void taken?.ending.abort();
  in_vain.pop();
  return taken.fetched;
}

// ---- On the way

function stop(): void {
  going?.abort();
  going = undefined;
  root.removeAttribute("aria-busy");
}

// A later one ends an earlier one.
async function go(address: string, step: Step, with_transition = false): Promise<void> {
  stop();
  root.setAttribute("aria-busy", "true");
  const { signal } = (going = new AbortController());
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), patience)));
  const made = await Promise.race([make(address, signal), late]).catch(() => undefined);
  clearTimeout(timer);
  if (signal.aborted) return;
  if (!made) return load(address);
  const change = () => {
    if (!signal.aborted) turn(made, step);
  };
  try {
    if (with_transition && is_motion_welcome()) await transition(change);
    else change();
  } catch (error) {
    reportError(error);
    load(address);
  }
}

// As if the link had been an ordinary one.
function load(address: string): void {
  stop();
  keep_place();
  // One that has a fragment, and is this one, would load nothing.
  if (without_fragment(address) === without_fragment(location.href)) location.reload();
  else location.assign(address);
}

const is_motion_welcome = () =>
  "startViewTransition" in document && !matchMedia("(prefers-reduced-motion: reduce)").matches;

async function transition(change: () => void): Promise<void> {
  const { finished, ready, updateCallbackDone } = document.startViewTransition(change);
  // It may not be shown after all: the change is made in any case.
  for (const each of [finished, ready]) each.catch(() => {});
  await updateCallbackDone;
}

// The page, and what it links, not yet seen. Nothing, if it cannot stand in this document.
async function make(address: string, signal: AbortSignal): Promise<Made | undefined> {
  const fetched = await (take_ahead(address) ?? fetch_page(address, signal));
  if (!fetched || fetched.policy !== (await policy)) return;
  const page = read(fetched);
  if (!page || signal.aborted) return;
  const url = new URL(fetched.url);
  url.hash ||= new URL(address).hash;
  const links = new Map<HTMLLinkElement, string>();
  const coming: Promise<unknown>[] = [];
  for (const each of page.head.querySelectorAll("link")) {
    const link = document.importNode(each, true);
    links.set(link, link.media);
    if (link.rel === "stylesheet") {
      link.media = "not all";
      coming.push(new Promise((resolve) => (link.onload = link.onerror = resolve)));
    }
    document.head.append(link);
    signal.addEventListener("abort", () => link.remove());
  }
  await Promise.all(coming);
  return { page, url: url.href, links };
}

// It is of the same client, and its scripts are files that its head names, none of which has run here: it would not run
// again. Their addresses become absolute.
function read({ html, url }: Fetched): Document | undefined {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const name of ["src", "href"]) {
    for (const each of page.querySelectorAll(name === "src" ? "script[src]" : "head > link[href]")) {
      each.setAttribute(name, new URL(each.getAttribute(name)!, url).href);
    }
  }
  const has_run = loaded();
  const client = page.head.querySelector<HTMLScriptElement>("script[type=module][src]")?.src;
  const is_alike = client && has_run.has(client) && page.querySelector("head > meta[name=bonito]");
  const is_fit = [...page.scripts].every(
    ({ src, parentNode }) => src === client || src === import.meta.url || (src && parentNode === page.head && !has_run.has(src)),
  );
  return is_alike && is_fit && !page.querySelector("base, meta[http-equiv]") ? page : undefined;
}

// What scripts stand in the document. It changes its address, so theirs are absolute.
function loaded(): Set<string> {
  for (const script of document.scripts) if (script.src) script.src = script.src;
  return new Set([...document.scripts].map(({ src }) => src));
}

// ---- There

function turn({ page, url, links }: Made, step: Step): void {
  const known = loaded();
  keep_place();
  bonito().turn(() => {
    note(url, step);
    document.title = page.title;
    for (const name of root.getAttributeNames()) root.removeAttribute(name);
    for (const { name, value } of page.documentElement.attributes) root.setAttribute(name, value);
    for (const each of document.head.querySelectorAll("link, meta")) {
      if (!links.has(each as HTMLLinkElement)) each.remove();
    }
    for (const [link, media] of links) link.media = media;
    for (const each of page.head.querySelectorAll("meta")) document.head.append(document.importNode(each, true));
    document.body.replaceWith(document.adoptNode(page.body));
  });
  going = undefined;
  root.removeAttribute("aria-busy");
  for (const script of page.head.querySelectorAll("script")) if (!known.has(script.src)) run(script);
  reload_if_refused();
  put_place(step === "back");
  put_focus();
}

function note(url: string, step: Step): void {
  const { state } = history;
  if (step === "push") {
    if (number_in(state) === undefined) history.replaceState({ ...state, bonito: entry }, "");
    entry = new_number();
    history.pushState({ bonito: entry }, "", url);
  } else {
    entry = number_in(state) ?? entry;
    history.replaceState({ ...state, bonito: entry }, "", url);
  }
  shown = url;
}

function run(script: HTMLScriptElement): void {
  const own = document.createElement("script");
  for (const { name, value } of script.attributes) own.setAttribute(name, value);
  own.async = false; // in their order
  document.head.append(own);
}

// A page that was fetched ahead may have been forgotten meanwhile.
function reload_if_refused(): void {
  let was_there = false;
  bonito().on_status((status) => {
    was_there ||= status === "connected";
    if (status === "closed" && !was_there) location.reload();
  }, bonito());
}

function keep_place(): void {
  places.delete(entry);
  places.set(entry, [scrollX, scrollY]);
  for (const oldest of places.keys()) if (places.size > most_places) places.delete(oldest);
  attempt(() => sessionStorage.setItem(stored, JSON.stringify([...places])));
}

// Where it was; else to its fragment, or the top.
function put_place(is_back: boolean): void {
  const place = is_back ? places.get(entry) : undefined;
  const target = target_of(location.hash);
  if (target && !place) return target.scrollIntoView({ behavior: "instant" });
  const [left, top] = place ?? [0, 0];
  scrollTo({ left, top, behavior: "instant" });
}

function target_of(fragment: string): HTMLElement | null {
  return document.getElementById(attempt(() => decodeURIComponent(fragment.slice(1))) ?? "");
}

// To what the page wants, else to its heading, which is then read out.
function put_focus(): void {
  const find = (selector: string) => document.querySelector<HTMLElement>(selector);
  const element = target_of(location.hash) ?? find("[autofocus]") ?? find("main h1") ?? find("h1") ?? find("main");
  if (!element) return;
  if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) {
    element.tabIndex = -1;
    element.addEventListener("blur", () => element.removeAttribute("tabindex"), { once: true });
  }
  element.focus({ preventScroll: true });
}

const sheet = new CSSStyleSheet();
sheet.replaceSync(looks);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
// The browser looks where the icon is when the address changes.
for (const icon of document.querySelectorAll<HTMLLinkElement>("link[rel=icon]")) icon.href = icon.href;
loaded();
hear_of_links();
hear_of_history();
