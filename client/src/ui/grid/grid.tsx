import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, useEffect, useId, useRef, useState } from 'react';
import css from './grid.module.css';
import { GridCellView } from './grid-cell.tsx';
import { GridEditor } from './grid-editor.tsx';
import { GridHead, HEAD } from './grid-head.tsx';
import type { GridProps } from './grid-model.ts';
import { type Cell, moveCell } from './grid-navigation.ts';
import { GridReader } from './grid-reader.tsx';
import { useGridEditing } from './use-grid-editing.ts';

const ROW = 34;
const GUTTER = 58;
/** Room for one more digit of a row's number, where there are more than fit. */
const DIGIT = 8;
/** Ask for more while this many rows are still below the edge, so that scrolling seldom meets the end. */
const EAGER = 60;

/** Rows and columns drawn only where they are seen, with a chosen cell that moves as in a spreadsheet. */
export function Grid(props: GridProps) {
  const { columns, rowCount, total, onEnd, editing, target } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<Cell | null>(props.initial ?? null);
  const [focused, setFocused] = useState(false);
  const gutter = Math.max(GUTTER, 24 + DIGIT * (props.rowNumberLength ?? 5));

  const rows = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
    scrollPaddingStart: HEAD,
  });
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: (at) => columns[at]?.width ?? 120,
    overscan: 4,
    scrollPaddingStart: gutter,
  });
  // The widths are the columns' own; a new set of columns must be measured anew.
  const widths = columns.map((column) => column.width).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again when the widths change
  useEffect(() => across.measure(), [widths]);

  const shownRows = rows.getVirtualItems();
  const shownColumns = across.getVirtualItems();
  const lastShown = shownRows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (rowCount > 0 && lastShown >= rowCount - EAGER) onEnd?.();
  }, [lastShown, rowCount, onEnd]);

  const pad = shownColumns[0]?.start ?? 0;
  // Few columns leave room beside them; the lines of the rows go on through it.
  const width = `max(100%, ${across.getTotalSize() + gutter}px)`;
  const current = chosen && chosen.row < rowCount && chosen.column < columns.length ? chosen : null;

  const choose = (next: Cell, scroll: boolean) => {
    setChosen(next);
    props.onChoose?.(next);
    if (!scroll) return;
    rows.scrollToIndex(next.row);
    across.scrollToIndex(next.column);
  };
  const focusGrid = () => scroller.current?.focus({ preventScroll: true });
  const edit = useGridEditing({ editing, current, rowCount, columnCount: columns.length, choose, focusGrid });
  // biome-ignore lint/correctness/useExhaustiveDependencies: goes there once for each target
  useEffect(() => {
    if (!target) return;
    choose(target, true);
    focusGrid();
  }, [target]);

  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    // Buttons in the head and the gutter keep their own keys.
    if (event.target !== event.currentTarget) return;
    if ((event.ctrlKey || event.metaKey) && event.key === 'c' && current && !getSelection()?.toString()) {
      void navigator.clipboard?.writeText(props.cell(current.row, current.column).text ?? '');
      return;
    }
    if (event.key === 'Escape') return setChosen(null);
    if (edit.press(event)) return event.preventDefault();
    if (event.key === 'Enter' && current && props.onEnter) {
      event.preventDefault();
      return props.onEnter(current.row);
    }
    const page = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - HEAD) / ROW) - 1);
    const next = moveCell(current, event, rowCount, columns.length, page);
    if (!next) return;
    event.preventDefault();
    choose(next, true);
  };
  const click = (event: MouseEvent, cell: Cell) => {
    const again = current?.row === cell.row && current.column === cell.column;
    choose(cell, false);
    // A finger has no keys: a second tap edits.
    if (again && (event.nativeEvent as PointerEvent).pointerType === 'touch') edit.begin(cell);
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
        aria-activedescendant={current ? `${id}-${current.row}-${current.column}` : undefined}
        tabIndex={0}
        onKeyDown={press}
        onFocus={(event) => setFocused(event.target === event.currentTarget)}
        onBlur={() => setFocused(false)}
        onPaste={edit.paste}
      >
        <div style={{ width, height: rows.getTotalSize() + HEAD, position: 'relative' }}>
          <GridHead columns={columns} shown={shownColumns} gutter={gutter} pad={pad} width={width} />
          {shownRows.map((row) => (
            // biome-ignore lint/a11y/useSemanticElements: as above
            // biome-ignore lint/a11y/useFocusableInteractive: the grid itself holds the focus
            <div
              key={row.key}
              role="row"
              aria-rowindex={row.index + 2}
              className={`${css.row} ${css[props.marked?.(row.index) ?? ''] ?? ''}`}
              style={{ width, height: ROW, transform: `translateY(${row.start + HEAD}px)` }}
            >
              {/* biome-ignore lint/a11y/useSemanticElements: as above */}
              {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
              <div className={css.gutter} style={{ width: gutter }} role="rowheader" aria-colindex={1}>
                {props.rowNumber(row.index)}
              </div>
              <div style={{ width: pad, flex: 'none' }} />
              {shownColumns.map(({ index, size }) => {
                const at: Cell = { row: row.index, column: index };
                const isEdited = edited?.row === at.row && edited.column === index;
                return (
                  <GridCellView
                    key={columns[index]?.key}
                    id={`${id}-${at.row}-${index}`}
                    index={index}
                    cell={props.cell(at.row, index)}
                    width={size}
                    right={columns[index]?.right}
                    chosen={current?.row === at.row && current.column === index}
                    focused={focused}
                    readOnly={editing && !editing.canEdit(at.row, index)}
                    onClick={(event) => click(event, at)}
                    onDoubleClick={() => edit.begin(at)}
                  >
                    {isEdited ? (
                      <GridEditor
                        label={columns[index]?.label ?? ''}
                        text={edited.text}
                        quick={edited.quick}
                        bad={wrong !== undefined}
                        describedBy={`${id}-reader`}
                        onText={edit.setText}
                        onEnd={edit.end}
                      />
                    ) : null}
                  </GridCellView>
                );
              })}
            </div>
          ))}
        </div>
      </div>
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
