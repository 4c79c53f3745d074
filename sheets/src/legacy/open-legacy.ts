/**
 * Workbooks of Excel 97 to 2003 (xls, [MS-XLS]), Excel's binary ones (xlsb, [MS-XLSB]) and OpenDocument's (ods), read whole by
 * SheetJS. It takes a multiple of a file's size in memory, and all its time at once: call this in a process that may be killed
 * (reading-process.ts).
 *
 * SheetJS guesses the format from the bytes: it would also read a zip or a web page that is named xls. So it only gets bytes that fit one
 * format: a stream that begins as an xls does, or a zip made here with the parts of that format alone.
 */
import { open } from 'node:fs/promises';
import type * as SheetJS from '@e965/xlsx';
import { asSheetError, SheetError } from '../errors.ts';
import { MAX_LEGACY_BYTES, MAX_LEGACY_UNPACKED_BYTES } from '../limits.ts';
import { refuseDoctype } from '../xml/doctype.ts';
import { decodeXml, detectXmlEncoding } from '../xml/encoding.ts';
import { openZip } from '../zip/central-directory.ts';
import { readWholeEntry } from '../zip/entry-stream.ts';
import { openCompoundFile } from './compound-streams.ts';
import type { LegacyFormat } from './legacy-format.ts';
import { type ColumnFormats, OdsFormats } from './ods-formats.ts';
import { refuseRepeats } from './ods-repeats.ts';
import { keepOdsSheet } from './ods-sheets.ts';
import { keepSheet } from './xls-sheets.ts';

/** A parsed workbook and the size of its file in bytes. */
export interface LegacyWorkbook {
  book: SheetJS.WorkBook;
  bytes: number;
  /** The formats of cells that have none of their own, by the name of their sheet. */
  columnFormats: ReadonlyMap<string, ColumnFormats>;
}

let library: Promise<typeof SheetJS> | null = null;
let hasCodePages = false;

/** Loaded once, and only when such a file is there: it is large. The code pages, larger still, are for texts of Excel 95 and older. */
async function loadLibrary(format: LegacyFormat): Promise<typeof SheetJS> {
  library ??= import('@e965/xlsx');
  const xlsx = await library;
  if (format === 'xls' && !hasCodePages) {
    xlsx.set_cptable(await import('@e965/xlsx/dist/cpexcel.full.mjs'));
    hasCodePages = true;
  }
  return xlsx;
}

/** Numbers stay serials and keep their format; formulas, styles and shown texts are left out. */
const OPTIONS: SheetJS.ParsingOptions = {
  type: 'buffer',
  dense: true,
  cellNF: true,
  cellDates: false,
  cellFormula: false,
  cellHTML: false,
  cellText: false,
};

/**
 * @param sheet the only sheet that is needed, where the format lets the others be left out
 * @throws SheetError 'file_too_large_for_format', 'encrypted', 'damaged_file', 'doctype_forbidden', 'unsupported_encoding', 'out_of_memory',
 *   those of the zip reader, 'cannot_read'
 */
export async function readLegacyWorkbook(path: string, format: LegacyFormat, sheet?: number): Promise<LegacyWorkbook> {
  const xlsx = await loadLibrary(format);
  try {
    const formats = new OdsFormats();
    const { packed, bytes } =
      format === 'xls' ? await readWorkbookStream(path) : await repackZip(path, format, xlsx, formats, sheet);
    const needed = format === 'xls' && sheet !== undefined ? keepSheet(packed, sheet) : packed;
    const book = parse(xlsx, needed, sheet === undefined ? OPTIONS : { ...OPTIONS, sheets: sheet });
    if (book.SheetNames.length === 0) throw new SheetError('damaged_file', 'The workbook has no sheets.');
    return { book, bytes, columnFormats: formats.columns };
  } catch (error) {
    throw asSheetError(error);
  }
}

/**
 * The stream with the workbook in it ([MS-XLS] 2.1.2), read by our own code, because the library never ends on a circular chain of
 * sectors. Excel 95 calls the stream Book; a file may hold both.
 */
async function readWorkbookStream(path: string): Promise<{ packed: Buffer; bytes: number }> {
  const file = await open(path, 'r');
  try {
    refuseLarge((await file.stat()).size);
    const bytes = await file.readFile();
    const container = openCompoundFile(bytes);
    const packed = container.stream('Workbook') ?? container.stream('Book');
    if (packed === null) throw new SheetError('damaged_file', 'The file holds no workbook.');
    if (!beginsWorkbook(packed))
      throw new SheetError('damaged_file', 'The stream that should hold the workbook holds something else.');
    return { packed, bytes: bytes.length };
  } finally {
    await file.close();
  }
}

/** The record that begins a workbook or a sheet, BOF, in each version of the format ([MS-XLS] 2.4.21; BIFF2 to BIFF8): its number and lengths. */
const BEGINNINGS: ReadonlyMap<number, readonly number[]> = new Map([
  [0x0009, [4]],
  [0x0209, [6]],
  [0x0409, [6]],
  [0x0809, [8, 16]],
]);

/** Whether a stream begins with a BOF record, so that SheetJS can take it for nothing else. */
export function beginsWorkbook(stream: Buffer): boolean {
  if (stream.length < 8) return false;
  return BEGINNINGS.get(stream.readUInt16LE(0))?.includes(stream.readUInt16LE(2)) === true;
}

function refuseLarge(bytes: number): void {
  if (bytes > MAX_LEGACY_BYTES) throw tooLarge(MAX_LEGACY_BYTES, bytes);
}

function tooLarge(limit: number, bytes: number): SheetError {
  return new SheetError(
    'file_too_large_for_format',
    'A workbook of this format is read whole and may not be so large.',
    {
      limit,
      bytes,
    },
  );
}

/**
 * The parts of a zip that its format needs, unpacked by our own reader, in a zip that packs nothing. So sizes, checksums and bombs are
 * judged before the library sees a byte, and it need not inflate in JavaScript. Parts of another format are left out.
 */
async function repackZip(
  path: string,
  format: 'xlsb' | 'ods',
  xlsx: typeof SheetJS,
  formats: OdsFormats,
  sheet: number | undefined,
): Promise<{ packed: Buffer; bytes: number }> {
  const zip = await openZip(path);
  try {
    refuseLarge(zip.bytes);
    const container = xlsx.CFB.utils.cfb_new();
    const add = (name: string, part: Uint8Array) =>
      void xlsx.CFB.utils.cfb_add(container, `/${name}`, Buffer.from(part.buffer, part.byteOffset, part.byteLength));
    let left = MAX_LEGACY_UNPACKED_BYTES;
    let content: Uint8Array | null = null;
    for (const [key, entry] of zip.entries) {
      const name = nameOf(format, key, entry.name);
      if (name === null) continue;
      if (entry.size > left) throw tooLarge(MAX_LEGACY_UNPACKED_BYTES, MAX_LEGACY_UNPACKED_BYTES - left + entry.size);
      const part = await readWholeEntry(zip, entry, left);
      left -= part.length;
      const checked = key.endsWith('.bin') ? part : checkXml(part, key);
      if (key === 'styles.xml') formats.readStyles(checked);
      if (key === 'content.xml') content = checked;
      else add(name, checked);
    }
    if (content !== null) {
      const needed = sheet === undefined ? content : keepOdsSheet(content, sheet);
      add('content.xml', formats.declareIn(needed));
    }
    if (format === 'ods') {
      for (const [name, text] of Object.entries(ODS_DEFAULTS))
        if (name === ODS_MANIFEST || !zip.entries.has(name)) add(name, Buffer.from(text));
    }
    return {
      packed: xlsx.CFB.write(container, { fileType: 'zip', type: 'buffer', compression: false }),
      bytes: zip.bytes,
    };
  } finally {
    await zip.close();
  }
}

const ODS_MANIFEST = 'META-INF/manifest.xml';

/**
 * Parts that are optional in OpenDocument (1.2 part 1 §2.2.1), or that small writers forget. The library requires them. Of the manifest it
 * only checks that it exists.
 */
const ODS_DEFAULTS = {
  'styles.xml': '<office:document-styles/>',
  [ODS_MANIFEST]: '<manifest:manifest/>',
};

const CONTENT_TYPES = '[content_types].xml';

/**
 * The name of a part in the zip for the library. Null for parts that are not needed (pictures, macros, print settings), and for parts of
 * another format: with those of an ods, or with sheets in XML, an xlsb would be read as that format.
 *
 * @param key the part's key among the entries of the zip
 */
function nameOf(format: 'xlsb' | 'ods', key: string, name: string): string | null {
  if (format === 'ods') return key === 'content.xml' || key === 'styles.xml' ? key : null;
  if (key === CONTENT_TYPES) return '[Content_Types].xml';
  if (/(^|\/)(media|thumbnails|printersettings)\/|vbaproject/.test(key)) return null;
  return /\.(bin|rels)$/.test(key) ? name.replaceAll('\\', '/').replace(/^\/+/, '') : null;
}

/** An XML part in UTF-8, checked for what a workbook must not contain. Throws SheetError doctype_forbidden, unsupported_encoding, zip_bomb. */
function checkXml(part: Uint8Array, key: string): Uint8Array {
  const { encoding, skip } = detectXmlEncoding(part);
  const xml = encoding === 'utf-8' ? part.subarray(skip) : Buffer.from(decodeXml(part));
  refuseDoctype(xml);
  if (key !== 'content.xml') return xml;
  refuseRepeats(xml);
  return xml;
}

function parse(xlsx: typeof SheetJS, bytes: Buffer, options: SheetJS.ParsingOptions): SheetJS.WorkBook {
  // The library prints remarks on odd number formats. The call is synchronous, so no other code prints meanwhile.
  const { error, log, warn } = console;
  console.error = console.log = console.warn = () => {};
  try {
    return xlsx.read(bytes, options);
  } catch (thrown) {
    if (/password|encrypt/i.test(String((thrown as Error)?.message))) {
      throw new SheetError('encrypted', 'The workbook is protected by a password.');
    }
    const known = asSheetError(thrown);
    if (known.code === 'out_of_memory') throw known;
    throw new SheetError('damaged_file', 'The workbook is damaged.');
  } finally {
    Object.assign(console, { error, log, warn });
  }
}
