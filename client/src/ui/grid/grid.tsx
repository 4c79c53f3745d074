import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type ClipboardEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import css from './grid.module.css';
import { beginsEdit, type Ending, type GridEditing, layBlock, readBlock } from './grid-editing.ts';
import { GridEditor } from './grid-editor.tsx';
import { type Cell, moveCell } from './grid-navigation.ts';

export interface GridColumn {
  key: string;
  /** What is in the head of the column: text, or a button that sorts. */
  heading: ReactNode;
  /** The heading in plain text. */
  label: string;
  width: number;
  right?: boolean;
  sorted?: 'ascending' | 'descending' | undefined;
}

export interface GridCell {
  /** Null is nothing, shown as a muted dash. */
  text: string | null;
  /** What is wrong with it. */
  bad?: string | undefined;
  faint?: boolean;
  edited?: boolean;
  /** Said below beside its text, such as what it was. */
  note?: string | undefined;
}

interface GridProps {
  label: string;
  columns: readonly GridColumn[];
  rowCount: number;
  /** All rows there are, where known; more than `rowCount` while more can be loaded. */
  total?: number | undefined;
  cell(row: number, column: number): GridCell;
  /** What stands in the gutter. */
  rowNumber(row: number): ReactNode;
  /** Characters of the longest row number. */
  rowNumberLength?: number | undefined;
  marked?(row: number): 'titles' | 'above' | undefined;
  onEnd?: (() => void) | undefined;
  loading?: boolean;
  /** The tallest it may be, as a CSS length; `none` where a flex column around it says. */
  height: string;
  /** Whether the whole of the chosen cell is shown below. */
  reader?: boolean;
  /** Cells can be changed, as in a spreadsheet. */
  editing?: GridEditing | undefined;
  /** The cell that is chosen at first. */
  initial?: Cell | undefined;
}

const ROW = 34;
const HEAD = 36;
const GUTTER = 58;
/** Room for one more digit of a row's number, where there are more than fit. */
const DIGIT = 8;
/** Ask for more while this many rows are still below the edge, so that scrolling seldom meets the end. */
const EAGER = 60;

/** Rows and columns drawn only where they are seen, with a chosen cell that moves as in a spreadsheet. */
export function Grid(props: GridProps) {
  const { columns, rowCount, total, onEnd } = props;
  const { t } = useTranslation();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState<Cell | null>(props.initial ?? null);
  const [focused, setFocused] = useState(false);
  const [draft, setDraft] = useState<(Cell & { text: string; quick: boolean }) | null>(null);
  const { editing } = props;

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

  const press = (event: KeyboardEvent<HTMLDivElement>) => {
    // Buttons in the head and the gutter keep their own keys.
    if (event.target !== event.currentTarget) return;
    if ((event.ctrlKey || event.metaKey) && event.key === 'c' && current && !getSelection()?.toString()) {
      void navigator.clipboard?.writeText(props.cell(current.row, current.column).text ?? '');
      return;
    }
    if (event.key === 'Escape') return setChosen(null);
    if (editing && current && pressToEdit(event, editing, current)) return event.preventDefault();
    const page = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - HEAD) / ROW) - 1);
    const next = moveCell(current, event, rowCount, columns.length, page);
    if (!next) return;
    event.preventDefault();
    choose(next);
  };
  const choose = (next: Cell) => {
    setChosen(next);
    rows.scrollToIndex(next.row);
    across.scrollToIndex(next.column);
  };

  const beginEdit = (cell: Cell, text: string, quick: boolean) => {
    if (!editing?.canEdit(cell.row, cell.column)) return;
    setChosen({ row: cell.row, column: cell.column });
    setDraft({ row: cell.row, column: cell.column, text, quick });
  };
  /** Whether the key was one of editing. */
  const pressToEdit = (event: KeyboardEvent, { canEdit, textOf, onChange, onUndo }: GridEditing, at: Cell): boolean => {
    // Tab goes along the row, and out of the grid at its end, so that nobody is kept in.
    if (event.key === 'Tab') {
      const column = at.column + (event.shiftKey ? -1 : 1);
      if (column < 0 || column >= columns.length) return false;
      choose({ row: at.row, column });
      return true;
    }
    const begins = beginsEdit(event);
    if (!begins) return false;
    if (begins.how === 'undo') onUndo();
    else if (!canEdit(at.row, at.column)) return begins.how !== 'typed';
    else if (begins.how === 'clear') onChange([{ ...at, text: '' }]);
    else if (begins.how === 'typed') beginEdit(at, begins.text, true);
    else beginEdit(at, textOf(at.row, at.column), false);
    return true;
  };
  const endEdit = (ending: Ending | null) => {
    if (!draft) return;
    setDraft(null);
    const { row, column, text } = draft;
    if ((ending === null || ending.keep) && text !== editing?.textOf(row, column))
      editing?.onChange([{ row, column, text }]);
    if (!ending) return;
    scroller.current?.focus({ preventScroll: true });
    choose({
      row: Math.max(0, Math.min(rowCount - 1, row + ending.down)),
      column: Math.max(0, Math.min(columns.length - 1, column + ending.right)),
    });
  };
  const paste = (event: ClipboardEvent) => {
    if (!editing || !current) return;
    // Elsewhere on the page pasted rows are a file to import.
    event.preventDefault();
    event.stopPropagation();
    const block = readBlock(event.clipboardData.getData('text/plain'));
    editing.onChange(layBlock(block, current, rowCount, columns.length, editing.canEdit));
  };
  const click = (event: MouseEvent, cell: Cell) => {
    const again = current?.row === cell.row && current.column === cell.column;
    setChosen(cell);
    // A finger has no keys: a second tap edits.
    if (again && editing && (event.nativeEvent as PointerEvent).pointerType === 'touch')
      beginEdit(cell, editing.textOf(cell.row, cell.column), false);
  };

  const read = current ? props.cell(current.row, current.column) : null;
  const wrong = draft ? editing?.check(draft.row, draft.column, draft.text) : read?.bad;
  const readText = draft ? draft.text : (read?.text ?? '');
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
        onPaste={paste}
      >
        <div style={{ width, height: rows.getTotalSize() + HEAD, position: 'relative' }}>
          {/* biome-ignore lint/a11y/useSemanticElements: as above */}
          {/* biome-ignore lint/a11y/useFocusableInteractive: the grid itself holds the focus */}
          <div className={css.head} role="row" aria-rowindex={1} style={{ width, height: HEAD }}>
            {/* biome-ignore lint/a11y/useSemanticElements: as above */}
            {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
            <div
              className={`${css.gutter} ${css.corner}`}
              style={{ width: gutter }}
              role="columnheader"
              aria-colindex={1}
              aria-label={t('grid.rowNumber')}
            />
            <div style={{ width: pad, flex: 'none' }} />
            {shownColumns.map((one) => {
              const column = columns[one.index];
              if (!column) return null;
              return (
                // biome-ignore lint/a11y/useSemanticElements: as above
                // biome-ignore lint/a11y/useFocusableInteractive: as above
                <div
                  key={column.key}
                  role="columnheader"
                  aria-colindex={one.index + 2}
                  aria-sort={column.sorted}
                  className={`${css.heading} ${column.right ? css.right : ''}`}
                  style={{ width: one.size }}
                >
                  {column.heading}
                </div>
              );
            })}
          </div>
          {shownRows.map((row) => {
            const mark = props.marked?.(row.index);
            return (
              // biome-ignore lint/a11y/useSemanticElements: as above
              // biome-ignore lint/a11y/useFocusableInteractive: as above
              <div
                key={row.key}
                role="row"
                aria-rowindex={row.index + 2}
                className={`${css.row} ${mark ? css[mark] : ''}`}
                style={{ width, height: ROW, transform: `translateY(${row.start + HEAD}px)` }}
              >
                {/* biome-ignore lint/a11y/useSemanticElements: as above */}
                {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
                <div className={css.gutter} style={{ width: gutter }} role="rowheader" aria-colindex={1}>
                  {props.rowNumber(row.index)}
                </div>
                <div style={{ width: pad, flex: 'none' }} />
                {shownColumns.map((one) => {
                  const column = columns[one.index];
                  if (!column) return null;
                  const cell = props.cell(row.index, one.index);
                  const drafted = draft?.row === row.index && draft.column === one.index ? draft : null;
                  const isChosen = current?.row === row.index && current.column === one.index;
                  return (
                    // biome-ignore lint/a11y/useSemanticElements: as above
                    // biome-ignore lint/a11y/useFocusableInteractive: as above
                    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the grid's
                    <div
                      key={column.key}
                      id={`${id}-${row.index}-${one.index}`}
                      role="gridcell"
                      aria-colindex={one.index + 2}
                      aria-selected={isChosen}
                      aria-invalid={cell.bad ? true : undefined}
                      aria-readonly={editing ? !editing.canEdit(row.index, one.index) : undefined}
                      title={cell.bad}
                      className={[
                        css.cell,
                        column.right && css.right,
                        cell.text === null && css.none,
                        cell.faint && css.faint,
                        cell.bad && css.bad,
                        cell.edited && css.edited,
                        isChosen && css.chosen,
                        isChosen && focused && css.focused,
                      ]
                        .filter(Boolean)
                        .join(' ')}
                      style={{ width: one.size }}
                      onClick={(event) => click(event, { row: row.index, column: one.index })}
                      onDoubleClick={() =>
                        editing &&
                        beginEdit({ row: row.index, column: one.index }, editing.textOf(row.index, one.index), false)
                      }
                    >
                      {drafted ? (
                        <GridEditor
                          label={column.label}
                          text={drafted.text}
                          quick={drafted.quick}
                          bad={wrong !== undefined}
                          describedBy={`${id}-reader`}
                          onText={(text) => setDraft({ ...drafted, text })}
                          onEnd={endEdit}
                        />
                      ) : (
                        <span className={css.text}>
                          {cell.text === null
                            ? '—'
                            : cell.text.length > 300
                              ? `${cell.text.slice(0, 300)}…`
                              : cell.text}
                        </span>
                      )}
                    </div>
                  );
                })}
              </div>
            );
          })}
        </div>
      </div>
      {props.reader && (
        <div className={css.reader} aria-live="off" id={`${id}-reader`}>
          {read && current ? (
            <>
              <span className={css.readName}>{columns[current.column]?.label}</span>
              <span className={css.readText}>
                {readText === '' ? <span className="muted">{t('value.empty')}</span> : readText}
                {wrong && <span className={css.readBad}> — {wrong}</span>}
                {read.note && <span className="muted"> — {read.note}</span>}
              </span>
            </>
          ) : (
            <span className="muted">{t('grid.nothing')}</span>
          )}
        </div>
      )}
    </div>
  );
}
