import type { Filter, FilterOp, Scalar } from '@sheetport/contract';
import type { Column, Table } from '../catalog/table.ts';
import { findColumn } from '../ddl/ddl.ts';
import { TableError } from '../sql/errors.ts';
import { quoteIdent } from '../sql/identifiers.ts';
import { quoteLiteral } from '../sql/literal.ts';

export type { Filter, FilterOp, Scalar };

export const FILTER_OPS = [
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'in',
  'contains',
  'starts',
  'empty',
] as const satisfies readonly FilterOp[];

/** Bounds that keep a filter a filter: Postgres' parser recurses, and a statement is planned anew for each. */
const DEEPEST = 10;
const MOST_CONDITIONS = 200;
const MOST_VALUES = 1000;

/** Where values go: an SQL text that stands for the value. Bound for statements, quoted for COPY. */
export type Params = (value: string) => string;

/** Values bound as `$1`, `$2`, …; pushed onto `values`. */
export function boundParams(values: unknown[]): Params {
  return (value) => {
    if (value.includes('\0') || !value.isWellFormed()) throw new TableError('bad_value');
    return `$${values.push(value)}`;
  };
}

/** Values as literals, for COPY, which binds none. */
export const literalParams: Params = quoteLiteral;

/**
 * A filter as an SQL condition over one relation. Identifiers come from the catalogue and are quoted; values go to `params`.
 * Out: SQL, `TRUE` for no filter. Throws `invalid_filter`, `bad_operator`, `no_such_column`, `bad_value`.
 */
export function compileFilter(
  table: Pick<Table, 'columns'>,
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
    const kinds = [and, or, own('column')].filter((part) => part !== undefined).length;
    if (kinds !== 1) throw new TableError('invalid_filter');
    if (and !== undefined) return joined(and, ' AND ', 'TRUE', depth);
    if (or !== undefined) return joined(or, ' OR ', 'FALSE', depth);
    const name = own('column');
    const op = own('op');
    if (typeof name !== 'string') throw new TableError('invalid_filter');
    if (!FILTER_OPS.includes(op as FilterOp)) throw new TableError('bad_operator');
    return condition(findColumn(table, name), op as FilterOp, own('value'), params, alias);
  };
  const joined = (nodes: unknown, by: string, none: string, depth: number): string => {
    if (!Array.isArray(nodes)) throw new TableError('invalid_filter');
    return nodes.length === 0 ? none : `(${nodes.map((node) => compile(node, depth + 1)).join(by)})`;
  };
  return compile(filter, 0);
}

/** A column's own identifier, behind the alias if there is one. */
export function columnSql(column: Column, alias?: string): string {
  return alias === undefined ? quoteIdent(column.name) : `${alias}.${quoteIdent(column.name)}`;
}

/** What a column is compared and sorted by: itself, or its text where its type has no exact order (json, geometry, …). */
export function comparableSql(column: Column, alias?: string): string {
  return column.comparable ? columnSql(column, alias) : `${columnSql(column, alias)}::text`;
}

const SIGNS = { eq: '=', lt: '<', le: '<=', gt: '>', ge: '>=' } as const;

function condition(column: Column, op: FilterOp, value: unknown, params: Params, alias: string | undefined): string {
  const self = columnSql(column, alias);
  switch (op) {
    case 'empty': {
      if (value !== undefined && typeof value !== 'boolean') throw new TableError('bad_value', { column: column.name });
      const empty = column.type === 'text' ? `(${self} IS NULL OR ${self}::text = '')` : `${self} IS NULL`;
      return value === false ? `NOT ${empty}` : empty;
    }
    case 'contains':
    case 'starts': {
      if (typeof value !== 'string') throw new TableError('bad_value', { column: column.name });
      const pattern = value.replace(/[\\%_]/g, '\\$&');
      return `${self}::text ILIKE ${params(op === 'starts' ? `${pattern}%` : `%${pattern}%`)}::text`;
    }
    case 'in': {
      if (!Array.isArray(value) || value.length > MOST_VALUES)
        throw new TableError('bad_value', { column: column.name });
      const present = value.filter((item) => item !== null).map((item) => operand(column, item, params));
      const parts = present.length === 0 ? [] : [`${compared(column, alias)} IN (${present.join(', ')})`];
      if (present.length < value.length) parts.push(`${self} IS NULL`);
      return parts.length === 0 ? 'FALSE' : `(${parts.join(' OR ')})`;
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

const INTEGER = /^[+-]?\d{1,40}$/;
const DECIMAL = /^[+-]?(\d{1,200}(\.\d{0,200})?|\.\d{1,200})(e[+-]?\d{1,3})?$/i;
const DATE = /^\d{4}-\d\d-\d\d$/;
const DATETIME = /^(\d{4}-\d\d-\d\d)[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?Z?$/;

/** A value as an operand of the column's type. Checked here, so that Postgres never has to refuse it. */
function operand(column: Column, value: unknown, params: Params): string {
  const bad = (): never => {
    throw new TableError('bad_value', { column: column.name });
  };
  if (typeof value !== 'string' && typeof value !== 'boolean' && !(typeof value === 'number' && Number.isFinite(value)))
    return bad();
  const text = String(value);
  switch (column.type) {
    case 'text':
      return `${params(text)}::text`;
    case 'boolean':
      return text === 'true' || text === 'false' ? `${params(text)}::boolean` : bad();
    case 'integer':
    case 'decimal': {
      if (typeof value === 'boolean' || !DECIMAL.test(text)) return bad();
      if (column.type === 'integer' && INTEGER.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text))
        return `${params(text)}::bigint`;
      if (column.wire !== 'float4' && column.wire !== 'float8') return `${params(text)}::numeric`;
      const float = column.wire === 'float4' ? Math.fround(Number(text)) : Number(text);
      return Number.isFinite(float) ? `${params(String(float))}::${column.wire}` : bad();
    }
    case 'date':
      if (DATE.test(text) && isDay(text)) return `${params(text)}::date`;
      return DATETIME.test(text) && isDay(text.slice(0, 10)) ? `${params(text)}::timestamp` : bad();
    case 'datetime': {
      if (!(DATE.test(text) || DATETIME.test(text)) || !isDay(text.slice(0, 10))) return bad();
      // Zones are shown in UTC everywhere, so a value without one means UTC too.
      return column.wire === 'timestamp'
        ? `${params(text)}::timestamp`
        : `(${params(text)}::timestamp AT TIME ZONE 'UTC')`;
    }
  }
}

function isDay(iso: string): boolean {
  const time = Date.parse(`${iso}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso) && !iso.startsWith('0000');
}
