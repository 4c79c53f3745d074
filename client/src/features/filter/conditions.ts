/** The conditions of the filter builder, and the contract's filter they stand for. Pure. */
import { COLUMN_TYPES, type Column, type ColumnType, type Filter, type FilterOp, isNumber } from '@sheetport/contract';

export type ConditionOp = FilterOp | 'notEmpty';

export interface Condition {
  column: string;
  op: ConditionOp;
  /** As typed; as many as the comparison takes. */
  values: readonly string[];
}

/** Conditions that must all hold, or one of which must hold. */
export interface ConditionGroup {
  any: boolean;
  parts: readonly (Condition | ConditionGroup)[];
}

/** What the page of a table is asked for: words in any column, and conditions. */
export interface Conditions {
  search: string;
  group: ConditionGroup;
}

export const isGroup = (part: Condition | ConditionGroup): part is ConditionGroup => 'parts' in part;
const NO_GROUP: ConditionGroup = { any: false, parts: [] };

/** Periods that are offered. The service takes any number of days, weeks, months and years. */
export const PERIODS = [
  'today',
  'yesterday',
  'tomorrow',
  'this_week',
  'last_week',
  'next_week',
  'this_month',
  'last_month',
  'next_month',
  'this_quarter',
  'last_quarter',
  'this_year',
  'last_year',
  'last_7_days',
  'last_30_days',
  'last_90_days',
  'next_7_days',
  'next_30_days',
] as const;
export type Period = (typeof PERIODS)[number];
export const isPeriod = (text: string): text is Period => (PERIODS as readonly string[]).includes(text);

const TEXT_OPS = [
  'contains',
  'notContains',
  'eq',
  'ne',
  'starts',
  'ends',
  'in',
  'notIn',
  'empty',
  'notEmpty',
] as const satisfies ConditionOp[];
const ORDER_OPS = ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'between', 'empty', 'notEmpty'] as const satisfies ConditionOp[];
const NUMBER_OPS = [...ORDER_OPS.slice(0, 7), 'in', 'notIn', 'empty', 'notEmpty'] as const satisfies ConditionOp[];
const BOOLEAN_OPS = ['eq', 'empty', 'notEmpty'] as const satisfies ConditionOp[];

export function opsFor(type: ColumnType): readonly ConditionOp[] {
  const { kind } = COLUMN_TYPES[type];
  if (kind === 'text') return TEXT_OPS;
  if (kind === 'boolean') return BOOLEAN_OPS;
  if (kind === 'number') return NUMBER_OPS;
  return type === 'time' ? ORDER_OPS : ['during', ...ORDER_OPS];
}

/** How many values a comparison takes. */
export function valuesTaken(op: ConditionOp): 0 | 1 | 2 | 'many' {
  if (op === 'empty' || op === 'notEmpty') return 0;
  if (op === 'between') return 2;
  return op === 'in' || op === 'notIn' ? 'many' : 1;
}

export function firstCondition(column: Column): Condition {
  return withOp({ column: column.name, op: 'empty', values: [] }, opsFor(column.type)[0]!, column);
}

/** Another comparison of the same column: what was typed stays where it fits. */
export function withOp(condition: Condition, op: ConditionOp, column: Column | undefined): Condition {
  const keeps = op !== 'during' && condition.op !== 'during';
  const first = op === 'during' ? 'this_month' : column?.type === 'boolean' ? 'true' : '';
  const taken = valuesTaken(op);
  const values = keeps ? condition.values : [];
  if (taken === 'many') return { ...condition, op, values: values.filter((value) => value !== '') };
  return { ...condition, op, values: Array.from({ length: taken }, (_, at) => values[at] ?? first) };
}

/** A value of a filter from what was typed; null where it is not one. */
function readValue(text: string, { type }: Column): string | number | boolean | null {
  const value = type === 'text' ? text : text.trim();
  if (value === '') return null;
  if (type === 'boolean') return value === 'true';
  if (!isNumber(type)) return value;
  const plain = value.replace(/[\s_]/g, '');
  // Commas of thousands, where they stand as such; else one is a decimal mark: 0,125.
  const number = /^-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(plain) ? plain.replaceAll(',', '') : plain.replace(',', '.');
  if (!/^-?\d*\.?\d+$/.test(number)) return null;
  // What JavaScript would round travels as text.
  return number.replace(/[-.]/g, '').length <= 15 ? Number(number) : number;
}

/** Null while something is still to be filled in. */
function toFilter(condition: Condition, columns: readonly Column[], timeZone: string): Filter | null {
  const { op } = condition;
  const found = columns.find((one) => one.name === condition.column);
  if (!found) return null;
  const column = found.name;
  if (op === 'empty') return { column, op };
  if (op === 'notEmpty') return { column, op: 'empty', value: false };
  if (op === 'during') return { column, op, value: condition.values[0] ?? null, timeZone };
  const values = condition.values.map((text) => readValue(text, found));
  if (values.length === 0 || values.includes(null)) return null;
  return { column, op, value: valuesTaken(op) === 1 ? values[0]! : values };
}

function makeGroup(group: ConditionGroup, columns: readonly Column[], timeZone: string): Filter | null {
  const parts = group.parts
    .map((part) => (isGroup(part) ? makeGroup(part, columns, timeZone) : toFilter(part, columns, timeZone)))
    .filter((part) => part !== null);
  if (parts.length === 0) return null;
  return group.any ? { or: parts } : { and: parts };
}

/**
 * The filter that conditions stand for; those that are not filled in, or are about other columns, are left out.
 * @param timeZone where it is today, of the IANA database
 */
export function makeFilter(
  { search, group }: Conditions,
  columns: readonly Column[],
  timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone,
): Filter | undefined {
  const made = makeGroup(group, columns, timeZone);
  const words = search.trim();
  if (words === '') return made ?? undefined;
  return made ? { and: [{ search: words }, made] } : { search: words };
}

function readPart(part: Filter): Condition | ConditionGroup | null {
  if ('and' in part || 'or' in part) return readGroup(part);
  if ('search' in part) return null;
  const { column, op, value } = part;
  if (op === 'empty') return { column, op: value === false ? 'notEmpty' : 'empty', values: [] };
  const values = Array.isArray(value) ? value : [value];
  if (values.some((one) => one === undefined || one === null)) return null;
  if (op === 'during' && !isPeriod(String(value))) return null;
  return { column, op, values: values.map(String) };
}

function readGroup(filter: Filter): ConditionGroup | null {
  const any = 'or' in filter;
  const list = any ? filter.or : 'and' in filter ? filter.and : [filter];
  const parts = list.map(readPart);
  return parts.every((part) => part !== null) ? { any, parts: parts as ConditionGroup['parts'] } : null;
}

/** The conditions of a filter that an address or a view carried; null where it carried what this builder cannot show. */
export function readConditions(filter: Filter | undefined): Conditions | null {
  if (!filter) return { search: '', group: NO_GROUP };
  if ('search' in filter) return { search: filter.search, group: NO_GROUP };
  if ('and' in filter && filter.and[0] && 'search' in filter.and[0]) {
    const [{ search }, ...rest] = filter.and as [{ search: string }, ...Filter[]];
    const [only] = rest;
    const group = rest.length === 1 && only ? readGroup(only) : readGroup({ and: rest });
    return group && { search, group };
  }
  const group = readGroup(filter);
  return group && { search: '', group };
}

/** How many conditions there are in all. */
export function countConditions({ parts }: ConditionGroup): number {
  return parts.reduce((sum, part) => sum + (isGroup(part) ? countConditions(part) : 1), 0);
}

/** Whether a filter looks for words in all columns. */
export function hasSearch(filter: Filter): boolean {
  if ('and' in filter) return filter.and.some(hasSearch);
  if ('or' in filter) return filter.or.some(hasSearch);
  return 'search' in filter;
}
