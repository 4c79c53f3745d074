/** What a file is that is not a spreadsheet, by its first bytes. The names are for people: "this is a …". */

interface Signature {
  kind: string;
  bytes: readonly number[];
  at?: number;
  /** Letters that a text might begin with too: believed only where the file has zero bytes. */
  binary?: true;
}

const ascii = (text: string): readonly number[] => [...Buffer.from(text, 'latin1')];

const SIGNATURES: readonly Signature[] = [
  { kind: 'PDF document', bytes: ascii('%PDF-') },
  { kind: 'Windows program', bytes: ascii('MZ'), binary: true },
  { kind: 'Linux program', bytes: [0x7f, ...ascii('ELF')] },
  { kind: 'PNG image', bytes: [0x89, ...ascii('PNG')] },
  { kind: 'JPEG image', bytes: [0xff, 0xd8, 0xff] },
  { kind: 'GIF image', bytes: ascii('GIF8') },
  { kind: 'WebP image', bytes: ascii('WEBP'), at: 8 },
  { kind: 'HEIC image', bytes: ascii('ftyp'), at: 4, binary: true },
  { kind: 'TIFF image', bytes: [0x49, 0x49, 0x2a, 0] },
  { kind: 'TIFF image', bytes: [0x4d, 0x4d, 0, 0x2a] },
  { kind: 'BMP image', bytes: ascii('BM'), binary: true },
  { kind: 'gzip archive', bytes: [0x1f, 0x8b, 8] },
  { kind: '7z archive', bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { kind: 'RAR archive', bytes: [...ascii('Rar!'), 0x1a, 7] },
  { kind: 'xz archive', bytes: [0xfd, ...ascii('7zXZ')] },
  { kind: 'bzip2 archive', bytes: ascii('BZh'), binary: true },
  { kind: 'Zstandard archive', bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { kind: 'SQLite database', bytes: ascii('SQLite format 3\0') },
  { kind: 'Access database', bytes: [0, 1, 0, 0, ...ascii('Standard ')] },
  { kind: 'Parquet file', bytes: ascii('PAR1'), binary: true },
  { kind: 'RTF document', bytes: ascii('{\\rtf') },
];

/** Formats of spreadsheets that are known and deliberately not read. [MS-XLS] 2.4.21 and its ancestors, BOF. */
const OLD_WORKBOOKS: readonly Signature[] = [
  { kind: 'Excel 2 worksheet', bytes: [9, 0, 4, 0] },
  { kind: 'Excel 3 worksheet', bytes: [9, 2, 6, 0] },
  { kind: 'Excel 4 worksheet', bytes: [9, 4, 6, 0] },
  { kind: 'Excel 5 worksheet without its container', bytes: [9, 8, 8, 0] },
  { kind: 'Lotus 1-2-3 worksheet', bytes: [0, 0, 2, 0] },
  { kind: 'Lotus 1-2-3 worksheet', bytes: [0, 0, 26, 0] },
  { kind: 'Quattro Pro worksheet', bytes: [0, 0, 2, 0x10] },
];

function begins(sample: Uint8Array, { bytes, at = 0, binary }: Signature): boolean {
  if (sample.length < at + bytes.length || !bytes.every((byte, i) => sample[at + i] === byte)) return false;
  return !binary || sample.subarray(0, 4096).includes(0);
}

/** A known thing that is no spreadsheet, or null. */
export function findForeignKind(sample: Uint8Array): string | null {
  return SIGNATURES.find((signature) => begins(sample, signature))?.kind ?? null;
}

/** A spreadsheet of a format that is not read, or null. */
export function findOldWorkbook(sample: Uint8Array): string | null {
  return OLD_WORKBOOKS.find((signature) => begins(sample, signature))?.kind ?? null;
}

/**
 * Markup and other text that is no delimited text, by how it begins; null when it may be a csv.
 *
 * @param text the beginning of the file, decoded
 */
export function findForeignText(text: string): { kind: string; workbook: boolean } | null {
  const start = text.slice(0, 4096).replace(/^[\ufeff\s]+/, '');
  if (/^(<\?xml|<!--|<!doctype|<[a-z][\w:.-]*[\s/>])/i.test(start)) {
    if (start.includes('urn:schemas-microsoft-com:office:spreadsheet') && !/<html/i.test(start)) {
      return { kind: 'XML Spreadsheet 2003', workbook: true };
    }
    if (/<office:document[\s>]/.test(start)) return { kind: 'flat OpenDocument file', workbook: true };
    if (/<(!doctype html|html|head|body|table|meta|script|style|div|tr)[\s/>]/i.test(start))
      return { kind: 'web page (HTML)', workbook: false };
    if (/<svg[\s>]/i.test(start)) return { kind: 'SVG image', workbook: false };
    if (/^<\?xml/.test(start)) return { kind: 'XML file', workbook: false };
    return null; // an angle bracket in a first cell
  }
  if (/^MIME-Version:/i.test(start)) return { kind: 'web archive (MHTML)', workbook: false };
  if (/^ID;P(WXL|[A-Z])[;\r\n]/.test(start)) return { kind: 'SYLK file', workbook: true };
  return null;
}
