/** Calls about API keys. */
import { z } from 'zod';
import { ApiKey, KeyImportRate, KeyName, KeyScopes, KeyTables } from '../entities/api-key.ts';

/** A week: long enough to give a new secret to every program that has the old one. */
const GRACE_HOURS = 168;

export const ApiKeysQuery = z.strictObject({
  everyone: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true')
    .describe('The keys of all people, which only owners see; else your own.'),
});

export const ApiKeys = z.object({ keys: z.array(ApiKey) });
export type ApiKeys = z.infer<typeof ApiKeys>;

const ExpiresAt = z.iso.datetime({ offset: true }).nullable().describe('When it stops working; null for never.');

const ImportRate = KeyImportRate.optional().describe(
  'How many requests that start imports it has in a minute, a batch being one; null, the default, for no limit of its own.',
);

export const NewApiKey = z.strictObject({
  name: KeyName.describe('What it is for.'),
  scopes: KeyScopes,
  tables: KeyTables.optional().describe('The tables that it is for. Default all that you see.'),
  importRequestsPerMinute: ImportRate,
  expiresAt: ExpiresAt.optional().describe('When it stops working; null for never. Default in 90 days.'),
});
export type NewApiKey = z.input<typeof NewApiKey>;

export const ApiKeyChange = z.strictObject({
  name: KeyName.optional(),
  scopes: KeyScopes.optional(),
  tables: KeyTables.nullable().optional().describe('The tables that it is for; null for all that you see.'),
  importRequestsPerMinute: ImportRate,
  expiresAt: ExpiresAt.optional(),
});
export type ApiKeyChange = z.input<typeof ApiKeyChange>;

export const ApiKeyRotation = z.strictObject({
  graceHours: z
    .number()
    .min(0)
    .max(GRACE_HOURS)
    .default(24)
    .describe('How long the secret from before works too. With 0 it ends at once.'),
});
export type ApiKeyRotation = z.infer<typeof ApiKeyRotation>;

export const ApiKeySecret = z.object({
  key: ApiKey,
  secret: z.string().describe('The whole key, as programs send it: `Authorization: Bearer …`. It is shown only here.'),
});
export type ApiKeySecret = z.infer<typeof ApiKeySecret>;
