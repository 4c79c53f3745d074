import { type Column, isNumber, type Sort } from '@sheetport/contract';
import { IconArrowDown, IconArrowUp, IconChevronDown, IconKey } from '@tabler/icons-react';
import { useTranslation } from '../../i18n/use-translation.ts';
import css from './table.module.css';

/** The heading of a column: a press sorts by it, and the arrow beside it opens its menu. */
export function ColumnHeading({
  column,
  isKey,
  sort,
  onSort,
  onMenu,
}: {
  column: Column;
  isKey: boolean;
  sort: Sort[number] | undefined;
  onSort: () => void;
  onMenu: (at: DOMRect) => void;
}) {
  const { t } = useTranslation();
  return (
    <>
      <button
        type="button"
        className={css.sort}
        title={`${column.label} · ${t(`type.${column.type}`)}${column.currency ? ` · ${column.currency}` : ''}${column.required ? ` · ${t('table.required')}` : ''}`}
        aria-label={[
          t('table.sortBy', { column: column.label }),
          column.currency,
          sort && (sort.desc ? t('table.sortedDown') : t('table.sortedUp')),
        ]
          .filter(Boolean)
          .join(', ')}
        onClick={onSort}
      >
        {isKey && <IconKey size={13} stroke={2} aria-label={t('table.key')} className={css.key} />}
        <span className="one-line">{column.label}</span>
        {column.currency && <span className={css.currency}>{column.currency}</span>}
        {sort &&
          (sort.desc ? (
            <IconArrowDown size={14} stroke={2.2} aria-hidden="true" />
          ) : (
            <IconArrowUp size={14} stroke={2.2} aria-hidden="true" />
          ))}
      </button>
      <button
        type="button"
        className={`${css.columnMenu} ${isNumber(column.type) ? css.rightMenu : ''}`}
        // The menu key on a cell opens it, too: no second stop for each column.
        tabIndex={-1}
        aria-label={t('table.columnMenu', { column: column.label })}
        aria-haspopup="menu"
        onClick={(event) => onMenu((event.currentTarget.parentElement as HTMLElement).getBoundingClientRect())}
      >
        <IconChevronDown size={14} stroke={2} aria-hidden="true" />
      </button>
    </>
  );
}
