/** Values of a table as people read them. Pure. */
import type { Column, Value } from '@sheetport/contract';
import { TYPE_FACTS } from './column-types.ts';
import type { Formats } from './format.ts';

/**
 * The text of a value. Null stays null: an empty cell is not the same as an empty text.
 * @param yes what true is called
 * @param no what false is called
 */
export function formatValue(value: Value, column: Column, format: Formats, yes: string, no: string): string | null {
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? yes : no;
  return TYPE_FACTS[column.type].format(value, format);
}
