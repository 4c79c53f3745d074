/** How much an OpenDocument table grows when it is spelt out: cells and rows that repeat are written once, with a number. */
import { SheetError } from '../errors.ts';
import { MAX_CELL_CHARACTERS, MAX_ODS_REPEATED_CELLS } from '../limits.ts';
import { endOfMisc, endOfTag, isName, localNameStart } from '../xml/markup.ts';

const LT = 0x3c;

/**
 * Refuses the content part of an ods that grows beyond any honest table, before the library spells it out: a kilobyte may stand for
 * 17 billion cells. Empty cells and rows that repeat to the sheet's end, which every program writes, cost nothing and do not count.
 * Throws SheetError: zip_bomb, doctype_forbidden.
 */
export function refuseRepeats(xml: Uint8Array): void {
  const n = xml.length;
  let rows = 1;
  let grown = 0;
  for (let p = xml.indexOf(LT); p >= 0; p = xml.indexOf(LT, p)) {
    const c = xml[p + 1];
    const end = c === 0x21 || c === 0x3f ? endOfMisc(xml, p, n) : endOfTag(xml, p, n);
    if (end < 0) return; // what is cut is the library's to judge
    const name = localNameStart(xml, p, n);
    if (xml[name] === 0x74 && isName(xml, name, 'table-row')) {
      rows = repeated(xml, name, end, 'number-rows-repeated');
    } else if (xml[name] === 0x74 && isName(xml, name, 'table-cell') && isFilled(xml, name, end)) {
      grown += rows * repeated(xml, name, end, 'number-columns-repeated') - 1;
      if (grown > MAX_ODS_REPEATED_CELLS) throw bomb(MAX_ODS_REPEATED_CELLS);
    } else if (xml[name] === 0x73 && isName(xml, name, 's') && repeated(xml, name, end, ':c') > MAX_CELL_CHARACTERS) {
      throw bomb(MAX_CELL_CHARACTERS); // text:s stands for that many spaces
    }
    p = end;
  }
}

/** Whether the cell holds anything: a value in its attributes, or content of its own. */
function isFilled(xml: Uint8Array, name: number, end: number): boolean {
  return xml[end - 2] !== 0x2f || tagOf(xml, name, end).includes('value');
}

function bomb(limit: number): SheetError {
  return new SheetError('zip_bomb', 'The table repeats its cells or spaces far beyond any spreadsheet.', { limit });
}

function tagOf(xml: Uint8Array, start: number, end: number): string {
  return Buffer.from(xml.buffer, xml.byteOffset + start, Math.min(end - start, 4096)).toString('latin1');
}

/** The number in an attribute; 1 where there is none. */
function repeated(xml: Uint8Array, start: number, end: number, attribute: string): number {
  const found = new RegExp(`${attribute}\\s*=\\s*["']\\s*\\+?(\\d{1,15})`).exec(tagOf(xml, start, end));
  return found ? Math.max(Number(found[1]), 1) : 1;
}
