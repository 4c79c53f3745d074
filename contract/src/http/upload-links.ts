/** Calls about upload links: of the people who make them, and of the visitors who send files. */
import { z } from 'zod';
import { Id } from '../entities/id.ts';
import { JobPriority, JobState } from '../entities/job.ts';
import { JobLimits } from '../entities/job-limits.ts';
import { SourceRate } from '../entities/unattended.ts';
import { LinkNewColumns, SentFile, UploadLink, UploadLinkMode, UploadLinkState } from '../entities/upload-link.ts';
import { Name } from './name.ts';

const MAX_FILES = 1000;
const Message = z.string().trim().max(1000).nullable();
const MaxFiles = z.number().int().min(1).max(MAX_FILES);
const FutureDate = z.iso.datetime({ offset: true });
const parts = {
  newColumns: LinkNewColumns.describe(
    'Headings that the mapping does not know: the file is refused (`refuse`), they are left out (`ignore`), or what `newColumns` of the table says (`table`); left out where it says nothing. Nobody outside adds a column.',
  ),
  limits: JobLimits.nullable().describe('How long an attempt of each import may run.'),
  priority: JobPriority.describe('How soon imports are to run.'),
  rate: SourceRate.nullable().describe('At most so many files are imported in a minute or an hour. The others wait.'),
  retries: z
    .number()
    .int()
    .min(0)
    .max(10)
    .describe('How often an import that failed for a reason that passes is started again, after 1, 2, 4 … minutes.'),
};

export const UploadLinks = z.object({ links: z.array(UploadLink) });
export type UploadLinks = z.infer<typeof UploadLinks>;

export const NewUploadLink = z.strictObject({
  mappingId: Id.describe('A saved mapping of the table. The link keeps it as it is now.'),
  name: Name.describe('What the visitors see above the page.'),
  message: Message.optional().describe('What they are told, such as what to send.'),
  mode: UploadLinkMode.optional().describe('Default that of the mapping, or `insert`.'),
  onReject: z.enum(['skip', 'abort']).optional().describe('Default that of the mapping.'),
  newColumns: parts.newColumns.default('table'),
  limits: parts.limits.default(null),
  priority: parts.priority.default('normal'),
  rate: parts.rate.default(null),
  retries: parts.retries.default(3),
  expiresAt: FutureDate.describe('Files that have not arrived whole by then are refused.'),
  maxFiles: MaxFiles.default(20),
  maxFileBytes: z.number().int().min(1).optional().describe('Default, and at most, what the service takes.'),
});
export type NewUploadLink = z.input<typeof NewUploadLink>;

export const MadeUploadLink = z.object({
  link: UploadLink,
  path: z
    .string()
    .describe(
      'The path of the link, below the address of the service. It has the secret behind `#`, which browsers do not send, and is shown only here.',
    ),
});
export type MadeUploadLink = z.infer<typeof MadeUploadLink>;

export const UploadLinkChange = z.strictObject({
  name: Name.optional(),
  message: Message.optional(),
  expiresAt: FutureDate.optional(),
  maxFiles: MaxFiles.optional(),
  newColumns: parts.newColumns.optional(),
  limits: parts.limits.optional(),
  priority: parts.priority.optional(),
  rate: parts.rate.optional(),
  retries: parts.retries.optional(),
  paused: z.boolean().optional().describe('While it is paused no file is taken; visitors still see what they sent.'),
  ended: z.literal(true).optional().describe('It never works again, and visitors see nothing more.'),
});
export type UploadLinkChange = z.infer<typeof UploadLinkChange>;

/** What came in by a link, for people. */
export const LinkFile = SentFile.extend({
  fileId: Id.nullable(),
  jobId: Id.nullable(),
  triesAt: z.string().nullable().describe('When its import, which failed, is started again by itself.'),
});
export const LinkFiles = z.object({ files: z.array(LinkFile) });
export type LinkFiles = z.infer<typeof LinkFiles>;

export const NewVisit = z.strictObject({
  token: z.string().min(1).max(200).describe('What stands behind `#` in the link.'),
});

/** What a visitor sees of a link, and of what they sent by it. */
export const Visit = z.object({
  name: z.string(),
  message: z.string().nullable(),
  state: UploadLinkState,
  headings: z.array(z.string()),
  filesLeft: z.number().int(),
  maxFileBytes: z.number().int(),
  expiresAt: z.iso.datetime(),
  files: z.array(SentFile),
});
export type Visit = z.infer<typeof Visit>;

export const StartedVisit = z.object({
  visit: Visit,
  secret: z
    .string()
    .describe(
      'Sent as `Authorization: Bearer …` for a day. Who has it sees what was sent with it, and nobody else does.',
    ),
});
export type StartedVisit = z.infer<typeof StartedVisit>;

/** How far the workbook of a sent file's rejects is. */
export const SentRejects = z.object({
  state: JobState,
  fraction: z.number().min(0).max(1).describe('How much of the time that it takes has passed.'),
});
export type SentRejects = z.infer<typeof SentRejects>;
