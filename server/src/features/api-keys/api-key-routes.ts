import { randomUUID } from 'node:crypto';
import {
  type ApiKey,
  ApiKeyChange,
  ApiKeyRotation,
  ApiKeySecret,
  ApiKeys,
  ApiKeysQuery,
  AppError,
  IdParams,
  type KeyTables,
  NewApiKey,
  ApiKey as StoredKey,
} from '@sheetport/contract';
import type { Prisma } from '@sheetport/prisma';
import { z } from 'zod';
import { makeKeySecret, readScopes, readTables, startOfKey, storeRights } from '../../auth/api-keys.ts';
import { principalOf, requireObject } from '../../auth/auth-guard.ts';
import type { Principal } from '../../auth/principal.ts';
import type { App, Context } from '../../context.ts';
import { refuseTooMany } from '../account/kept-objects.ts';
import { auditWithin } from '../audit/audit-hook.ts';

const DEFAULT_EXPIRY_MS = 90 * 24 * 3_600_000;

/** Register the routes with which people see, make, change, rotate and end API keys. No key can ask for these. */
export function routeApiKeys(app: App, context: Context, disconnect: (ids: readonly string[]) => void): void {
  const { access, records } = context;

  /** @throws AppError `not_found` for what the person may not know of */
  async function requireTables(principal: Principal, tables: KeyTables | null | undefined): Promise<void> {
    for (const kind of ['table', 'folder'] as const)
      for (const id of tables?.[`${kind}Ids`] ?? []) await requireObject(context, principal, kind, id, `${kind}.see`);
  }

  app.get(
    '/api/keys',
    {
      config: { permission: 'key.see' },
      schema: {
        operationId: 'listApiKeys',
        tags: ['Keys'],
        summary: 'List API keys',
        description: 'Your API keys, newest first; for an owner also those of all people.',
        querystring: ApiKeysQuery,
        response: { 200: ApiKeys },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { everyone } = request.query;
      if (everyone && !access.isAllowed(principal, 'key.see')) throw new AppError('forbidden');
      const rows = await records.apiKey.findMany({
        ...(!everyone && { where: { personId: principal.id } }),
        orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
      });
      return { keys: rows.map(viewKey) };
    },
  );

  app.post(
    '/api/keys',
    {
      config: { permission: 'key.create' },
      schema: {
        operationId: 'createApiKey',
        tags: ['Keys'],
        summary: 'Make an API key',
        description:
          'A key with which a program asks as you, with no right that you do not have. Its secret is shown once; only a hash of it is kept.',
        errors: ['too_many_kept', 'not_found'],
        body: NewApiKey,
        response: { 201: ApiKeySecret },
      },
    },
    async (request, reply) => {
      const { name, scopes, tables = null, importRequestsPerMinute = null } = request.body;
      const { expiresAt = new Date(Date.now() + DEFAULT_EXPIRY_MS) } = request.body;
      const principal = principalOf(request);
      const personId = principal.id;
      await requireTables(principal, tables);
      const id = randomUUID();
      const { secret, secretHash } = makeKeySecret(id);
      const row = await records.$transaction(async (tx) => {
        await refuseTooMany(tx, personId, 'apiKeys');
        await auditWithin(request, tx, { kind: 'key', id, name });
        const rights = storeRights(scopes, tables);
        const data = { id, personId, name, expiresAt, importRequestsPerMinute, secretHash, ...rights };
        return tx.apiKey.create({ data });
      });
      reply.code(201);
      return { key: viewKey(row), secret };
    },
  );

  app.patch(
    '/api/keys/:id',
    {
      config: { permission: 'key.change', object: 'key' },
      schema: {
        operationId: 'updateApiKey',
        tags: ['Keys'],
        summary: 'Change an API key',
        description: 'The name, the scopes, the tables, the rate or the expiry of one of your keys. It holds at once.',
        errors: ['not_found'],
        params: IdParams,
        body: ApiKeyChange,
        response: { 200: StoredKey },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { name, scopes, tables, importRequestsPerMinute, expiresAt } = request.body;
      await requireTables(principalOf(request), tables);
      const row = await records.$transaction(async (tx) => {
        // What is kept of scopes and of tables depends on both.
        await tx.$executeRaw`SELECT FROM sheetport.api_key WHERE id = ${id}::uuid FOR UPDATE`;
        const before = await tx.apiKey.findUnique({ where: { id } });
        if (!before) throw new AppError('not_found', { what: 'API key' });
        const data = {
          ...(name !== undefined && { name }),
          ...storeRights(scopes ?? readScopes(before.scopes), tables === undefined ? readTables(before) : tables),
          ...(importRequestsPerMinute !== undefined && { importRequestsPerMinute }),
          ...(expiresAt !== undefined && { expiresAt }),
        };
        await auditWithin(request, tx);
        return tx.apiKey.update({ where: { id }, data });
      });
      return viewKey(row);
    },
  );

  app.post(
    '/api/keys/:id/rotate',
    {
      config: { permission: 'key.change', object: 'key' },
      schema: {
        operationId: 'rotateApiKey',
        tags: ['Keys'],
        summary: 'Rotate an API key',
        description:
          'Give one of your keys a new secret. The one before goes on for the time that you choose, so that programs change over without a gap; an even earlier one ends.',
        errors: ['not_found'],
        params: IdParams,
        body: ApiKeyRotation,
        response: { 200: ApiKeySecret },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { secret, secretHash } = makeKeySecret(id);
      const seconds = request.body.graceHours * 3600;
      // One statement: of two rotations at once, the later one finds the secret of the earlier one.
      const count = await records.$executeRaw`
        UPDATE sheetport.api_key SET secret_hash = ${secretHash},
               earlier_hash = CASE WHEN ${seconds}::float8 > 0 THEN secret_hash END,
               earlier_until = CASE WHEN ${seconds}::float8 > 0 THEN now() + make_interval(secs => ${seconds}::float8) END
         WHERE id = ${id}::uuid`;
      const row = await records.apiKey.findUnique({ where: { id } });
      if (count === 0 || !row) throw new AppError('not_found', { what: 'API key' });
      return { key: viewKey(row), secret };
    },
  );

  app.delete(
    '/api/keys/:id',
    {
      config: { permission: 'key.delete', object: 'key' },
      schema: {
        operationId: 'deleteApiKey',
        tags: ['Keys'],
        summary: 'End an API key',
        description:
          'The key stops working at once, sockets included. You end your own keys; an owner ends those of everybody.',
        errors: ['not_found'],
        params: IdParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { count } = await records.apiKey.deleteMany({ where: { id } });
      if (count === 0) throw new AppError('not_found', { what: 'API key' });
      disconnect([id]);
      return reply.code(204).send();
    },
  );
}

function viewKey(row: Prisma.ApiKeyGetPayload<object>): ApiKey {
  const { id, name, personId, earlierUntil } = row;
  return {
    id,
    name,
    personId,
    scopes: readScopes(row.scopes),
    tables: readTables(row),
    importRequestsPerMinute: row.importRequestsPerMinute,
    start: startOfKey(id),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    earlierSecretUntil: earlierUntil && earlierUntil > new Date() ? earlierUntil.toISOString() : null,
  };
}
