import { VisuallyHidden } from '@mantine/core';
import type { VirtualItem } from '@tanstack/react-virtual';
import { useTranslation } from '../../i18n/use-translation.ts';
import css from './grid.module.css';
import type { GridColumn } from './grid-model.ts';

/** Height of the row of headings, in pixels. */
export const HEAD = 36;

/** The row of headings, drawn only where it is seen. */
export function GridHead({
  columns,
  shown,
  gutter,
  pad,
  width,
}: {
  columns: readonly GridColumn[];
  shown: readonly VirtualItem[];
  /** Width of the row numbers, in pixels. */
  gutter: number;
  /** Room of the columns before the first that is drawn, in pixels. */
  pad: number;
  width: string;
}) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual grid cannot be a table element, whose rows must all exist
    // biome-ignore lint/a11y/useFocusableInteractive: the grid itself holds the focus
    <div className={css.head} role="row" aria-rowindex={1} style={{ width, height: HEAD }}>
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
      <div className={`${css.gutter} ${css.corner}`} style={{ width: gutter }} role="columnheader" aria-colindex={1}>
        <VisuallyHidden>{t('grid.rowNumber')}</VisuallyHidden>
      </div>
      <div style={{ width: pad, flex: 'none' }} />
      {shown.map(({ index, size }) => {
        const column = columns[index];
        if (!column) return null;
        return (
          // biome-ignore lint/a11y/useSemanticElements: as above
          // biome-ignore lint/a11y/useFocusableInteractive: as above
          <div
            key={column.key}
            role="columnheader"
            aria-colindex={index + 2}
            aria-sort={column.sorted}
            className={`${css.heading} ${column.right ? css.right : ''}`}
            style={{ width: size }}
          >
            {column.heading}
          </div>
        );
      })}
    </div>
  );
}
