import { VisuallyHidden } from '@mantine/core';
import { type KeyboardEvent, type MouseEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { drawnColumns, gutterWidth, layColumns, totalWidth } from './column-layout.ts';
import css from './grid.module.css';
import { GridHead, HEAD } from './grid-head.tsx';
import type { GridProps } from './grid-model.ts';
import { columnsIn, isSingle, rowsIn } from './grid-range.ts';
import { GridReader } from './grid-reader.tsx';
import { GridRows } from './grid-rows.tsx';
import { useGridClipboard } from './use-grid-clipboard.ts';
import { useGridEditing } from './use-grid-editing.ts';
import { ROW, useGridScroll } from './use-grid-scroll.ts';
import { cellOf, useGridSelection } from './use-grid-selection.ts';

/** Rows beyond those that are seen that are drawn. */
const BEYOND = 10;
/** Ask for more while this many rows are still below the edge, so that scrolling seldom meets the end. */
const EAGER = 60;

/** Rows and columns drawn only where they are seen, with a selection that moves as in a spreadsheet. */
export function Grid(props: GridProps) {
  const { columns, rowCount, total, onEnd, onView, editing, target, pinned = 0, arranging } = props;
  const { t } = useTranslation();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState(false);
  const gutter = gutterWidth(props.rowNumberLength ?? 5);
  const layout = useMemo(
    () =>
      layColumns(
        columns.map(({ width }) => width),
        pinned,
      ),
    [columns, pinned],
  );

  const { scale, at, left, view, onScroll, reveal } = useGridScroll(scroller, rowCount, layout, gutter);
  const [firstColumn, endColumn] = drawnColumns(layout, left, view.width - gutter);
  const firstRow = Math.max(0, Math.floor(at.top / ROW) - BEYOND);
  const endRow = Math.min(rowCount, Math.ceil((at.top + view.height) / ROW) + BEYOND);
  useEffect(() => {
    if (rowCount > 0 && endRow - 1 >= rowCount - EAGER) onEnd?.();
  }, [endRow, rowCount, onEnd]);
  useEffect(() => onView?.(firstRow, Math.max(firstRow, endRow - 1)), [firstRow, endRow, onView]);

  // Few columns leave room beside them; the lines of the rows go on through it.
  const width = `max(100%, ${totalWidth(layout) + gutter}px)`;
  const select = useGridSelection({
    initial: props.initial,
    rowCount,
    columnCount: columns.length,
    reveal,
    onChoose: props.onChoose,
    onSelect: props.onSelect,
  });
  const { selection, range, choose } = select;
  const current = selection?.active ?? null;
  const focusGrid = () => scroller.current?.focus({ preventScroll: true });
  const edit = useGridEditing({
    editing,
    current,
    range,
    rowCount,
    columnCount: columns.length,
    choose,
    focusGrid,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: goes there once for each target
  useEffect(() => {
    if (!target) return;
    choose(target, true);
    focusGrid();
  }, [target]);

  const openMenu = (): boolean => {
    const element = current && document.getElementById(`${id}-${current.row}-${current.column}`);
    if (!element || !props.onMenu) return false;
    props.onMenu(element.getBoundingClientRect());
    return true;
  };
  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    // Buttons in the head and the gutter keep their own keys.
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Escape') return select.clear();
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      if (openMenu()) event.preventDefault();
      return;
    }
    // As in spreadsheets, the menu of a column opens downwards.
    if (event.altKey && event.key === 'ArrowDown' && current && arranging) {
      event.preventDefault();
      // The menu is there before the window has this press, which would close it.
      event.stopPropagation();
      const heading = scroller.current?.querySelector(`[role="columnheader"][aria-colindex="${current.column + 2}"]`);
      return heading ? arranging.openMenu(current.column, heading.getBoundingClientRect()) : undefined;
    }
    const pageRows = Math.max(1, Math.floor(view.height / ROW) - 1);
    if (event.key === ' ' && (event.shiftKey || event.ctrlKey) && select.press(event, pageRows))
      return event.preventDefault();
    if (edit.press(event)) return event.preventDefault();
    if (event.key === 'Enter' && current && props.onEnter) {
      event.preventDefault();
      return props.onEnter(current.row);
    }
    if (select.press(event, pageRows)) event.preventDefault();
  };
  useGridClipboard(focused, range, props, edit.paste);
  const click = (event: MouseEvent) => {
    const cell = cellOf(event.target);
    const isAgain = cell && current?.row === cell.row && current.column === cell.column;
    select.onClick(event);
    // A finger has no keys: a second tap edits.
    if (isAgain && (event.nativeEvent as PointerEvent).pointerType === 'touch') edit.begin(cell);
  };

  const { edited } = edit;
  const read = current ? props.cell(current.row, current.column) : null;
  const wrong = edited ? editing?.check(edited.row, edited.column, edited.text) : read?.bad;
  return (
    <div className={css.holder}>
      {/* biome-ignore lint/a11y/useSemanticElements: a virtual grid cannot be a table element, whose rows must all exist */}
      <div
        ref={scroller}
        className={css.scroller}
        style={{ maxHeight: props.height }}
        role="grid"
        aria-label={props.label}
        aria-rowcount={(total ?? rowCount) + 1}
        aria-colcount={columns.length + 1}
        aria-busy={props.loading}
        aria-multiselectable={true}
        aria-activedescendant={current ? `${id}-${current.row}-${current.column}` : undefined}
        tabIndex={0}
        onKeyDown={press}
        onFocus={(event) => setFocused(event.target === event.currentTarget)}
        onBlur={() => setFocused(false)}
        onScroll={onScroll}
        onPointerDown={select.onPointerDown}
        onPointerMove={select.onPointerMove}
        onClick={click}
        onDoubleClick={(event) => {
          const cell = cellOf(event.target);
          if (cell && cell.column >= 0) edit.begin(cell);
        }}
        onContextMenu={(event) => {
          if (!props.onMenu || !cellOf(event.target)) return;
          event.preventDefault();
          props.onMenu(new DOMRect(event.clientX, event.clientY, 1, 1));
        }}
      >
        <div style={{ width, height: scale.tall + HEAD, position: 'relative' }}>
          <GridHead
            columns={columns}
            layout={layout}
            first={firstColumn}
            end={endColumn}
            gutter={gutter}
            width={width}
            left={left}
            arranging={arranging}
          />
          <GridRows
            id={id}
            grid={props}
            layout={layout}
            drawn={{ firstRow, endRow, firstColumn, endColumn }}
            gutter={gutter}
            width={width}
            rowHeight={ROW}
            yOf={(row) => row * ROW - at.top + at.bar + HEAD}
            selection={selection}
            range={range}
            focused={focused}
            edit={edit}
            editing={editing}
            wrong={wrong}
          />
        </div>
      </div>
      <VisuallyHidden role="status">
        {range &&
          selection &&
          !isSingle(selection) &&
          t('grid.selected', { rows: rowsIn(range), columns: columnsIn(range) })}
      </VisuallyHidden>
      {props.reader && (
        <GridReader
          id={`${id}-reader`}
          label={current ? (columns[current.column]?.label ?? '') : undefined}
          text={edited ? edited.text : (read?.text ?? '')}
          bad={wrong}
          note={read?.note}
        />
      )}
    </div>
  );
}
