/** The body of a process that reads legacy workbooks: see reading-process.ts. */
import { statSync, writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { builtFile } from '../built-file.ts';
import { LEGACY_MS, LEGACY_MS_PER_MIB, LEGACY_PROCESS_BYTES, MAX_LEGACY_UNPACKED_BYTES } from '../limits.ts';
import { serveReader } from '../threads/serve-reader.ts';
import type { Answer, JobRequest, Request } from '../threads/thread-protocol.ts';
import { ALLOWED_MS, STEPS, type WatchData } from './process-watch.ts';

/** A process that holds more than this when its job is over is not kept: a new one costs less. */
const SPENT_BYTES = 160 * 1024 * 1024;
/** Ended a little before the system's own limit, where there is one: that one breaks whatever goes on, this one has a reason. */
const WATCHED_BYTES = Number(process.argv[2] ?? LEGACY_PROCESS_BYTES) - 24 * 1024 * 1024;

const told = new Int32Array(new SharedArrayBuffer(8));
new Worker(builtFile('bodies/process-watch.js'), {
  workerData: { told, memoryBytes: WATCHED_BYTES } satisfies WatchData,
  resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4, stackSizeMb: 1 },
}).unref();

try {
  // Where the system runs out of memory, this process goes first, not the worker or the database.
  writeFileSync('/proc/self/oom_score_adj', '1000');
} catch {
  // not Linux, or not allowed
}
// The worker is asked to stop together with this process, and may need it to finish its job.
process.on('SIGINT', () => undefined).on('SIGTERM', () => undefined);
process.on('disconnect', () => process.exit());

let parsed = true;

/** Memory held after what is rubbish has been taken away. */
function heldBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss();
}

function send(answer: Answer): void {
  process.send!(answer);
}

function allow(request: JobRequest): void {
  const path = request.kind === 'decode' ? request.plan.path : request.path;
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  // The size tells how long an ordinary file takes; a packed one is larger inside.
  const mib = Math.min(size * 10, MAX_LEGACY_UNPACKED_BYTES) / 2 ** 20;
  Atomics.store(told, ALLOWED_MS, LEGACY_MS + LEGACY_MS_PER_MIB * mib);
  Atomics.add(told, STEPS, 1);
  parsed = false;
}

serveReader({
  answer(answer) {
    Atomics.add(told, STEPS, 1);
    const isOver = answer.kind === 'end' || answer.kind === 'failed';
    if (isOver) Atomics.store(told, ALLOWED_MS, 0);
    else if (!parsed) {
      parsed = true;
      send({ kind: 'memory', id: answer.id, bytes: heldBytes() });
    }
    const isFull = answer.kind === 'failed' && answer.code === 'out_of_memory';
    send(isFull ? { ...answer, code: 'too_complex' } : answer);
  },
  onRequest: (listener) =>
    process.on('message', (request: Request) => {
      if (request.kind !== 'credit' && request.kind !== 'granted') allow(request);
      listener(request);
    }),
  isSpent: () => heldBytes() > SPENT_BYTES,
  readsLegacy: true,
});
