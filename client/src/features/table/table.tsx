import { ActionIcon, Button, Menu, Skeleton, Tooltip } from '@mantine/core';
import type { Column, Filter, Sort, Table, Value } from '@sheetport/contract';
import {
  IconArrowDown,
  IconArrowUp,
  IconCopy,
  IconDots,
  IconFilter,
  IconKey,
  IconListCheck,
  IconPencil,
  IconPlugX,
  IconTable,
  IconTrash,
  IconUpload,
} from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { rowsQuery, tableQuery } from '../../api/queries.ts';
import { formatError, formatRestriction } from '../../i18n/format-error.ts';
import { formatRowCount } from '../../i18n/format-row-count.ts';
import { Note } from '../../ui/alert.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { type Formats, useFormats } from '../../ui/format.ts';
import { columnWidth } from '../../ui/grid/column-width.ts';
import { Grid, type GridCell, type GridColumn } from '../../ui/grid/grid.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { columnsLink } from '../../ui/links.ts';
import { PageSkeleton } from '../../ui/skeletons.tsx';
import { useTitle } from '../../ui/title.ts';
import { ExportMenu } from '../export/export-menu.tsx';
import { TableBadges } from '../tables/table-badges.tsx';
import { useIntake } from '../upload/file-drop.tsx';
import { readConditions } from './conditions.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { FilterBuilder } from './filter-builder.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import css from './table.module.css';

const route = getRouteApi('/tables/$tableId');
const NO_SORT: Sort = [];

/** A table: its rows, in the order and under the filter that one wants. */
export function TableScreen() {
  const { t } = useTranslation();
  const { tableId } = route.useParams();
  const { data: table, error, refetch } = useQuery(tableQuery(tableId));
  useTitle(table?.name);
  if (error && !table) return <ErrorPanel error={error} missing={t('table.notFound')} onRetry={() => void refetch()} />;
  if (!table) return <PageSkeleton />;
  return <TableView key={table.id} table={table} />;
}

function TableView({ table }: { table: Table }) {
  const { t, i18n } = useTranslation();
  const format = useFormats();
  const intake = useIntake();
  const navigate = route.useNavigate();
  useEffect(() => {
    intake.aim(table.id);
    return () => intake.aim(undefined);
  }, [intake, table.id]);
  const { sort = NO_SORT, filter } = route.useSearch();
  const [dialog, setDialog] = useState<'rename' | 'delete' | null>(null);
  const [filtering, setFiltering] = useState(filter !== undefined);
  const conditions = readConditions(filter).length || (filter ? 1 : 0);

  const query = useInfiniteQuery(rowsQuery(table.id, sort, filter));
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data]);

  const show = useCallback(
    (next: { sort?: Sort; filter?: Filter | undefined }) => {
      const search = { sort, filter, ...next };
      void navigate({
        search: {
          ...(search.sort.length > 0 && { sort: search.sort }),
          ...(search.filter && { filter: search.filter }),
        },
        replace: true,
      });
    },
    [navigate, sort, filter],
  );
  const columns = useMemo(
    () =>
      table.columns.map((column): GridColumn => {
        const at = sort.find((one) => one.column === column.name);
        const right = column.type === 'integer' || column.type === 'decimal';
        const texts = rows
          .slice(0, 60)
          .map((row) => formatValue(row[column.name] ?? null, column, format, t('value.yes'), t('value.no')));
        const next: Sort = !at ? [{ column: column.name }] : at.desc ? [] : [{ column: column.name, desc: true }];
        return {
          key: column.name,
          label: column.label,
          right,
          sorted: at ? (at.desc ? 'descending' : 'ascending') : undefined,
          width: columnWidth(`${column.label}${table.key.includes(column.name) ? '   ' : ''}`, texts),
          heading: (
            <button
              type="button"
              className={css.sort}
              title={`${column.label} · ${t(`type.${column.type}`)}${column.required ? ` · ${t('table.required')}` : ''}`}
              aria-label={[
                t('table.sortBy', { column: column.label }),
                at && (at.desc ? t('table.sortedDown') : t('table.sortedUp')),
              ]
                .filter(Boolean)
                .join(', ')}
              onClick={() => show({ sort: next })}
            >
              {table.key.includes(column.name) && (
                <IconKey size={13} stroke={2} aria-label={t('table.key')} className={css.key} />
              )}
              <span className="one-line">{column.label}</span>
              {at &&
                (at.desc ? (
                  <IconArrowDown size={14} stroke={2.2} aria-hidden="true" />
                ) : (
                  <IconArrowUp size={14} stroke={2.2} aria-hidden="true" />
                ))}
            </button>
          ),
        };
      }),
    [table, rows, sort, format, t, show],
  );
  const cell = useCallback(
    (row: number, column: number): GridCell => {
      const one = table.columns[column] as Column;
      return { text: formatValue(rows[row]?.[one.name] ?? null, one, format, t('value.yes'), t('value.no')) };
    },
    [rows, table.columns, format, t],
  );
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const found = hasNextPage
    ? t('table.loadedMore', { count: rows.length })
    : t('table.loadedFiltered', { count: rows.length });
  return (
    <div className={`page wide ${css.screen}`}>
      <div className={css.head}>
        <div style={{ minWidth: 0 }}>
          <div className="row" style={{ gap: 4 }}>
            <h1 className="one-line" title={table.name}>
              {table.name}
            </h1>
            <Tooltip label={t('table.rename')}>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('table.rename')}
                onClick={() => setDialog('rename')}
              >
                <IconPencil size={16} stroke={1.7} />
              </ActionIcon>
            </Tooltip>
            <TableBadges table={table} />
          </div>
          <p className="muted small digits">
            {formatRowCount(table, t)} · {t('columns', { count: table.columns.length })}
          </p>
        </div>
        <div className="row wrap">
          <Button
            variant={filter ? 'light' : 'default'}
            aria-expanded={filtering}
            leftSection={<IconFilter size={17} stroke={1.7} />}
            onClick={() => setFiltering(!filtering)}
          >
            {filter ? t('filter.active', { count: conditions }) : t('filter.title')}
          </Button>
          <LinkButton
            {...columnsLink(table.id)}
            variant="default"
            leftSection={<IconListCheck size={17} stroke={1.7} />}
          >
            {t('rules.open')}
          </LinkButton>
          <ExportMenu tableId={table.id} rows={formatRowCount(table, t)} filter={filter} sort={sort} />
          <Button
            leftSection={<IconUpload size={17} stroke={1.8} />}
            disabled={table.restriction !== undefined}
            onClick={() => intake.pick(table.id)}
          >
            {t('table.import')}
          </Button>
          <Menu position="bottom-end" shadow="md">
            <Menu.Target>
              <ActionIcon variant="default" size={36} aria-label={t('table.more')}>
                <IconDots size={17} stroke={1.8} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                leftSection={<IconCopy size={16} stroke={1.7} />}
                onClick={() => void navigator.clipboard?.writeText(table.qualifiedName)}
              >
                {t('table.physical', { name: table.qualifiedName })}
              </Menu.Item>
              <Menu.Item leftSection={<IconPencil size={16} stroke={1.7} />} onClick={() => setDialog('rename')}>
                {t('table.rename')}
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item
                {...(table.attached ? {} : { color: 'red' })}
                leftSection={
                  table.attached ? <IconPlugX size={16} stroke={1.7} /> : <IconTrash size={16} stroke={1.7} />
                }
                onClick={() => setDialog('delete')}
              >
                {t(table.attached ? 'detach.button' : 'table.delete')}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </div>
      </div>
      {table.restriction && (
        <Note tone="warn" title={t('attach.cannotImport')}>
          {formatRestriction(table.restriction, t)}
        </Note>
      )}
      {filtering && (
        <div className="panel">
          <FilterBuilder
            key={filter ? 'on' : 'off'}
            columns={table.columns}
            filter={filter}
            onChange={(next) => show({ filter: next })}
            onClose={() => setFiltering(false)}
          />
        </div>
      )}
      {query.error && rows.length === 0 ? (
        <Note
          tone="bad"
          title={t('error.title')}
          actions={
            <>
              <Button size="xs" onClick={() => void query.refetch()}>
                {t('action.retry')}
              </Button>
              {(filter || sort.length > 0) && (
                <Button size="xs" variant="default" onClick={() => show({ sort: [], filter: undefined })}>
                  {t('table.clearFilter')}
                </Button>
              )}
            </>
          }
        >
          {formatError(query.error, t, i18n)}
        </Note>
      ) : query.isPending ? (
        <div className="panel" style={{ padding: 14, display: 'grid', gap: 14 }}>
          {Array.from({ length: 10 }, (_, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
            <Skeleton key={at} height={18} />
          ))}
        </div>
      ) : rows.length === 0 ? (
        <div className="panel">
          {filter ? (
            <Empty icon={<IconFilter size={22} stroke={1.6} />} title={t('table.noneFit')}>
              <Button variant="default" onClick={() => show({ filter: undefined })}>
                {t('table.clearFilter')}
              </Button>
            </Empty>
          ) : (
            <Empty icon={<IconTable size={22} stroke={1.6} />} title={t('table.empty')} text={t('table.emptyText')}>
              <Button onClick={() => intake.pick(table.id)}>{t('table.import')}</Button>
            </Empty>
          )}
        </div>
      ) : (
        <div className={`${css.gridPanel} panel ${query.isPlaceholderData ? css.stale : ''}`}>
          <Grid
            label={t('table.rows', { name: table.name })}
            columns={columns}
            rowCount={rows.length}
            total={filter || !table.rowCountExact ? undefined : Math.max(table.rowCount, rows.length)}
            cell={cell}
            rowNumber={(row) => format.count(row + 1)}
            rowNumberLength={format.count(rows.length).length}
            onEnd={onEnd}
            loading={isFetchingNextPage}
            height="none"
            reader
          />
          <p className={`${css.foot} digits`} role="status">
            {isFetchingNextPage
              ? t('grid.loading')
              : filter
                ? found
                : t('table.loaded', {
                    loaded: format.count(rows.length),
                    total: formatRowCount({ ...table, rowCount: Math.max(table.rowCount, rows.length) }, t),
                  })}
          </p>
        </div>
      )}
      <RenameDialog table={table} opened={dialog === 'rename'} onClose={() => setDialog(null)} />
      <DeleteDialog table={table} opened={dialog === 'delete'} onClose={() => setDialog(null)} />
    </div>
  );
}

/** A value as people read it. Null stays null: nothing is not the same as an empty text. */
export function formatValue(value: Value, column: Column, format: Formats, yes: string, no: string): string | null {
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? yes : no;
  if (column.type === 'integer' || column.type === 'decimal') return format.decimal(value);
  if (typeof value === 'string') {
    if (column.type === 'date') return format.date(value);
    if (column.type === 'datetime') return format.dateTime(value);
    return value;
  }
  return String(value);
}
