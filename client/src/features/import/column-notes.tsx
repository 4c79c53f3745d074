import { Button, NativeSelect } from '@mantine/core';
import { hasDay, isNumber } from '@sheetport/contract';
import { useTranslation } from '../../i18n/use-translation.ts';
import { type ColumnChoice, type DecimalMark, MARKS } from './choices.ts';
import { ColumnDoubt, hasOtherCurrency, OtherCurrency } from './column-doubt.tsx';
import css from './column-list.module.css';
import { MatchBadge, needsLook } from './match-badge.tsx';
import type { PlannedColumn } from './plan.ts';
import { WarningLine } from './warning-line.tsx';

/** What is doubtful about a column: an unsure match, the order of its dates, a better type, and warnings. */
export function ColumnNotes({
  column,
  existing,
  isOpen,
  onChange,
}: {
  column: PlannedColumn;
  existing: boolean;
  /** Whether the options of the column are open: they have the date order and the decimal mark, too. */
  isOpen: boolean;
  onChange: (choice: ColumnChoice) => void;
}) {
  const { t } = useTranslation();
  const { source, heading } = column;
  // The doubt says it already, with what could be done.
  const warnings = source.warnings.filter(({ code }) => existing || code !== source.doubt?.reason);
  const mixed = source.warnings.find((warning) => warning.code === 'mixed_types');
  const isOther = hasOtherCurrency(column);
  const isQuiet = source.warnings.length === 0 && !source.doubt && !hasMarks(column) && !needsLook(column);
  if (isQuiet && !isOther) return null;
  return (
    <div className={css.under}>
      {isOther && (
        <div className={css.whole}>
          <OtherCurrency column={column} />
        </div>
      )}
      {needsLook(column) && <MatchBadge column={column} onRight={() => onChange({ target: column.target })} />}
      {!isOpen && source.dateOrder && hasDay(column.type) && (
        <NativeSelect
          size="xs"
          aria-label={t('import.dateOrder', { column: heading })}
          value={column.dateOrder}
          onChange={(event) => onChange({ dateOrder: event.currentTarget.value as 'dmy' | 'mdy' | 'ymd' })}
          data={(['dmy', 'mdy', 'ymd'] as const).map((value) => ({ value, label: t(`import.${value}`) }))}
        />
      )}
      {!isOpen && source.decimal && isNumber(column.type) && (
        <NativeSelect
          size="xs"
          aria-label={t('import.decimal', { column: heading })}
          value={column.decimal}
          onChange={(event) => onChange({ decimal: event.currentTarget.value as DecimalMark })}
          data={(['.', ',', 'each'] as const).map((value) => ({ value, label: t(MARKS[value]) }))}
        />
      )}
      {column.suggested && !existing && column.type !== column.suggested && (
        <p className={css.suggestion}>
          <span>{t('warning.suggest', { type: t(`type.${column.suggested}`) })}</span>
          <Button
            variant="light"
            size="compact-xs"
            onClick={() => column.suggested && onChange({ type: column.suggested })}
          >
            {t('warning.use', { type: t(`type.${column.suggested}`) })}
          </Button>
          {mixed && <span className="muted">{t('warning.fewer', { count: mixed.count })}</span>}
        </p>
      )}
      {!existing && <ColumnDoubt column={column} onChange={onChange} />}
      {warnings.map((warning) => (
        <WarningLine
          key={warning.code}
          warning={warning}
          type={column.type}
          values={column.values}
          onValues={(values) => onChange({ values })}
          onKeepText={existing ? undefined : () => onChange({ type: 'text' })}
        />
      ))}
    </div>
  );
}

function hasMarks({ source, type }: PlannedColumn): boolean {
  if (hasDay(type)) return source.dateOrder !== undefined;
  return source.decimal !== undefined && isNumber(type);
}
