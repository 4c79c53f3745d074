/**
 * The declared values of OpenDocument cells (`office:value-type`, OpenDocument 1.3 part 3 §19.387), made plain for the library: it
 * decides by the style whether a date is one, counts days wrongly before March 1900, and passes over cells without a `text:p`.
 */
import { endOfMisc, endOfTag, isName, localNameStart } from '../xml/markup.ts';

const LT = 0x3c;
const SLASH = 0x2f;

/** Begins the text of a cell that was declared to be a date; XML cannot hold it. */
export const DATE_MARK = '\u0001';

/** The style of a row's cells, as the row names it; and that a cell has one of its own. */
const ROW_STYLE = /\s((?:[^\s:=]+:)?)default-cell-style-name\s*=\s*(?:"([^"]*)"|'([^'"]*)')/;
const OWN_STYLE = /[\s:]style-name\s*=/;
/** Only what ISO 8601 writes: it goes into XML as it is. */
const DATE = /date-value\s*=\s*(["'])([-+\d:T.Z]{8,40})\1/;
const DECLARED_DATE = /value-type(\s*=\s*)(["'])date\2/g;

/**
 * The content part of an ods, in which cells with a value but nothing inside are written with an end tag, dates are texts that begin with
 * `DATE_MARK`, and cells without a style have that of their row (§19.615).
 *
 * @param xml well-formed as far as `refuseRepeats` demands
 * @param onColumns gets the start tag of each table and of each of its columns
 */
export function writeDeclaredValues(xml: Uint8Array, onColumns: (tag: string) => void = () => {}): Buffer {
  const b = Buffer.from(xml.buffer, xml.byteOffset, xml.length);
  const n = b.length;
  const pieces: Uint8Array[] = [];
  let kept = 0;
  let rowStyle: string | undefined;
  for (let p = b.indexOf(LT); p >= 0; p = b.indexOf(LT, p)) {
    const next = b[p + 1];
    const isMisc = next === 0x21 || next === 0x3f;
    const end = isMisc ? endOfMisc(b, p, n) : endOfTag(b, p, n);
    if (end < 0) break;
    const start = p;
    p = end;
    if (isMisc || next === SLASH) continue;
    const local = localNameStart(b, start, n);
    if (!isName(b, local, 'table-cell')) {
      if (isName(b, local, 'table-row')) rowStyle = readRowStyle(b.toString('utf8', start, end));
      else if (isName(b, local, 'table-column') || isName(b, local, 'table')) onColumns(b.toString('utf8', start, end));
      continue;
    }
    const tag = b.toString('utf8', start, end);
    if (!tag.includes('value-type')) continue;
    const isClosed = b[end - 2] === SLASH;
    const date = tag.search(DECLARED_DATE) >= 0 ? DATE.exec(tag)?.[2] : undefined;
    const hasRowStyle = rowStyle !== undefined && !OWN_STYLE.test(tag);
    if (date === undefined && !isClosed && !hasRowStyle) continue;
    const name = /^<([^\s/>]+)/.exec(tag)![1]!;
    const styled = hasRowStyle ? tag.replace(name, () => `${name}${rowStyle}`) : tag;
    const open = isClosed ? `${styled.slice(0, -2)}>` : styled;
    if (date === undefined && !isClosed) {
      pieces.push(b.subarray(kept, start), Buffer.from(open));
      kept = end;
      continue;
    }
    const inside = date === undefined ? writtenText(tag) : `<text:p>${DATE_MARK}${date}</text:p>`;
    const written = date === undefined ? open : open.replace(DECLARED_DATE, 'value-type$1$2string$2');
    p = isClosed ? end : endOfElement(b, end, n);
    pieces.push(b.subarray(kept, start), Buffer.from(`${written}${inside}</${name}>`));
    kept = p;
  }
  if (pieces.length === 0) return b;
  pieces.push(b.subarray(kept));
  return Buffer.concat(pieces);
}

/** The style that a row's start tag gives its cells, as an attribute of theirs; the library reads quotation marks only. */
function readRowStyle(tag: string): string | undefined {
  const [, prefix, quoted, other] = ROW_STYLE.exec(tag) ?? [];
  return prefix === undefined ? undefined : ` ${prefix}style-name="${quoted ?? other}"`;
}

/** The text of a cell that has it in an attribute only; the library wants a paragraph. */
function writtenText(tag: string): string {
  const text = /string-value\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/.exec(tag);
  const value = text?.[1] ?? text?.[2];
  return value === undefined ? '' : `<text:p>${value}</text:p>`;
}

/** Behind the end tag of the cell whose start tag ends at `p`. Cells may hold tables of their own. */
function endOfElement(b: Buffer, p: number, n: number): number {
  let depth = 1;
  for (let at = b.indexOf(LT, p); at >= 0; at = b.indexOf(LT, at)) {
    const next = b[at + 1];
    const isMisc = next === 0x21 || next === 0x3f;
    const end = isMisc ? endOfMisc(b, at, n) : endOfTag(b, at, n);
    if (end < 0) return n;
    if (!isMisc) {
      const isEnd = next === SLASH;
      if (isName(b, localNameStart(b, isEnd ? at + 1 : at, n), 'table-cell')) {
        if (isEnd) depth--;
        else if (b[end - 2] !== SLASH) depth++;
      }
    }
    at = end;
    if (depth === 0) return end;
  }
  return n;
}
