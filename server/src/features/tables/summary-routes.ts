import { IdParams, ProfileQuery, Summary, SummaryQuery, TableColumnProfile } from '@sheetport/contract';
import { refuseUnreadable, tableRefOf } from '@sheetport/core';
import { introspect, profileColumn, summarize, type Table } from '@sheetport/tables';
import type { FastifyRequest } from 'fastify';
import type { PoolClient } from 'pg';
import type { App, Context } from '../../context.ts';
import { TABLE_ERRORS } from '../../http/error-groups.ts';
import { findTable } from './table-routes.ts';

const ERRORS = [...TABLE_ERRORS, 'invalid_filter'] as const;

/** Figures over the rows of a table: bounded as pages of rows are. */
export function routeSummary(app: App, context: Context): void {
  const config = { permission: 'table.see', object: 'table' } as const;

  app.get(
    '/api/tables/:id/summary',
    {
      config,
      schema: {
        operationId: 'summarizeRows',
        tags: ['Tables'],
        summary: 'Sum up rows',
        description: 'Counts the rows that a filter leaves, and sums up their columns. It reads all of them.',
        errors: [...ERRORS],
        params: IdParams,
        querystring: SummaryQuery,
        response: { 200: Summary },
      },
    },
    ({ params, query, clientGone }) =>
      readTable(context, params.id, clientGone, (client, table) => summarize(client, table, query)),
  );

  app.get(
    '/api/tables/:id/profile',
    {
      config,
      schema: {
        operationId: 'profileColumn',
        tags: ['Tables'],
        summary: 'Look at a column',
        description:
          'The values of a column over the rows that a filter leaves: how many, which are frequent, how they lie.',
        errors: [...ERRORS],
        params: IdParams,
        querystring: ProfileQuery,
        response: { 200: TableColumnProfile },
      },
    },
    async ({ params, query, clientGone }) => {
      const profile = await readTable(context, params.id, clientGone, (client, table) =>
        profileColumn(client, table, query.column, query.filter),
      );
      const { lowest, highest } = profile;
      return {
        ...profile,
        distinctIsExact: true,
        lowest: lowest ?? undefined,
        highest: highest ?? undefined,
      };
    },
  );
}

/** Ask something of a table that may be read, by the bounded pool for browsing. */
async function readTable<T>(
  context: Context,
  id: string,
  signal: FastifyRequest['clientGone'],
  ask: (client: PoolClient, table: Table) => Promise<T>,
): Promise<T> {
  const ref = tableRefOf(await findTable(context, id));
  return context.browsePool.run(
    async (client) => {
      const table = await introspect(client, ref);
      refuseUnreadable(table);
      return ask(client, table);
    },
    { signal },
  );
}
