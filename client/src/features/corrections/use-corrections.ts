import { applyBulkCorrections, type Job, type Reject, type RejectFilter } from '@sheetport/contract';
import { useCallback, useEffect, useMemo, useState } from 'react';
import {
  type Change,
  changeAlike,
  changeCells,
  discardAll,
  forgetMended,
  type Mending,
  stepBack,
  UNTOUCHED,
} from './edits.ts';
import { keepEdits, readEdits } from './edits-draft.ts';

/**
 * The edits of one import's rejected rows, kept as they are made.
 * @param shown which rows are: all behind one, to the end or not; or null where some between are left out
 */
export function useCorrections(
  job: Job,
  rows: readonly Reject[],
  shown: { behind: number; toEnd: boolean } | null,
): {
  mending: Mending;
  canGoBack: boolean;
  change(changes: Change[]): void;
  changeAll(where: RejectFilter, heading: string, text: string): void;
  back(): void;
  discard(): void;
} {
  const [mending, setMending] = useState<Mending>(() => readEdits(job.id));
  const byRow = useMemo(() => new Map(rows.map((row) => [row.row, row])), [rows]);
  const behind = shown?.behind ?? null;
  const toEnd = shown?.toEnd ?? false;
  useEffect(() => keepEdits(job.id, mending), [job.id, mending]);
  useEffect(() => {
    if (behind === null) return;
    const last = toEnd ? Number.POSITIVE_INFINITY : (rows.at(-1)?.row ?? 0);
    setMending((before) => forgetMended(before, new Set(byRow.keys()), last, behind));
  }, [byRow, rows, behind, toEnd]);
  // Nothing is open any more, so nothing is left that what was changed in all rows could be about.
  const noneLeft = behind === 0 && toEnd && rows.length === 0;
  useEffect(() => {
    if (noneLeft) setMending(UNTOUCHED);
  }, [noneLeft]);
  const change = useCallback(
    (changes: Change[]) =>
      setMending((before) =>
        changeCells(before, changes, (row, heading) => {
          const known = byRow.get(row);
          // A cell that is changed in all rows alike can be as it was in this one only by an edit of its own.
          if (known && applyBulkCorrections(known, before.alike).has(heading)) return null;
          return known?.cells[heading] ?? '';
        }),
      ),
    [byRow],
  );
  const changeAll = useCallback(
    (where: RejectFilter, heading: string, text: string) =>
      setMending((before) => changeAlike(before, where, heading, text)),
    [],
  );
  const back = useCallback(() => setMending(stepBack), []);
  const discard = useCallback(() => setMending(discardAll), []);
  return { mending, canGoBack: mending.past.length > 0, change, changeAll, back, discard };
}
