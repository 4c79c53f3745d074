/** A folder of a mailbox, read by IMAP. */
import { z } from 'zod';
import { HostName } from './remote-folder.ts';

const FolderName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}%*]*$/u, 'must be the name of a folder');

/** Where an access token for a mailbox comes from: the refresh token is given beside it, and is never shown (RFC 6749, section 6). */
export const MailboxOauth = z.strictObject({
  tokenUrl: z
    .url({ protocol: /^https$/ })
    .max(500)
    .describe(
      'Of Google `https://oauth2.googleapis.com/token`, of Microsoft 365 `https://login.microsoftonline.com/TENANT/oauth2/v2.0/token`.',
    ),
  clientId: z.string().trim().min(1).max(500).describe('That of the program which is registered there.'),
  scope: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .optional()
    .describe(
      'Sent along where it is named; of Microsoft 365 `https://outlook.office.com/IMAP.AccessAsUser.All offline_access`.',
    ),
});

export type MailboxOauth = z.infer<typeof MailboxOauth>;

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
  oauth: MailboxOauth.optional().describe(
    'Sign in by OAuth (SASL XOAUTH2 or OAUTHBEARER) instead of a password: `secret` is then the refresh token, `clientSecret` that of the program.',
  ),
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
