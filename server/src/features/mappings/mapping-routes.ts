import { AppError, type Column, IdParams, MappingQuery, SavedMappings, SuggestedMapping } from '@sheetport/contract';
import { z } from 'zod';
import { principalOf, requireObject } from '../../auth/auth-guard.ts';
import type { Principal } from '../../auth/principal.ts';
import { visibleTables } from '../../auth/visible.ts';
import type { App, Context } from '../../context.ts';
import { TABLE_ERRORS } from '../../http/error-groups.ts';
import { findFile } from '../files/file-routes.ts';
import { readPreviewRows } from '../files/preview-rows.ts';
import { refuseUnread } from '../files/readable-file.ts';
import { findTable } from '../tables/table-routes.ts';
import { readFillable } from '../tables/table-view.ts';
import { findMappingHistory, findSavedMappings, readSavedMapping } from './saved-mappings.ts';
import { headSheet, suggestColumns, suggestKeys, suggestTargets } from './suggest-mapping.ts';
import { suggestTables } from './table-suggestions.ts';

/** Register the routes that suggest mappings, and that list and delete saved mappings. */
export function routeMapping(app: App, context: Context): void {
  const { records } = context;

  async function readTarget(principal: Principal, id: string, signal: AbortSignal): Promise<Column[]> {
    await requireObject(context, principal, 'table', id, 'table.see');
    const table = await findTable(context, id);
    return context.browsePool.run((client) => readFillable(client, table), { signal });
  }

  app.get(
    '/api/files/:id/mapping',
    {
      config: { permission: 'file.see', object: 'file' },
      schema: {
        operationId: 'suggestMapping',
        tags: ['Mapping'],
        summary: 'Suggest a mapping',
        description:
          'Which column of a sheet probably goes into which column of a table, and how sure that is. Without `tableId` it suggests names and types for a new table, and tables that the rows seem to belong to.',
        errors: ['not_found', 'gone', 'file_unreadable', 'file_not_ready', 'no_such_sheet', ...TABLE_ERRORS],
        params: IdParams,
        querystring: MappingQuery,
        response: { 200: SuggestedMapping },
      },
    },
    async (request) => {
      const file = await findFile(context, request.params.id);
      refuseUnread(file);
      const { sheet, headerRow, headerRows, tableId } = request.query;
      const headed = await headSheet(file.sheets, sheet, { row: headerRow, rows: headerRows }, () =>
        readPreviewRows(context, file.id, sheet),
      );
      const principal = principalOf(request);
      const saved = await findSavedMappings(
        context,
        principal,
        headed.columns.map(({ heading }) => heading),
      );
      const known = saved.find(({ view }) => view.tableId === tableId);
      const columns =
        tableId === undefined
          ? suggestColumns(headed)
          : suggestTargets(
              headed,
              await readTarget(principal, tableId, request.clientGone),
              known?.columns,
              await findMappingHistory(context, tableId),
            );
      return {
        sheet,
        headerRow: headed.headerRow,
        headerRows: headed.headerRows,
        tableId: tableId ?? null,
        columns,
        savedMappings: saved.map(({ view }) => view),
        keyCandidates: suggestKeys(headed),
        suggestions: tableId === undefined && saved.length === 0 ? await suggestTables(context, principal, headed) : [],
      };
    },
  );

  app.get(
    '/api/mappings',
    {
      config: { permission: 'mapping.see' },
      schema: {
        operationId: 'listSavedMappings',
        tags: ['Mapping'],
        summary: 'List saved mappings',
        description: 'How earlier imports were mapped, the last used first, at most 500.',
        response: { 200: SavedMappings },
      },
    },
    async (request) => {
      const rows = await records.savedMapping.findMany({
        where: { table: { is: visibleTables(principalOf(request)) } },
        include: { table: true },
        orderBy: [{ usedAt: 'desc' }, { id: 'asc' }],
        take: 500,
      });
      return { mappings: rows.map((row) => readSavedMapping(row).view) };
    },
  );

  app.delete(
    '/api/mappings/:id',
    {
      config: { permission: 'mapping.delete', object: 'mapping' },
      schema: {
        operationId: 'deleteSavedMapping',
        tags: ['Mapping'],
        summary: 'Delete a saved mapping',
        description: 'The next sheet with those headings is mapped without it.',
        errors: ['not_found'],
        params: IdParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { count } = await records.savedMapping.deleteMany({ where: { id: request.params.id } });
      if (count === 0) throw new AppError('not_found', { what: 'mapping' });
      return reply.code(204).send();
    },
  );
}
