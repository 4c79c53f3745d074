import {
  type Column,
  Failure,
  IdParams,
  MappingQuery,
  RememberedMappings,
  SuggestedMapping,
} from '@sheetport/contract';
import { z } from 'zod';
import type { App, Context } from '../context.ts';
import { findLikelyTables } from '../likely-tables.ts';
import { readPreviewRows } from '../preview-rows.ts';
import { refuseUnread } from '../readable-file.ts';
import { findRemembered, readRemembered } from '../remembered-mappings.ts';
import { headSheet, suggestColumns, suggestTargets } from '../suggest-mapping.ts';
import { readFillable } from '../table-view.ts';
import { findFile } from './files.ts';
import { findTable } from './tables.ts';

/** What goes where, suggested before anybody has chosen; and what is remembered of earlier choices. */
export function routeMapping(app: App, context: Context): void {
  const { records } = context;

  async function readTarget(id: string, signal: AbortSignal): Promise<Column[]> {
    const table = await findTable(context, id);
    return context.browsePool.run((client) => readFillable(client, table), { signal });
  }

  app.get(
    '/api/files/:id/mapping',
    {
      schema: {
        tags: ['Mapping'],
        summary: 'Which column of a sheet probably goes into which column of a table, and how surely',
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
      const remembered = await findRemembered(
        context,
        headed.columns.map(({ heading }) => heading),
      );
      const known = remembered.find(({ view }) => view.tableId === tableId);
      const columns =
        tableId === undefined
          ? suggestColumns(headed)
          : suggestTargets(headed, await readTarget(tableId, request.signal), known?.columns);
      return {
        sheet,
        headerRow: headed.headerRow,
        headerRows: headed.headerRows,
        tableId: tableId ?? null,
        columns,
        remembered: remembered.map(({ view }) => view),
        likely: tableId === undefined && remembered.length === 0 ? await findLikelyTables(context, headed) : [],
      };
    },
  );

  app.get(
    '/api/mappings',
    {
      schema: {
        tags: ['Mapping'],
        summary: 'What is remembered of how sheets were mapped, the last used first',
        response: { 200: RememberedMappings },
      },
    },
    async () => {
      const rows = await records.rememberedMapping.findMany({
        include: { table: true },
        orderBy: [{ usedAt: 'desc' }, { id: 'asc' }],
        take: 500,
      });
      return { mappings: rows.map((row) => readRemembered(row).view) };
    },
  );

  app.delete(
    '/api/mappings/:id',
    {
      schema: {
        tags: ['Mapping'],
        summary: 'Forget how sheets of some headings were mapped to a table',
        params: IdParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { count } = await records.rememberedMapping.deleteMany({ where: { id: request.params.id } });
      if (count === 0) throw new Failure('not_found', { what: 'mapping' });
      return reply.code(204).send();
    },
  );
}
