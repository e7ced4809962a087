// What scripts load by themselves. With an `integrity`, only what is as that says.
import { absolute } from "./address.ts";

const loading = new Map<string, Promise<unknown>>();

// Each thing once, by an element in the page's head; and once more for whoever asks for another integrity.
function load(href: string, name: "link" | "script", how: Partial<HTMLLinkElement & HTMLScriptElement>, integrity = "") {
  const key = [name, href, integrity].join(" ");
  const loaded = loading.get(key) ?? new Promise<void>((resolve, reject) => {
    const element = Object.assign(document.createElement(name), how);
    element.onload = () => resolve();
    element.onerror = () => {
      loading.delete(key);
      element.remove();
      reject(new Error("it does not load" + (integrity && ", or is not what was to be there")));
    };
    if (integrity) Object.assign(element, { crossOrigin: "anonymous", integrity });
    document.head.append(element);
  });
  loading.set(key, loaded);
  return loaded;
}

// What is fetched for a link is what is imported.
export async function load_module(url: string, integrity?: string): Promise<Record<string, unknown>> {
  const href = absolute(url);
  if (integrity) await load(href, "link", { rel: "modulepreload", href }, integrity);
  return import(href);
}

// The global of a classic script.
export function load_script(url: string, global: string, integrity?: string): Promise<unknown> {
  const href = absolute(url);
  return load(href, "script", { src: href }, integrity).then(() => {
    const value = (globalThis as Record<string, unknown>)[global];
    if (value === undefined) throw new Error(`it does not define ${global}`);
    return value;
  });
}

export async function fetch_binary(url: string): Promise<ArrayBuffer> {
  const response = await fetch(absolute(url));
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.arrayBuffer();
}

// At most one call in so many milliseconds: the first at once, and the last for certain.
export function throttle_function<A extends unknown[]>(call: (...args: A) => void, milliseconds: number) {
  let last = -Infinity;
  let latest: A | undefined;
  const send = () => {
    last = performance.now();
    const args = latest!;
    latest = undefined;
    call(...args);
  };
  return (...args: A): void => {
    const waiting = latest !== undefined;
    latest = args;
    const wait = last + milliseconds - performance.now();
    if (wait <= 0 && !waiting) send();
    else if (!waiting) setTimeout(send, wait);
  };
}
