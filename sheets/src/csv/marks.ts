import { SheetError } from '../errors.ts';
import type { Dialect } from '../model.ts';
import type { Marks } from './record-splitter.ts';

/** What divides the fields of a dialect. Throws SheetError bad_plan where a mark is no single character, or a line end. */
export function readMarks(dialect: Pick<Dialect, 'delimiter' | 'quote' | 'escape' | 'skipSpaces'>): Marks {
  const { delimiter, quote, escape: escapeMark } = dialect;
  const bytes = Buffer.from(delimiter);
  if ([...delimiter].length !== 1 || bytes[0] === 10 || bytes[0] === 13) {
    throw new SheetError('bad_plan', 'A delimiter must be one character.', { mark: delimiter });
  }
  return {
    delimiter: bytes,
    quote: quote === '' ? -1 : asciiCode(quote),
    escape: escapeMark === undefined || escapeMark === '' || escapeMark === quote ? -1 : asciiCode(escapeMark),
    skipSpaces: dialect.skipSpaces === true && quote !== '',
  };
}

function asciiCode(mark: string): number {
  const code = mark.charCodeAt(0);
  if (mark.length !== 1 || code > 127 || code === 10 || code === 13) {
    throw new SheetError('bad_plan', 'A quotation mark or escape must be one ASCII character.', { mark });
  }
  return code;
}
