/** Checks a typed value before the service does. Reports only values that the service would certainly reject. Pure. */
import { COLUMN_TYPES, type Rule as ColumnRule, ColumnType, type IssueCode, type Table } from '@sheetport/contract';
import { TYPE_FACTS } from '../../ui/column-types.ts';

export interface Rule {
  type: ColumnType;
  required: boolean;
  /** The column's own, see `checkRules`. */
  rules?: readonly ColumnRule[];
}

/** The type whose values an issue says these are not. */
function typeOf(code: string): ColumnType | undefined {
  if (code === 'ambiguous_number') return 'decimal';
  return ColumnType.options.find((type) => COLUMN_TYPES[type].issue === code);
}

/** A heading's rule: of the table's column of that name, and of what its cells were refused for. */
export function ruleFor(heading: string, table: Table | undefined, codes: ReadonlySet<string>): Rule {
  const name = heading.trim().toLowerCase();
  const column = table?.columns.find((one) => one.label.trim().toLowerCase() === name || one.name === name);
  const told = [...codes].map(typeOf).find(Boolean);
  return {
    type: told ?? column?.type ?? 'text',
    required: codes.has('required') || column?.required === true,
    ...(column && column.rules.length > 0 ? { rules: column.rules } : {}),
  };
}

export function checkCell(text: string, { type, required }: Rule): IssueCode | null {
  const value = text.trim();
  if (value === '') return required ? 'required' : null;
  return TYPE_FACTS[type].mayBe(value) ? null : COLUMN_TYPES[type].issue;
}
