/** What can be said of a typed value before the service sees it. Only what is surely wrong is called wrong. Pure. */
import type { Rule as ColumnRule, ColumnType, IssueCode, Table } from '@sheetport/contract';

export interface Rule {
  type: ColumnType;
  required: boolean;
  /** The column's own, see `checkRules`. */
  rules?: readonly ColumnRule[];
}

const TYPE_OF: Readonly<Record<string, ColumnType>> = {
  not_integer: 'integer',
  not_decimal: 'decimal',
  ambiguous_number: 'decimal',
  not_boolean: 'boolean',
  not_date: 'date',
  not_datetime: 'datetime',
};

/** A heading's rule: of the table's column of that name, and of what its cells were refused for. */
export function ruleFor(heading: string, table: Table | undefined, codes: ReadonlySet<string>): Rule {
  const name = heading.trim().toLowerCase();
  const column = table?.columns.find((one) => one.label.trim().toLowerCase() === name || one.name === name);
  const told = [...codes].map((code) => TYPE_OF[code]).find(Boolean);
  return {
    type: told ?? column?.type ?? 'text',
    required: codes.has('required') || column?.required === true,
    ...(column && column.rules.length > 0 ? { rules: column.rules } : {}),
  };
}

const WHOLE = /^[+-]?(\d+([.,]0+)?|\d{1,3}([.,'’\s]\d{3})+)$/;
const NUMBER = /^\(?[+-]?\s*\p{Sc}?\s*[+-]?(\d[\d.,'’\s]*|[.,]\d+)(e[+-]?\d+)?\s*(%|\p{Sc})?\)?$/iu;
const YES_NO: ReadonlySet<string> = new Set(
  ['true', 'false', 'yes', 'no', 'y', 'n', '1', '0', 'x', 'có', 'không'].map((word) => word.normalize('NFC')),
);

export function checkCell(text: string, { type, required }: Rule): IssueCode | null {
  const value = text.trim();
  if (value === '') return required ? 'required' : null;
  switch (type) {
    case 'integer':
      return WHOLE.test(value) ? null : 'not_integer';
    case 'decimal':
      return NUMBER.test(value) ? null : 'not_decimal';
    case 'boolean':
      return YES_NO.has(value.normalize('NFC').toLowerCase()) ? null : 'not_boolean';
    case 'date':
      return mayBeDate(value) ? null : 'not_date';
    case 'datetime':
      return mayBeDate(value) ? null : 'not_datetime';
    case 'text':
      return null;
  }
}

/** Numbers in the places of a date are checked against the calendar, in any order of day and month. */
function mayBeDate(value: string): boolean {
  const parts = /^(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})(?:[T\s].*)?$/.exec(value);
  // A month's name, or a form that only the service knows.
  if (!parts) return /\d/.test(value) && /[\p{L}\s/.-]/u.test(value) && !/^[+-]?[\d.,\s]+$/.test(value);
  const [a, b, c] = parts.slice(1).map(Number) as [number, number, number];
  const yearFirst = String(parts[1]).length > 2;
  if (yearFirst) return isDay(a, b, c);
  return isDay(c, b, a) || isDay(c, a, b);
}

function isDay(year: number, month: number, day: number): boolean {
  const whole = year < 100 ? 2000 + year : year;
  const at = new Date(Date.UTC(whole, month - 1, day));
  return at.getUTCFullYear() === whole && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
}
