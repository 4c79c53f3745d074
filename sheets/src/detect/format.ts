/** What a file is, by its bytes. Its name decides nothing that the bytes do not leave open. Promise P25. */
import { type FileHandle, open } from 'node:fs/promises';
import { describeText } from '../csv/dialect.ts';
import { createRecoder, detectEncoding, isUtf8Name, SAMPLE_BYTES } from '../csv/encoding.ts';
import { asSheetError, SheetError } from '../errors.ts';
import type { Format } from '../model.ts';
import { openZip, type Zip } from '../zip/central-directory.ts';
import { readWholeEntry } from '../zip/entry-stream.ts';
import { listStreams } from './compound-file.ts';
import { findForeignKind, findForeignText, findOldWorkbook } from './signatures.ts';

/** Content types and manifests of the corpus are below 100 KiB. */
const SMALL_PART_BYTES = 1024 * 1024;

/**
 * Tells the format of a file from its bytes: an xlsx named `.csv` is an xlsx.
 *
 * @param name the name a person gave it; only settles csv or tsv where the text has no delimiter at all
 * @throws SheetError 'empty_file'; 'encrypted'; 'truncated', 'damaged_zip', 'damaged_file'; 'unsupported_format' and
 *   'not_a_spreadsheet' with `detail.kind` saying what it is instead; 'cannot_read'
 */
export async function detectFormat(path: string, name?: string): Promise<Format> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const buffer = Buffer.alloc(Math.min(size, SAMPLE_BYTES));
      const { bytesRead } = size > 0 ? await file.read(buffer, 0, buffer.length, 0) : { bytesRead: 0 };
      return await formatOf(path, file, size, buffer.subarray(0, bytesRead), name ?? '');
    } finally {
      await file.close();
    }
  } catch (error) {
    throw asSheetError(error);
  }
}

async function formatOf(path: string, file: FileHandle, size: number, sample: Buffer, name: string): Promise<Format> {
  if (sample.length === 0) throw new SheetError('empty_file', 'The file holds no bytes.');
  const signature = sample.length >= 4 ? sample.readUInt32BE(0) : 0;
  if (signature === 0x504b0304) {
    const zip = await openZip(path);
    try {
      return await formatOfZip(zip);
    } finally {
      await zip.close();
    }
  }
  if (signature === 0x504b0506) throw foreign('empty zip archive');
  if (signature === 0xd0cf11e0) return formatOfCompoundFile(await listStreams(file, size));
  const foreignKind = findForeignKind(sample);
  if (foreignKind) throw foreign(foreignKind);
  const old = findOldWorkbook(sample);
  if (old) throw unread(old);
  return formatOfText(sample, sample.length === size, name);
}

async function formatOfZip(zip: Zip): Promise<Format> {
  const types = (await readSmallPart(zip, '[content_types].xml')) ?? '';
  if (zip.entries.has('xl/workbook.bin')) return 'xlsb';
  if (/(spreadsheetml\.(sheet|template)|ms-excel\.(sheet|template|addin)\.macroEnabled)\.main\+xml/i.test(types))
    return 'xlsx';
  if (zip.entries.has('xl/workbook.xml')) return 'xlsx';
  // After those: some writers give every workbook this type for parts that end in `.bin`.
  if (/ms-excel\.sheet\.binary/i.test(types)) return 'xlsb';
  if (/wordprocessingml|ms-word/i.test(types)) throw foreign('Word document');
  if (/presentationml|ms-powerpoint/i.test(types)) throw foreign('PowerPoint presentation');

  const manifest = (await readSmallPart(zip, 'meta-inf/manifest.xml')) ?? '';
  const openDocument = (await readSmallPart(zip, 'mimetype')) ?? manifest;
  if (/opendocument\.spreadsheet/.test(openDocument)) {
    if (/encryption-data/.test(manifest)) throw encrypted();
    return 'ods';
  }
  if (/opendocument\./.test(openDocument)) throw foreign('OpenDocument file that is no spreadsheet');
  for (const entry of zip.entries.keys()) {
    if (entry === 'index.zip' || entry.endsWith('.iwa')) {
      throw entry.includes('slide') ? foreign('Keynote presentation') : unread('Apple Numbers document');
    }
  }
  throw foreign('zip archive');
}

/** The text of a small part, byte for byte as Latin-1; null when there is none or it cannot be unpacked. */
async function readSmallPart(zip: Zip, name: string): Promise<string | null> {
  const entry = zip.entries.get(name);
  if (!entry) return null;
  try {
    const bytes = await readWholeEntry(zip, entry, SMALL_PART_BYTES);
    return Buffer.from(bytes).toString('latin1').replaceAll('\0', ''); // in UTF-16 too, ASCII is legible without the zeros
  } catch {
    return null;
  }
}

function formatOfCompoundFile(streams: string[]): Format {
  const has = (name: string) => streams.some((stream) => stream.toLowerCase() === name);
  // [MS-OFFCRYPTO] 2.3.4.4: an encrypted workbook lies in this stream, whatever its own format.
  if (has('encryptedpackage') || has('\x09drmcontent')) throw encrypted();
  if (has('workbook') || has('book')) return 'xls';
  if (has('worddocument')) throw foreign('Word document');
  if (has('powerpoint document')) throw foreign('PowerPoint presentation');
  if (streams.some((stream) => stream.startsWith('__substg1.0_'))) throw foreign('Outlook message');
  throw foreign('compound file without a workbook');
}

function formatOfText(sample: Buffer, whole: boolean, name: string): Format {
  const { name: encoding, bom } = detectEncoding(sample, whole);
  const bytes = sample.subarray(bom);
  let text = bytes;
  if (!isUtf8Name(encoding)) {
    const recoder = createRecoder(encoding);
    text = Buffer.allocUnsafe(recoder.bound(bytes.length));
    text = text.subarray(0, recoder.write(bytes, text, 0));
  }
  if (isBinary(text)) throw foreign('binary file');
  const other = findForeignText(text.toString('utf8', 0, 4096));
  if (other) throw other.workbook ? unread(other.kind) : foreign(other.kind);
  const { delimiter } = describeText(text, whole);
  if (delimiter === '\t') return 'tsv';
  const undecided = !text.includes(delimiter);
  return undecided && /\.(tsv|tab)$/i.test(name) ? 'tsv' : 'csv';
}

/**
 * Text has hardly any control characters but tab and line ends; one in a hundred is more than any text has. A short one may hold a stray
 * zero or two all the same: there, one in four.
 */
function isBinary(text: Buffer): boolean {
  let controls = 0;
  for (const byte of text) if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12) controls++;
  return controls * 100 > Math.max(text.length, 1000) || controls * 4 > text.length;
}

function foreign(kind: string): SheetError {
  return new SheetError('not_a_spreadsheet', `The file is no spreadsheet but a ${kind}.`, { kind });
}

function unread(kind: string): SheetError {
  return new SheetError('unsupported_format', `The file is a ${kind}, which is not read.`, { kind });
}

function encrypted(): SheetError {
  return new SheetError('encrypted', 'The workbook is protected by a password.');
}
