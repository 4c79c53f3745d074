import type { Sort as SortList } from '@sheetport/contract';
import { findColumn } from '../catalog/find-column.ts';
import type { Column, Table } from '../catalog/table.ts';
import { TableError } from '../sql/errors.ts';
import { comparableSql, type Params } from './filter.ts';

/** One column of an order. */
export type Sort = SortList[number];

const MOST_SORTS = 16;

/** One step of the order that makes every row's place unique. */
export interface OrderStep {
  name: string;
  /** SQL to order and compare by. */
  sql: string;
  /** Type that a cursor's text is cast to. */
  pg: string;
  desc: boolean;
  nullable: boolean;
}

/**
 * The full order of a table's rows: the sort, then the key. Empty cells come last in either direction.
 * A table without any key falls back on the rows' physical place, which moves when a row is updated: a last resort.
 * Throws `no_such_column`, `bad_sort`.
 */
export function orderSteps(table: Table, sort: readonly Sort[] = [], alias?: string): OrderStep[] {
  const steps = sortSteps(table, sort, alias);
  const named = new Set(sort.map((item) => item.column));
  for (const name of table.key) if (!named.has(name)) steps.push(step(findColumn(table, name), false, alias));
  if (table.key.length === 0) {
    const prefix = alias === undefined ? '' : `${alias}.`;
    if (table.partitioned)
      steps.push({ name: 'tableoid', sql: `${prefix}tableoid`, pg: 'oid', desc: false, nullable: false });
    steps.push({ name: 'ctid', sql: `${prefix}ctid`, pg: 'tid', desc: false, nullable: false });
  }
  return steps;
}

/** The steps of the sort alone. */
export function sortSteps(table: Table, sort: readonly Sort[], alias?: string): OrderStep[] {
  if (!Array.isArray(sort) || sort.length > MOST_SORTS) throw new TableError('bad_sort');
  const seen = new Set<string>();
  return sort.map((item: Sort) => {
    if (typeof item !== 'object' || item === null || typeof item.column !== 'string') throw new TableError('bad_sort');
    if (seen.has(item.column)) throw new TableError('bad_sort', { column: item.column });
    seen.add(item.column);
    return step(findColumn(table, item.column), item.desc === true, alias);
  });
}

function step(column: Column, desc: boolean, alias: string | undefined): OrderStep {
  return {
    name: column.name,
    sql: comparableSql(column, alias),
    pg: column.comparable ? column.pg : 'text',
    desc,
    nullable: !column.required,
  };
}

/** `ORDER BY` without the words. NULLS is only said where it matters, so that a key's index can be read in either direction. */
export function orderBySql(steps: readonly OrderStep[]): string {
  return steps.map((item) => `${item.sql}${item.desc ? ' DESC' : ''}${item.nullable ? ' NULLS LAST' : ''}`).join(', ');
}

/**
 * The condition "comes after the row with these values" in the order of `steps`; `null` stands for an empty cell.
 * No OFFSET: a page costs the same wherever it lies, and rows inserted meanwhile shift nothing (P31).
 */
export function afterSql(steps: readonly OrderStep[], values: readonly (string | null)[], params: Params): string {
  const operands = steps.map((item, index) => {
    const value = values[index] ?? null;
    return value === null ? null : `${params(value)}::${item.pg}`;
  });
  const uniform = steps.every((item) => !item.nullable && item.desc === steps[0]?.desc);
  if (uniform)
    return `(${steps.map((item) => item.sql).join(', ')}) ${steps[0]?.desc ? '<' : '>'} (${operands.join(', ')})`;
  let after = 'FALSE';
  for (let index = steps.length - 1; index >= 0; index--) {
    const item = steps[index]!;
    const operand = operands[index]!;
    if (operand === null) {
      after = `(${item.sql} IS NULL AND ${after})`;
      continue;
    }
    const beyond = `${item.sql} ${item.desc ? '<' : '>'} ${operand}${item.nullable ? ` OR ${item.sql} IS NULL` : ''}`;
    after = `(${beyond} OR (${item.sql} = ${operand} AND ${after}))`;
  }
  return after;
}

/** The order as a short text, so that a cursor made under one order is not read under another. */
function signature(steps: readonly OrderStep[]): string {
  return steps.map((item) => `${item.desc ? '-' : '+'}${item.name}`).join(',');
}

/** A place in an order as an opaque text. */
export function writeCursor(steps: readonly OrderStep[], values: readonly (string | null)[]): string {
  return Buffer.from(JSON.stringify([signature(steps), ...values])).toString('base64url');
}

/** The values of a cursor. Throws `invalid_cursor` for anything that `writeCursor` did not write for this order. */
export function readCursor(steps: readonly OrderStep[], cursor: string): (string | null)[] {
  const bad = new TableError('invalid_cursor');
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw bad;
  }
  if (!Array.isArray(parsed) || parsed.length !== steps.length + 1 || parsed[0] !== signature(steps)) throw bad;
  const values = parsed.slice(1) as unknown[];
  const sound = values.every((value, index) =>
    value === null ? steps[index]!.nullable : typeof value === 'string' && !value.includes('\0'),
  );
  if (!sound) throw bad;
  return values as (string | null)[];
}
