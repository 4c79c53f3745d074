/** Upload links: with one, somebody without an account sends files into one table. */
import { z } from 'zod';
import { ErrorInfo } from './error-info.ts';
import { Id } from './id.ts';
import { Counts, JobPriority, JobState, Phase, Progress } from './job.ts';
import { JobLimits } from './job-limits.ts';
import { PersonId } from './person.ts';
import { NewColumnsChoice, SourceRate } from './unattended.ts';

/** `replace` is not among them: each file would delete what the others brought. */
export const UploadLinkMode = z.enum(['insert', 'upsert', 'update']);

/** Nobody outside adds a column to a table: where the table says `extend`, a link leaves new columns out. */
export const LinkNewColumns = NewColumnsChoice.exclude(['extend']);

export const UploadLinkState = z.enum(['open', 'paused', 'stopped', 'full', 'expired', 'ended']);
export type UploadLinkState = z.infer<typeof UploadLinkState>;

export const UploadLink = z.object({
  id: Id,
  tableId: Id,
  name: z.string(),
  message: z.string().nullable(),
  state: UploadLinkState,
  headings: z.array(z.string()).describe('The headings that a file must have.'),
  mode: UploadLinkMode,
  onReject: z.enum(['skip', 'abort']),
  newColumns: LinkNewColumns,
  limits: JobLimits.nullable(),
  priority: JobPriority,
  rate: SourceRate.nullable(),
  retries: z.number().int(),
  maxFiles: z.number().int(),
  maxFileBytes: z.number().int(),
  filesTaken: z.number().int().describe('Files that came, and those that are on their way.'),
  createdBy: PersonId.describe('Imports by this link run as this person, with the rights that they have then.'),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
});
export type UploadLink = z.infer<typeof UploadLink>;

export const SentFileState = z.enum(['checking', 'refused', 'importing', 'done', 'failed']);
export type SentFileState = z.infer<typeof SentFileState>;

/** A file as its sender sees it. */
export const SentFile = z.object({
  id: Id,
  name: z.string(),
  bytes: z.number().int(),
  sentAt: z.iso.datetime(),
  state: SentFileState,
  error: ErrorInfo.nullable().describe('Why it was refused, or why its import failed.'),
  missing: z.array(z.string()).describe('Headings that it lacks.'),
  jobState: JobState.nullable(),
  phase: Phase.nullable(),
  progress: Progress.nullable(),
  counts: Counts.nullable(),
});
export type SentFile = z.infer<typeof SentFile>;
