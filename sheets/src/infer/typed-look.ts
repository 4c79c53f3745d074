import { parseDateText } from '../convert/date-text.ts';
import { parseTypedNumber } from '../convert/typed-number.ts';

/** Whether a text looks like a number or a date rather than like words. */
export function looksTyped(text: string): boolean {
  const bytes = Buffer.from(text);
  return parseTypedNumber(bytes, 0, bytes.length, undefined) || parseDateText(bytes, 0, bytes.length, undefined);
}
