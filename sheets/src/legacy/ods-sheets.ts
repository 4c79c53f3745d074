/** Leaves the cells of an ods out that nobody wants to see: the library parses those of every sheet, whatever it is asked for. */
import { endOfMisc, endOfTag, isName, localNameStart } from '../xml/markup.ts';

const LT = 0x3c;
const SLASH = 0x2f;

interface OdsTable {
  /** Behind its start tag, and before its end tag. */
  start: number;
  end: number;
}

/**
 * The content part of an ods in which all sheets but one are empty; their names stay. The content as it is where tables stand in tables,
 * or are not closed: then their order is not that of the sheets.
 *
 * @param index the sheet that stays, in the order of the library, which passes over tables that are one tag
 */
export function keepOdsSheet(content: Uint8Array, index: number): Buffer {
  const b = Buffer.from(content.buffer, content.byteOffset, content.length);
  const tables = findTables(b);
  if (tables === null || tables.length < 2 || tables[index] === undefined) return b;
  const pieces: Uint8Array[] = [];
  let kept = 0;
  for (const [i, { start, end }] of tables.entries()) {
    if (i === index) continue;
    pieces.push(b.subarray(kept, start));
    kept = end;
  }
  return Buffer.concat([...pieces, b.subarray(kept)]);
}

function findTables(b: Buffer): OdsTable[] | null {
  const n = b.length;
  const tables: OdsTable[] = [];
  let opened = -1;
  for (let p = b.indexOf(LT); p >= 0; p = b.indexOf(LT, p)) {
    const next = b[p + 1];
    const isMisc = next === 0x21 || next === 0x3f;
    const end = isMisc ? endOfMisc(b, p, n) : endOfTag(b, p, n);
    if (end < 0) return null;
    const start = p;
    p = end;
    if (isMisc) continue;
    const isEnd = next === SLASH;
    if (!isName(b, localNameStart(b, isEnd ? start + 1 : start, n), 'table')) continue;
    if (isEnd) {
      if (opened < 0) return null;
      tables.push({ start: opened, end: start });
      opened = -1;
    } else if (b[end - 2] !== SLASH) {
      if (opened >= 0) return null;
      opened = end;
    }
  }
  return opened < 0 ? tables : null;
}
