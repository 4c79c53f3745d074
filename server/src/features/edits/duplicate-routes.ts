import { AppError, DuplicateGroups, FindDuplicates, findColumn, IdParams } from '@sheetport/contract';
import { columnsOf, refuseUnreadable, tableRefOf } from '@sheetport/core';
import { findDuplicates, introspect } from '@sheetport/tables';
import type { App, Context } from '../../context.ts';
import { TABLE_ERRORS } from '../../http/error-groups.ts';
import { findTable } from '../tables/table-routes.ts';

/** Rows of a table that are alike, a page of groups at a time. */
export function routeDuplicates(app: App, context: Context): void {
  app.post(
    '/api/tables/:id/duplicates',
    {
      config: { permission: 'table.see', object: 'table', audit: false },
      schema: {
        operationId: 'findDuplicates',
        tags: ['Tables'],
        summary: 'Find duplicates',
        description:
          'Groups of rows that have the same values in some columns. Case, accents and spaces can be ignored. `editRows` merges them.',
        errors: [...TABLE_ERRORS, 'invalid_cursor', 'invalid_filter', 'query_too_slow'],
        params: IdParams,
        body: FindDuplicates,
        response: { 200: DuplicateGroups },
      },
    },
    async (request, reply) => {
      const record = await findTable(context, request.params.id);
      const { columns, filter, limit, after, ...likeness } = request.body;
      const page = await context.browsePool.run(
        async (client) => {
          const table = await introspect(client, tableRefOf(record));
          refuseUnreadable(table);
          const known = columnsOf(record, table);
          const names = columns.map((word) => {
            const found = findColumn(known, word);
            if (!found) throw new AppError('invalid_filter', { detail: `there is no column "${word}"` });
            return found.name;
          });
          return findDuplicates(client, tableRefOf(record), { columns: names, likeness, filter, limit, after });
        },
        { signal: request.clientGone },
      );
      // A column may be called `__proto__`: it stays a column like any other on its way out (docs/promises.md, P22).
      reply.type('application/json; charset=utf-8').serializer(JSON.stringify);
      return {
        groups: page.groups.map(({ count, rows, ids }) => ({
          count,
          ids,
          rows: rows.map((cells) => Object.fromEntries(page.columns.map((name, at) => [name, cells[at] ?? null]))),
        })),
        total: page.total,
        next: page.next,
      };
    },
  );
}
