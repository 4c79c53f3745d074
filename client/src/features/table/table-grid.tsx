import type { Column, Table, Value } from '@sheetport/contract';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import type { CopiedCell } from '../../ui/grid/clipboard-cells.ts';
import { Grid } from '../../ui/grid/grid.tsx';
import type { GridCell } from '../../ui/grid/grid-model.ts';
import { columnsIn, type Range, rowsIn } from '../../ui/grid/grid-range.ts';
import { SelectionFigures } from '../figures/selection-figures.tsx';
import { useShownValues } from '../formats/use-shown-values.ts';
import { EditsBar } from '../table-edits/edits-bar.tsx';
import { RowMenu } from '../table-edits/row-menu.tsx';
import { useTableEdits } from '../table-edits/use-table-edits.ts';
import { type ColumnDialog, ColumnDialogs } from './column-dialogs.tsx';
import { ColumnMenu } from './column-menu.tsx';
import { copyFarRange, copyOf } from './copy-far-range.ts';
import css from './table.module.css';
import { TableFoot } from './table-foot.tsx';
import { groupOf, shownColumns, type TableState } from './table-state.ts';
import { useGridColumns } from './use-grid-columns.tsx';
import type { TableRows } from './use-table-rows.ts';

/** On a phone the first column alone may fill the screen: nothing is pinned there. */
const PINNING = '(min-width: 701px)';

/** The rows of a table: all of them below one scroll bar, read where they are looked at. */
export function TableGrid({
  table,
  rows,
  state,
  beginsRow,
  onChange,
  onSearchIndex,
}: {
  table: Table;
  rows: TableRows;
  state: TableState;
  /** Whether a new row is there at first. */
  beginsRow: boolean;
  onChange: (change: Partial<TableState>) => void;
  onSearchIndex?: (() => void) | undefined;
}) {
  const translation = useTranslation();
  const { t } = translation;
  const format = useFormats();
  const { store, version } = rows;
  const { columns: arrangement } = state;
  const [dialog, setDialog] = useState<ColumnDialog | null>(null);
  const [rowMenu, setRowMenu] = useState<DOMRect | null>(null);
  const [menu, setMenu] = useState<{ column: number; at: DOMRect } | null>(null);
  const [range, setRange] = useState<Range | null>(null);
  const shown = useMemo(() => shownColumns(table.columns, arrangement), [table.columns, arrangement]);
  const show = useShownValues(table.columns, arrangement.formats);
  const group = groupOf(table.columns, arrangement)?.name;
  const total = rows.total ?? store.sample(1000).length;
  const edits = useTableEdits(table, store, total, shown, beginsRow);
  const { queue, draft } = edits;

  const openMenu = useCallback((column: number, at: DOMRect) => setMenu({ column, at }), []);
  const { columns, arranging } = useGridColumns(table, store, shown, show, state, onChange, openMenu);
  const cell = useCallback(
    (row: number, column: number): GridCell => {
      const one = shown[column] as Column;
      const textOf = (value: Value) => show(value, one);
      if (draft && row === total) return { ...textOf(draft[one.name] ?? null), edited: one.name in draft };
      const values = store.row(row);
      if (!values) return { text: '', loading: true };
      const inTable = values[one.name] ?? null;
      const edited = queue.cellsOf(store.id(row))?.get(one.name);
      if (!edited) return textOf(inTable);
      return {
        ...textOf(edited.value),
        edited: true,
        pending: edited.state === 'pending',
        bad: edited.message,
        ...(edited.state === 'changed' && { note: t('edits.theirs', { value: textOf(inTable).text ?? '—' }) }),
      };
    },
    [store, shown, show, draft, total, queue, t],
  );
  const copied = useCallback(
    (row: number, column: number): CopiedCell | undefined => {
      const values = store.row(row);
      return values && copyOf(values[(shown[column] as Column).name] ?? null);
    },
    [store, shown],
  );
  // Another object wherever something of the row has changed.
  const rowVersion = useCallback(
    (row: number): unknown =>
      draft && row === total ? draft : (queue.cellsOf(store.id(row)) ?? store.row(row) ?? null),
    [store, queue, draft, total],
  );
  const isAdding = draft !== null;
  /** Whether a row is the first of a group. */
  const begins = (row: number): boolean => {
    const [before, here] = [store.row(row - 1), store.row(row)];
    return group !== undefined && before !== undefined && here !== undefined && before[group] !== here[group];
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: goes there when a row begins
  const target = useMemo(
    () =>
      isAdding
        ? {
            row: total,
            column: Math.max(
              0,
              shown.findIndex((column) => !column.generated),
            ),
          }
        : null,
    [isAdding],
  );
  const copyFar = (far: Range) => {
    const names = shown.map(({ name }) => name);
    void copyFarRange(store, far, names, translation);
  };
  const onView = useCallback((first: number, last: number) => store.show(first, last), [store]);
  const rowCount = total + (isAdding ? 1 : 0);
  return (
    <div className={`${css.gridPanel} panel`}>
      <Grid
        label={t('table.rows', { name: table.name })}
        columns={columns}
        rowCount={rowCount}
        cell={cell}
        rowNumber={(row) => format.count(row + 1)}
        rowNumberLength={format.count(rowCount).length}
        rowVersion={rowVersion}
        marked={(row) => (isAdding && row === total ? 'new' : begins(row) ? 'group' : undefined)}
        editing={edits.editing}
        target={target}
        onView={onView}
        loading={version === 0}
        height="none"
        reader
        pinned={matchMedia(PINNING).matches ? Math.min(arrangement.pinned ?? 0, shown.length - 1) : 0}
        arranging={arranging}
        copied={copied}
        onCopyFar={copyFar}
        onSelect={setRange}
        onMenu={setRowMenu}
      />
      <TableFoot
        table={table}
        rows={rows}
        state={state}
        figures={
          range &&
          rowsIn(range) * columnsIn(range) > 1 && (
            <SelectionFigures
              table={table}
              store={store}
              shown={shown}
              range={range}
              total={total}
              filter={state.filter}
            />
          )
        }
        onSearchIndex={onSearchIndex}
      >
        {edits.editing && <EditsBar edits={edits} range={range} total={total} />}
      </TableFoot>
      {rowMenu && range && range.top < total && (
        <RowMenu
          at={rowMenu}
          range={{ ...range, bottom: Math.min(range.bottom, total - 1) }}
          edits={edits}
          onCopy={() => copyFar(range)}
          onClose={() => setRowMenu(null)}
        />
      )}
      {menu && (
        <ColumnMenu
          shown={shown}
          all={table.columns}
          place={menu.column}
          at={menu.at}
          state={state}
          onChange={onChange}
          onDialog={(kind, column) => setDialog({ kind, column })}
          onClose={() => setMenu(null)}
        />
      )}
      {dialog && (
        <ColumnDialogs
          table={table}
          store={store}
          dialog={dialog}
          state={state}
          onChange={onChange}
          onClose={() => setDialog(null)}
        />
      )}
    </div>
  );
}
