import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TableSuggestion } from '@sheetport/contract';
import { recordedColumns } from '@sheetport/core';
import { scoreTable } from '@sheetport/tables';
import type { Principal } from '../../auth/principal.ts';
import { visibleTables } from '../../auth/visible.ts';
import type { Context } from '../../context.ts';
import type { HeadedSheet } from './suggest-mapping.ts';

/** Tables that are compared: those used last. */
const MAX_TABLES = 300;
const MAX_SUGGESTIONS = 3;

/** Tables that the rows of a sheet seem to belong to, by their columns as they are recorded; the most probable first, at most three. */
export async function suggestTables(
  { records }: Pick<Context, 'records'>,
  principal: Principal,
  { columns }: HeadedSheet,
): Promise<TableSuggestion[]> {
  const tables = await records.table.findMany({
    where: visibleTables(principal),
    orderBy: [{ updatedAt: 'desc' }, { id: 'asc' }],
    take: MAX_TABLES,
  });
  const found: TableSuggestion[] = [];
  for (const table of tables) {
    // Comparing takes about a millisecond for a wide table; others are served between two of them.
    await nextTurn();
    const writable = recordedColumns(table).filter(({ generated }) => !generated);
    const rating = scoreTable(columns, writable, table.key);
    if (rating) found.push({ tableId: table.id, name: table.name, ...rating });
  }
  return found
    .sort(
      (a, b) =>
        Number(b.confident) - Number(a.confident) || b.matched - a.matched || Number(b.hasKey) - Number(a.hasKey),
    )
    .slice(0, MAX_SUGGESTIONS);
}
