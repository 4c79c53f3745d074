import { Failure, IdParams, MappingQuery, SuggestedMapping } from '@sheetport/contract';
import type { App, Context } from '../context.ts';
import { readPreviewRows } from '../preview-rows.ts';
import { headSheet, suggestColumns, suggestTargets } from '../suggest-mapping.ts';
import { columnsOf } from '../table-view.ts';
import { findFile } from './files.ts';
import { findTable } from './tables.ts';

/** What goes where, suggested before anybody has chosen. */
export function routeMapping(app: App, context: Context): void {
  app.get(
    '/api/files/:id/mapping',
    {
      schema: {
        tags: ['Files'],
        summary: 'Which column of a sheet probably goes into which column of a table, and how surely',
        params: IdParams,
        querystring: MappingQuery,
        response: { 200: SuggestedMapping },
      },
    },
    async (request) => {
      const file = await findFile(context, request.params.id);
      if (file.state === 'unreadable') throw new Failure('not_a_spreadsheet', { detail: 'its inspection says why' });
      const { sheet, headerRow, tableId } = request.query;
      const headed = await headSheet(file.sheets, sheet, headerRow, () => readPreviewRows(context, file.id, sheet));
      const columns =
        tableId === undefined
          ? suggestColumns(headed)
          : suggestTargets(headed, columnsOf(await findTable(context, tableId)));
      return { sheet, headerRow: headed.headerRow, tableId: tableId ?? null, columns };
    },
  );
}
