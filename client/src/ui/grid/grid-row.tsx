import { memo, type ReactNode } from 'react';
import type { ColumnLayout } from './column-layout.ts';
import css from './grid.module.css';
import { GridCellView } from './grid-cell.tsx';
import type { GridCell, GridColumn } from './grid-model.ts';

interface GridRowProps {
  id: string;
  row: number;
  columns: readonly GridColumn[];
  layout: ColumnLayout;
  /** The columns that are drawn, besides the pinned ones: the first, and the one behind the last. */
  first: number;
  end: number;
  gutter: number;
  width: string;
  height: number;
  y: number;
  number: ReactNode;
  mark: string | undefined;
  cell: (row: number, column: number) => GridCell;
  /** Undefined where it is not known whether the row shows something else than before. */
  version: unknown;
  /** The columns that are selected. */
  selectedFrom: number;
  selectedTo: number;
  activeColumn: number;
  focused: boolean;
  canEdit: ((row: number, column: number) => boolean) | undefined;
  editedColumn: number;
  editor: ReactNode;
}

/** A row of the grid: its number, its pinned cells, and those that are seen. */
export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { row, columns, layout, first, end, gutter } = props;
  const { edges, pinned } = layout;
  const drawn = [
    ...Array.from({ length: pinned }, (_, column) => column),
    ...Array.from({ length: end - first }, (_, index) => first + index),
  ];
  const cells = drawn.map((column) => (
    <GridCellView
      key={columns[column]?.key}
      id={`${props.id}-${row}-${column}`}
      row={row}
      index={column}
      cell={props.cell(row, column)}
      width={(edges[column + 1] as number) - (edges[column] as number)}
      pinnedAt={column < pinned ? gutter + (edges[column] as number) : undefined}
      right={columns[column]?.right}
      selected={column >= props.selectedFrom && column <= props.selectedTo}
      active={column === props.activeColumn}
      focused={props.focused}
      readOnly={props.canEdit && !props.canEdit(row, column)}
    >
      {column === props.editedColumn ? props.editor : null}
    </GridCellView>
  ));
  const isWhole = props.selectedFrom === 0 && props.selectedTo === columns.length - 1 && columns.length > 1;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual grid cannot be a table element, whose rows must all exist
    // biome-ignore lint/a11y/useFocusableInteractive: the grid itself holds the focus
    <div
      role="row"
      aria-rowindex={row + 2}
      className={`${css.row} ${css[props.mark ?? ''] ?? ''}`}
      style={{ width: props.width, height: props.height, transform: `translateY(${props.y}px)` }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
      <div
        className={`${css.gutter} ${isWhole ? css.wholeRow : ''}`}
        style={{ width: gutter }}
        role="rowheader"
        aria-colindex={1}
        data-row={row}
      >
        {props.number}
      </div>
      {cells.slice(0, pinned)}
      <div style={{ width: (edges[first] as number) - (edges[pinned] as number), flex: 'none' }} />
      {cells.slice(pinned)}
    </div>
  );
}, isSame);

/** Nothing that is drawn differs. What `cell` gives has not changed where the version says so. */
function isSame(before: GridRowProps, after: GridRowProps): boolean {
  if (after.version === undefined || after.editedColumn >= 0) return false;
  return (Object.keys(after) as (keyof GridRowProps)[]).every(
    (name) => name === 'cell' || name === 'canEdit' || name === 'editor' || Object.is(before[name], after[name]),
  );
}
