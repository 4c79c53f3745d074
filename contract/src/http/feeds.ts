/** Feeds: list, make, change, look now, and what came in. */
import { z } from 'zod';
import { Feed, FeedFile, FeedFileState, FeedSheets, FeedSource } from '../entities/feed.ts';
import { Id } from '../entities/id.ts';
import { JobPriority } from '../entities/job.ts';
import { JobLimits } from '../entities/job-limits.ts';
import { RemoteSecret } from '../entities/remote-folder.ts';
import { NewColumnsChoice, SourceRate } from '../entities/unattended.ts';
import { UploadLinkMode } from '../entities/upload-link.ts';
import { Name } from './name.ts';
import { Cursor, Limit } from './paging.ts';

const parts = {
  newColumns: NewColumnsChoice.describe(
    'Headings that the mapping does not know: the file waits for a person (`refuse`), they are left out (`ignore`), the table gets them as columns (`extend`), or what `newColumns` of the table says (`table`); `refuse` where it says nothing.',
  ),
  limits: JobLimits.nullable().describe('How long an attempt of each import may run.'),
  priority: JobPriority.describe('How soon imports are to run.'),
  retries: z
    .number()
    .int()
    .min(0)
    .max(10)
    .describe(
      'How often an import is tried again that failed for a reason that passes, after pauses that grow from a minute to an hour.',
    ),
  rate: SourceRate.nullable().describe(
    'At most so many files are imported in a minute or an hour. The others wait. What a person imports by hand does not.',
  ),
  everyMinutes: z
    .number()
    .int()
    .min(0)
    .max(10_080)
    .describe('How often the source is looked at; 0: only when a schedule or a person says so.'),
};

const ClientSecret = z
  .string()
  .min(1)
  .max(2000)
  .optional()
  .describe(
    'Of a mailbox with `oauth`: the secret of the program, where it has one. It is encrypted, and never shown again.',
  );

export const NewFeed = z.strictObject({
  name: Name,
  source: FeedSource,
  secret: RemoteSecret.optional(),
  clientSecret: ClientSecret,
  tableId: Id,
  mappingId: Id.describe('A saved mapping of the table. The feed keeps it as it is now.'),
  mode: UploadLinkMode.optional().describe('Default: that of the saved mapping.'),
  onReject: z.enum(['skip', 'abort']).optional().describe('Default: that of the saved mapping.'),
  newColumns: parts.newColumns.default('table'),
  sheets: FeedSheets.default({ which: 'first' }),
  everyMinutes: parts.everyMinutes.default(5),
  limits: parts.limits.default(null),
  priority: parts.priority.default('normal'),
  retries: parts.retries.default(3),
  rate: parts.rate.default(null),
  enabled: z.boolean().default(true),
});
export type NewFeed = z.infer<typeof NewFeed>;

export const FeedChange = z
  .strictObject({
    name: Name.optional(),
    source: FeedSource.optional().describe(
      'All of it, of the same kind. The secret stays while the host, the port and the account are the same (of S3 the endpoint and the access key); for another one it is named anew.',
    ),
    secret: RemoteSecret.optional(),
    clientSecret: ClientSecret,
    mappingId: Id.optional().describe('A saved mapping of the table of the feed, which takes it as it is now.'),
    newColumns: parts.newColumns.optional(),
    sheets: FeedSheets.optional(),
    everyMinutes: parts.everyMinutes.optional(),
    limits: parts.limits.optional(),
    priority: parts.priority.optional(),
    retries: parts.retries.optional(),
    rate: parts.rate.optional(),
    enabled: z.boolean().optional(),
  })
  .refine((change) => Object.values(change).some((part) => part !== undefined), { message: 'changes nothing' });
export type FeedChange = z.infer<typeof FeedChange>;

export const Feeds = z.object({
  feeds: z.array(Feed),
  folders: z.array(z.string()).describe('FEED_FOLDERS, for owners; else none.'),
});
export type Feeds = z.infer<typeof Feeds>;

export const FeedFilesQuery = z.object({ after: Cursor(200), limit: Limit(100, 30) });
export const FeedFiles = z.object({ files: z.array(FeedFile), next: z.string().nullable() });
export type FeedFiles = z.infer<typeof FeedFiles>;

export const FeedImport = z.strictObject({
  feedFileId: Id.describe('A file that is quarantined, that failed, or whose import was undone.'),
  sheet: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('Of a file of which several sheets are imported: this one alone. Without it all that wait.'),
});
export type FeedImport = z.infer<typeof FeedImport>;

export const FeedToken = z.object({
  token: z.string().describe('Shown only here. The previous token stops working at once.'),
  path: z.string().describe('Where files are sent, with the token: a path of this service.'),
});
export type FeedToken = z.infer<typeof FeedToken>;

export const FeedFileQuery = z.object({
  token: z.string().max(200).optional().describe('Or send it as `Authorization: Bearer …`.'),
});

export const ReceivedFeedFile = z.object({
  id: Id.describe('The file of the feed.'),
  state: FeedFileState,
  known: z.boolean().describe('The same content came in before: nothing more is done with it.'),
});
export type ReceivedFeedFile = z.infer<typeof ReceivedFeedFile>;
