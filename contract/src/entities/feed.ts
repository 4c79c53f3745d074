/** Where files come from by themselves, and what became of each. */
import { z } from 'zod';
import { Name } from '../http/name.ts';
import { ErrorInfo } from './error-info.ts';
import { Id } from './id.ts';
import { JobPriority } from './job.ts';
import { JobLimits } from './job-limits.ts';
import { Mailbox } from './mailbox.ts';
import { S3Folder, SftpFolder } from './remote-folder.ts';
import { NewColumnsChoice, SourceRate } from './unattended.ts';
import { UploadLinkMode } from './upload-link.ts';

const Afterwards = z
  .enum(['leave', 'move'])
  .default('leave')
  .describe('What becomes of a file that is loaded: it stays, or goes into the folder `done` beside it.');

export const FeedSource = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('folder'),
    path: z
      .string()
      .min(1)
      .max(1000)
      .describe('A folder of the server, one of FEED_FOLDERS or below one. Files in folders below it are not taken.'),
    afterwards: Afterwards,
  }),
  z.strictObject({
    kind: z.literal('url'),
    url: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .describe('An http(s) address that answers the file. It is asked with `If-None-Match` and `If-Modified-Since`.'),
  }),
  z
    .strictObject({ kind: z.literal('inbound') })
    .describe('Other systems send files: `POST /api/feed-files` with the token of `POST /api/feeds/:id/token`.'),
  S3Folder.extend({
    afterwards: z
      .enum(['leave', 'move', 'tag'])
      .default('leave')
      .describe(
        'What becomes of an object that is loaded: it stays, goes into the folder `done` beside it, or gets the tag `sheetport` with the value `imported`.',
      ),
  }),
  SftpFolder.extend({ afterwards: Afterwards }),
  Mailbox,
]);
export type FeedSource = z.infer<typeof FeedSource>;

/** Which sheets of a workbook are imported. */
export const FeedSheets = z.discriminatedUnion('which', [
  z.strictObject({ which: z.literal('first') }).describe('The first that has all headings of the mapping.'),
  z.strictObject({ which: z.literal('all') }).describe('Each that is not hidden, as one batch.'),
  z
    .strictObject({ which: z.literal('named'), names: z.array(z.string().trim().min(1).max(100)).min(1).max(50) })
    .describe('Those of these names, however they are spelled, as one batch. One that is missing waits for a person.'),
]);
export type FeedSheets = z.infer<typeof FeedSheets>;

export const FeedFileState = z.enum(['reading', 'importing', 'loaded', 'quarantined', 'failed']);
export type FeedFileState = z.infer<typeof FeedFileState>;

/** Why a file waits for a person. */
export const FeedReason = z.object({
  ...ErrorInfo.shape,
  missing: z.array(z.string()).describe('Headings of the mapping that the file lacks.'),
  added: z.array(z.string()).describe('Headings that the mapping does not know.'),
  doubtful: z.array(z.string()).describe('Headings whose values may not mean what they seem to mean.'),
});
export type FeedReason = z.infer<typeof FeedReason>;

export const FeedSheetState = z.enum(['waiting', 'importing', 'loaded', 'quarantined', 'failed']);
export type FeedSheetState = z.infer<typeof FeedSheetState>;

/** A sheet of a workbook of which several are imported. */
export const FeedSheet = z.object({
  index: z.number().int().describe('Its place in the workbook, from 0; below 0 of one that is missing.'),
  name: z.string(),
  state: FeedSheetState,
  reason: FeedReason.nullable(),
  jobId: Id.nullable(),
  undone: z.boolean().describe('Its import was undone: it can be imported again.'),
});
export type FeedSheet = z.infer<typeof FeedSheet>;

export const FeedFile = z.object({
  id: Id,
  name: z.string(),
  bytes: z.number().int(),
  state: FeedFileState.describe('`quarantined`: it waits until a person says that it is to be imported.'),
  reason: FeedReason.nullable(),
  fileId: Id.nullable(),
  jobId: Id.nullable(),
  batchId: Id.nullable().describe('The imports of its sheets, where several are imported.'),
  sheets: z.array(FeedSheet).describe('Where several sheets are imported: each of them.'),
  undone: z.boolean().describe('Its import was undone, or all of them: it can be imported again.'),
  moved: z.boolean().describe('What `afterwards` of the source says was done: it was moved, flagged or tagged.'),
  triesAt: z
    .string()
    .nullable()
    .describe('When it is tried again by itself, where an import failed or where `rate` of the feed holds it back.'),
  seenAt: z.string(),
  finishedAt: z.string().nullable(),
});
export type FeedFile = z.infer<typeof FeedFile>;

export const Feed = z.object({
  id: Id,
  name: Name,
  source: FeedSource,
  reads: z
    .string()
    .nullable()
    .describe('Where `source` names a sharing link of an online sheet: the address of its file, which is read.'),
  hasSecret: z.boolean().describe('A password or key of the source is kept. It is never shown.'),
  tableId: Id,
  headings: z.array(z.string()).describe('Headings that a file must have, however they are spelled and ordered.'),
  mode: UploadLinkMode,
  onReject: z.enum(['skip', 'abort']),
  newColumns: NewColumnsChoice,
  sheets: FeedSheets,
  limits: JobLimits.nullable(),
  priority: JobPriority,
  retries: z.number().int(),
  rate: SourceRate.nullable(),
  everyMinutes: z.number().int(),
  enabled: z.boolean(),
  createdBy: z.string().describe('Imports have the rights of this person as they are then.'),
  createdAt: z.string(),
  updatedAt: z.string(),
  nextAt: z.string().nullable(),
  checkedAt: z.string().nullable().describe('When the source was looked at last.'),
  error: ErrorInfo.nullable().describe('Why the last look failed.'),
  files: z.object({ loaded: z.number().int(), quarantined: z.number().int(), failed: z.number().int() }),
});
export type Feed = z.infer<typeof Feed>;
