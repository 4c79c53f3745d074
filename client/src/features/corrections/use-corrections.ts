import { applyBulkCorrections, type Job, type Reject, type RejectFilter } from '@sheetport/contract';
import { useCallback, useEffect, useMemo, useState } from 'react';
import {
  type Change,
  type CorrectionsDraft,
  changeBulk,
  changeCells,
  discardAll,
  dropResolved,
  UNTOUCHED,
  undoStep,
} from './edits.ts';
import { keepEdits, readEdits } from './edits-draft.ts';

/**
 * The edits of one import's rejected rows, kept as they are made.
 * @param shown the rows that are known: all behind a row, to the end or not; null where only some are
 */
export function useCorrections(
  job: Job,
  rows: readonly Reject[],
  shown: { behind: number; toEnd: boolean } | null,
): {
  draft: CorrectionsDraft;
  canUndo: boolean;
  change(changes: Change[]): void;
  changeAll(where: RejectFilter, heading: string, text: string): void;
  undo(): void;
  discard(): void;
} {
  const [draft, setDraft] = useState<CorrectionsDraft>(() => readEdits(job.id));
  const byRow = useMemo(() => new Map(rows.map((row) => [row.row, row])), [rows]);
  const behind = shown?.behind ?? null;
  const toEnd = shown?.toEnd ?? false;
  useEffect(() => keepEdits(job.id, draft), [job.id, draft]);
  useEffect(() => {
    if (behind === null) return;
    const last = toEnd ? Number.POSITIVE_INFINITY : (rows.at(-1)?.row ?? 0);
    setDraft((before) => dropResolved(before, new Set(byRow.keys()), last, behind));
  }, [byRow, rows, behind, toEnd]);
  // No reject is pending any more, so no bulk correction has a row left.
  const noneLeft = behind === 0 && toEnd && rows.length === 0;
  useEffect(() => {
    if (noneLeft) setDraft(UNTOUCHED);
  }, [noneLeft]);
  const change = useCallback(
    (changes: Change[]) =>
      setDraft((before) =>
        changeCells(before, changes, (row, heading) => {
          const known = byRow.get(row);
          // A cell that a bulk correction changes keeps its original text only by an edit of its own.
          if (known && applyBulkCorrections(known, before.bulk).has(heading)) return null;
          return known?.cells[heading] ?? '';
        }),
      ),
    [byRow],
  );
  const changeAll = useCallback(
    (where: RejectFilter, heading: string, text: string) =>
      setDraft((before) => changeBulk(before, where, heading, text)),
    [],
  );
  const undo = useCallback(() => setDraft(undoStep), []);
  const discard = useCallback(() => setDraft(discardAll), []);
  return { draft, canUndo: draft.past.length > 0, change, changeAll, undo, discard };
}
