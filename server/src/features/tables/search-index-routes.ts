import { AppError, IdParams, SearchIndex } from '@sheetport/contract';
import { tableRefOf } from '@sheetport/core';
import { createSearchIndex, dropSearchIndex, readSearchIndex } from '@sheetport/tables';
import type { App, Context } from '../../context.ts';
import { TABLE_ERRORS } from '../../http/error-groups.ts';
import type { IndexMaker } from './index-maker.ts';
import { findTable } from './table-routes.ts';

/** The index that searches of a table use: what it costs, making it while others go on, removing it. */
export function routeSearchIndexes(app: App, context: Context, maker: IndexMaker): void {
  const { browsePool } = context;
  const url = '/api/tables/:id/search-index';
  const read = async (id: string, signal: AbortSignal): Promise<SearchIndex> => {
    const row = await findTable(context, id);
    return browsePool.run((client) => readSearchIndex(client, tableRefOf(row)), { signal });
  };

  app.get(
    url,
    {
      config: { permission: 'table.see', object: 'table' },
      schema: {
        operationId: 'getSearchIndex',
        tags: ['Tables'],
        summary: 'Get the search index',
        description:
          'Whether searches of a table use an index, how far it is while it is made, and what making it would cost.',
        errors: [...TABLE_ERRORS],
        params: IdParams,
        response: { 200: SearchIndex },
      },
    },
    (request) => read(request.params.id, request.clientGone),
  );

  app.post(
    url,
    {
      config: { permission: 'table.change', object: 'table' },
      schema: {
        operationId: 'createSearchIndex',
        tags: ['Tables'],
        summary: 'Make the search index',
        description:
          'Make an index for searches of all columns, for words of three letters and more. Others go on reading and writing meanwhile; look at `GET` for its end. Each row that is written afterwards takes longer. Asked for twice, there is one.',
        errors: [...TABLE_ERRORS, 'search_index_unavailable'],
        params: IdParams,
        response: { 202: SearchIndex },
      },
    },
    async (request, reply) => {
      const row = await findTable(context, request.params.id);
      const { reason } = await read(row.id, request.clientGone);
      // Refused before anything is begun.
      if (reason) throw new AppError(reason === 'table' ? 'not_permitted' : 'search_index_unavailable');
      await maker.run(row.id, (client) => createSearchIndex(client, tableRefOf(row)));
      reply.code(202);
      return read(row.id, request.clientGone);
    },
  );

  app.delete(
    url,
    {
      config: { permission: 'table.change', object: 'table' },
      schema: {
        operationId: 'deleteSearchIndex',
        tags: ['Tables'],
        summary: 'Remove the search index',
        description:
          'Searches read every row again, and writing is as fast as before. While it is made it cannot be removed: `busy`.',
        errors: [...TABLE_ERRORS],
        params: IdParams,
        response: { 202: SearchIndex },
      },
    },
    async (request, reply) => {
      const row = await findTable(context, request.params.id);
      const isBuilding = (await read(row.id, request.clientGone)).state === 'building';
      if (isBuilding || !(await maker.waitFor(row.id))) throw new AppError('busy');
      await maker.run(row.id, (client) => dropSearchIndex(client, tableRefOf(row)));
      reply.code(202);
      return read(row.id, request.clientGone);
    },
  );
}
