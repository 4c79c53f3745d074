import type { ReactNode } from 'react';
import css from './grid.module.css';
import type { GridCell } from './grid-model.ts';

/** Characters of a cell that are drawn; the whole text is below the grid. */
const DRAWN = 300;

/** One cell of the grid. `children` stand instead of its text: the editor while it is edited. */
export function GridCellView({
  id,
  index,
  cell,
  width,
  right,
  chosen,
  focused,
  readOnly,
  onClick,
  onDoubleClick,
  children,
}: {
  id: string;
  /** From 0, the row number not counted. */
  index: number;
  cell: GridCell;
  width: number;
  right: boolean | undefined;
  chosen: boolean;
  focused: boolean;
  readOnly: boolean | undefined;
  onClick: (event: React.MouseEvent) => void;
  onDoubleClick: () => void;
  children?: ReactNode;
}) {
  const classes = [
    css.cell,
    right && css.right,
    cell.text === null && css.none,
    cell.faint && css.faint,
    cell.bad && css.bad,
    cell.edited && css.edited,
    chosen && css.chosen,
    chosen && focused && css.focused,
  ];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual grid cannot be a table element, whose rows must all exist
    // biome-ignore lint/a11y/useFocusableInteractive: the grid itself holds the focus
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the grid's
    <div
      id={id}
      role="gridcell"
      aria-colindex={index + 2}
      aria-selected={chosen}
      aria-invalid={cell.bad ? true : undefined}
      aria-readonly={readOnly}
      title={cell.bad}
      className={classes.filter(Boolean).join(' ')}
      style={{ width }}
      onClick={onClick}
      onDoubleClick={onDoubleClick}
    >
      {children ?? <span className={css.text}>{shorten(cell.text)}</span>}
    </div>
  );
}

function shorten(text: string | null): string {
  if (text === null) return '—';
  return text.length > DRAWN ? `${text.slice(0, DRAWN)}…` : text;
}
