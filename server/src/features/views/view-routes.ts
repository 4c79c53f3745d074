import {
  AppError,
  IdParams,
  NewView,
  type TableRole,
  View,
  ViewChange,
  ViewDefinition,
  Views,
  ViewsQuery,
} from '@sheetport/contract';
import { readTableRoles, refuseUnreadable, tableRefOf } from '@sheetport/core';
import type { ViewRecord } from '@sheetport/prisma';
import { checkSelection, introspect } from '@sheetport/tables';
import { z } from 'zod';
import { principalOf, requireObject } from '../../auth/auth-guard.ts';
import type { Principal } from '../../auth/principal.ts';
import { visibleViews } from '../../auth/visible.ts';
import type { App, Context } from '../../context.ts';
import { TABLE_ERRORS } from '../../http/error-groups.ts';
import { newId } from '../../id.ts';
import { refuseTooMany } from '../account/kept-objects.ts';
import { findTable } from '../tables/table-routes.ts';
import { findView } from './find-view.ts';

/** A longer list is of no use to people. */
const MOST_VIEWS = 500;

/** Register the routes that list, save, change and delete views of tables. */
export function routeViews(app: App, context: Context): void {
  const { records, pool } = context;

  async function viewAll(principal: Principal, rows: readonly ViewRecord[]): Promise<View[]> {
    const roles: Map<string, TableRole | null> = await readTableRoles(
      pool,
      principal,
      rows.map(({ tableId }) => tableId),
    );
    return rows.flatMap(({ definition, createdAt, updatedAt, ...row }) => {
      const role = roles.get(row.tableId);
      if (!role) return [];
      const times = { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
      return [{ ...row, ...times, definition: ViewDefinition.parse(definition), role }];
    });
  }
  const viewOne = async (principal: Principal, id: string): Promise<View> =>
    (await viewAll(principal, [await findView(context, id)]))[0]!;

  /** @throws AppError `invalid_filter` where a column is not there, or a condition does not fit it */
  async function checkDefinition(tableId: string, definition: ViewDefinition, signal: AbortSignal): Promise<void> {
    const ref = tableRefOf(await findTable(context, tableId));
    await context.browsePool.run(
      async (client) => {
        const table = await introspect(client, ref);
        refuseUnreadable(table);
        const { filter, sort, columns = [], groupBy = [] } = definition;
        checkSelection(table, { filter, sort, columns: columns.map(({ name }) => name).concat(groupBy) });
      },
      { signal },
    );
  }

  app.get(
    '/api/views',
    {
      config: { permission: 'view.see' },
      schema: {
        operationId: 'listViews',
        tags: ['Views'],
        summary: 'List views',
        description: `Saved views by name, at most ${MOST_VIEWS}: those that are shared, and your own.`,
        querystring: ViewsQuery,
        response: { 200: Views },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { tableId } = request.query;
      const rows = await records.view.findMany({
        where: { AND: [visibleViews(principal), ...(tableId === undefined ? [] : [{ tableId }])] },
        orderBy: [{ name: 'asc' }, { id: 'asc' }],
        take: MOST_VIEWS,
      });
      return { views: await viewAll(principal, rows) };
    },
  );

  app.post(
    '/api/views',
    {
      config: { permission: 'view.create' },
      schema: {
        operationId: 'createView',
        tags: ['Views'],
        summary: 'Save a view',
        description:
          'Which rows and columns of a table are shown, and how, under a name. Whoever sees the table may save views for themselves.',
        errors: [...TABLE_ERRORS, 'invalid_filter', 'too_many_kept'],
        body: NewView,
        response: { 201: View },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { tableId, name, shared, definition } = request.body;
      await requireObject(context, principal, 'table', tableId, 'view.create');
      if (shared) await requireObject(context, principal, 'table', tableId, 'view.share');
      await checkDefinition(tableId, definition, request.clientGone);
      const row = await records.$transaction(async (tx) => {
        await refuseTooMany(tx, principal.id, 'views');
        return tx.view.create({ data: { id: newId(), tableId, name, shared, definition, createdBy: principal.id } });
      });
      reply.code(201);
      return (await viewAll(principal, [row]))[0]!;
    },
  );

  app.get(
    '/api/views/:id',
    {
      config: { permission: 'view.see', object: 'view' },
      schema: {
        operationId: 'getView',
        tags: ['Views'],
        summary: 'Get a view',
        description: 'A saved view of a table.',
        errors: ['not_found'],
        params: IdParams,
        response: { 200: View },
      },
    },
    (request) => viewOne(principalOf(request), request.params.id),
  );

  app.patch(
    '/api/views/:id',
    {
      config: { permission: 'view.change', object: 'view' },
      schema: {
        operationId: 'updateView',
        tags: ['Views'],
        summary: 'Change a view',
        description: 'Another name, other rows and columns, or another circle of those who see it.',
        errors: [...TABLE_ERRORS, 'invalid_filter'],
        params: IdParams,
        body: ViewChange,
        response: { 200: View },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { id } = request.params;
      const view = await findView(context, id);
      const { name, shared, definition } = request.body;
      // What others look at, export and deliver is changed by who may share it.
      if (view.shared || shared) await requireObject(context, principal, 'table', view.tableId, 'view.share');
      if (definition) await checkDefinition(view.tableId, definition, request.clientGone);
      await records.view.updateMany({
        where: { id },
        data: {
          ...(name !== undefined && { name }),
          ...(shared !== undefined && { shared }),
          ...(definition && { definition }),
        },
      });
      return viewOne(principal, id);
    },
  );

  app.delete(
    '/api/views/:id',
    {
      config: { permission: 'view.delete', object: 'view' },
      schema: {
        operationId: 'deleteView',
        tags: ['Views'],
        summary: 'Delete a view',
        description: 'The rows of the table stay as they are.',
        errors: ['not_found'],
        params: IdParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { id, tableId, shared } = await findView(context, request.params.id);
      if (shared) await requireObject(context, principalOf(request), 'table', tableId, 'view.share');
      const { count } = await records.view.deleteMany({ where: { id } });
      if (count === 0) throw new AppError('not_found', { what: 'view' });
      return reply.code(204).send();
    },
  );
}
