/** Uploaded files, and the formats that are read and written. */
import { z } from 'zod';
import { ErrorInfo } from './error-info.ts';
import { Id } from './id.ts';
import { Sheet } from './sheet.ts';
import { DateOrder, DecimalMark } from './value.ts';

export const Format = z.enum(['xlsx', 'csv', 'tsv', 'xls', 'xlsb', 'ods']);
export type Format = z.infer<typeof Format>;

/** Formats of a file of rows. */
export const RowsFormat = z.enum(['xlsx', 'ods', 'csv', 'tsv', 'jsonl', 'parquet', 'html', 'pdf']);
export type RowsFormat = z.infer<typeof RowsFormat>;

/** The same, and several such files as one. */
export const ExportFormat = z.enum([...RowsFormat.options, 'zip']);
export type ExportFormat = z.infer<typeof ExportFormat>;

/** Formats that hold several sheets, or files. */
export const SHEET_FORMATS: ReadonlySet<ExportFormat> = new Set<ExportFormat>(['xlsx', 'ods', 'zip']);

/** Encodings of text files that can be chosen, by their names in the WHATWG Encoding Standard, IANA's where that has none. */
export const TextEncoding = z.enum([
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-1258',
  'windows-874',
  'shift_jis',
  'euc-jp',
  'gb18030',
  'big5',
  'euc-kr',
  'koi8-r',
  'koi8-u',
  'cp850',
  'cp852',
  'cp857',
  'cp866',
  'iso-8859-2',
  'iso-8859-5',
  'iso-8859-15',
  'macintosh',
  'maccyrillic',
]);
export type TextEncoding = z.infer<typeof TextEncoding>;

const Character = z
  .string()
  .max(2)
  .refine((text) => [...text].length === 1 && !/[\r\n]/.test(text), 'must be one character, and no line end');

const Escape = z
  .string()
  .regex(/^[\x20-\x7e]$/)
  .describe('What stands before a quotation mark within a field: the mark itself, or a backslash.');
const SkipSpaces = z.boolean().describe('Blanks before an opening and behind a closing quotation mark are left out.');

export const Dialect = z.object({
  encoding: z.string().max(40),
  delimiter: z.string().min(1).max(2),
  quote: z.string().max(1).describe('Empty where quotation marks are plain text.'),
  escape: Escape.or(z.literal('')).optional(),
  skipSpaces: SkipSpaces.optional(),
  decimal: DecimalMark,
  dateOrder: DateOrder,
});
export type Dialect = z.infer<typeof Dialect>;

/** How a person says that a text file is written. What is absent is detected. */
export const DialectChoice = z.strictObject({
  encoding: TextEncoding.optional(),
  delimiter: Character.optional().describe('Any single character.'),
  quote: z
    .string()
    .regex(/^[\x21-\x7e]?$/)
    .optional()
    .describe('One character, or empty: then quotation marks are plain text.'),
  escape: Escape.optional(),
  skipSpaces: SkipSpaces.optional(),
  decimal: DecimalMark.optional(),
  dateOrder: DateOrder.optional(),
});
export type DialectChoice = z.infer<typeof DialectChoice>;

export const FileState = z.enum(['receiving', 'received', 'inspecting', 'ready', 'unreadable', 'gone']);
export type FileState = z.infer<typeof FileState>;

/** Something uploaded. `sheets` is present once inspection has a first answer; `complete` on each sheet once it has the last. */
export const File = z.object({
  id: Id,
  name: z.string(),
  bytes: z.number().int(),
  sha256: z.string().nullable(),
  format: Format.nullable(),
  state: FileState.describe(
    'From `ready` on `sheets` is there. What it says of a sheet is final where that sheet is `complete`.',
  ),
  createdAt: z.iso.datetime(),
  sheets: z.array(Sheet).optional(),
  dialect: Dialect.optional(),
  dialectChoice: DialectChoice.optional().describe('What of the dialect was chosen; the rest is detected.'),
  error: ErrorInfo.nullable(),
  inspectionId: Id.nullable().describe('The job that inspects the file, to watch.'),
  correctsJobId: Id.nullable()
    .optional()
    .describe('The import whose rejects this file holds. Send the id of the file to `createCorrections` of that job.'),
  createdBy: z.string().nullable().optional().describe('The person who uploaded it.'),
});
export type File = z.infer<typeof File>;
