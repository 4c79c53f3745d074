import type { ReactNode } from 'react';
import type { ColumnLayout } from './column-layout.ts';
import type { GridEditing } from './grid-editing.ts';
import { GridEditor } from './grid-editor.tsx';
import type { GridProps } from './grid-model.ts';
import { isSingle, type Range, type Selection, selectedIn } from './grid-range.ts';
import { GridRow } from './grid-row.tsx';
import type { useGridEditing } from './use-grid-editing.ts';

/** The rows of a grid that are drawn: those that are seen, some beyond, and that of the chosen cell. */
export function GridRows({
  id,
  grid,
  layout,
  drawn,
  gutter,
  width,
  rowHeight,
  yOf,
  selection,
  range,
  focused,
  edit,
  editing,
  wrong,
}: {
  id: string;
  grid: Pick<GridProps, 'columns' | 'cell' | 'rowNumber' | 'rowVersion' | 'marked'>;
  layout: ColumnLayout;
  /** Rows and columns, each from the first to the one behind the last. */
  drawn: { firstRow: number; endRow: number; firstColumn: number; endColumn: number };
  gutter: number;
  width: string;
  rowHeight: number;
  /** Where a row is, in pixels from the top of the element that scrolls. */
  yOf: (row: number) => number;
  selection: Selection | null;
  range: Range | null;
  focused: boolean;
  edit: ReturnType<typeof useGridEditing>;
  editing: GridEditing | undefined;
  /** What is wrong with the text that is typed. */
  wrong: string | undefined;
}): ReactNode {
  const { firstRow, endRow, firstColumn, endColumn } = drawn;
  const { edited } = edit;
  const current = selection?.active ?? null;
  const rows = Array.from({ length: Math.max(0, endRow - firstRow) }, (_, index) => firstRow + index);
  // The chosen cell is drawn wherever it is: the focus of screen readers must not get lost.
  if (current && (current.row < firstRow || current.row >= endRow)) rows.push(current.row);
  const editor = edited && (
    <GridEditor
      label={grid.columns[edited.column]?.label ?? ''}
      editor={editing?.editorOf?.(edited.row, edited.column) ?? { kind: 'text' }}
      text={edited.text}
      quick={edited.quick}
      bad={wrong !== undefined}
      describedBy={`${id}-reader`}
      onText={edit.setText}
      onEnd={edit.end}
    />
  );
  return rows.map((row) => {
    const isActive = current?.row === row;
    const isEdited = edited?.row === row;
    const selected = selection && !isSingle(selection) ? selectedIn(range, row) : null;
    return (
      <GridRow
        key={row}
        id={id}
        row={row}
        columns={grid.columns}
        layout={layout}
        first={firstColumn}
        end={endColumn}
        gutter={gutter}
        width={width}
        height={rowHeight}
        y={yOf(row)}
        number={grid.rowNumber(row)}
        mark={grid.marked?.(row)}
        cell={grid.cell}
        version={grid.rowVersion?.(row)}
        selectedFrom={selected ? selected[0] : -1}
        selectedTo={selected ? selected[1] : -2}
        activeColumn={isActive ? current.column : -1}
        focused={isActive && focused}
        canEdit={editing?.canEdit}
        editedColumn={isEdited ? edited.column : -1}
        editor={isEdited ? editor : null}
      />
    );
  });
}
