/**
 * Makes a file safe on disk little by little while it is still being written. What is left to do at its end is then little, too: the
 * system alone would keep hundreds of megabytes in memory until asked.
 */
import type { FileHandle } from 'node:fs/promises';

const EVERY_BYTES = 4 * 1024 * 1024;

export class IncrementalFsync {
  readonly #file: FileHandle;
  #waiting = 0;
  #running: Promise<void> | null = null;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** So many bytes more have been written. Does not wait. */
  wrote(bytes: number): void {
    this.#waiting += bytes;
    if (this.#waiting < EVERY_BYTES || this.#running !== null) return;
    this.#waiting = 0;
    this.#running = this.#file.datasync().then(() => {
      this.#running = null;
    });
    this.#running.catch(() => {});
  }

  /** Waits for what is under way. Throws what the disk said, now or before: it says so once, and a later sync would succeed. */
  async settle(): Promise<void> {
    await this.#running;
  }
}
