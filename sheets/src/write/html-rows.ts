/** Rows of COPY TEXT as a page for people: one table, nothing from elsewhere (HTML Living Standard §4.9). */
import type { ExportColumn } from '../model.ts';
import {
  BACKSLASH,
  fieldEnd,
  isNull,
  LF,
  RowEncoder,
  TAB,
  unescapeCode,
  write,
  wrongFieldCount,
} from './row-encoder.ts';
import { type ShowCell, showCells, shownRoom } from './shown-values.ts';

const ROW = Buffer.from('<tr>');
const ROW_END = Buffer.from('</tr>\n');
const RED_CELL = Buffer.from('<td class="n r">');
const TEXT_CELL = Buffer.from('<td>');
const NUMBER_CELL = Buffer.from('<td class="n">');
const CELL_END = Buffer.from('</td>');
const DATA = Buffer.from('<data value="');
const DATA_SHOWN = Buffer.from('">');
const DATA_END = Buffer.from('</data>');
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
/** HTML has no place for other control characters. */
const NO_CHARACTER = Buffer.from('&#xFFFD;');
const ESCAPES: (Buffer | undefined)[] = [];
ESCAPES[38] = Buffer.from('&amp;');
ESCAPES[60] = Buffer.from('&lt;');
ESCAPES[62] = Buffer.from('&gt;');
ESCAPES[34] = Buffer.from('&quot;');
/** No byte of text becomes more than this. */
const MAX_BYTES_PER_BYTE = NO_CHARACTER.length;
const MAX_MARKUP_PER_CELL = 64;
const MINUS = 45;

/** A spreadsheet that opens the page takes texts as texts by `mso-number-format` (promise P28). */
const STYLE =
  ':root{color-scheme:light dark}body{font:14px/1.45 system-ui,sans-serif;margin:24px}h1{font-size:20px}table{border-collapse:collapse}' +
  'th,td{border:1px solid #8884;padding:4px 10px;text-align:start;vertical-align:top;white-space:pre-wrap}' +
  'th{position:sticky;top:0;background:#1864ab;color:#fff}tr:nth-child(even) td{background:#8881}td{mso-number-format:"\\@"}' +
  '.r{color:#c92a2a}.n{mso-number-format:General;text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}@media print{th{position:static}thead{display:table-header-group}}';

/**
 * Encodes rows as the rows of a table. Null is an empty cell; texts keep their line ends. A value that a number format shows otherwise stands
 * beside it (`data`, HTML Living Standard §4.5.13).
 */
export class HtmlEncoder extends RowEncoder {
  readonly #types: readonly ExportColumn['type'][];
  readonly #shows: readonly (ShowCell | undefined)[];
  readonly #isRed: readonly boolean[];
  readonly #shownRoom: number;

  constructor(columns: readonly ExportColumn[], spare: Buffer[], language = 'en') {
    super(spare);
    this.#shows = showCells(columns, language);
    this.#isRed = columns.map(({ format }) => format?.includes(';[Red]') === true);
    this.#shownRoom = shownRoom(columns) * MAX_BYTES_PER_BYTE;
    this.#types = columns.map(({ type }) => type);
  }

  /** What stands before the rows. */
  putStart(title: string, columns: readonly ExportColumn[]): void {
    const heads = columns.map(({ header }) => `<th scope="col">${escapeHtml(header)}</th>`);
    this.put(
      Buffer.from(
        `<!doctype html>\n<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title>` +
          `<style>${STYLE}</style></head>\n<body><h1>${escapeHtml(title)}</h1>\n<table><thead><tr>${heads.join('')}</tr></thead>\n<tbody>\n`,
      ),
    );
  }

  putEnd(): void {
    this.put(Buffer.from('</tbody></table></body></html>\n'));
  }

  protected roomFor(rowBytes: number): number {
    return 2 * rowBytes * MAX_BYTES_PER_BYTE + this.#types.length * MAX_MARKUP_PER_CELL + this.#shownRoom + 16;
  }

  protected encodeRow(bytes: Uint8Array, from: number): number {
    const out = this.out;
    const columns = this.#types.length;
    let at = write(ROW, out, this.at);
    let field = from;
    for (let column = 0; column < columns; column++) {
      const type = this.#types[column]!;
      const isNumber = type === 'integer' || type === 'decimal';
      const open = !isNumber ? TEXT_CELL : this.#isRed[column] && bytes[field] === MINUS ? RED_CELL : NUMBER_CELL;
      at = write(open, out, at);
      const end = fieldEnd(bytes, field);
      if (!isNull(bytes, field)) {
        if (type === 'boolean') at = write(bytes[field] === 116 ? TRUE : FALSE, out, at);
        else {
          const shown = this.#shows[column]?.(bytes, field, end);
          at =
            shown === undefined
              ? writeText(bytes, field, end, out, at)
              : this.#writeShown(shown, bytes, field, end, at);
        }
      }
      at = write(CELL_END, out, at);
      if (bytes[end] !== (column === columns - 1 ? LF : TAB)) throw wrongFieldCount(columns);
      field = end + 1;
    }
    return write(ROW_END, out, at);
  }

  #writeShown(shown: string, bytes: Uint8Array, from: number, end: number, at: number): number {
    const out = this.out;
    at = write(DATA, out, at);
    at = writeText(bytes, from, end, out, at);
    at = write(DATA_SHOWN, out, at);
    at += out.write(escapeHtml(shown), at);
    return write(DATA_END, out, at);
  }
}

function writeText(bytes: Uint8Array, from: number, end: number, out: Uint8Array, at: number): number {
  for (let i = from; i < end; i++) {
    let byte = bytes[i]!;
    if (byte === BACKSLASH) byte = unescapeCode(bytes[++i]!);
    const escaped = byte < 32 && byte !== LF && byte !== TAB ? NO_CHARACTER : ESCAPES[byte];
    if (escaped === undefined) out[at++] = byte;
    else if (byte === 13) continue;
    else at = write(escaped, out, at);
  }
  return at;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ESCAPES[character.charCodeAt(0)]!.toString());
}
