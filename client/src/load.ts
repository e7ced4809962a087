// What scripts load by themselves.

// The global of a classic script, which is loaded once.
const loading = new Map<string, Promise<unknown>>();

export function load_script(url: string, global: string): Promise<unknown> {
  const { href } = new URL(url, document.baseURI);
  const loaded = loading.get(href) ?? new Promise<void>((resolve, reject) => {
    const script = document.createElement("script");
    script.onload = () => resolve();
    script.onerror = () => {
      loading.delete(href);
      reject(new Error("it does not load"));
    };
    script.src = href;
    document.head.append(script);
  });
  loading.set(href, loaded);
  return loaded.then(() => {
    const value = (globalThis as Record<string, unknown>)[global];
    if (value === undefined) throw new Error(`it does not define ${global}`);
    return value;
  });
}

export async function fetch_binary(url: string): Promise<ArrayBuffer> {
  const response = await fetch(new URL(url, document.baseURI));
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
