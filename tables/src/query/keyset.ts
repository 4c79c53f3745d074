import type { Sort as SortList } from '@sheetport/contract';
import { findColumn } from '../catalog/find-column.ts';
import type { Column, Table } from '../catalog/table.ts';
import { TableError } from '../sql/errors.ts';
import { comparableSql } from './column-sql.ts';
import type { Params } from './params.ts';

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
  /** Empty cells come first: the order is read from its end. */
  emptyFirst?: true;
}

/**
 * The full order of a table's rows: the sort, then the key in the direction of the last sorted column, so that one index over both
 * serves either direction. Empty cells come last in either direction.
 * A table without any key falls back on the rows' physical place, which moves when a row is updated: a last resort.
 * Throws `no_such_column`, `bad_sort`.
 */
export function orderSteps(table: Table, sort: readonly Sort[] = [], alias?: string): OrderStep[] {
  const steps = sortSteps(table, sort, alias);
  const named = new Set(sort.map((item) => item.column));
  const desc = steps.at(-1)?.desc ?? false;
  for (const name of table.key) if (!named.has(name)) steps.push(step(findColumn(table, name), desc, alias));
  if (table.key.length === 0) {
    const prefix = alias === undefined ? '' : `${alias}.`;
    if (table.partitioned) steps.push({ name: 'tableoid', sql: `${prefix}tableoid`, pg: 'oid', desc, nullable: false });
    steps.push({ name: 'ctid', sql: `${prefix}ctid`, pg: 'tid', desc, nullable: false });
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
  const nulls = (item: OrderStep) => (item.nullable ? ` NULLS ${item.emptyFirst ? 'FIRST' : 'LAST'}` : '');
  return steps.map((item) => `${item.sql}${item.desc ? ' DESC' : ''}${nulls(item)}`).join(', ');
}

/** Rows that follow each other in an order and that one index can read as they lie: with a value in its first column, or without. */
export interface Segment {
  /** SQL of what its rows have in common. */
  condition: string;
  /** To order them by. */
  order: readonly OrderStep[];
  /** To find a place among them by. */
  compared: readonly OrderStep[];
}

/**
 * The segments of an order, the first one first. An index holds empty cells at one end: read as one query, an order that has
 * them last in either direction could not use it, nor could a search for a place with `OR … IS NULL`.
 */
export function segmentsOf(steps: readonly OrderStep[]): Segment[] {
  const [first, ...rest] = steps as [OrderStep, ...OrderStep[]];
  if (!first.nullable) return [{ condition: 'TRUE', order: steps, compared: steps }];
  const order = [{ ...first, nullable: false }, ...rest];
  return [
    { condition: `${first.sql} IS NOT NULL`, order, compared: order },
    { condition: `${first.sql} IS NULL`, order, compared: rest },
  ];
}

/** The same segments from the end to the start. Places are not searched in them. */
export function reverseSegments(segments: readonly Segment[]): Segment[] {
  const reverse = (steps: readonly OrderStep[]) =>
    steps.map((item) => ({ ...item, desc: !item.desc, emptyFirst: true as const }));
  return segments.map((segment) => ({ ...segment, order: reverse(segment.order) })).reverse();
}

/**
 * The condition "comes after the row with these values" in the order of `steps`; `null` stands for an empty cell.
 * @param isInclusive that row itself fits too
 */
export function afterSql(
  steps: readonly OrderStep[],
  values: readonly (string | null)[],
  params: Params,
  isInclusive = false,
): string {
  if (steps.length === 0) return isInclusive ? 'TRUE' : 'FALSE';
  const operands = steps.map((item, index) => {
    const value = values[index] ?? null;
    return value === null ? null : `${params(value)}::${item.pg}`;
  });
  const uniform = steps.every((item) => !item.nullable && item.desc === steps[0]?.desc);
  const equal = isInclusive ? '=' : '';
  if (uniform)
    return `(${steps.map((item) => item.sql).join(', ')}) ${steps[0]?.desc ? '<' : '>'}${equal} (${operands.join(', ')})`;
  let after = isInclusive ? 'TRUE' : 'FALSE';
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
  const [first] = steps as [OrderStep, ...OrderStep[]];
  // It follows from the rest, but an index is only searched by what stands alone.
  if (!first.nullable) after = `(${first.sql} ${first.desc ? '<=' : '>='} ${operands[0]} AND ${after})`;
  return after;
}

/** The order as a short text, so that a cursor made under one order is not read under another. */
export function signOrder(steps: readonly OrderStep[]): string {
  return steps.map((item) => `${item.desc ? '-' : '+'}${item.name}`).join(',');
}

/** A place in an order as an opaque text. */
export function writeCursor(steps: readonly OrderStep[], values: readonly (string | null)[]): string {
  return Buffer.from(JSON.stringify([signOrder(steps), ...values])).toString('base64url');
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
  if (!Array.isArray(parsed) || parsed.length !== steps.length + 1 || parsed[0] !== signOrder(steps)) throw bad;
  const values = parsed.slice(1) as unknown[];
  const sound = values.every((value, index) =>
    value === null ? steps[index]!.nullable : typeof value === 'string' && !value.includes('\0'),
  );
  if (!sound) throw bad;
  return values as (string | null)[];
}
