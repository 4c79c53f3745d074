/** Edits of rejected rows outlive the page: going to the new job and back, or reloading, loses nothing. */
import { BulkCorrections } from '@sheetport/contract';
import { type Mending, UNTOUCHED } from './edits.ts';

const known = new Map<string, Mending>();
const keyOf = (jobId: string) => `sheetport-mend-${jobId}`;

export function readEdits(jobId: string): Mending {
  const mending = known.get(jobId);
  if (mending) return mending;
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(jobId)) ?? 'null');
    const { edits, alike } = (kept ?? {}) as { edits?: unknown; alike?: unknown };
    if (Array.isArray(edits))
      return {
        edits: new Map(edits.map(([row, cells]) => [row, new Map(cells)])),
        alike: BulkCorrections.safeParse(alike).data ?? [],
        past: [],
      };
  } catch {
    // Storage is off, or holds what somebody else wrote: begin anew.
  }
  return UNTOUCHED;
}

export function keepEdits(jobId: string, mending: Mending): void {
  known.set(jobId, mending);
  try {
    if (mending.edits.size === 0 && mending.alike.length === 0) sessionStorage.removeItem(keyOf(jobId));
    else sessionStorage.setItem(keyOf(jobId), write(mending));
  } catch {
    // Storage is off or full: kept until the page is left.
  }
}

function write({ edits, alike }: Mending): string {
  return JSON.stringify({ edits: [...edits].map(([row, cells]) => [row, [...cells]]), alike });
}
