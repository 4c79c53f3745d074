import { AppError, directDatabaseUrl, IdParams, NewIndex, TableIndexes } from '@sheetport/contract';
import { tableRefOf } from '@sheetport/core';
import { createIndex, introspect, listIndexes, TableError } from '@sheetport/tables';
import pg from 'pg';
import type { App, Context } from '../../context.ts';
import { TABLE_ERRORS } from '../../http/error-groups.ts';
import { findTable } from './table-routes.ts';

/** Indexes that one server makes at once. */
const MOST_AT_ONCE = 2;
/** An index that is made so soon, or fails so soon, is answered as it is then. */
const ANSWER_MS = 2000;

/** Which indexes a table has, and making one, while others go on with it. */
export function routeIndexes(app: App, context: Context): void {
  const { browsePool, settings, log } = context;
  const making = new Map<string, { client: pg.Client; done: Promise<void> }>();
  app.addHook('onClose', async () => {
    // Postgres ends the statement; what is left of the index is replaced by the next call.
    await Promise.all([...making.values()].map(({ client }) => client.end().catch(() => undefined)));
  });

  app.get(
    '/api/tables/:id/indexes',
    {
      config: { permission: 'table.see', object: 'table' },
      schema: {
        operationId: 'listIndexes',
        tags: ['Tables'],
        summary: 'List indexes',
        description: 'The indexes of a table over plain columns, and how far those are that are being made.',
        errors: [...TABLE_ERRORS],
        params: IdParams,
        response: { 200: TableIndexes },
      },
    },
    async (request) => {
      const row = await findTable(context, request.params.id);
      const indexes = await browsePool.run((client) => listIndexes(client, tableRefOf(row)), {
        signal: request.clientGone,
      });
      return { indexes };
    },
  );

  app.post(
    '/api/tables/:id/indexes',
    {
      config: { permission: 'table.change', object: 'table' },
      schema: {
        operationId: 'createIndex',
        tags: ['Tables'],
        summary: 'Make an index',
        description:
          'Make an index over columns and the key, so that rows in their order and filters on them are fast. Others go on reading and writing meanwhile; look at `GET` for its end. Asked for twice, there is one.',
        errors: [...TABLE_ERRORS, 'invalid_filter', 'invalid_table'],
        params: IdParams,
        body: NewIndex,
        response: { 202: TableIndexes },
      },
    },
    async (request, reply) => {
      const row = await findTable(context, request.params.id);
      const ref = tableRefOf(row);
      const { columns } = request.body;
      // Refused before anything is begun.
      const table = await browsePool.run((client) => introspect(client, ref), { signal: request.clientGone });
      if (!table.access.owner || table.partitioned) throw new AppError('not_permitted');
      if (!making.has(row.id)) {
        if (making.size >= MOST_AT_ONCE) throw new AppError('busy');
        const client = new pg.Client({
          connectionString: directDatabaseUrl(settings),
          application_name: 'sheetport-index',
          keepAlive: true,
        });
        client.on('error', (error) => log.warn({ err: error }, 'the connection that makes an index was lost'));
        const done = makeIndex(client, () => createIndex(client, ref, columns)).finally(() => making.delete(row.id));
        done.catch((error: unknown) => log.warn({ err: error, tableId: row.id }, 'an index could not be made'));
        making.set(row.id, { client, done });
      }
      const { done } = making.get(row.id)!;
      await Promise.race([done, new Promise((resolve) => setTimeout(resolve, ANSWER_MS))]).catch(refuse);
      reply.code(202);
      return { indexes: await browsePool.run((client) => listIndexes(client, ref), { signal: request.clientGone }) };
    },
  );
}

async function makeIndex(client: pg.Client, make: () => Promise<void>): Promise<void> {
  await client.connect();
  try {
    await client.query('SET statement_timeout = 0');
    await make();
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** @throws AppError what `make` throws; `invalid_table` for values that no index takes */
function refuse(error: unknown): never {
  if (error instanceof TableError && error.code === 'database_error')
    throw new AppError('invalid_table', { detail: 'its values are too long for an index' });
  throw error;
}
