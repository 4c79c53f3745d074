/**
 * A thread inside a reading process that ends the process when it takes too much memory or time, or when its parent is gone. The main
 * thread could not: SheetJS keeps it busy until a file is parsed. The signal tells the parent which it was (`lossOf` in reading-process.ts).
 */
import { workerData } from 'node:worker_threads';

/** What the main thread tells: how often it has got further, and how many milliseconds of processor time it may take until the next time. */
export const STEPS = 0;
export const ALLOWED_MS = 1;

export interface WatchData {
  told: Int32Array;
  memoryBytes: number;
}

/** Short enough that memory filled at a gigabyte a second is noticed within 10 MB or so. */
const LOOK_MS = 10;

if (workerData !== null) watch(workerData as WatchData);

function watch({ told, memoryBytes }: WatchData): void {
  const parent = process.ppid;
  let steps = -1;
  let from = 0;
  setInterval(() => {
    if (process.ppid !== parent || process.memoryUsage.rss() > memoryBytes) process.kill(process.pid, 'SIGKILL');
    const { user, system } = process.cpuUsage();
    const spentMs = (user + system) / 1000;
    const now = Atomics.load(told, STEPS);
    if (now !== steps) {
      steps = now;
      from = spentMs;
    }
    const allowed = Atomics.load(told, ALLOWED_MS);
    if (allowed > 0 && spentMs - from > allowed) process.kill(process.pid, 'SIGXCPU');
  }, LOOK_MS);
}
