/** API keys: what programs ask with. */
import { z } from 'zod';
import { KEY_SCOPES } from '../access/key-scopes.ts';
import { Id } from './id.ts';
import { PersonId, PersonName } from './person.ts';

export const KeyScope = z.enum(KEY_SCOPES);
export const KeyScopes = z
  .array(KeyScope)
  .min(1)
  .max(KEY_SCOPES.length)
  .refine((scopes) => new Set(scopes).size === scopes.length, 'must not name a scope twice')
  .describe('What the key may do of all that its person may.');
export type KeyScopes = z.infer<typeof KeyScopes>;

const MOST_TABLES = 100;

/** The tables of a key that is not for all of them. */
export const KeyTables = z
  .strictObject({
    tableIds: z.array(Id).max(MOST_TABLES).default([]),
    folderIds: z
      .array(Id)
      .max(MOST_TABLES)
      .default([])
      .describe('Folders: each table in them, as they are at the time.'),
  })
  .refine(({ tableIds, folderIds }) => tableIds.length + folderIds.length > 0, 'must name a table or a folder')
  .describe('Tables, and folders of tables.');
export type KeyTables = z.infer<typeof KeyTables>;

/** What a key is called: for its person, who has several. */
export const KeyName = PersonName;

/** Requests that start imports; a batch is one. */
export const KeyImportRate = z.number().int().min(1).max(10_000).nullable();

export const ApiKey = z.object({
  id: z.uuid(),
  name: z.string(),
  personId: PersonId.describe('Whose key it is. It acts as this person, with no right that they do not have.'),
  scopes: z.array(KeyScope).describe('What it may do of all that its person may.'),
  tables: z
    .object({ tableIds: z.array(Id), folderIds: z.array(Id) })
    .nullable()
    .describe(
      'The tables and folders that it is for: of all others it sees nothing. Null for all that its person sees.',
    ),
  /** Enough to tell keys apart, and to find one in a program's settings. */
  start: z.string().describe('How the key begins. The rest is shown once, as the key is made or rotated.'),
  importRequestsPerMinute: KeyImportRate.describe(
    'How many requests that start imports it has in a minute; what is above is answered 429 with `Retry-After`. Null for no limit of its own.',
  ),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable().describe('When it stops working; null for never.'),
  lastUsedAt: z.iso.datetime().nullable().describe('Its last use, within minutes.'),
  earlierSecretUntil: z.iso
    .datetime()
    .nullable()
    .describe('Until when the secret from before the last rotation works too; null where it does not.'),
});
export type ApiKey = z.infer<typeof ApiKey>;
