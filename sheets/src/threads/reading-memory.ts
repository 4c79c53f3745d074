/** The memory that the readers of this process share. */
import { SheetError } from '../errors.ts';
import { LEAST_LEGACY_PROCESS_BYTES, LEGACY_PROCESS_BYTES, READING_BYTES } from '../limits.ts';
import { type Held, MemoryBudget, type Wait } from './memory-budget.ts';

let total = READING_BYTES;
let budget = new MemoryBudget(total);

/**
 * Set what all files that are read at once may take together, in bytes. Before the first file: what is held already is not
 * counted again.
 */
export function limitReadingMemory(bytes: number): void {
  total = bytes;
  budget = new MemoryBudget(bytes);
}

/**
 * Take memory for one file, once there is enough of it; askers are served in their order.
 * @param bytes as far as that is known before the file is read
 * @throws SheetError 'needs_more_memory' where it is more than all readers may have, 'aborted' when the signal fires first
 */
export async function takeReadingMemory(bytes: number, wait: Wait): Promise<Held> {
  if (bytes > total) throw needsMoreMemory(bytes, total);
  // What takes nothing waits for nobody.
  return bytes > 0 ? budget.take(bytes, wait) : { shrinkTo: () => undefined, release: () => undefined };
}

/** What a process that reads a legacy workbook may take, in bytes: LEGACY_PROCESS_BYTES, or all that files may take where that is less. */
export function legacyProcessBytes(): number {
  return Math.max(LEAST_LEGACY_PROCESS_BYTES, Math.min(LEGACY_PROCESS_BYTES, total));
}

/** The refusal of a file, with both amounts in megabytes. */
export function needsMoreMemory(needed: number, limit: number): SheetError {
  return new SheetError('needs_more_memory', 'The file needs more memory than all files may take.', {
    needed: toMegabytes(needed),
    limit: toMegabytes(limit),
  });
}

function toMegabytes(bytes: number): number {
  return Math.ceil(bytes / 1024 ** 2);
}
