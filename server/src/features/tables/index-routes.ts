import { AppError, IdParams, NewIndex, TableIndexes } from '@sheetport/contract';
import { tableRefOf } from '@sheetport/core';
import { createIndex, introspect, listIndexes, TableError } from '@sheetport/tables';
import type { App, Context } from '../../context.ts';
import { TABLE_ERRORS } from '../../http/error-groups.ts';
import type { IndexMaker } from './index-maker.ts';
import { findTable } from './table-routes.ts';

/** Which indexes a table has, and making one, while others go on with it. */
export function routeIndexes(app: App, context: Context, maker: IndexMaker): void {
  const { browsePool } = context;

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
      await maker.run(row.id, (client) => createIndex(client, ref, columns)).catch(refuse);
      reply.code(202);
      return { indexes: await browsePool.run((client) => listIndexes(client, ref), { signal: request.clientGone }) };
    },
  );
}

/** @throws AppError what `make` throws; `invalid_table` for values that no index takes */
function refuse(error: unknown): never {
  if (error instanceof TableError && error.code === 'database_error')
    throw new AppError('invalid_table', { detail: 'its values are too long for an index' });
  throw error;
}
