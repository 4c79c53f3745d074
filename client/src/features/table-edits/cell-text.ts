/** Values of a table as somebody types and pastes them, and as the service takes them. Pure. */
import { type Column, isNumber, type Value } from '@sheetport/contract';

/** What a language writes between the whole part of a number and the rest. */
export function decimalMarkOf(language: string): '.' | ',' {
  return new Intl.NumberFormat(language).format(1.5).includes(',') ? ',' : '.';
}

/** The text that an editor begins with, which `readCell` reads as the same value. */
export function cellText(value: Value, column: Column, mark: '.' | ','): string {
  if (value === null) return '';
  if (isNumber(column.type)) return String(value).replace('.', mark);
  return String(value);
}

/**
 * A text as a value of a column. An empty one empties the cell. Numbers are read by the marks of the language: 1.234 is a thousand
 * where the comma is the decimal mark. What is no value of the type goes as it is: the service says what is wrong with it.
 */
export function readCell(text: string, column: Column, mark: '.' | ','): Value {
  const plain = column.type === 'text' ? text : text.trim();
  if (plain === '') return null;
  if (column.type === 'boolean') {
    const word = plain.normalize('NFC').toLowerCase();
    if (['true', 'yes', 'y', '1', 'x', 'có'].includes(word)) return true;
    if (['false', 'no', 'n', '0', 'không'].includes(word)) return false;
    return plain;
  }
  if (!isNumber(column.type)) return plain;
  const [thousands, decimal] = mark === ',' ? ['.', ','] : [',', '.'];
  // A group does not begin with 0: 0.123 is a fraction, whichever mark stands for thousands.
  const grouped = new RegExp(`^([+-]?[1-9]\\d{0,2})((?:\\${thousands}\\d{3})+)(\\${decimal}\\d+)?$`).exec(plain);
  const number = grouped
    ? plain.replaceAll(thousands, '').replace(decimal, '.')
    : mark === ','
      ? plain.replace(/^([+-]?\d*),(\d+)$/, '$1.$2')
      : plain;
  // Beyond 15 digits JavaScript rounds: then it stays a text.
  return /^-?\d+(\.\d+)?$/.test(number) && number.replace(/\D/g, '').length <= 15 ? Number(number) : number;
}
