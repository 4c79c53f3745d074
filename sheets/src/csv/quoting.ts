/** How a text escapes quotation marks within fields, and whether blanks stand before them. */
import { type Marks, RecordSplitter, Split } from './record-splitter.ts';

const BACKSLASH = 92;
const SPACE = 32;
const TAB = 9;

/** What a sample shows of its quoting. */
export interface Quoting {
  escape: '\\' | undefined;
  skipSpaces: boolean;
}

/**
 * Finds out whether marks within fields are escaped by a backslash, and whether blanks before marks are to be skipped: where that leaves
 * fewer fields that make no sense.
 *
 * @param text UTF-8
 * @param whole whether the text is all there is
 * @param plain as RFC 4180 has it
 */
export function findQuoting(text: Uint8Array, whole: boolean, plain: Marks): Quoting {
  const found: Quoting = { escape: undefined, skipSpaces: false };
  if (plain.quote < 0) return found;
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.length);
  const quote = String.fromCharCode(plain.quote);
  const mayEscape = bytes.includes(`\\${quote}`);
  const maySkip = bytes.includes(` ${quote}`) || bytes.includes(`\t${quote}`);
  if (!mayEscape && !maySkip) return found;
  let least = countOddFields(bytes, whole, plain);
  for (const escapeMark of mayEscape ? [-1, BACKSLASH] : [-1]) {
    for (const skipSpaces of maySkip ? [false, true] : [false]) {
      if (least === 0) break;
      const odd = countOddFields(bytes, whole, { ...plain, escape: escapeMark, skipSpaces });
      if (odd >= least) continue;
      least = odd;
      found.escape = escapeMark < 0 ? undefined : '\\';
      found.skipSpaces = skipSpaces;
    }
  }
  return found;
}

/** Fields with text behind their closing mark, or with a mark that opens behind blanks; and a mark that is never closed. */
function countOddFields(text: Buffer, whole: boolean, marks: Marks): number {
  const bytes = Buffer.alloc(text.length + 1);
  text.copy(bytes);
  const splitter = new RecordSplitter(marks);
  let odd = 0;
  for (let from = 0; from < text.length; ) {
    const split = splitter.split(bytes, from, text.length, whole);
    if (split === Split.quoted && whole) odd++;
    if (split !== Split.record) break;
    for (let field = 0; field < splitter.fields; field++) {
      if (splitter.marked[field] === 2 || beginsBehindBlanks(bytes, splitter, field, marks.quote)) odd++;
    }
    from = splitter.next;
  }
  return odd;
}

/** Whether an unquoted field is blanks and then a quotation mark. */
export function beginsBehindBlanks(bytes: Uint8Array, splitter: RecordSplitter, field: number, quote: number): boolean {
  let at = splitter.starts[field]!;
  const end = splitter.ends[field]!;
  if (at >= end || (bytes[at] !== SPACE && bytes[at] !== TAB) || bytes[at - 1] === quote) return false;
  while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
  return at < end && bytes[at] === quote;
}
