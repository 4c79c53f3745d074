/** A thread that packs blocks beside the one that encodes them: begun for a large export, kept for the next one, ended when it is idle. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { builtFile } from '../../built-file.ts';
import { SheetError } from '../../errors.ts';
import type { PackAnswer } from './pack-messages.ts';

/** Blocks on their way at once: one is packed while the next one lies ready. */
const MOST_BLOCKS = 2;
const IDLE_MS = 10_000;

/** A block that was packed elsewhere, and the memory of it, to use again. */
export interface Packed {
  packed: Uint8Array;
  block: Uint8Array;
}

interface Waiting {
  resolve: (answer: Packed) => void;
  reject: (error: SheetError) => void;
}

/** The packing thread of this thread, or null. */
let current: PackingThread | null = null;

/** Begins a packing thread where there is none and a second processor. It takes blocks once it is ready. */
export function beginPackingThread(): void {
  if (current === null && availableParallelism() > 1) current = new PackingThread();
}

/** Has the packing thread pack a block, which it takes over; null where there is no such thread, or it has enough to do. */
export function packElsewhere(block: Uint8Array): Promise<Packed> | null {
  return current?.hasRoom ? current.pack(block) : null;
}

/** Ends the packing thread, e.g. in a test. Who waits for it is told so. */
export function stopPackingThread(): void {
  current?.end();
}

class PackingThread {
  readonly #thread = new Worker(builtFile('bodies/pack-thread.js'), { execArgv: [], env: {} });
  readonly #waiting: Waiting[] = [];
  #isReady = false;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.#thread.unref();
    this.#thread.on('message', (answer: PackAnswer) => this.#hear(answer));
    // Whoever waits learns of it by `exit`, which follows.
    this.#thread.on('error', () => {});
    this.#thread.once('exit', () => this.end());
  }

  get hasRoom(): boolean {
    return this.#isReady && this.#waiting.length < MOST_BLOCKS;
  }

  pack(block: Uint8Array): Promise<Packed> {
    clearTimeout(this.#timer);
    // Somebody waits for it: the process may not end before.
    if (this.#waiting.length === 0) this.#thread.ref();
    const packed = new Promise<Packed>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    this.#thread.postMessage(block, [block.buffer as ArrayBuffer]);
    return packed;
  }

  #hear(answer: PackAnswer): void {
    if (answer.kind === 'ready') this.#isReady = true;
    // An answer may still come after its end.
    else this.#waiting.shift()?.resolve(answer);
    if (this.#waiting.length > 0) return;
    this.#thread.unref();
    this.#timer = setTimeout(() => this.end(), IDLE_MS).unref();
  }

  end(): void {
    clearTimeout(this.#timer);
    if (current === this) current = null;
    for (const { reject } of this.#waiting.splice(0))
      reject(new SheetError('thread_died', 'The packing thread ended early.'));
    void this.#thread.terminate();
  }
}
