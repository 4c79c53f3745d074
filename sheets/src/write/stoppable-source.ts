/** A source of bytes that can be stopped from outside, also while it is silent. */

/** Wraps an async iterable. `next` is called by one reader at a time. */
export class StoppableSource {
  readonly #source: AsyncIterator<Uint8Array>;
  #reject: ((error: unknown) => void) | null = null;
  #stopped: { error: unknown } | null = null;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next chunk, or null at the end. Throws what the source throws, or what it was stopped with. */
  next(): Promise<Uint8Array | null> {
    return new Promise((resolve, reject) => {
      if (this.#stopped) return reject(this.#stopped.error);
      this.#reject = reject;
      this.#source.next().then((step) => resolve(step.done ? null : step.value), reject);
    });
  }

  /** Ends a `next` that waits, and all later ones, with `error`. */
  stop(error: unknown): void {
    this.#stopped ??= { error };
    this.#reject?.(error);
  }

  /** Lets the source go: it may hold a connection. Does not wait, for a source that hangs would hang its reader. */
  release(): void {
    this.#source.return?.()?.then(undefined, () => {});
  }
}
