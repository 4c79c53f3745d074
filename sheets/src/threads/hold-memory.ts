import { stat } from 'node:fs/promises';
import { asSheetError } from '../errors.ts';
import { isLegacy } from '../legacy/legacy-format.ts';
import { MAX_DEFLATE_RATIO, SMALL_READING_BYTES } from '../limits.ts';
import type { Format } from '../model.ts';
import type { Held, Wait } from './memory-budget.ts';
import { runReadingJob } from './reading-job.ts';
import { legacyProcessBytes, takeReadingMemory } from './reading-memory.ts';

/**
 * Hold the memory that reading a file takes, for `decodeInThread`. Before locks in a database, say: a reader that waits for memory with a
 * lock, and one that waits for the lock with memory, would wait for ever. Text files take none.
 * @throws SheetError 'needs_more_memory', 'aborted', and why the file cannot be read
 */
export async function holdReadingMemory(path: string, format: Format, wait: Wait): Promise<Held> {
  return takeReadingMemory(await bytesToRead(path, format, wait), wait);
}

async function bytesToRead(path: string, format: Format, wait: Wait): Promise<number> {
  if (isLegacy(format)) return legacyProcessBytes();
  if (format !== 'xlsx') return 0;
  const { size } = await stat(path).catch((error: unknown) => Promise.reject(asSheetError(error)));
  if (size * MAX_DEFLATE_RATIO <= SMALL_READING_BYTES) return 0;
  const bytes = await measure(path, wait);
  return bytes <= SMALL_READING_BYTES ? 0 : bytes;
}

async function measure(path: string, wait: Wait): Promise<number> {
  return runReadingJob({ kind: 'measure', path }, 'xlsx', wait, (answer) =>
    answer.kind === 'measured' ? answer.bytes : undefined,
  );
}
