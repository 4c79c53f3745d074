import {
  type ExportRequest,
  type NewExport,
  SHEET_FORMATS,
  type SheetRequest,
  ViewDefinition,
} from '@sheetport/contract';
import { recordedColumns } from '@sheetport/core';
import type { TableRecord } from '@sheetport/prisma';
import { requireObject } from '../../auth/auth-guard.ts';
import type { Principal } from '../../auth/principal.ts';
import type { Context } from '../../context.ts';
import { findTable } from '../tables/table-routes.ts';
import { findView } from './find-view.ts';

/**
 * An export of views as one of tables: what the request says itself comes before what a view says. The job keeps what the views said then.
 * @throws AppError `not_found`
 */
export async function expandViews(context: Context, principal: Principal, request: ExportRequest): Promise<NewExport> {
  const { viewId, sheets, reuse: _, ...asked } = request;
  if (sheets) {
    const expanded = [];
    for (const sheet of sheets)
      expanded.push(await expandSheet(context, principal, sheet, asked.templateId !== undefined));
    return { ...asked, sheets: expanded };
  }
  if (viewId === undefined) return asked;
  const { name, tableId, groupBy, workbook, rows } = await readView(context, principal, viewId);
  const given = Object.fromEntries(Object.entries(asked).filter(([, part]) => part !== undefined)) as typeof asked;
  const { filter, sort } = rows;
  // A template brings its own columns and formats.
  if (asked.templateId !== undefined) return { name, filter, sort, ...given, tableId };
  const ofWorkbook = {
    ...(asked.format === 'xlsx' && { workbook }),
    ...(SHEET_FORMATS.has(asked.format) && { groupBy }),
  };
  return { name, ...rows, ...ofWorkbook, ...given, tableId };
}

async function expandSheet(
  context: Context,
  principal: Principal,
  { viewId, tableId, ...asked }: SheetRequest,
  isOfTemplate: boolean,
) {
  if (viewId === undefined) return { ...asked, tableId: tableId! };
  const { name, rows, tableId: ofView } = await readView(context, principal, viewId);
  const { filter, sort } = rows;
  return { name, ...(isOfTemplate ? { filter, sort } : rows), ...asked, tableId: ofView };
}

async function readView(context: Context, principal: Principal, viewId: string) {
  await requireObject(context, principal, 'view', viewId, 'view.see');
  const view = await findView(context, viewId);
  const { groupBy, workbook, ...definition } = ViewDefinition.parse(view.definition);
  const table = await findTable(context, view.tableId);
  return { name: view.name, tableId: table.id, groupBy, workbook, rows: rowsOf(definition, table) };
}

/** A view as a sheet of an export. Columns that the view does not name follow those that it does. */
function rowsOf({ filter, sort, formats, columns = [] }: ViewDefinition, table: TableRecord) {
  if (columns.length === 0) return { filter, sort, formats };
  const named = new Set(columns.map(({ name }) => name));
  const shown = columns.filter(({ hidden }) => !hidden).map(({ name }) => name);
  const others = recordedColumns(table).flatMap(({ name }) => (named.has(name) ? [] : [name]));
  return { filter, sort, formats, columns: [...shown, ...others] };
}
