// When events go out: at once, when it has been quiet for a while (debounce), or every so often (throttle).
// With both, when it has been quiet, but every so often all the same. The newest event stands for those before it.

export class Pace<T extends object> {
  #latest: T | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting_since = 0;
  #last_sent = -Infinity;

  // In milliseconds; 0 is none.
  constructor(readonly debounce: number, readonly throttle: number, readonly send: (latest: T) => void) {}

  get waiting(): boolean {
    return this.#latest !== undefined;
  }

  push(latest: T): void {
    const now = performance.now();
    if (!this.waiting) this.#waiting_since = now;
    this.#latest = latest;
    const due = this.debounce
      ? Math.min(now + this.debounce, this.#waiting_since + (this.throttle || Infinity))
      : this.#last_sent + this.throttle;
    clearTimeout(this.#timer);
    if (due <= now) this.flush();
    else this.#timer = setTimeout(() => this.flush(), due - now);
  }

  // Forgets what waits.
  cancel(): void {
    clearTimeout(this.#timer);
    this.#latest = undefined;
  }

  // Sends what waits, now.
  flush(): void {
    clearTimeout(this.#timer);
    const latest = this.#latest;
    if (!latest) return;
    this.#latest = undefined;
    this.#last_sent = performance.now();
    this.send(latest);
  }
}
