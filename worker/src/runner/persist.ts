import { setTimeout as sleep } from 'node:timers/promises';
import { toAppError } from './failures.ts';

const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 2000;
/** What is no outage is not waited out for ever. */
const MAX_ATTEMPTS = 7;
const OUTAGES: ReadonlySet<string> = new Set(['database_unavailable', 'disk_full']);

/**
 * Write how a claim ended. An outage is waited out, however long it takes: a claim that ends in silence is taken for a worker that
 * died of its file. Only a worker that is to stop gives up.
 * @throws what `write` threw last
 */
export async function persist<T>(write: () => Promise<T>, stop: AbortSignal): Promise<T> {
  for (let tries = 1, pause = FIRST_PAUSE_MS; ; tries++, pause = Math.min(MAX_PAUSE_MS, pause * 2)) {
    try {
      return await write();
    } catch (error) {
      if (stop.aborted || (tries >= MAX_ATTEMPTS && !OUTAGES.has(toAppError(error).code))) throw error;
      await sleep(pause, undefined, { signal: stop }).catch(() => undefined);
    }
  }
}
