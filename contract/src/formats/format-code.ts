/** Number formats of spreadsheets (ECMA-376 part 1 §18.8.31) for what people choose. */
import type { ValueFormat } from '../entities/column-format.ts';
import type { ColumnType } from '../entities/column-type.ts';

/** The code of a format, for values of a type. */
export function formatCode(type: ColumnType, format: ValueFormat): string {
  switch (format.kind) {
    case 'number': {
      const { decimals = type === 'integer' ? 0 : 2, grouping = true, negative } = format;
      return signed(`${grouping ? '#,##0' : '0'}${fraction(decimals)}`, negative);
    }
    case 'currency': {
      const { currency, decimals = 2, behind = false, negative } = format;
      const number = `#,##0${fraction(decimals)}`;
      const sign = `[$${currency}]`;
      return signed(behind ? `${number} ${sign}` : `${sign} ${number}`, negative);
    }
    case 'percent': {
      const { decimals = 0, of = 1 } = format;
      return of === 1 ? `0${fraction(decimals)}%` : `0${fraction(decimals)}"%"`;
    }
    case 'date':
      // A comma would scale a number, so it is written as a character.
      return format.pattern.replaceAll(',', '\\,');
  }
}

const fraction = (decimals: number): string => (decimals === 0 ? '' : `.${'0'.repeat(decimals)}`);

function signed(code: string, negative: 'minus' | 'red' | 'brackets' | undefined): string {
  if (negative === 'red') return `${code};[Red]-${code}`;
  if (negative === 'brackets') return `${code}_);(${code})`;
  return code;
}
