/** Uploaded files, and the formats that are read and written. */
import { z } from 'zod';
import { ErrorInfo } from './error-info.ts';
import { Id } from './id.ts';
import { Sheet } from './sheet.ts';
import { DateOrder, DecimalMark } from './value.ts';

export const Format = z.enum(['xlsx', 'csv', 'tsv', 'xls', 'xlsb', 'ods']);
export type Format = z.infer<typeof Format>;

export const ExportFormat = z.enum(['xlsx', 'csv', 'tsv', 'jsonl']);
export type ExportFormat = z.infer<typeof ExportFormat>;

export const Dialect = z.object({
  encoding: z.string().max(40),
  delimiter: z.string().length(1),
  quote: z.string().length(1),
  decimal: DecimalMark,
  dateOrder: DateOrder,
});
export type Dialect = z.infer<typeof Dialect>;

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
  error: ErrorInfo.nullable(),
  inspectionId: Id.nullable().describe('The job that inspects the file, to watch.'),
  correctsJobId: Id.nullable()
    .optional()
    .describe('The import whose rejects this file holds. Send the id of the file to `createCorrections` of that job.'),
});
export type File = z.infer<typeof File>;
