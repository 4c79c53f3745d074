import {
  AppError,
  checkColumnFormat,
  chooseBlocks,
  type ExportSheet,
  findColumn,
  type NewExport,
  NewExport as NewExportShape,
  SHEET_FORMATS,
  sheetsOf,
  TEMPLATE_VALUES,
  TemplateMismatch,
  TemplatePlaceholders,
} from '@sheetport/contract';
import { columnsOf, refuseUnreadable, tableRefOf } from '@sheetport/core';
import type { JobRecord, TableRecord } from '@sheetport/prisma';
import { browse, introspect, TableError } from '@sheetport/tables';
import type { PoolClient } from 'pg';
import { requireObject } from '../../auth/auth-guard.ts';
import type { Principal } from '../../auth/principal.ts';
import type { Context } from '../../context.ts';
import { readWithin } from '../../http/bounded-pool.ts';
import type { JobInput } from '../jobs/job-input.ts';

/** Whether a filter fits is known at once; how long its rows take is not waited for. */
const TRY_MS = 300;
/** A title is for a list. */
const MAX_TITLE = 120;

/**
 * The job of an export: whether it can be made is known before it starts.
 * @throws AppError `not_found`, `forbidden`, `invalid_filter`, `invalid_export`
 */
export async function planExport(
  context: Context,
  principal: Principal,
  { priority, limits, ...body }: NewExport,
): Promise<JobInput> {
  const sheets = sheetsOf(body);
  if (!SHEET_FORMATS.has(body.format) && (body.sheets || body.groupBy !== undefined))
    throw new AppError('invalid_export', { detail: 'only a workbook (xlsx, ods) or a zip holds several sheets' });
  if (body.format !== 'zip' && (body.files || sheets.some(({ format }) => format)))
    throw new AppError('invalid_export', { detail: 'only a zip has files of formats of their own' });
  const ids = [...new Set(sheets.map(({ tableId }) => tableId))];
  for (const id of ids) await requireObject(context, principal, 'table', id, 'table.export');
  // Who may not see templates is not told which there are.
  if (body.templateId !== undefined && !context.access.isAllowed(principal, 'template.see'))
    throw new AppError('not_found', { what: 'template' });
  const found = await context.records.table.findMany({ where: { id: { in: ids } } });
  const tables = new Map(found.map((table) => [table.id, table]));
  const checked = await context.preparePool.run(async (client) => {
    const list: ExportSheet[] = [];
    for (const sheet of sheets) {
      const table = tables.get(sheet.tableId);
      if (!table) throw new AppError('not_found', { what: 'table' });
      list.push(await checkSheet(client, table, sheet, body.groupBy));
    }
    return list;
  });
  if (body.templateId !== undefined) await checkTemplate(context, body.templateId, body, checked, tables);
  return {
    kind: 'export',
    title: ids
      .map((id) => tables.get(id)!.name)
      .join(', ')
      .slice(0, MAX_TITLE),
    spec: body.sheets ? { ...body, sheets: checked } : { ...body, ...checked[0] },
    // What holds rows of several tables is its sender's alone, as no role on one of them opens it.
    tableId: ids.length === 1 ? ids[0]! : null,
    priority,
    limits,
  };
}

/** Whether a sheet can be made; out: the same by the names of its columns. */
async function checkSheet(
  client: PoolClient,
  table: TableRecord,
  sheet: ExportSheet,
  groupBy: string | undefined,
): Promise<ExportSheet> {
  const described = await introspect(client, tableRefOf(table));
  refuseUnreadable(described);
  const known = columnsOf(table, described);
  const columnOf = (word: string) => {
    const column = findColumn(known, word);
    if (!column) throw new AppError('invalid_filter', { detail: `there is no column "${word}"` });
    return column;
  };
  for (const format of sheet.formats ?? []) {
    const column = columnOf(format.column);
    const wrong = checkColumnFormat(column.type, format);
    if (wrong !== null) throw new AppError('invalid_export', { detail: `${column.label}: ${wrong}` });
  }
  if (groupBy !== undefined) columnOf(groupBy);
  const columns = sheet.columns?.map((word) => columnOf(word).name);
  const { sort, filter } = sheet;
  await readWithin(client, TRY_MS, () => browse(client, tableRefOf(table), { limit: 1, columns, sort, filter })).catch(
    (error: unknown) => {
      // Postgres had begun to look, so the request fits.
      if (!(error instanceof TableError && error.code === 'cancelled')) throw error;
    },
  );
  return { ...sheet, ...(columns && { columns }) };
}

/** @throws AppError `not_found`; `invalid_export` where the tables do not fit the template */
async function checkTemplate(
  { records, preparePool }: Context,
  id: string,
  { sheets, name }: Pick<NewExport, 'sheets' | 'name'>,
  checked: readonly ExportSheet[],
  tables: ReadonlyMap<string, TableRecord>,
): Promise<void> {
  const template = await records.exportTemplate.findUnique({ where: { id } });
  if (!template) throw new AppError('not_found', { what: 'template' });
  const info = TemplatePlaceholders.safeParse(template.placeholders).data;
  if (!info) throw new AppError('invalid_export', { detail: 'no worker has read the template yet' });
  const sources = await preparePool.run(async (client) => {
    const list = [];
    for (const asked of checked) {
      const table = tables.get(asked.tableId)!;
      const names = [asked.name, ...(sheets ? [] : [name]), table.name];
      list.push({
        names: [...new Set(names.filter((one) => one !== undefined))],
        columns: columnsOf(table, await introspect(client, tableRefOf(table))),
      });
    }
    return list;
  });
  try {
    chooseBlocks(info, sources, TEMPLATE_VALUES);
  } catch (error) {
    if (error instanceof TemplateMismatch) throw new AppError('invalid_export', { detail: error.message });
    throw error;
  }
}

/**
 * Who fetches a workbook of several tables must still be allowed to see each of them. Of one table the role on the job says so.
 * @throws AppError `not_found`
 */
export async function requireTables(context: Context, principal: Principal, job: JobRecord): Promise<void> {
  if (job.tableId !== null) return;
  const sheets = NewExportShape.safeParse(job.spec).data?.sheets ?? [];
  const tables = await context.records.table.findMany({
    where: { id: { in: [...new Set(sheets.map(({ tableId }) => tableId))] } },
    select: { id: true },
  });
  for (const { id } of tables) await requireObject(context, principal, 'table', id, 'table.see');
}
