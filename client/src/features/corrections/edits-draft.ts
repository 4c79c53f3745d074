/** Edits of rejected rows outlive the page: going to the new job and back, or reloading, loses nothing. */
import { BulkCorrections } from '@sheetport/contract';
import { type CorrectionsDraft, UNTOUCHED } from './edits.ts';

const known = new Map<string, CorrectionsDraft>();
const keyOf = (jobId: string) => `sheetport-corrections-${jobId}`;

export function readEdits(jobId: string): CorrectionsDraft {
  const draft = known.get(jobId);
  if (draft) return draft;
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(jobId)) ?? 'null');
    const { edits, bulk } = (kept ?? {}) as { edits?: unknown; bulk?: unknown };
    if (Array.isArray(edits))
      return {
        edits: new Map(edits.map(([row, cells]) => [row, new Map(cells)])),
        bulk: BulkCorrections.safeParse(bulk).data ?? [],
        past: [],
      };
  } catch {
    // Storage is off, or holds what somebody else wrote: begin anew.
  }
  return UNTOUCHED;
}

export function keepEdits(jobId: string, draft: CorrectionsDraft): void {
  known.set(jobId, draft);
  try {
    if (draft.edits.size === 0 && draft.bulk.length === 0) sessionStorage.removeItem(keyOf(jobId));
    else sessionStorage.setItem(keyOf(jobId), write(draft));
  } catch {
    // Storage is off or full: kept until the page is left.
  }
}

function write({ edits, bulk }: CorrectionsDraft): string {
  return JSON.stringify({ edits: [...edits].map(([row, cells]) => [row, [...cells]]), bulk });
}
