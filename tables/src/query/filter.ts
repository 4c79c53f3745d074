import type { Filter, FilterOp, Scalar } from '@sheetport/contract';
import { POSTGRES_TYPES } from '../catalog/column-types.ts';
import { findColumn } from '../catalog/find-column.ts';
import type { Column, Table } from '../catalog/table.ts';
import { TableError } from '../sql/errors.ts';
import { columnSql } from './column-sql.ts';
import type { Params } from './params.ts';
import { periodSql } from './period.ts';
import { searchSql } from './search.ts';

export type { Filter, FilterOp, Scalar };

export const FILTER_OPS = [
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'between',
  'in',
  'notIn',
  'contains',
  'notContains',
  'starts',
  'ends',
  'during',
  'empty',
] as const satisfies readonly FilterOp[];

/** Bounds that keep a filter a filter: Postgres' parser recurses, and a statement is planned anew for each. */
const DEEPEST = 10;
const MOST_CONDITIONS = 200;
const MOST_VALUES = 1000;

/**
 * A filter as an SQL condition over one relation. Identifiers come from the catalogue and are quoted; values go to `params`.
 * Out: SQL, `TRUE` for no filter. Throws `invalid_filter`, `bad_operator`, `no_such_column`, `bad_value`.
 */
export function compileFilter(
  table: Pick<Table, 'columns' | 'searchIndexed'>,
  filter: Filter | undefined,
  params: Params,
  alias?: string,
): string {
  if (filter === undefined) return 'TRUE';
  let conditions = 0;
  const compile = (node: unknown, depth: number): string => {
    if (typeof node !== 'object' || node === null || depth > DEEPEST || ++conditions > MOST_CONDITIONS)
      throw new TableError('invalid_filter');
    const own = (name: string): unknown =>
      Object.hasOwn(node, name) ? (node as Record<string, unknown>)[name] : undefined;
    const and = own('and');
    const or = own('or');
    const search = own('search');
    const kinds = [and, or, search, own('column')].filter((part) => part !== undefined).length;
    if (kinds !== 1) throw new TableError('invalid_filter');
    if (search !== undefined) {
      if (typeof search !== 'string') throw new TableError('invalid_filter');
      return searchSql(table, search, params, alias);
    }
    if (and !== undefined) return joined(and, ' AND ', 'TRUE', depth);
    if (or !== undefined) return joined(or, ' OR ', 'FALSE', depth);
    const name = own('column');
    const op = own('op') as FilterOp;
    if (typeof name !== 'string') throw new TableError('invalid_filter');
    if (!FILTER_OPS.includes(op)) throw new TableError('bad_operator');
    const column = findColumn(table, name);
    if (op === 'during') return periodSql(column, own('value'), own('timeZone'), params, columnSql(column, alias));
    return condition(column, op, own('value'), params, alias);
  };
  const joined = (nodes: unknown, by: string, none: string, depth: number): string => {
    if (!Array.isArray(nodes)) throw new TableError('invalid_filter');
    return nodes.length === 0 ? none : `(${nodes.map((node) => compile(node, depth + 1)).join(by)})`;
  };
  return compile(filter, 0);
}

const SIGNS = { eq: '=', lt: '<', le: '<=', gt: '>', ge: '>=' } as const;
/** Where a text is looked for within another. */
const PATTERNS = {
  contains: (text: string) => `%${text}%`,
  notContains: (text: string) => `%${text}%`,
  starts: (text: string) => `${text}%`,
  ends: (text: string) => `%${text}`,
} as const;

function condition(
  column: Column,
  op: Exclude<FilterOp, 'during'>,
  value: unknown,
  params: Params,
  alias: string | undefined,
): string {
  const self = columnSql(column, alias);
  const badValue = () => new TableError('bad_value', { column: column.name });
  switch (op) {
    case 'empty': {
      if (value !== undefined && typeof value !== 'boolean') throw badValue();
      const empty = column.type === 'text' ? `(${self} IS NULL OR ${self}::text = '')` : `${self} IS NULL`;
      return value === false ? `NOT ${empty}` : empty;
    }
    case 'contains':
    case 'notContains':
    case 'starts':
    case 'ends': {
      if (typeof value !== 'string') throw badValue();
      const pattern = PATTERNS[op](value.replace(/[\\%_]/g, '\\$&'));
      const found = `${self}::text ILIKE ${params(pattern)}::text`;
      return op === 'notContains' ? `${found} IS NOT TRUE` : found; // an empty cell contains nothing
    }
    case 'between': {
      if (!Array.isArray(value) || value.length !== 2) throw badValue();
      const [low, high] = value.map((item) => operand(column, item, params));
      return `${compared(column, alias)} BETWEEN ${low} AND ${high}`;
    }
    case 'in':
    case 'notIn': {
      if (!Array.isArray(value) || value.length > MOST_VALUES) throw badValue();
      const present = value.filter((item) => item !== null).map((item) => operand(column, item, params));
      const parts = present.length === 0 ? [] : [`${compared(column, alias)} IN (${present.join(', ')})`];
      if (present.length < value.length) parts.push(`${self} IS NULL`);
      const found = parts.length === 0 ? 'FALSE' : `(${parts.join(' OR ')})`;
      return op === 'notIn' ? `${found} IS NOT TRUE` : found;
    }
    case 'ne':
      if (value === null) return `${self} IS NOT NULL`;
      return `${compared(column, alias)} IS DISTINCT FROM ${operand(column, value, params)}`; // an empty cell differs from any value
    default:
      if (value === null && op === 'eq') return `${self} IS NULL`;
      return `${compared(column, alias)} ${SIGNS[op]} ${operand(column, value, params)}`;
  }
}

/** Columns that a person sees as text are compared by their text, whatever Postgres calls them. */
function compared(column: Column, alias: string | undefined): string {
  const plain =
    column.type !== 'text' || (column.wire === 'text' && !column.cast) || column.pg.startsWith('character varying');
  return plain ? columnSql(column, alias) : `${columnSql(column, alias)}::text`;
}

/** A value as an operand of the column's type. Checked here, so that Postgres never has to refuse it. */
function operand(column: Column, value: unknown, params: Params): string {
  const isScalar =
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
  const { kind, operand: read } = POSTGRES_TYPES[column.type];
  const known = isScalar && !(kind === 'number' && typeof value === 'boolean') ? read(String(value), column) : null;
  if (known === null) throw new TableError('bad_value', { column: column.name });
  return known.sql(params(known.text));
}
