/** What the file that this thread reads says it needs, before it takes it. */
import { SMALL_READING_BYTES } from '../limits.ts';

type Ask = (bytes: number) => Promise<void>;

let ask: Ask | null = null;
let granted = 0;

/** From now on, memory is asked for by `how`, for one job. Outside of a reading thread nobody sets this, and memory is simply taken. */
export function startAsking(how: Ask): void {
  ask = how;
  granted = 0;
}

/**
 * Wait until this thread may take so many bytes for its file. What one job has been granted is not asked for again, and a
 * little is not asked for at all.
 * @throws SheetError 'needs_more_memory', 'aborted'
 */
export async function reserveMemory(bytes: number): Promise<void> {
  if (ask === null || bytes <= SMALL_READING_BYTES || bytes <= granted) return;
  await ask(bytes - granted);
  granted = bytes;
}
