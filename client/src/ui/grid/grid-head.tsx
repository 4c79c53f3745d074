import { VisuallyHidden } from '@mantine/core';
import { type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { type ColumnLayout, columnAt } from './column-layout.ts';
import css from './grid.module.css';
import type { GridArranging, GridColumn } from './grid-model.ts';

/** Height of the row of headings, in pixels. */
export const HEAD = 36;
const NARROWEST = 48;
/** A heading is dragged after so many pixels; before, it is pressed. */
const DRAG = 6;

interface Drag {
  kind: 'width' | 'place';
  column: number;
  x: number;
  width: number;
  moved: boolean;
}

/** The row of headings, drawn only where it is seen. Columns are resized at their right edge and moved by their heading. */
export function GridHead({
  columns,
  layout,
  first,
  end,
  gutter,
  width,
  left,
  arranging,
}: {
  columns: readonly GridColumn[];
  layout: ColumnLayout;
  /** The columns that are drawn besides the pinned ones. */
  first: number;
  end: number;
  /** Width of the row numbers, in pixels. */
  gutter: number;
  width: string;
  /** Pixels that are scrolled out of view. */
  left: number;
  arranging: GridArranging | undefined;
}) {
  const { t } = useTranslation();
  const { edges, pinned } = layout;
  const drag = useRef<Drag | null>(null);
  /** The edge that a dragged column would be put at. */
  const [drop, setDrop] = useState<number | null>(null);

  const begin = (event: PointerEvent<HTMLElement>, kind: Drag['kind'], column: number) => {
    if (!arranging || event.button !== 0 || (kind === 'place' && event.pointerType !== 'mouse')) return;
    if (kind === 'width') event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { kind, column, x: event.clientX, width: widthOf(layout, column), moved: false };
  };
  /** The column before whose edge a pointer is. */
  const placeOf = (event: PointerEvent<HTMLElement>): number => {
    const head = event.currentTarget.closest<HTMLElement>('[role="row"]') as HTMLElement;
    const seen = event.clientX - (head.parentElement?.parentElement?.getBoundingClientRect().left ?? 0) - gutter;
    const pixel = seen < (edges[pinned] as number) ? seen : seen + left;
    const column = Math.min(columns.length - 1, columnAt(edges, Math.max(0, pixel)));
    return pixel > ((edges[column] as number) + (edges[column + 1] as number)) / 2 ? column + 1 : column;
  };
  const move = (event: PointerEvent<HTMLElement>) => {
    const at = drag.current;
    if (!at || (event.buttons & 1) === 0) return;
    const way = event.clientX - at.x;
    if (!at.moved && Math.abs(way) < (at.kind === 'place' ? DRAG : 1)) return;
    if (!at.moved && at.kind === 'place') event.currentTarget.setPointerCapture(event.pointerId);
    at.moved = true;
    if (at.kind === 'width') arranging?.resize(at.column, Math.max(NARROWEST, Math.round(at.width + way)));
    else setDrop(placeOf(event));
  };
  const finish = (event: PointerEvent<HTMLElement>) => {
    const at = drag.current;
    drag.current = null;
    setDrop(null);
    if (!at?.moved || at.kind !== 'place') return;
    const place = placeOf(event);
    const to = place > at.column ? place - 1 : place;
    if (to !== at.column) arranging?.move(at.column, to);
    // The press that ends a drag sorts nothing.
    event.currentTarget.addEventListener('click', (click) => click.stopPropagation(), { capture: true, once: true });
  };
  const heading = (index: number) => {
    const column = columns[index];
    if (!column) return null;
    return (
      // biome-ignore lint/a11y/useSemanticElements: a virtual grid cannot be a table element, whose rows must all exist
      // biome-ignore lint/a11y/useFocusableInteractive: the grid itself holds the focus
      <div
        key={column.key}
        role="columnheader"
        aria-colindex={index + 2}
        aria-sort={column.sorted}
        className={[
          css.heading,
          column.right && css.right,
          index < pinned && css.pinned,
          index === pinned - 1 && css.lastPinned,
          drop === index && css.dropBefore,
          drop === columns.length && index === columns.length - 1 && css.dropAfter,
        ]
          .filter(Boolean)
          .join(' ')}
        style={{
          width: widthOf(layout, index),
          ...(index < pinned && { left: gutter + (edges[index] as number) }),
        }}
        onPointerDown={(event) => begin(event, 'place', index)}
        onPointerMove={move}
        onPointerUp={finish}
        onPointerCancel={finish}
        onContextMenu={(event) => {
          if (!arranging) return;
          event.preventDefault();
          arranging.openMenu(index, event.currentTarget.getBoundingClientRect());
        }}
      >
        {column.heading}
        {arranging && (
          // biome-ignore lint/a11y/noStaticElementInteractions: the menu of the column does the same by keyboard
          <div
            className={css.resizer}
            title={t('grid.resize')}
            onPointerDown={(event) => {
              event.stopPropagation();
              begin(event, 'width', index);
            }}
            onPointerMove={move}
            onPointerUp={finish}
            onDoubleClick={() => arranging.fit(index)}
          />
        )}
      </div>
    );
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above
    // biome-ignore lint/a11y/useFocusableInteractive: as above
    <div className={css.head} role="row" aria-rowindex={1} style={{ width, height: HEAD }}>
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
      <div className={`${css.gutter} ${css.corner}`} style={{ width: gutter }} role="columnheader" aria-colindex={1}>
        <VisuallyHidden>{t('grid.rowNumber')}</VisuallyHidden>
      </div>
      {Array.from({ length: pinned }, (_, index) => heading(index))}
      <div style={{ width: (edges[first] as number) - (edges[pinned] as number), flex: 'none' }} />
      {Array.from({ length: end - first }, (_, index) => heading(first + index))}
    </div>
  );
}

function widthOf({ edges }: ColumnLayout, column: number): number {
  return (edges[column + 1] as number) - (edges[column] as number);
}
