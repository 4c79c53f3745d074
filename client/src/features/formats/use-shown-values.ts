import type { Column, Value } from '@sheetport/contract';
import { useCallback, useMemo } from 'react';
import { useTranslation } from '../../i18n/use-translation.ts';
import { useFormats } from '../../ui/format.ts';
import { formatValue } from '../../ui/format-value.ts';
import type { GridCell } from '../../ui/grid/grid-model.ts';
import { type ColumnFormats, makeShown } from './column-formats.ts';

/** What a cell of a grid shows of a value. */
export type ShowValue = (value: Value, column: Column) => Pick<GridCell, 'text' | 'red'>;

/** Values as the formats of their columns show them, in the language of the page; the same function while these are the same. */
export function useShownValues(columns: readonly Column[], formats: ColumnFormats | undefined): ShowValue {
  const { t, i18n } = useTranslation();
  const usual = useFormats();
  const [yes, no] = [t('value.yes'), t('value.no')];
  const shown = useMemo(
    () =>
      new Map(
        columns.map((column) => {
          const format = formats && Object.hasOwn(formats, column.name) ? formats[column.name] : undefined;
          return [column.name, makeShown(column, format, i18n.language)];
        }),
      ),
    [columns, formats, i18n.language],
  );
  return useCallback(
    (value, column) => {
      const show = value === null || typeof value === 'boolean' ? undefined : shown.get(column.name);
      if (!show) return { text: formatValue(value, column, usual, yes, no) };
      const { text, isRed } = show(value as string | number);
      return isRed ? { text, red: true } : { text };
    },
    [shown, usual, yes, no],
  );
}
