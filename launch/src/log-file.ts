/** A log on disk of bounded size: past its limit it becomes `<name>.1`, and a new one begins. */
import { closeSync, fstatSync, openSync, readSync, renameSync, statSync, writeSync } from 'node:fs';

const MOST_BYTES = 10 * 1024 * 1024;

/** Move a log that has outgrown its limit aside. */
export function rotateLog(file: string, most = MOST_BYTES): void {
  try {
    if (statSync(file).size > most) renameSync(file, `${file}.1`);
  } catch {
    // No log yet.
  }
}

/** The last `count` lines of a log, without reading all of it. */
export function lastLines(file: string, count: number): string[] {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(handle);
    const bytes = Buffer.alloc(Math.min(size, 64 * 1024));
    readSync(handle, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString('utf8').split('\n').filter(Boolean).slice(-count);
  } finally {
    closeSync(handle);
  }
}

/** Appends to a log, in order and at once: what was logged before a crash is there after it. */
export class LogFile {
  readonly #file: string;
  readonly #most: number;
  /** None while the file cannot be opened, as on a full disk. */
  #handle: number | undefined;
  #size = 0;
  #closed = false;

  constructor(file: string, most = MOST_BYTES) {
    this.#file = file;
    this.#most = most;
    try {
      this.#open();
    } catch {
      // The next line tries again.
    }
  }

  write(text: string): void {
    if (this.#closed) return;
    try {
      this.#size += writeSync(this.#handle ?? this.#open(), text);
      if (this.#size <= this.#most) return;
      this.#release();
      this.#open();
    } catch {
      // A full disk must not take down what is being logged.
    }
  }

  close(): void {
    this.#closed = true;
    this.#release();
  }

  #open(): number {
    rotateLog(this.#file, this.#most);
    const handle = openSync(this.#file, 'a', 0o600);
    this.#handle = handle;
    this.#size = fstatSync(handle).size;
    return handle;
  }

  /** The number of a closed file may be another file's a moment later. */
  #release(): void {
    const handle = this.#handle;
    this.#handle = undefined;
    if (handle !== undefined) closeSync(handle);
  }
}
