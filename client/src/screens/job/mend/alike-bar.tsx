import { Button } from '@mantine/core';
import type { Reject } from '@sheetport/contract';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../../format.ts';
import { type Change, type Edits, findAlike } from './edits.ts';
import css from './mend.module.css';

/** After one cell was changed: the same change in all the cells like it, in one press. */
export function AlikeBar({
  rows,
  edits,
  change,
  more,
  loading,
  onApply,
}: {
  rows: readonly Reject[];
  edits: Edits;
  change: Change;
  /** Load more rows to look in; undefined where all are. */
  more: (() => void) | undefined;
  loading: boolean;
  onApply: (rows: number[]) => void;
}) {
  const { t } = useTranslation();
  const format = useFormats();
  const { sameValue, sameReason } = useMemo(() => findAlike(rows, edits, change), [rows, edits, change]);
  if (sameValue.length === 0 && sameReason.length === 0 && !more) return null;
  const from = rows.find((one) => one.row === change.row)?.cells[change.heading] ?? '';
  return (
    <div className={css.alike} role="status">
      <span className="small one-line">
        {t('mend.step', {
          column: change.heading,
          from: from || t('mend.nothing'),
          to: change.text || t('mend.nothing'),
        })}
        {more && <span className="muted"> · {t('mend.searched', { rows: format.count(rows.length) })}</span>}
      </span>
      <span className={css.alikeButtons}>
        {sameValue.length > 0 && (
          <Button size="xs" variant="light" onClick={() => onApply(sameValue)}>
            {t('mend.sameValue', { count: sameValue.length })}
          </Button>
        )}
        {sameReason.length > sameValue.length && (
          <Button size="xs" variant="light" onClick={() => onApply(sameReason)}>
            {t('mend.sameReason', { count: sameReason.length })}
          </Button>
        )}
        {more && (
          <Button size="xs" variant="subtle" color="gray" loading={loading} onClick={more}>
            {t('mend.loadAll')}
          </Button>
        )}
      </span>
    </div>
  );
}
