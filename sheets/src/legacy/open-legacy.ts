/**
 * Workbooks of Excel 97 to 2003 (xls, [MS-XLS]), Excel's binary ones (xlsb, [MS-XLSB]) and OpenDocument's (ods), read whole by
 * SheetJS. It takes a multiple of a file's size in memory, and all its time at once: call this in a thread whose memory is capped.
 */
import { open } from 'node:fs/promises';
import type * as SheetJS from '@e965/xlsx';
import { asSheetError, SheetError } from '../errors.ts';
import { MAX_LEGACY_BYTES, MAX_LEGACY_UNPACKED_BYTES } from '../limits.ts';
import type { Format } from '../model.ts';
import { openZip, partKey } from '../zip/central-directory.ts';
import { readWholeEntry } from '../zip/entry-stream.ts';
import { openCompoundFile } from './compound-streams.ts';
import { refuseRepeats } from './ods-repeats.ts';

export type LegacyFormat = Extract<Format, 'xls' | 'xlsb' | 'ods'>;

/** A parsed workbook and the size of its file in bytes. */
export interface LegacyWorkbook {
  book: SheetJS.WorkBook;
  bytes: number;
}

let library: Promise<typeof SheetJS> | null = null;

/** Loaded once, and only when such a file is there: it is large. The code pages are for texts of Excel 95 and older. */
function loadLibrary(): Promise<typeof SheetJS> {
  library ??= Promise.all([import('@e965/xlsx'), import('@e965/xlsx/dist/cpexcel.full.mjs')]).then(
    ([xlsx, codePages]) => {
      xlsx.set_cptable(codePages);
      return xlsx;
    },
  );
  return library;
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
 * @throws SheetError 'file_too_large_for_format', 'encrypted', 'damaged_file', those of the zip reader, 'cannot_read'
 */
export async function readLegacyWorkbook(path: string, format: LegacyFormat, sheet?: number): Promise<LegacyWorkbook> {
  const xlsx = await loadLibrary();
  try {
    const { packed, bytes } = format === 'xls' ? await readWorkbookStream(path) : await repackZip(path, format, xlsx);
    return { book: parse(xlsx, packed, sheet === undefined ? OPTIONS : { ...OPTIONS, sheets: sheet }), bytes };
  } catch (error) {
    throw asSheetError(error);
  }
}

/**
 * The stream with the workbook in it ([MS-XLS] 2.1.2), gathered by our own hands: chains of sectors that run in circles keep the library
 * busy for ever. Excel 95 calls it Book; a file may hold both.
 */
async function readWorkbookStream(path: string): Promise<{ packed: Buffer; bytes: number }> {
  const file = await open(path, 'r');
  try {
    refuseLarge((await file.stat()).size);
    const bytes = await file.readFile();
    const container = openCompoundFile(bytes);
    const packed = container.stream('Workbook') ?? container.stream('Book');
    if (packed === null) throw new SheetError('damaged_file', 'The file holds no workbook.');
    return { packed, bytes: bytes.length };
  } finally {
    await file.close();
  }
}

function refuseLarge(bytes: number): void {
  if (bytes <= MAX_LEGACY_BYTES) return;
  throw new SheetError(
    'file_too_large_for_format',
    'A workbook of this format is read whole and may not be so large.',
    {
      limit: MAX_LEGACY_BYTES,
      bytes,
    },
  );
}

/**
 * The parts of a zip, unpacked by our own reader, in a zip that packs nothing. So sizes, checksums and bombs are judged before the library
 * sees a byte, and it need not inflate in JavaScript.
 */
async function repackZip(
  path: string,
  format: LegacyFormat,
  xlsx: typeof SheetJS,
): Promise<{ packed: Buffer; bytes: number }> {
  const zip = await openZip(path);
  try {
    refuseLarge(zip.bytes);
    const container = xlsx.CFB.utils.cfb_new();
    let left = MAX_LEGACY_UNPACKED_BYTES;
    for (const entry of zip.entries.values()) {
      if (!isRead(entry.name)) continue;
      const part = await readWholeEntry(zip, entry, left);
      left -= part.length;
      if (format === 'ods' && partKey(entry.name) === 'content.xml') refuseRepeats(part);
      xlsx.CFB.utils.cfb_add(container, `/${entry.name}`, Buffer.from(part.buffer, part.byteOffset, part.byteLength));
    }
    if (format === 'ods') {
      for (const [name, text] of Object.entries(ODS_DEFAULTS))
        if (!zip.entries.has(name.toLowerCase())) xlsx.CFB.utils.cfb_add(container, `/${name}`, Buffer.from(text));
    }
    return {
      packed: xlsx.CFB.write(container, { fileType: 'zip', type: 'buffer', compression: false }),
      bytes: zip.bytes,
    };
  } finally {
    await zip.close();
  }
}

/** Parts that OpenDocument lets a package do without (1.2 part 1 §2.2.1), or that small writers forget; the library wants them. */
const ODS_DEFAULTS = {
  'styles.xml': '<office:document-styles/>',
  'META-INF/manifest.xml': '<manifest:manifest/>',
};

/** Pictures, macros and print settings are not needed. */
function isRead(name: string): boolean {
  return (
    /\.(xml|rels|bin)$|^mimetype$/i.test(name) &&
    !/(^|\/)(media|pictures|thumbnails|printersettings|configurations2)\/|vbaproject/i.test(name)
  );
}

function parse(xlsx: typeof SheetJS, bytes: Buffer, options: SheetJS.ParsingOptions): SheetJS.WorkBook {
  // The library prints remarks on odd number formats. It does not wait for anything, so nobody else prints meanwhile.
  const { error, log, warn } = console;
  console.error = console.log = console.warn = () => {};
  try {
    return xlsx.read(bytes, options);
  } catch (thrown) {
    if (/password|encrypt/i.test(String((thrown as Error)?.message))) {
      throw new SheetError('encrypted', 'The workbook is protected by a password.');
    }
    throw new SheetError('damaged_file', 'The workbook is damaged.');
  } finally {
    Object.assign(console, { error, log, warn });
  }
}
