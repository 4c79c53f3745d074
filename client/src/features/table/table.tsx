import { Button } from '@mantine/core';
import type { Table } from '@sheetport/contract';
import { IconFilter, IconTable, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { tableQuery } from '../../api/queries.ts';
import { useMay } from '../../api/use-may.ts';
import { formatRestriction } from '../../i18n/format-restriction.ts';
import { useTranslation } from '../../i18n/use-translation.ts';
import { readTableSearch } from '../../routing/filter-params.ts';
import { useParams, useSearch } from '../../routing/router.ts';
import { Note } from '../../ui/alert.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ErrorPanel } from '../../ui/error-panel.tsx';
import { QueryError } from '../../ui/query-error.tsx';
import { PageSkeleton } from '../../ui/skeletons.tsx';
import { useTitle } from '../../ui/title.ts';
import { DeletionDialog } from '../deletion/deletion-dialog.tsx';
import { countConditions, makeFilter, readConditions } from '../filter/conditions.ts';
import { FilterBuilder } from '../filter/filter-builder.tsx';
import { MoveDialog } from '../sharing/move-dialog.tsx';
import { ShareDialog } from '../sharing/share-dialog.tsx';
import { useFileDrop } from '../upload/file-drop.tsx';
import { ViewsMenu } from '../views/views-menu.tsx';
import { ColumnsButton } from './columns-button.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { EditDialogs } from './edit-dialogs.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import css from './table.module.css';
import type { TableDialog } from './table-dialog.ts';
import { TableGrid } from './table-grid.tsx';
import { TableHead } from './table-head.tsx';
import { groupOf, groupRows, rowOrder } from './table-state.ts';
import { TableTools } from './table-tools.tsx';
import { useTableRows } from './use-table-rows.ts';
import { useTableState } from './use-table-state.ts';
import { isSameView, saveOver, toDefinition, toState } from './view-state.ts';

/** A table: its rows, in the order and under the filter that one wants. */
export function TableScreen() {
  const { t } = useTranslation();
  const { tableId } = useParams('/tables/$tableId');
  const { data: table, error, refetch } = useQuery(tableQuery(tableId));
  useTitle(table?.name);
  if (error && !table) return <ErrorPanel error={error} missing={t('table.notFound')} onRetry={() => void refetch()} />;
  if (!table) return <PageSkeleton />;
  return <TableView key={table.id} table={table} />;
}

function TableView({ table }: { table: Table }) {
  const { t } = useTranslation();
  const fileDrop = useFileDrop();
  const may = useMay();
  useEffect(() => {
    fileDrop.aim(table.id);
    return () => fileDrop.aim(undefined);
  }, [fileDrop, table.id]);
  const [state, change] = useTableState(table.id);
  const { sort, filter } = state;
  /** A first row is typed into an empty table. */
  const [isAdding, setAdding] = useState(false);
  const [dialog, setDialog] = useState<TableDialog | null>(null);
  const known = useMemo(() => readConditions(filter), [filter]);
  const conditions = known ? countConditions(known.group) : 1;
  const [filtering, setFiltering] = useState(conditions > 0);
  const group = groupOf(table.columns, state.columns);
  const order = useMemo(() => rowOrder(sort, group), [sort, group]);
  const rows = useTableRows(table, order, filter);
  const { view: linked } = readTableSearch(useSearch('/tables/$tableId'));
  const definition = useMemo(() => toDefinition(state, table.columns), [state, table.columns]);
  return (
    <div className={`page wide ${css.screen}`}>
      <TableHead table={table} sort={order} state={state} onDialog={setDialog} />
      <TableTools
        conditions={conditions}
        search={known?.search ?? ''}
        onSearch={
          known &&
          ((words) => change({ filter: makeFilter({ search: words ?? '', group: known.group }, table.columns) }))
        }
        filtering={filtering}
        onFiltering={setFiltering}
      >
        <ViewsMenu
          table={table}
          definition={definition}
          saveOver={(view) => saveOver(view, definition, table.columns)}
          linked={linked}
          isShown={(view) => isSameView(view, definition, table.columns)}
          onOpen={(view) => change(toState(view, table.columns))}
        />
        <ColumnsButton
          columns={table.columns}
          arrangement={state.columns}
          onChange={(columns) => change({ columns })}
        />
        {group && (
          <Button
            variant="light"
            rightSection={<IconX size={15} stroke={1.9} />}
            aria-label={t('formats.ungroup', { column: group.label })}
            onClick={() => change({ columns: groupRows(state.columns, undefined) })}
          >
            {t('formats.grouped', { column: group.label })}
          </Button>
        )}
      </TableTools>
      {table.restriction && (
        <Note tone="warn" title={t('attach.cannotImport')}>
          {formatRestriction(table.restriction, t)}
        </Note>
      )}
      {filtering && (
        <div className="panel">
          <FilterBuilder
            key={conditions > 0 ? 'on' : 'off'}
            columns={table.columns}
            filter={filter}
            onChange={(next) => change({ filter: next })}
            onClose={() => setFiltering(false)}
          />
        </div>
      )}
      {rows.error !== undefined && rows.store.sample(1).length === 0 ? (
        <QueryError query={{ error: rows.error, refetch: async () => rows.refetch(), isFetching: false }}>
          {(filter || sort.length > 0) && (
            <Button size="xs" variant="default" onClick={() => change({ sort: [], filter: undefined })}>
              {t('table.clearFilter')}
            </Button>
          )}
        </QueryError>
      ) : rows.total === 0 && !isAdding ? (
        <div className="panel">
          {filter ? (
            <Empty icon={<IconFilter size={22} stroke={1.6} />} title={t('table.noneFit')}>
              <Button variant="default" onClick={() => change({ filter: undefined })}>
                {t('table.clearFilter')}
              </Button>
            </Empty>
          ) : (
            <Empty
              icon={<IconTable size={22} stroke={1.6} />}
              title={t('table.empty')}
              text={t(may('table.import', table) ? 'table.emptyText' : 'table.emptyForViewers')}
            >
              <div className="row wrap" style={{ justifyContent: 'center' }}>
                {fileDrop.allowed && may('table.import', table) && (
                  <Button onClick={() => fileDrop.pick(table.id)}>{t('table.import')}</Button>
                )}
                {may('table.import', table) && table.restriction === undefined && (
                  <Button variant="default" onClick={() => setAdding(true)}>
                    {t('edits.addRow')}
                  </Button>
                )}
              </div>
            </Empty>
          )}
        </div>
      ) : (
        <TableGrid
          table={table}
          rows={rows}
          state={state}
          beginsRow={isAdding}
          onChange={change}
          onSearchIndex={may('table.change', table) ? () => setDialog('searchIndex') : undefined}
        />
      )}
      <RenameDialog table={table} opened={dialog === 'rename'} onClose={() => setDialog(null)} />
      <DeletionDialog
        target={{ tableId: table.id }}
        title={t('deletion.tableTitle', { name: table.name })}
        opened={dialog === 'history'}
        onClose={() => setDialog(null)}
      />
      {dialog === 'share' && (
        <ShareDialog target={{ kind: 'table', id: table.id, name: table.name }} onClose={() => setDialog(null)} />
      )}
      {dialog === 'move' && <MoveDialog table={table} onClose={() => setDialog(null)} />}
      <EditDialogs table={table} filter={filter} dialog={dialog} onClose={() => setDialog(null)} />
      <DeleteDialog table={table} opened={dialog === 'delete'} onClose={() => setDialog(null)} />
    </div>
  );
}
