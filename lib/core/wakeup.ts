/** Lets one reader sleep until something happened. What happens while it is awake wakes it from the next sleep at once. */
export class Wakeup {
  #isDue = false;
  #waken: (() => void) | undefined;

  wake(): void {
    this.#isDue = true;
    this.#waken?.();
  }

  /** Sleeps until the next `wake`, at most `maxMs`; tells which of the two it was. */
  async sleep(maxMs: number): Promise<"woken" | "time"> {
    if (!this.#isDue) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waken = resolve;
      const timer = setTimeout(resolve, maxMs);
      await promise;
      clearTimeout(timer);
      this.#waken = undefined;
    }
    const isDue = this.#isDue;
    this.#isDue = false;
    return isDue ? "woken" : "time";
  }
}
