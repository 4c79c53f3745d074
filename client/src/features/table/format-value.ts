/** Values of a table as people read them. Pure. */
import type { Column, Value } from '@sheetport/contract';
import type { Formats } from '../../ui/format.ts';

/**
 * The text of a value. Null stays null: an empty cell is not the same as an empty text.
 * @param yes what true is called
 * @param no what false is called
 */
export function formatValue(value: Value, column: Column, format: Formats, yes: string, no: string): string | null {
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? yes : no;
  if (column.type === 'integer' || column.type === 'decimal') return format.decimal(value);
  if (typeof value === 'string') {
    if (column.type === 'date') return format.date(value);
    if (column.type === 'datetime') return format.dateTime(value);
    return value;
  }
  return String(value);
}
