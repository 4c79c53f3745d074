import { Button } from '@mantine/core';
import type { Job, Reject, RejectFilter } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { countQuery } from '../../api/queries.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import css from './corrections.module.css';
import { type Change, type CorrectionsDraft, findSimilar, similarOf } from './edits.ts';

/** Rows of one call, by the contract. */
const MOST = 10_000;

/** After one cell was changed: makes the same change in all similar cells, with one press. */
export function BulkCorrectionBar({
  job,
  rows,
  draft,
  change,
  all,
  onApply,
  onApplyAll,
}: {
  job: Job;
  rows: readonly Reject[];
  draft: CorrectionsDraft;
  change: Change;
  /** All pending rows are loaded, so that the service need not count similar ones. */
  all: boolean;
  onApply: (rows: number[]) => void;
  onApplyAll: (where: RejectFilter) => void;
}) {
  const { t } = useTranslation();
  const origin = rows.find((one) => one.row === change.row);
  const here = useMemo(() => findSimilar(rows, draft.edits, change), [rows, draft, change]);
  const where = origin && similarOf(origin, change.heading);
  // What was changed in this column already is left as it is.
  const without = useMemo(() => {
    const edited = [...draft.edits].filter(([, cells]) => cells.has(change.heading)).map(([row]) => row);
    const before = draft.bulk.filter(({ cells }) => Object.hasOwn(cells, change.heading));
    return { rows: edited.slice(0, MOST), filters: before.map((one) => one.where) };
  }, [draft, change.heading]);
  const countOf = (filter: RejectFilter | null | undefined) => ({
    ...countQuery(job.id, { filters: filter ? [filter] : [], without }),
    enabled: !all && Boolean(filter),
  });
  const elsewhere = {
    value: useQuery(countOf(where?.value)).data ?? 0,
    reason: useQuery(countOf(where?.reason)).data ?? 0,
  };
  if (!where) return null;
  const value = all ? here.sameValue.length : elsewhere.value;
  const reason = all ? here.sameReason.length : elsewhere.reason;
  if (value === 0 && reason === 0) return null;
  return (
    <div className={css.bulk} role="status">
      <span className="small one-line">
        {t('corrections.step', {
          column: change.heading,
          from: where.value.value || t('corrections.nothing'),
          to: change.text || t('corrections.nothing'),
        })}
      </span>
      <span className={css.bulkButtons}>
        {value > 0 && (
          <Button size="xs" variant="light" onClick={() => (all ? onApply(here.sameValue) : onApplyAll(where.value))}>
            {t('corrections.sameValue', { count: value })}
          </Button>
        )}
        {reason > value && where.reason && (
          <Button
            size="xs"
            variant="light"
            onClick={() => (all ? onApply(here.sameReason) : where.reason && onApplyAll(where.reason))}
          >
            {t('corrections.sameReason', { count: reason })}
          </Button>
        )}
      </span>
    </div>
  );
}
