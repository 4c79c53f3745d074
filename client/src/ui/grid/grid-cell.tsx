import type { ReactNode } from 'react';
import css from './grid.module.css';
import type { GridCell } from './grid-model.ts';

/** Characters of a cell that are drawn; the whole text is below the grid. */
const DRAWN = 300;

/** One cell of the grid. `children` stand instead of its text: the editor while it is edited. */
export function GridCellView({
  id,
  row,
  index,
  cell,
  width,
  pinnedAt,
  right,
  selected,
  active,
  focused,
  readOnly,
  children,
}: {
  id: string;
  row: number;
  /** From 0, the row number not counted. */
  index: number;
  cell: GridCell;
  width: number;
  /** Where a pinned column stays, in pixels from the left. */
  pinnedAt: number | undefined;
  right: boolean | undefined;
  selected: boolean;
  active: boolean;
  focused: boolean;
  readOnly: boolean | undefined;
  children?: ReactNode;
}) {
  const classes = [
    css.cell,
    right && css.right,
    pinnedAt !== undefined && css.pinned,
    cell.text === null && css.none,
    cell.faint && css.faint,
    cell.red && css.red,
    cell.bad && css.bad,
    cell.edited && css.edited,
    cell.pending && css.pending,
    selected && !active && css.selected,
    active && css.chosen,
    active && focused && css.focused,
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual grid cannot be a table element, whose rows must all exist
    // biome-ignore lint/a11y/useFocusableInteractive: the grid itself holds the focus
    <div
      id={id}
      role="gridcell"
      data-row={row}
      data-column={index}
      aria-colindex={index + 2}
      aria-selected={selected || active}
      aria-invalid={cell.bad ? true : undefined}
      aria-readonly={readOnly}
      aria-busy={cell.pending || cell.loading ? true : undefined}
      title={cell.bad}
      className={classes.filter(Boolean).join(' ')}
      style={pinnedAt === undefined ? { width } : { width, left: pinnedAt }}
    >
      {children ??
        (cell.loading ? <span className={css.skeleton} /> : <span className={css.text}>{shorten(cell.text)}</span>)}
    </div>
  );
}

function shorten(text: string | null): string {
  if (text === null) return '—';
  return text.length > DRAWN ? `${text.slice(0, DRAWN)}…` : text;
}
