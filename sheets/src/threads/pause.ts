/** A signal that a reader in another thread waits while another one works: both look at the same memory. */

/** So long a reader waits in all; then it goes on beside whatever it waited for. */
const MAX_PAUSE_MS = 120_000;

/** Whoever holds it lets the reader wait and go on. */
export class Pause {
  /** 1 while the reader is to wait. What crosses to the reader. */
  readonly flag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

  set(isPaused: boolean): void {
    Atomics.store(this.flag, 0, isPaused ? 1 : 0);
    if (!isPaused) Atomics.notify(this.flag, 0);
  }
}

/** Waits while the flag is set, at most so long in all. Stops the thread that it is called in. */
export function openPauses(flag: Int32Array | undefined, maxMs = MAX_PAUSE_MS): () => void {
  let left = maxMs;
  return () => {
    if (flag === undefined || left <= 0 || Atomics.load(flag, 0) !== 1) return;
    const start = performance.now();
    Atomics.wait(flag, 0, 1, left);
    left -= performance.now() - start;
  };
}
