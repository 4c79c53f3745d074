import { SheetError } from '../errors.ts';

/** A part of a budget that somebody holds. */
export interface Held {
  /** Gives back what is more than `bytes`. */
  shrinkTo(bytes: number): void;
  /** Gives all of it back; once more changes nothing. */
  release(): void;
}

/** How somebody waits for memory. */
export interface Wait {
  signal?: AbortSignal | undefined;
  /** Called with true where there is none left, and with false once there is or the wait is over. */
  onWait?: ((isWaiting: boolean) => void) | undefined;
}

/** Shares out an amount of memory: whoever asks for more than is left waits for those before him. */
export class MemoryBudget {
  #left: number;
  readonly #waiting: { bytes: number; go: () => void }[] = [];

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Throws SheetError 'aborted' when `signal` fires first. */
  async take(bytes: number, { signal, onWait }: Wait = {}): Promise<Held> {
    let isWaiting = false;
    const tell = (now: boolean) => {
      if (now !== isWaiting) onWait?.(now);
      isWaiting = now;
    };
    await new Promise<void>((resolve, reject) => {
      const asker = {
        bytes,
        go: () => {
          signal?.removeEventListener('abort', leave);
          tell(false);
          resolve();
        },
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(asker), 1);
        tell(false);
        reject(new SheetError('aborted', 'Reading was stopped.'));
        this.#serve();
      };
      this.#waiting.push(asker);
      signal?.addEventListener('abort', leave, { once: true });
      this.#serve();
      if (this.#waiting.includes(asker)) tell(true);
    });
    let held = bytes;
    const shrinkTo = (less: number) => {
      this.#left += Math.max(held - less, 0);
      held = Math.min(held, less);
      this.#serve();
    };
    return { shrinkTo, release: () => shrinkTo(0) };
  }

  #serve(): void {
    for (let next = this.#waiting[0]; next && next.bytes <= this.#left; next = this.#waiting[0]) {
      this.#left -= next.bytes;
      this.#waiting.shift();
      next.go();
    }
  }
}
