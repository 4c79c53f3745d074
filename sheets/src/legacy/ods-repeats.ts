/** How much an OpenDocument table grows when it is spelt out: cells and rows that repeat are written once, with a number. */
import { SheetError } from '../errors.ts';
import { MAX_CELL_CHARACTERS, MAX_ODS_REPEATED_CELLS } from '../limits.ts';
import { damagedXml } from '../xml/elements.ts';
import { endOfMisc, isName, localNameStart } from '../xml/markup.ts';

const LT = 0x3c;
const GT = 0x3e;

/**
 * Refuses the content part of an ods that grows beyond any honest table, before the library spells it out: a kilobyte may stand for
 * 17 billion cells. Empty cells and rows that repeat to the sheet's end, which every program writes, cost nothing and do not count.
 * What the library would read as a tag is looked at as one: also inside CDATA, and with what it cuts off a name from its first `_` on.
 * Throws SheetError: zip_bomb, doctype_forbidden, damaged_xml.
 */
export function refuseRepeats(xml: Uint8Array): void {
  const n = xml.length;
  let rows = 1;
  let grown = 0;
  for (let p = xml.indexOf(LT); p >= 0; p = xml.indexOf(LT, p)) {
    if (xml[p + 1] === 0x21 || xml[p + 1] === 0x3f) {
      const end = xml[p + 2] === 0x5b ? p + 9 : endOfMisc(xml, p, n);
      if (end < 0) throw damagedXml();
      p = end;
      continue;
    }
    const end = endOfPlainTag(xml, p + 1);
    const name = localNameStart(xml, p, n);
    if (xml[name] === 0x74 && isNamed(xml, name, 'table-row')) {
      rows = repeated(xml, name, end, 'number-rows-repeated');
    } else if (xml[name] === 0x74 && isNamed(xml, name, 'table-cell') && isFilled(xml, name, end)) {
      grown += rows * repeated(xml, name, end, 'number-columns-repeated') - 1;
      if (grown > MAX_ODS_REPEATED_CELLS) throw bomb(MAX_ODS_REPEATED_CELLS);
    } else if (xml[name] === 0x73 && isNamed(xml, name, 's') && repeated(xml, name, end, ':c') > MAX_CELL_CHARACTERS) {
      throw bomb(MAX_CELL_CHARACTERS); // text:s stands for that many spaces
    }
    p = end;
  }
}

/** Behind the `>` of a tag. A `<` in it that is not quoted, or no end at all, throws SheetError damaged_xml. */
function endOfPlainTag(xml: Uint8Array, start: number): number {
  for (let p = start; p < xml.length; p++) {
    const c = xml[p]!;
    if (c === GT) return p + 1;
    if (c === LT) break;
    if (c === 0x22 || c === 0x27) {
      p = xml.indexOf(c, p + 1);
      if (p < 0) break;
    }
  }
  throw damagedXml();
}

function isNamed(xml: Uint8Array, at: number, name: string): boolean {
  if (isName(xml, at, name)) return true;
  return xml[at + name.length] === 0x5f && Buffer.from(xml.subarray(at, at + name.length)).equals(Buffer.from(name));
}

/** Whether the cell holds anything: a value in its attributes, or content of its own. */
function isFilled(xml: Uint8Array, name: number, end: number): boolean {
  return xml[end - 2] !== 0x2f || tagOf(xml, name, end).includes('value');
}

function bomb(limit: number): SheetError {
  return new SheetError('zip_bomb', 'The table repeats its cells or spaces far beyond any spreadsheet.', { limit });
}

function tagOf(xml: Uint8Array, start: number, end: number): string {
  return Buffer.from(xml.buffer, xml.byteOffset + start, end - start).toString('latin1');
}

/** The largest number that anybody may find in an attribute, which may be there twice; 1 where there is none. */
function repeated(xml: Uint8Array, start: number, end: number, attribute: string): number {
  let most = 1;
  for (const [, , text] of tagOf(xml, start, end).matchAll(new RegExp(`${attribute}\\s*=\\s*(["'])([^"']*)`, 'g')))
    most = Math.max(most, Number(text) || 0, Number.parseInt(text!, 10) || 0);
  return most;
}
