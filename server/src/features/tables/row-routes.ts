import { IdParams, Rows, RowsQuery } from '@sheetport/contract';
import { refuseUnreadable } from '@sheetport/core';
import { browse, introspect } from '@sheetport/tables';
import type { App, Context } from '../../context.ts';
import { TABLE_ERRORS } from '../../http/error-groups.ts';
import { findTable } from './table-routes.ts';
import { tableRefOf } from './table-view.ts';

/** A table's rows, a page at a time. */
export function routeRows(app: App, context: Context): void {
  app.get(
    '/api/tables/:id/rows',
    {
      config: { permission: 'table.see', object: 'table' },
      schema: {
        operationId: 'listRows',
        tags: ['Tables'],
        summary: 'List rows',
        description: 'A page of the rows of a table.',
        errors: [...TABLE_ERRORS, 'invalid_cursor', 'invalid_filter'],
        params: IdParams,
        querystring: RowsQuery,
        response: { 200: Rows },
      },
    },
    async (request, reply) => {
      const table = await findTable(context, request.params.id);
      const { limit, after, sort, filter } = request.query;
      const page = await context.browsePool.run(
        async (client) => {
          refuseUnreadable(await introspect(client, tableRefOf(table)));
          return browse(client, tableRefOf(table), {
            limit,
            after,
            sort,
            filter,
          });
        },
        { signal: request.clientGone },
      );
      // A column may be called `__proto__`: it stays a column like any other on its way out (docs/promises.md, P22).
      reply.type('application/json; charset=utf-8').serializer(JSON.stringify);
      return {
        rows: page.rows.map((cells) =>
          Object.fromEntries(page.columns.map((name, index) => [name, cells[index] ?? null])),
        ),
        ids: page.ids,
        next: page.next,
      };
    },
  );
}
