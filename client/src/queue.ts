// Work that takes a while, one piece after the other.
export class Queue {
  #waiting = 0;
  #turn = Promise.resolve();

  get empty(): boolean {
    return !this.#waiting;
  }

  // `work` does not reject.
  add(work: () => Promise<void>): void {
    this.#waiting++;
    this.#turn = this.#turn.then(work).then(() => void this.#waiting--);
  }
}
