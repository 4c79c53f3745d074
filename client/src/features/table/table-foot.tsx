import { Button, Tooltip } from '@mantine/core';
import type { Table } from '@sheetport/contract';
import { IconBolt } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import { hasSearch } from '../filter/conditions.ts';
import css from './table.module.css';
import type { TableState } from './table-state.ts';
import { useMakeIndex } from './use-make-index.ts';
import type { TableRows } from './use-table-rows.ts';

/** Below the rows: how many there are, what is selected, and why it is slow where it is. */
export function TableFoot({
  table,
  rows,
  state,
  figures,
  onSearchIndex,
  children,
}: {
  table: Table;
  rows: TableRows;
  state: TableState;
  /** Of what is selected. */
  figures?: ReactNode;
  /** What can be done with the rows. */
  children?: ReactNode;
  /** Opens what is said of the search index, for whoever may make it. */
  onSearchIndex?: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  const format = useFormats();
  const index = useMakeIndex(table);
  const { total, counted, error, version } = rows;
  const labels = (names: readonly string[]) =>
    names.map((name) => table.columns.find((column) => column.name === name)?.label ?? name).join(', ');
  const isExact = counted?.exact ?? (state.filter === undefined && table.rowCountExact);
  const count = total ?? 0;
  const isSearch = counted?.suggestedIndex == null && state.filter !== undefined && hasSearch(state.filter);
  return (
    <div className={`${css.foot} digits`}>
      <span role="status">
        {version === 0 && total === undefined
          ? t('grid.loading')
          : !isExact && !counted
            ? t('table.counting', { count })
            : !isExact
              ? t('table.aboutRows', { count })
              : state.filter
                ? t('table.matching', { count, total: format.count(Math.max(count, table.rowCount)) })
                : t('table.allRows', { count })}
      </span>
      {children}
      {figures}
      {error !== undefined && version > 0 && (
        <span className={css.footError}>
          {t('table.rowsFailed')}
          <Button size="compact-xs" variant="subtle" onClick={rows.refetch}>
            {t('action.retry')}
          </Button>
        </span>
      )}
      {counted?.isSlow && (
        <span className={css.slow}>
          <Tooltip label={t(isSearch ? 'table.slowSearchWhy' : 'table.slowWhy')} multiline w={280}>
            <span className={css.slowText}>
              <IconBolt size={14} stroke={1.8} aria-hidden="true" />
              {counted.suggestedIndex
                ? t('table.slowIndex', { columns: labels(counted.suggestedIndex) })
                : t(isSearch ? 'table.slowSearch' : 'table.slow')}
            </span>
          </Tooltip>
          {isSearch && onSearchIndex && (
            <Button size="compact-xs" variant="light" onClick={onSearchIndex}>
              {t('searchIndex.offer')}
            </Button>
          )}
          {index && counted.suggestedIndex && (
            <Button
              size="compact-xs"
              variant="light"
              disabled={index.isBusy}
              onClick={() => index.make(counted.suggestedIndex ?? [])}
            >
              {index.isBusy
                ? t('table.makingIndex', { percent: format.percent(index.progress) })
                : t('table.makeIndex')}
            </Button>
          )}
        </span>
      )}
    </div>
  );
}
