/** API keys: what programs ask with. */
import { z } from 'zod';
import { KEY_SCOPES } from '../access/key-scopes.ts';
import { PersonId, PersonName } from './person.ts';

export const KeyScope = z.enum(KEY_SCOPES);
export const KeyScopes = z
  .array(KeyScope)
  .min(1)
  .max(KEY_SCOPES.length)
  .refine((scopes) => new Set(scopes).size === scopes.length, 'must not name a scope twice')
  .describe('What the key may do of all that its person may.');
export type KeyScopes = z.infer<typeof KeyScopes>;

/** What a key is called: for its person, who has several. */
export const KeyName = PersonName;

export const ApiKey = z.object({
  id: z.uuid(),
  name: z.string(),
  personId: PersonId.describe('Whose key it is. It acts as this person, with no right that they do not have.'),
  scopes: z.array(KeyScope).describe('What it may do of all that its person may.'),
  /** Enough to tell keys apart, and to find one in a program's settings. */
  start: z.string().describe('How the key begins. The rest is shown once, as the key is made or rotated.'),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable().describe('When it stops working; null for never.'),
  lastUsedAt: z.iso.datetime().nullable().describe('Its last use, within minutes.'),
  earlierSecretUntil: z.iso
    .datetime()
    .nullable()
    .describe('Until when the secret from before the last rotation works too; null where it does not.'),
});
export type ApiKey = z.infer<typeof ApiKey>;
