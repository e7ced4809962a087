// What somebody has typed into the page, kept over a load of it anew.
//
//   const fields = new Fields(signal);   listens to what is typed, until then
//   fields.save(put_back);               before the page is loaded anew
//   const kept = fields.take();          after that, once: whether to put it back unasked, and what it was
//   fields.put_back(kept.values);        the program hears of it as if it were typed
//   fields.tell();                       so it does of what was typed before anybody listened
//
// A field is found again by its id, else its name, else its type, and its place among those that share it. What belongs
// to one that is not there waits until it comes with a later part of the page; where there is but a type to know it by,
// until somebody clicks. Passwords and files are not kept, nor more than 256 KiB; nor anything where there is no
// sessionStorage.

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type Kept = { put_back: boolean; values: Record<string, string | boolean | string[]> };

const most_characters = 262_144;
const key = (what: string) => `bonito-${what} ${location.pathname}${location.search}`;

// sessionStorage may be forbidden, or full.
export function stored(what: string): string | null {
  try {
    return sessionStorage.getItem(key(what));
  } catch {
    return null;
  }
}

// Returns whether it is stored.
export function store(what: string, text: string): boolean {
  try {
    sessionStorage.setItem(key(what), text);
    return true;
  } catch {
    return false;
  }
}

export class Fields {
  #typed = new WeakMap<EventTarget, boolean>(); // whether it may be kept
  #missing: Kept["values"] = {}; // to be put back into fields that are not there yet
  #observer: MutationObserver | undefined;

  constructor(signal: AbortSignal) {
    const hear = ({ isTrusted, target }: Event) => {
      // A password stays one when the page shows it as text.
      if (!isTrusted || !target) return;
      this.#typed.set(target, this.#typed.get(target) !== false && !is_secret(target as Field));
    };
    document.addEventListener("input", hear, { capture: true, signal });
    const forget = ({ isTrusted }: Event) => {
      if (isTrusted) for (const name in this.#missing) if (!/^[#@]/.test(name)) delete this.#missing[name];
    };
    document.addEventListener("click", forget, { capture: true, signal });
    signal.addEventListener("abort", () => this.#observer?.disconnect());
  }

  save(put_back: boolean): void {
    const values: Kept["values"] = { ...this.#missing };
    let size = JSON.stringify(values).length;
    for (const [name, field] of fields()) {
      if (!this.#typed.get(field) || is_secret(field) || is_as_it_came(field)) continue;
      // Of radio buttons the one that is chosen says it all.
      if (field.type === "radio" && !(field as HTMLInputElement).checked) continue;
      const value = value_of(field);
      const more = JSON.stringify([name, value]).length;
      if (size + more > most_characters) continue;
      size += more;
      values[name] = value;
    }
    if (Object.keys(values).length) store("fields", JSON.stringify({ put_back, values } satisfies Kept));
  }

  take(): Kept | undefined {
    const text = stored("fields");
    if (!text) return;
    store("fields", "");
    return JSON.parse(text) as Kept;
  }

  put_back(values: Kept["values"]): void {
    this.#missing = { ...values };
    this.#put_back();
    if (!Object.keys(this.#missing).length) return;
    this.#observer = new MutationObserver(() => this.#put_back());
    this.#observer.observe(document, { childList: true, subtree: true });
  }

  // Not of what the browser has put back itself: that may be older than what the program has.
  tell(): void {
    const [load] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    if (load?.type !== "navigate") return;
    for (const [, field] of fields()) {
      const { type, value, checked, defaultValue, defaultChecked } = field as HTMLInputElement;
      const is_typed = /^(text|search|tel|url|email)/.test(type) && bare(value) !== bare(defaultValue);
      // Of radio buttons the one that is chosen says it all.
      const is_ticked = (type === "checkbox" && checked !== defaultChecked) || (type === "radio" && checked && !defaultChecked);
      if ((is_typed || is_ticked) && !this.#typed.has(field)) say(field);
    }
  }

  #put_back(): void {
    for (const [name, field] of fields()) {
      const value = this.#missing[name];
      if (value === undefined) continue;
      delete this.#missing[name];
      if (typeof value === "string") field.value = value;
      else if (typeof value === "boolean") (field as HTMLInputElement).checked = value;
      else for (const option of (field as HTMLSelectElement).options) option.selected = value.includes(option.value);
      this.#typed.set(field, true);
      say(field);
    }
    if (!Object.keys(this.#missing).length) this.#observer?.disconnect();
  }
}

// Without what the browser itself takes away.
const bare = (text: string) => text.replace(/\s/g, "");

function say(field: Field): void {
  for (const event of ["input", "change"]) field.dispatchEvent(new Event(event, { bubbles: true }));
}

// The page's fields, each with what it is found again by.
function* fields(): Generator<[string, Field]> {
  const counts: Record<string, number> = {};
  for (const field of document.querySelectorAll<Field>("input, textarea, select")) {
    const name = field.id ? `#${field.id}` : field.name ? `@${field.name}` : field.type;
    yield [`${name} ${(counts[name] = (counts[name] ?? 0) + 1)}`, field];
  }
}

function is_secret({ type, autocomplete }: Field): boolean {
  return /^(password|file|hidden)$/.test(type) || /password|one-time|cc-/.test(autocomplete);
}

function is_as_it_came(field: Field): boolean {
  const { type, value, defaultValue, checked, defaultChecked } = field as HTMLInputElement;
  return type === "checkbox" || type === "radio" ? checked === defaultChecked : value === defaultValue;
}

function value_of(field: Field): string | boolean | string[] {
  if (field.type === "checkbox" || field.type === "radio") return (field as HTMLInputElement).checked;
  if (field.type !== "select-multiple") return field.value;
  return [...(field as HTMLSelectElement).options].filter(({ selected }) => selected).map(({ value }) => value);
}
