import type { Duplicates } from '@sheetport/contract';
import { findColumn } from '../catalog/find-column.ts';
import type { UniqueIndex } from '../catalog/table.ts';
import { columnSql } from '../query/column-sql.ts';
import { quoteIdent } from '../sql/identifiers.ts';
import { anySql } from '../sql/statement.ts';
import { checkedSql, isGenerated, keySql, type MergePlan, matchIndex } from './merge-plan.ts';
import { issueSql, type Send } from './row-checks.ts';

export type { Duplicates };

/**
 * The unique indexes that the staged columns can break, the matching key's first. A generated column is left to Postgres, and
 * so is a computed default where nulls are equal: both would have to be worked out twice.
 */
export function breakableIndexes(plan: MergePlan): UniqueIndex[] {
  const key = plan.key.length > 0 ? matchIndex(plan) : undefined;
  const breakable = plan.table.uniques.filter((index) => {
    if (!index.uses.some((name) => plan.stage.columns.includes(name))) return false;
    return index.uses.every((name) => {
      const column = findColumn(plan.table, name);
      const drawn = isGenerated(column) && (plan.blank(name) !== 'null' || !plan.stage.columns.includes(name));
      return !column.generated && (index.nullsDistinct || !drawn);
    });
  });
  return key === undefined ? breakable : [key, ...breakable.filter((index) => index !== key)];
}

/** The staged rows' key in an index, as columns `p1`, `p2`, … behind the row number (and the matching key as `k1`, …). */
function keysSql(plan: MergePlan, index: UniqueIndex): string {
  const row = quoteIdent(plan.stage.rowColumn);
  const parts = index.parts.map((part, n) => `(${part}) AS p${n + 1}`);
  const keys = plan.key.map((column, n) => `${columnSql(column, 'x')} AS k${n + 1}`);
  const filled = index.nullsDistinct ? index.parts.map((part) => `(${part}) IS NOT NULL`) : [];
  const where = [...filled, ...(index.predicate === undefined ? [] : [`(${index.predicate})`])];
  return `(SELECT x.${row} AS ${row}, ${[...parts, ...keys].join(', ')} FROM ${checkedSql(plan, [...index.uses, ...plan.key.map((column) => column.name)])} x${where.length > 0 ? ` WHERE ${where.join(' AND ')}` : ''}) y`;
}

/** Rows whose key in this index already belongs to another row of the table. Out: how many. */
export async function rejectExisting(send: Send, plan: MergePlan, index: UniqueIndex): Promise<number> {
  // Where nulls are equal, as elements of arrays: these Postgres can hash, and IS NOT DISTINCT FROM it cannot.
  const pairs = index.parts.map((part, n) =>
    index.nullsDistinct ? `(${part}) = y.p${n + 1}` : `ARRAY[(${part})] = ARRAY[y.p${n + 1}]`,
  );
  if (index.predicate !== undefined) pairs.push(`(${index.predicate})`);
  const own = plan.key.map(
    (column, n) => `${keySql(plan, column, columnSql(column, 't'))} = ${keySql(plan, column, `y.k${n + 1}`)}`,
  );
  if (own.length > 0) pairs.push(`NOT (${own.join(' AND ')})`);
  // What the other rows of the stage will hold is compared among themselves.
  if (plan.stage.place) pairs.push(unstagedSql(plan));
  const from = `${keysSql(plan, index)} WHERE EXISTS (SELECT 1 FROM ${plan.target} t WHERE ${pairs.join(' AND ')})`;
  return send(issueSql(plan, 'already_exists', stagedColumn(plan, index), 'NULL', from));
}

/** That no staged row changes a row of the target (alias `t`); only for a stage that names places. */
export function unstagedSql({ stage }: MergePlan): string {
  const { ctid, table } = stage.place!;
  return `NOT EXISTS (SELECT 1 FROM ${stage.sql} e WHERE e.${ctid} = t.ctid AND e.${table} = t.tableoid)`;
}

/** Rows whose key in this index is also another staged row's. Out: how many. */
export async function rejectDuplicates(
  send: Send,
  plan: MergePlan,
  index: UniqueIndex,
  keep: Duplicates,
): Promise<number> {
  const parts = index.parts.map((_, n) => `y.p${n + 1}`).join(', ');
  const keys = keysSql(plan, index);
  // Grouping is quick; numbering the rows of every group is not, and is only needed when there is something to say.
  const sorts = sortsQuickly(plan, index);
  if (sorts) await send(`SELECT set_config('enable_hashagg', 'off', true)`);
  const any = await send(anySql(`SELECT 1 FROM ${keys} GROUP BY ${parts} HAVING count(*) > 1`));
  if (sorts) await send(`SELECT set_config('enable_hashagg', 'on', true)`);
  if (any === 0) return 0;
  const row = quoteIdent(plan.stage.rowColumn);
  const grouped = `(SELECT y.${row} AS ${row}, min(y.${row}) OVER w AS lo, max(y.${row}) OVER w AS hi FROM ${keys} WINDOW w AS (PARTITION BY ${parts})) g WHERE g.lo < g.hi`;
  const which = { first: ` AND g.${row} <> g.lo`, last: ` AND g.${row} <> g.hi`, reject: '' }[keep];
  const other = { first: 'g.lo', last: 'g.hi', reject: `CASE g.${row} WHEN g.lo THEN g.hi ELSE g.lo END` }[keep];
  return send(issueSql(plan, 'duplicate_in_file', stagedColumn(plan, index), `(${other})::text`, grouped + which));
}

const SORT_QUICKLY = new Set([
  'smallint',
  'integer',
  'bigint',
  'date',
  'time without time zone',
  'timestamp without time zone',
]);

/** Numbers sort quicker than they hash, and those of a file are often in order already; texts do not. */
function sortsQuickly(plan: MergePlan, index: UniqueIndex): boolean {
  return index.columns.length > 0 && index.columns.every((name) => SORT_QUICKLY.has(findColumn(plan.table, name).pg));
}

function stagedColumn(plan: MergePlan, index: UniqueIndex): string | undefined {
  return [...index.columns, ...index.uses].find((name) => plan.stage.columns.includes(name));
}
