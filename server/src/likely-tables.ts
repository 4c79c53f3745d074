import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LikelyTable } from '@sheetport/contract';
import { rateTable } from '@sheetport/tables';
import type { Context } from './context.ts';
import type { HeadedSheet } from './suggest-mapping.ts';
import { recordedColumns } from './table-view.ts';

/** Tables that are compared: those used last. */
const MOST_TABLES = 300;
const MOST_SUGGESTED = 3;

/** Tables that the rows of a sheet seem to belong to, by their columns as they are recorded; the likeliest first, at most three. */
export async function findLikelyTables(
  { records }: Pick<Context, 'records'>,
  { columns }: HeadedSheet,
): Promise<LikelyTable[]> {
  const tables = await records.table.findMany({ orderBy: [{ updatedAt: 'desc' }, { id: 'asc' }], take: MOST_TABLES });
  const found: LikelyTable[] = [];
  for (const table of tables) {
    // Comparing takes about a millisecond for a wide table; others are served between two of them.
    await nextTurn();
    const open = recordedColumns(table).filter(({ computed }) => !computed);
    const rating = rateTable(columns, open, table.key);
    if (rating) found.push({ tableId: table.id, name: table.name, ...rating });
  }
  return found
    .sort((a, b) => Number(b.sure) - Number(a.sure) || b.matched - a.matched || Number(b.hasKey) - Number(a.hasKey))
    .slice(0, MOST_SUGGESTED);
}
