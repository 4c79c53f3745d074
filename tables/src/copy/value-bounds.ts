import type { ClientBase } from 'pg';
import { estimateRows } from '../catalog/estimate-rows.ts';
import type { Column, Table } from '../catalog/table.ts';
import { columnSql } from '../query/column-sql.ts';
import { compileFilter, type Filter } from '../query/filter.ts';
import { boundParams } from '../query/params.ts';
import { qualifiedName } from '../sql/identifiers.ts';
import { runRaw } from '../sql/statement.ts';

/** How large the values of a column are, as far as its type leaves that open. */
export interface ValueBounds {
  /** Of `numeric`: digits before and behind the point. */
  digits?: { whole: number; scale: number };
  /** No NaN, no infinity, no `24:00:00`, no moment beyond the year 200000. */
  finite: boolean;
}

/** A sample has about so many rows, of a table that has many times as many. */
const SAMPLE_ROWS = 20_000;
const LEAST_SAMPLED = 10 * SAMPLE_ROWS;

/** Behind it, microseconds since 1970 do not fit into eight bytes everywhere. */
const LAST_DAY = '200000-01-01';

/**
 * Looks through the rows once, where a column's type does not say enough.
 * @param client in the transaction whose snapshot is meant
 * @param look of a large table `some` looks at random pages: other rows may have values beyond these bounds
 * @returns for each column its bounds; null where its type says all
 */
export async function readValueBounds(
  client: ClientBase,
  table: Table,
  columns: readonly Column[],
  filter: Filter | undefined,
  look: 'all' | 'some' = 'all',
): Promise<(ValueBounds | null)[]> {
  const asked = columns.map((column) => boundSql(column, columnSql(column, 't')));
  const cells = asked.flatMap((cell) => (cell === null ? [] : [cell]));
  if (cells.length === 0) return columns.map(() => null);
  const values: unknown[] = [];
  const where = filter === undefined ? '' : ` WHERE ${compileFilter(table, filter, boundParams(values), 't')}`;
  const rows = look === 'some' ? await estimateRows(client, table) : 0;
  const sample = rows < LEAST_SAMPLED ? '' : ` TABLESAMPLE SYSTEM (${(100 * SAMPLE_ROWS) / rows})`;
  const [found = []] = await runRaw(
    client,
    `SELECT ${cells.join(', ')} FROM ${qualifiedName(table)} t${sample}${where}`,
    values,
  );
  let next = 0;
  return asked.map((cell, i) => (cell === null ? null : toBounds(columns[i]!, found[next++] ?? null)));
}

/**
 * SQL of one text that says the bounds; null without values. Of the least and the greatest value, which cost a fifth of looking at each:
 * NaN and `infinity` are greater than all others, `-infinity` is less.
 */
function boundSql({ wire, numeric }: Column, self: string): string | null {
  const least = `min(${self})`;
  const greatest = `max(${self})`;
  switch (wire) {
    case 'numeric': {
      // A declared scale holds for every value.
      const scale = numeric && numeric.scale >= 0 ? String(numeric.scale) : `max(scale(${self}))`;
      const whole = `greatest(abs(trunc(${least})), abs(trunc(${greatest})))`;
      return `${scale} || ' ' || ${whole} || ' ' || (${greatest} IN ('NaN', 'Infinity') OR ${least} = '-Infinity')`;
    }
    case 'date':
    case 'timestamp':
    case 'timestamptz':
      return `(${greatest} >= '${LAST_DAY}' OR ${least} = '-infinity')::text`;
    case 'time':
      return `(${greatest} = '24:00:00')::text`;
    default:
      return null;
  }
}

function toBounds({ wire }: Column, text: string | null): ValueBounds {
  if (wire !== 'numeric') return { finite: text !== 'true' };
  const [scale, whole, special] = (text ?? '0 0 false').split(' ');
  return { digits: { whole: whole!.length, scale: Number(scale) }, finite: special !== 'true' };
}
