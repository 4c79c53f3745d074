/** The body of a writing thread: one export after another, whose rows come as messages. */
import { parentPort } from 'node:worker_threads';
import { asSheetError } from '../errors.ts';
import type { EncodePlan } from '../model.ts';
import { encode } from './encode.ts';
import type { Answer, Request } from './encode-messages.ts';

/** Progress is shown ten times a second at most; twice that loses nothing. */
const PROGRESS_MS = 50;

const port = parentPort!;
let job: Job | null = null;

port.on('message', (request: Request) => {
  if (request.kind === 'start') {
    job = new Job();
    void run(request.plan, job);
  } else if (request.kind === 'stop') job?.abort.abort();
  else job?.receive(request.kind === 'chunk' ? request.bytes : null);
});

function answer(message: Answer): void {
  port.postMessage(message);
}

/** What has arrived for one export and was not taken yet; null ends a source. */
class Job {
  readonly abort = new AbortController();
  readonly #arrived: (Uint8Array | null)[] = [];
  #wake: () => void = () => {};

  receive(chunk: Uint8Array | null): void {
    this.#arrived.push(chunk);
    this.#wake();
  }

  /** The chunks up to the next end: the encoder reads its sources one after the other, as they are sent. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    for (;;) {
      while (this.#arrived.length === 0) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      const chunk = this.#arrived.shift()!;
      if (chunk === null) return;
      answer({ kind: 'credit' });
      yield chunk;
    }
  }
}

async function run(plan: EncodePlan, current: Job): Promise<void> {
  let told = 0;
  try {
    const sources = plan.sheets.map(() => current.chunks());
    const result = await encode(
      plan,
      sources,
      (rows, bytes) => {
        const now = performance.now();
        if (now - told < PROGRESS_MS) return;
        told = now;
        answer({ kind: 'progress', rows, bytes });
      },
      current.abort.signal,
    );
    answer({ kind: 'progress', rows: result.rows, bytes: result.bytes });
    answer({ kind: 'done', result });
  } catch (error) {
    const { code, message, detail } = asSheetError(error);
    answer({ kind: 'failed', code, message, detail: { ...detail } });
  }
}
