/** The conditions of the filter builder, and the contract's filter they stand for. Pure. */
import { COLUMN_TYPES, type Column, type ColumnType, type Filter, type FilterOp, isNumber } from '@sheetport/contract';

export type ConditionOp = FilterOp | 'notEmpty';

export interface Condition {
  column: string;
  op: ConditionOp;
  /** As typed. */
  value: string;
}

const TEXT_OPS = ['contains', 'starts', 'eq', 'ne', 'empty', 'notEmpty'] as const satisfies ConditionOp[];
const ORDER_OPS = ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'empty', 'notEmpty'] as const satisfies ConditionOp[];
const BOOLEAN_OPS = ['eq', 'empty', 'notEmpty'] as const satisfies ConditionOp[];

export function opsFor(type: ColumnType): readonly ConditionOp[] {
  const { kind } = COLUMN_TYPES[type];
  if (kind === 'text') return TEXT_OPS;
  return kind === 'boolean' ? BOOLEAN_OPS : ORDER_OPS;
}

export function takesValue(op: ConditionOp): boolean {
  return op !== 'empty' && op !== 'notEmpty';
}

export function firstCondition(column: Column): Condition {
  return {
    column: column.name,
    op: opsFor(column.type)[0] as ConditionOp,
    value: column.type === 'boolean' ? 'true' : '',
  };
}

/** Null while something is still to be filled in. */
function toFilter(condition: Condition, columns: readonly Column[]): Filter | null {
  const column = columns.find((one) => one.name === condition.column);
  if (!column) return null;
  if (condition.op === 'empty') return { column: column.name, op: 'empty' };
  if (condition.op === 'notEmpty') return { column: column.name, op: 'empty', value: false };
  const text = column.type === 'text' ? condition.value : condition.value.trim();
  if (text === '') return null;
  if (column.type === 'boolean') return { column: column.name, op: condition.op, value: text === 'true' };
  if (isNumber(column.type)) {
    const number = text
      .replace(/[\s_]/g, '')
      .replace(/,(?=\d{3}\b)/g, '')
      .replace(',', '.');
    if (!/^-?\d*\.?\d+$/.test(number)) return null;
    // What JavaScript would round travels as text.
    return {
      column: column.name,
      op: condition.op,
      value: number.replace(/[-.]/g, '').length <= 15 ? Number(number) : number,
    };
  }
  return { column: column.name, op: condition.op, value: text };
}

export function makeFilter(conditions: readonly Condition[], columns: readonly Column[]): Filter | undefined {
  const filters = conditions.map((condition) => toFilter(condition, columns)).filter((filter) => filter !== null);
  if (filters.length === 0) return undefined;
  return { and: filters };
}

/** The conditions that an address carried; empty where it carried something this builder cannot show. */
export function readConditions(filter: Filter | undefined): Condition[] {
  if (!filter) return [];
  const parts = 'and' in filter ? filter.and : [filter];
  const read = parts.map((part): Condition | null => {
    if (!('column' in part)) return null;
    if (part.op === 'empty') return { column: part.column, op: part.value === false ? 'notEmpty' : 'empty', value: '' };
    if (part.value === undefined || part.value === null || Array.isArray(part.value)) return null;
    return { column: part.column, op: part.op, value: String(part.value) };
  });
  return read.every((one) => one !== null) ? (read as Condition[]) : [];
}
