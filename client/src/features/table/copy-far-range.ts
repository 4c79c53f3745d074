import { notifications } from '@mantine/notifications';
import type { Value } from '@sheetport/contract';
import { formatError } from '../../i18n/format-error.ts';
import type { useTranslation } from '../../i18n/use-translation.ts';
import { type CopiedCell, writeHtmlTable, writeTsv } from '../../ui/grid/clipboard-cells.ts';
import { MOST_COPIED } from '../../ui/grid/copy-range.ts';
import { columnsIn, type Range, rowsIn } from '../../ui/grid/grid-range.ts';
import type { RowStore } from './row-store.ts';

/** Copy a range of which some rows are not in the browser: they are read first. Says what became of it. */
export async function copyFarRange(
  store: RowStore,
  range: Range,
  names: readonly string[],
  { t, i18n }: ReturnType<typeof useTranslation>,
): Promise<void> {
  const say = (message: string, color = 'gray'): void => {
    notifications.show({ color, message });
  };
  if (rowsIn(range) * columnsIn(range) > MOST_COPIED)
    return say(t('table.copyTooMany', { count: MOST_COPIED }), 'orange');
  // Browsers give a page the clipboard only by https, or on this machine.
  if (!navigator.clipboard || typeof ClipboardItem === 'undefined') return say(t('table.copyScroll'), 'orange');
  const columns = names.slice(range.left, range.right + 1);
  const read = store
    .readRange(range.top, range.bottom, new AbortController().signal)
    .then((rows) => rows.map((row) => columns.map((name) => copyOf(row[name] ?? null))));
  const blob = (type: string, write: (cells: CopiedCell[][]) => string) =>
    read.then((cells) => new Blob([write(cells)], { type }));
  try {
    // The promise is given, not what it brings: some browsers forget the key press while one waits.
    await navigator.clipboard.write([
      new ClipboardItem({ 'text/plain': blob('text/plain', writeTsv), 'text/html': blob('text/html', writeHtmlTable) }),
    ]);
    say(t('table.copied', { count: rowsIn(range) }));
  } catch (error) {
    say(error instanceof DOMException ? t('table.copyScroll') : formatError(error, t, i18n), 'orange');
  }
}

/** A value as it is copied: what a spreadsheet, or this grid, reads again. */
export function copyOf(value: Value): CopiedCell {
  return typeof value === 'boolean' ? String(value).toUpperCase() : value;
}
