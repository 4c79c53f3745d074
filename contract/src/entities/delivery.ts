/** Deliveries: an export that is sent to a place, again and again, with a receipt for each attempt. */
import { z } from 'zod';
import { ScheduledExport } from '../http/exports.ts';
import { ErrorInfo } from './error-info.ts';
import { Id } from './id.ts';
import { PersonId } from './person.ts';
import { S3Folder, SftpFolder } from './remote-folder.ts';
import { MessageAttempt } from './webhook.ts';

const MAX_RECIPIENTS = 20;
/** A name of a folder: no drive, no root, no way up, nothing that some system does not take. */
const FOLDER = /^(?!\.{1,2}(\/|$))[^/\\:*?"<>|\p{Cc}]+(\/(?!\.{1,2}(\/|$))[^/\\:*?"<>|\p{Cc}]+)*$/u;

const Address = z
  .url({ protocol: /^https?$/, error: 'must be an address that begins with https:// or http://' })
  .max(2000)
  .refine((text) => !URL.canParse(text) || new URL(text).username + new URL(text).password === '', {
    error: 'must have no name and password in it: give them as a header',
  });

export const DeliveryTarget = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('email'),
    to: z.array(z.email()).min(1).max(MAX_RECIPIENTS),
    subject: z.string().trim().min(1).max(200).optional().describe('Default the name of the delivery.'),
  }),
  z.strictObject({
    kind: z.literal('http'),
    url: Address.describe('Public addresses; others where OUTGOING_NETWORKS allows them.'),
    method: z.enum(['PUT', 'POST']).default('PUT'),
  }),
  z.strictObject({
    kind: z.literal('folder'),
    folder: z
      .string()
      .max(500)
      .regex(FOLDER, 'must be a folder below DELIVERY_DIR, as finance/daily')
      .describe('Below DELIVERY_DIR, on the machine of the workers. A file of the same name is replaced.'),
  }),
  S3Folder,
  SftpFolder,
]);
export type DeliveryTarget = z.infer<typeof DeliveryTarget>;

export const DeliveryRunState = z.enum(['exporting', 'sending', 'delivered', 'skipped', 'failed']);
export type DeliveryRunState = z.infer<typeof DeliveryRunState>;

export const DeliveryRun = z.object({
  id: Id,
  state: DeliveryRunState.describe('`skipped`: the file is the same, byte for byte, as the one that arrived last.'),
  jobId: Id.nullable().describe('The export.'),
  fileName: z.string().nullable(),
  bytes: z.number().int().nullable(),
  error: ErrorInfo.nullable().describe('Why there is no file, or why the last attempt failed.'),
  createdAt: z.iso.datetime(),
  nextAttemptAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  attempts: z.array(MessageAttempt).describe('Each attempt to send it, the newest first, at most 20.'),
});
export type DeliveryRun = z.infer<typeof DeliveryRun>;

export const FileDelivery = z.object({
  id: Id,
  name: z.string(),
  export: ScheduledExport.describe('What is exported.'),
  target: DeliveryTarget.describe('Where it is sent.'),
  headerNames: z.array(z.string()).describe('Headers that are sent along; their values are never shown.'),
  hasSecret: z.boolean().describe('A password or key of the target is kept. It is never shown.'),
  skipUnchanged: z.boolean().describe('A file that is the same as the last one is not sent.'),
  lastRun: DeliveryRun.nullable(),
  createdBy: PersonId.describe('It is done with the rights that this person has then.'),
  createdAt: z.iso.datetime(),
});
export type FileDelivery = z.infer<typeof FileDelivery>;
