/** Idempotency-Key (IETF draft-ietf-httpapi-idempotency-key-header): sending a creating request again creates nothing new. */
import { createHash } from 'node:crypto';
import { Failure } from '@sheetport/contract';
import type { FastifyRequest } from 'fastify';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { addressOf } from './address.ts';
import type { Context } from './context.ts';
import { callerOf } from './plugins/doors.ts';

/** A key that a program sent so that sending the request again starts nothing new. */
export interface Once {
  owner: string;
  key: string;
  /** SHA-256 of what was asked. */
  request: string;
}

/** The header of calls that make a job or a table. */
export const OnceHeaders = z.object({ 'idempotency-key': z.string().min(1).max(200).optional() });

/** The key that a request came with, if it did. */
export function onceOf(request: FastifyRequest): Once | undefined {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string') return undefined;
  const path = addressOf(request.url).pathname;
  const asked = `${request.method} ${path}\n${canonical(request.body)}`;
  return { owner: callerOf(request).id, key, request: createHash('sha256').update(asked).digest('hex') };
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
 * @throws Failure `idempotency_conflict` when that was another request
 */
export async function findMade(
  { records }: Pick<Context, 'records'>,
  { owner, key, request }: Once,
): Promise<string | undefined> {
  const known = await records.idempotencyKey.findUnique({ where: { owner_key: { owner, key } } });
  if (!known) return undefined;
  if (known.request !== request) throw new Failure('idempotency_conflict');
  return known.madeId;
}

/**
 * Note, in the transaction that makes a table, that this key made it.
 * In: a transaction in which nobody else makes a table. Out: the id of the table that the same request made before, if it did.
 * @throws Failure `idempotency_conflict`
 */
export async function claimKey(client: PoolClient, once: Once, tableId: string): Promise<string | undefined> {
  const { owner, key, request } = once;
  // A key whose table is no longer there is as good as new.
  await client.query(
    `DELETE FROM sheetport.idempotency_key k WHERE owner = $1 AND key = $2 AND request = $3
        AND NOT EXISTS (SELECT 1 FROM sheetport."table" t WHERE t.id = k.made_id)`,
    [owner, key, request],
  );
  const { rowCount } = await client.query(
    'INSERT INTO sheetport.idempotency_key (owner, key, request, made_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
    [owner, key, request, tableId],
  );
  if (rowCount) return undefined;
  const { rows } = await client.query<{ request: string; made_id: string }>(
    'SELECT request, made_id FROM sheetport.idempotency_key WHERE owner = $1 AND key = $2',
    [owner, key],
  );
  if (rows[0]?.request !== request) throw new Failure('idempotency_conflict');
  return rows[0].made_id;
}
