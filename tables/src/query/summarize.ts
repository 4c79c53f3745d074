import { POSTGRES_TYPES } from '../catalog/column-types.ts';
import type { Column, Table } from '../catalog/table.ts';
import { qualifiedName } from '../sql/identifiers.ts';
import { type Database, runRaw } from '../sql/statement.ts';
import { columnSql } from './column-sql.ts';
import { compileFilter, type Filter, type Scalar } from './filter.ts';
import { boundParams } from './params.ts';
import { shownColumns, toScalar } from './select-page.ts';

export interface ColumnFigures {
  column: string;
  filled: number;
  lowest: Scalar;
  highest: Scalar;
  /** Only for numbers. */
  sum?: Scalar;
  average?: Scalar;
}

/** A result of a statement has at most 1,664 columns, and each figure is one. */
const COLUMNS_AT_ONCE = 300;

/**
 * Count the rows that a filter leaves, and sum up columns of them: all in one pass over the table, in one for each 300 columns.
 * Throws as `browse` does.
 */
export async function summarize(
  db: Database,
  table: Table,
  { columns: names, filter }: { columns?: readonly string[] | undefined; filter?: Filter | undefined },
): Promise<{ rows: number; columns: ColumnFigures[] }> {
  const columns = shownColumns(table, names);
  const figures: ColumnFigures[] = [];
  let count = 0;
  for (let at = 0; at < columns.length; at += COLUMNS_AT_ONCE) {
    const some = columns.slice(at, at + COLUMNS_AT_ONCE);
    const values: unknown[] = [];
    const where = compileFilter(table, filter, boundParams(values), 't');
    const [row] = await runRaw(
      db,
      `SELECT count(*), ${some.flatMap(figuresSql).join(', ')} FROM ${qualifiedName(table)} t WHERE ${where}`,
      values,
    );
    const cells = row![Symbol.iterator]();
    const next = (): string | null => cells.next().value ?? null;
    count = Number(next());
    for (const column of some) figures.push(readFigures(column, next));
  }
  return { rows: count, columns: figures };
}

export const isNumber = ({ type }: Column): boolean => POSTGRES_TYPES[type].kind === 'number';
/** Whether the least value says anything: the order of texts is that of a collation, and takes long. */
export const isOrdered = ({ type }: Column): boolean => ['number', 'date', 'time'].includes(POSTGRES_TYPES[type].kind);

function figuresSql(column: Column): string[] {
  const self = columnSql(column, 't');
  return [
    `count(${self})`,
    ...(isOrdered(column) ? [`${shownSql(column, `min(${self})`)}`, `${shownSql(column, `max(${self})`)}`] : []),
    ...(isNumber(column) ? [`sum(${self})::text`, `avg(${self})::text`] : []),
  ];
}

function readFigures(column: Column, next: () => string | null): ColumnFigures {
  const filled = Number(next());
  const [lowest, highest] = isOrdered(column) ? [toScalar(column, next()), toScalar(column, next())] : [null, null];
  const figures = { column: column.name, filled, lowest, highest };
  if (!isNumber(column)) return figures;
  return { ...figures, sum: toScalar({ type: 'decimal' }, next()), average: toAverage(next()) };
}

/** The text of a value of a column's type, as its cells are shown. */
export const shownSql = (column: Column, sql: string): string =>
  POSTGRES_TYPES[column.type].shown?.(sql, column) ?? `${sql}::text`;

/** Fifteen significant digits of an average say all that it means. */
function toAverage(text: string | null): Scalar {
  const value = Number(text);
  return text === null || !Number.isFinite(value) ? text : Number(value.toPrecision(15));
}
