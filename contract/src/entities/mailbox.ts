/** A folder of a mailbox, read by IMAP. */
import { z } from 'zod';
import { HostName } from './remote-folder.ts';

const FolderName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}%*]*$/u, 'must be the name of a folder');

/** The spreadsheets that are attached to its messages are files of a feed. The password is given beside it, and is never shown. */
export const Mailbox = z.strictObject({
  kind: z.literal('mailbox'),
  host: HostName,
  port: z.number().int().min(1).max(65_535).default(993),
  security: z
    .enum(['tls', 'starttls'])
    .default('tls')
    .describe('`tls` from the first byte (port 993), or `starttls` (port 143). Nothing is ever sent in plain text.'),
  user: z.string().min(1).max(200),
  folder: FolderName.default('INBOX'),
  from: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[^\s@]*@[^\s@]+$/, 'must be an e-mail address, or a domain as @example.com')
    .max(320)
    .optional()
    .describe(
      'Only messages of this address, or of this domain as `@example.com`. Whoever sends a message can write any sender.',
    ),
  messages: z
    .enum(['new', 'all'])
    .default('new')
    .describe('`new`: those that arrived since the day before the feed was made. `all`: earlier ones, too.'),
  afterwards: z
    .enum(['leave', 'flag', 'move'])
    .default('leave')
    .describe(
      'What becomes of a message once all that was taken of it is loaded: it stays as it is, is flagged and marked as read, or is moved into `moveTo`.',
    ),
  moveTo: FolderName.default('Imported').describe('A folder of the mailbox. It is made where it is missing.'),
});
export type Mailbox = z.infer<typeof Mailbox>;
