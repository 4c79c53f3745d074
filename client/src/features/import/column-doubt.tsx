import { Button } from '@mantine/core';
import { type CellExample, isNumber } from '@sheetport/contract';
import { IconHelpCircle } from '@tabler/icons-react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { Note } from '../../ui/alert.tsx';
import type { ColumnChoice } from './choices.ts';
import css from './column-doubt.module.css';
import type { PlannedColumn } from './plan.ts';

/**
 * What the column could be instead of its guessed type, why, and how many rows that would cost; one press chooses it, and one more
 * goes back. Below stand the first cells that the chosen type rejects.
 */
export function ColumnDoubt({ column, onChange }: { column: PlannedColumn; onChange: (choice: ColumnChoice) => void }) {
  const { t } = useTranslation();
  const { source, type } = column;
  const { doubt, misfits } = source;
  if (!doubt) return null;
  const isTaken = type === doubt.type;
  const other = isTaken ? source.type : doubt.type;
  const [rejects, cells] = isTaken ? [doubt.rejects, doubt.cells ?? []] : [misfits?.count ?? 0, misfits?.cells ?? []];
  const shown = cells.length > 0 && type !== 'text';
  return (
    <div className={css.doubt}>
      <p className={css.line}>
        <IconHelpCircle size={15} stroke={2} className={css.icon} aria-hidden="true" />
        <span>{t(`doubt.${doubt.reason}`, { sample: doubt.sample ?? '' })}</span>
        {type === 'text' && <span>{t('doubt.kept')}</span>}
        {type !== 'text' && rejects > 0 && <strong>{t('doubt.rejected', { count: rejects })}</strong>}
        <Button variant="light" size="compact-xs" onClick={() => onChange({ type: other })}>
          {t('warning.use', { type: t(`type.${other}`) })}
        </Button>
        {!isTaken && (
          <span className="muted">
            {doubt.rejects > 0 ? t('doubt.costs', { count: doubt.rejects }) : t('doubt.costsNothing')}
          </span>
        )}
      </p>
      {shown && <RejectedCells cells={cells} count={rejects} />}
      {!shown && !isTaken && doubt.rejects > 0 && <RejectedCells cells={doubt.cells ?? []} count={doubt.rejects} />}
    </div>
  );
}

/** A look at the cells that would be rejected. */
function RejectedCells({ cells, count }: { cells: readonly CellExample[]; count: number }) {
  const { t } = useTranslation();
  if (cells.length === 0) return null;
  return (
    <details className={css.cells}>
      <summary>{t('doubt.look', { count })}</summary>
      <ul>
        {cells.map(({ row, value }) => (
          <li key={row}>
            <span className="muted">{t('doubt.row', { row: String(row) })}</span> {value}
          </li>
        ))}
        {count > cells.length && <li className="muted">{t('doubt.more', { count: count - cells.length })}</li>}
      </ul>
    </details>
  );
}

/** What the column's values are beside their type: e-mail addresses, telephone numbers, web addresses, or amounts of one currency. */
export function ColumnContent({ column }: { column: PlannedColumn }) {
  const { t } = useTranslation();
  const { source, type, target, targetCurrency: held } = column;
  if (source.content && type === 'text')
    return <span className={css.content}>{t(`doubt.content_${source.content}`)}</span>;
  if (!source.currency || !isNumber(type) || hasOtherCurrency(column)) return null;
  // A new column keeps its currency.
  const isKept = target === null || held === source.currency;
  return (
    <span className={css.content}>{t(isKept ? 'doubt.currency' : 'doubt.amounts', { currency: source.currency })}</span>
  );
}

/** Whether the column of the table holds amounts of another currency. */
export function hasOtherCurrency({ source, type, targetCurrency: held }: PlannedColumn): boolean {
  return source.currency !== undefined && isNumber(type) && held !== undefined && held !== source.currency;
}

/** Says that the amounts go among those of another currency. */
export function OtherCurrency({ column: { source, targetCurrency: held } }: { column: PlannedColumn }) {
  const { t } = useTranslation();
  return <Note tone="warn">{t('doubt.otherCurrency', { currency: source.currency ?? '', held: held ?? '' })}</Note>;
}
