import type { Job, Reject } from '@sheetport/contract';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { type Change, changeCells, discardAll, type Edits, forgetMended, type Mending, stepBack } from './edits.ts';
import { keepEdits, readEdits } from './kept-edits.ts';

/** The edits of one import's rejected rows, kept as they are made. */
export function useMending(
  job: Job,
  rows: readonly Reject[],
  allLoaded: boolean,
): {
  edits: Edits;
  canGoBack: boolean;
  change(changes: Change[]): void;
  back(): void;
  discard(): void;
} {
  const [mending, setMending] = useState<Mending>(() => readEdits(job.id));
  const byRow = useMemo(() => new Map(rows.map((row) => [row.row, row])), [rows]);
  useEffect(() => keepEdits(job.id, mending), [job.id, mending]);
  useEffect(() => {
    const last = allLoaded ? Number.POSITIVE_INFINITY : (rows.at(-1)?.row ?? 0);
    setMending((before) => forgetMended(before, new Set(byRow.keys()), last));
  }, [byRow, rows, allLoaded]);
  const change = useCallback(
    (changes: Change[]) =>
      setMending((before) => changeCells(before, changes, (row, heading) => byRow.get(row)?.cells[heading] ?? '')),
    [byRow],
  );
  const back = useCallback(() => setMending(stepBack), []);
  const discard = useCallback(() => setMending(discardAll), []);
  return { edits: mending.edits, canGoBack: mending.past.length > 0, change, back, discard };
}
