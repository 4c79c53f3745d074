/** Folders of other systems, of which feeds take files and into which deliveries write them: a prefix in a bucket of S3, a folder of an SFTP server. */
import { z } from 'zod';

/** Names joined by slashes: no way up, nothing that a terminal would act on. */
const PATH = /^(?!.*(^|\/)\.\.(\/|$))[^\\\p{Cc}]*$/u;
/** The host name or address of another system. */
export const HostName = z.string().regex(/^[A-Za-z0-9.:_-]{1,253}$/, 'must be a name or an address');
const Folder = z.string().max(900).regex(PATH, 'must be a path without .. in it');

/** A prefix in a bucket. The secret access key is given beside it, and is never shown. */
export const S3Folder = z.strictObject({
  kind: z.literal('s3'),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .refine((text) => !URL.canParse(text) || new URL(text).username + new URL(text).password === '', {
      error: 'must have no name and password in it',
    })
    .optional()
    .describe('Where the S3 service is; without it that of Amazon in the region.'),
  region: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .default('us-east-1'),
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket'),
  folder: Folder.default('').describe('The prefix of the keys, as incoming/orders; empty for the whole bucket.'),
  pathStyle: z.boolean().default(false).describe('The bucket stands in the path, not in the name of the host.'),
  accessKeyId: z.string().regex(/^[\x21-\x7e]{1,200}$/),
});
export type S3Folder = z.infer<typeof S3Folder>;

/** A folder of an SFTP server. The password or private key is given beside it, and is never shown. */
export const SftpFolder = z.strictObject({
  kind: z.literal('sftp'),
  host: HostName,
  port: z.number().int().min(1).max(65_535).default(22),
  user: z.string().min(1).max(200),
  folder: Folder.min(1).default('.').describe('From where the user comes in, or from `/`.'),
  hostKey: z
    .string()
    .regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'must be a fingerprint, as SHA256:…')
    .optional()
    .describe(
      'The fingerprint of the key of the server, as `ssh-keygen -lf` shows it. No other key is trusted. Without it the answer is `host_key_not_confirmed`, which tells it.',
    ),
});
export type SftpFolder = z.infer<typeof SftpFolder>;

export const RemoteFolderLocation = z.discriminatedUnion('kind', [S3Folder, SftpFolder]);
export type RemoteFolderLocation = z.infer<typeof RemoteFolderLocation>;

/** What is written only: it is encrypted, and never shown again. */
export const RemoteSecret = z
  .string()
  .min(1)
  .max(20_000)
  .describe(
    'Of `s3` the secret access key; of `sftp` the password, or a private key without a passphrase; of `mailbox` the password, or with `oauth` the refresh token. It is encrypted, and never shown again.',
  );
