/**
 * The workbook around the rows: ExcelJS writes styles, views, properties and relationships of a workbook whose sheets are empty;
 * its parts are taken out of the zip, and the rows go between the halves of each sheet's part.
 */
import { inflateRawSync } from 'node:zlib';
import { columnLetters } from '@sheetport/contract/headings';
import type ExcelJS from 'exceljs';
import type { ColumnType } from '../model.ts';
import { COLUMN_FORMS, currencyFormat } from './column-forms.ts';
import type { CellStyles } from './sheet-xml.ts';

export interface SkeletonSheet {
  name: string;
  columns: readonly { type: ColumnType; currency?: string }[];
}

export interface Skeleton {
  /** All parts but the sheets, in the order in which they are written. */
  parts: { name: string; bytes: Uint8Array }[];
  /** One for each sheet: the part's text before and after its rows. */
  sheets: SheetFrame[];
  styles: CellStyles;
}

export interface SheetFrame {
  /** The part's name in the zip. */
  part: string;
  before: string;
  after: string;
}

const INK = 'FF1F2937';
const HEADER_FILL = 'FFF3F4F6';
const LINE = 'FFD1D5DB';

/** @param title the document's title property */
export async function buildSkeleton(sheets: readonly SkeletonSheet[], title: string | undefined): Promise<Skeleton> {
  // Loaded by the first workbook: most processes never write one, and it is a sixth of what a start costs.
  const { Workbook } = (await import('exceljs')).default;
  const workbook = new Workbook();
  workbook.creator = 'Sheetport';
  workbook.lastModifiedBy = 'Sheetport';
  workbook.created = new Date();
  workbook.modified = workbook.created;
  if (title !== undefined) workbook.title = withoutControls(title);
  const formats = sheets.flatMap(({ columns }) => columns.map(currencyFormat));
  const currencies = [...new Set(formats)].filter((format) => format !== null);
  for (const [i, sheet] of sheets.entries()) {
    const worksheet = workbook.addWorksheet(sheet.name, { views: [{ state: 'frozen', ySplit: 1, activeCell: 'A2' }] });
    if (sheet.columns.length > 0) {
      worksheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: sheet.columns.length } };
    }
    if (i === 0) setStyles(worksheet, currencies);
  }
  const parts = unzip(Buffer.from(await workbook.xlsx.writeBuffer()));
  const frames = sheets.map((_, i) => takeFrame(parts, `xl/worksheets/sheet${i + 1}.xml`));
  const styles = addQuotedStyles(parts, readStyles(frames[0]!.rows, currencies));
  return {
    parts: [...parts].map(([name, bytes]) => ({ name, bytes })),
    sheets: frames.map((frame) => ({
      ...frame,
      before: frame.before.replace(/<dimension [^>]*>/, '').replace(/<cols>.*<\/cols>/s, ''),
    })),
    styles,
  };
}

/** One cell of each style in the first row, to learn the numbers that ExcelJS gives to the styles. */
function setStyles(worksheet: ExcelJS.Worksheet, currencies: readonly string[]): void {
  const header = worksheet.getCell(1, 1);
  header.numFmt = '@';
  header.font = { name: 'Calibri', size: 11, bold: true, color: { argb: INK } };
  header.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: HEADER_FILL } };
  header.border = { bottom: { style: 'thin', color: { argb: LINE } } };
  header.alignment = { vertical: 'middle' };
  const formats = [...Object.values(COLUMN_FORMS).map(({ format }) => format), ...currencies];
  for (const [i, format] of formats.entries()) if (format !== null) worksheet.getCell(1, i + 2).numFmt = format;
}

/**
 * Adds the styles of texts that begin as a formula does: the text's or header's own with a quote prefix (ECMA-376 part 1 §18.8.45), with which
 * a program keeps the text when someone edits the cell. ExcelJS has no property for it.
 */
function addQuotedStyles(
  parts: Map<string, Buffer>,
  styles: Omit<CellStyles, 'quotedText' | 'quotedHeader'>,
): CellStyles {
  const part = 'xl/styles.xml';
  const [whole, list] = /<cellXfs[^>]*>(.*?)<\/cellXfs>/s.exec(parts.get(part)!.toString('utf8'))!;
  const formats = list!.match(/<xf [^>]*\/>|<xf .*?<\/xf>/gs)!;
  const quoted = [styles.text, styles.header].map((style) => formats[style]!.replace('<xf ', '<xf quotePrefix="1" '));
  const longer = `<cellXfs count="${formats.length + quoted.length}">${list}${quoted.join('')}</cellXfs>`;
  parts.set(
    part,
    Buffer.from(
      parts
        .get(part)!
        .toString('utf8')
        .replace(whole, () => longer),
    ),
  );
  return { ...styles, quotedText: formats.length, quotedHeader: formats.length + 1 };
}

function readStyles(rows: string, currencies: readonly string[]): Omit<CellStyles, 'quotedText' | 'quotedHeader'> {
  const numbers = new Map(
    [...rows.matchAll(/<c r="([A-Z]+)1" s="(\d+)"/g)].map(([, letters, style]) => [letters!, Number(style)]),
  );
  const at = (column: number) => numbers.get(columnLetters(column)) ?? 0;
  const types = Object.keys(COLUMN_FORMS) as ColumnType[];
  return {
    ...(Object.fromEntries(types.map((type, i) => [type, at(i + 1)])) as Record<ColumnType, number>),
    header: at(0),
    currencies: new Map(currencies.map((format, i) => [format, at(types.length + 1 + i)])),
  };
}

function takeFrame(parts: Map<string, Buffer>, name: string): SheetFrame & { rows: string } {
  const text = parts.get(name)!.toString('utf8');
  parts.delete(name);
  const match = /^(.*)<sheetData(?:\/>|>(.*)<\/sheetData>)(.*)$/s.exec(text)!;
  return { part: name, before: `${match[1]}<sheetData>`, after: `</sheetData>${match[3]}`, rows: match[2] ?? '' };
}

/** The frame of one sheet with its column widths (in characters) and its filter over all rows, the header among them. */
export function completeFrame(
  frame: SheetFrame,
  widths: readonly number[],
  rows: number,
): { before: string; after: string } {
  const columns = widths
    .map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`)
    .join('');
  return {
    before:
      widths.length > 0 ? frame.before.replace(/<sheetData>$/, `<cols>${columns}</cols><sheetData>`) : frame.before,
    after: frame.after.replace(/(<autoFilter ref="A1:[A-Z]+)1"/, `$1${rows}"`),
  };
}

/** The files of a zip that ExcelJS wrote, by name. Folders are left out. */
function unzip(zip: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const end = zip.lastIndexOf(Buffer.from('504b0506', 'hex'));
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const packed = zip.readUInt32LE(at + 20);
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(start, start + packed);
    if (!name.endsWith('/')) files.set(name, zip.readUInt16LE(at + 10) === 8 ? inflateRawSync(bytes) : bytes);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}

function withoutControls(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f\ufffe\uffff\p{Surrogate}]/gu, ' ');
}
