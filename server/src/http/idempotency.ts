/** Idempotency-Key (IETF draft-ietf-httpapi-idempotency-key-header): sending a creating request again creates nothing new. */
import { createHash } from 'node:crypto';
import { AppError } from '@sheetport/contract';
import type { Records } from '@sheetport/prisma';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { principalOf } from '../auth/auth-guard.ts';
import { requestUrl } from './request-url.ts';

/** A key that a program sent so that sending the request again starts nothing new. */
export interface Idempotency {
  owner: string;
  key: string;
  /** SHA-256 of the method, path and canonical body. */
  request: string;
}

/** The header of calls that make a job or a table. */
export const IdempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe(
      'The same key with the same request starts nothing new: the answer is that of the first. With another request: 409.',
    ),
});

/** The key that a request came with, if it did. */
export function idempotencyOf(request: FastifyRequest): Idempotency | undefined {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string') return undefined;
  const path = requestUrl(request.url).pathname;
  const text = `${request.method} ${path}\n${canonical(request.body)}`;
  // A key for some tables is told nothing of what its person made elsewhere.
  const { id, limit, keyId } = principalOf(request);
  return { owner: limit ? `key ${keyId}` : id, key, request: createHash('sha256').update(text).digest('hex') };
}

/** JSON with its keys in order, so that the same request reads the same however a program wrote it. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`)
    .join(',')}}`;
}

/**
 * The id of what a request with this key made; it may be gone by now.
 * @throws AppError `idempotency_conflict` when that was another request
 */
export async function findCreatedId(
  records: Pick<Records, 'idempotencyKey'>,
  { owner, key, request }: Idempotency,
): Promise<string | undefined> {
  const known = await records.idempotencyKey.findUnique({ where: { owner_key: { owner, key } } });
  if (!known) return undefined;
  if (known.request !== request) throw new AppError('idempotency_conflict');
  return known.madeId;
}

/** Runs a statement in the transaction that makes something, and says how many rows it concerned. */
export type Execute = (sql: string, values: string[]) => Promise<number>;

/**
 * Note, in the transaction that makes a job or a table, that this key made it. Whoever comes second with the same key waits
 * here until the first has committed. Out: false where the key is taken; then `findCreatedId` tells by what.
 */
export async function claimKey(
  execute: Execute,
  { owner, key, request }: Idempotency,
  madeId: string,
): Promise<boolean> {
  // A key whose job, batch or table is no longer there is as good as new.
  await execute(
    `DELETE FROM sheetport.idempotency_key k WHERE owner = $1 AND key = $2 AND request = $3
        AND NOT EXISTS (SELECT 1 FROM sheetport.job j WHERE j.id = k.made_id)
        AND NOT EXISTS (SELECT 1 FROM sheetport.batch b WHERE b.id = k.made_id)
        AND NOT EXISTS (SELECT 1 FROM sheetport."table" t WHERE t.id = k.made_id)`,
    [owner, key, request],
  );
  const claimed = await execute(
    `INSERT INTO sheetport.idempotency_key (owner, key, request, made_id) VALUES ($1, $2, $3, $4::text::uuid)
     ON CONFLICT DO NOTHING`,
    [owner, key, request, madeId],
  );
  return claimed > 0;
}
