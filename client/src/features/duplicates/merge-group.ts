/** The edit that merges one group of rows. Pure. */
import type { DuplicateGroups, Table, Value } from '@sheetport/contract';

type Group = Pick<DuplicateGroups['groups'][number], 'rows' | 'ids'>;

/** The edit that keeps one row of a group, deletes the others, and fills blank cells of the row that stays from them. */
export function mergeGroup(
  table: Pick<Table, 'columns' | 'key'>,
  { rows, ids }: Group,
  keep: number,
  fill: boolean,
): { updates?: { id: string; cells: Record<string, Value> }[]; deletes: string[] } {
  const deletes = ids.filter((_, at) => at !== keep);
  if (!fill) return { deletes };
  // Entries, because a column may be called `__proto__`.
  const cells: [string, Value][] = [];
  const cellOf = (row: Group['rows'][number], name: string) => (Object.hasOwn(row, name) ? row[name]! : null);
  for (const { name, generated } of table.columns) {
    if (generated || table.key.includes(name) || !isBlank(cellOf(rows[keep]!, name))) continue;
    const other = rows.find((row, at) => at !== keep && !isBlank(cellOf(row, name)));
    if (other) cells.push([name, cellOf(other, name)]);
  }
  return {
    ...(cells.length > 0 && { updates: [{ id: ids[keep]!, cells: Object.fromEntries(cells) }] }),
    deletes,
  };
}

function isBlank(value: Value): boolean {
  return value === null || value === '';
}
