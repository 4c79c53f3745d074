import { sheetsOf } from '@sheetport/contract';
import { readInstant, refuseUnreadable } from '@sheetport/core';
import { type Encoded, type EncodePlan, encodeInThread, SheetError } from '@sheetport/sheets';
import { exportKey } from '@sheetport/storage';
import { introspect, type Table, type TableInstant } from '@sheetport/tables';
import type pg from 'pg';
import { expectExport } from '../../progress/expected-steps.ts';
import type { Context } from '../../runner/context.ts';
import { type Transact, withJobConnection } from '../../runner/job-connection.ts';
import type { JobContext } from '../../runner/job-context.ts';
import { openSources } from './export-sources.ts';
import { fileOptions } from './file-options.ts';
import { fillDraft } from './fill-draft.ts';
import { withParquetTypes } from './parquet-types.ts';
import { planSheet, type WantedSheet } from './plan-sheets.ts';
import { publishDraft } from './publish-draft.ts';
import { type ExportRequest, readRequest } from './read-request.ts';
import { WORDS } from './workbook-words.ts';

/** Write tables as a file: streamed, and published whole or not at all (docs/promises.md, P30 and P31). */
export async function runExport(context: Context, job: JobContext): Promise<void> {
  const { claim, progress, signal, connection } = job;
  const { storage } = context;
  const request = await readRequest(context, job);
  const { spec, title, now } = request;
  const draft = storage.draft(exportKey(claim.id), claim.fence);
  const write = (look: 'all' | 'some') =>
    withJobConnection(connection, signal, async (transact) => {
      const file = await writeDraft(job, transact, request, draft.path, look);
      progress.advance(0, file.rows, file.rows);
      progress.count({ read: file.rows });
      await publishDraft(context, job, transact, draft, {
        name: `${spec.name ?? `${title} ${now.toISOString().slice(0, 10)}`}.${request.template?.macros ? 'xlsm' : spec.format}`,
        format: spec.format,
        ...(file.truncated > 0 ? { truncated: file.truncated } : {}),
        ...(file.replaced ? { replaced: file.replaced } : {}),
        ...(file.omitted ? { omitted: file.omitted } : {}),
        ...(file.unrepeated ? { unrepeated: file.unrepeated } : {}),
        ...(file.instant && { instant: file.instant }),
      });
    });
  try {
    await write('some').catch((error: unknown) => {
      if (error instanceof SheetError && error.code === 'value_does_not_fit') return write('all');
      throw error;
    });
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

/** Encode one instant of the tables. The snapshot is a transaction of its own: settling must see the row as it is by then. */
async function writeDraft(
  job: JobContext,
  transact: Transact,
  request: ExportRequest,
  draft: string,
  look: 'all' | 'some',
) {
  const { claim, progress, signal } = job;
  const { spec, title } = request;
  let file: Pick<Encoded, 'rows' | 'truncated' | 'replaced' | 'omitted' | 'unrepeated'> = { rows: 0, truncated: 0 };
  let instant: TableInstant | undefined;
  progress.enter('querying', 'open');
  await transact(async (client) => {
    const wanted = await planSheets(client, request, look);
    // Before the rows are read: COPY has the connection then.
    if (wanted.length === 1) instant = await readInstant(client, wanted[0]!.record, wanted[0]!.table);
    if (request.template) {
      file = await fillDraft(job, client, { ...request, template: request.template }, wanted, draft);
      return true;
    }
    let count = 0;
    const counted = (rows: number) => {
      count = rows;
      progress.advance(0, 0, rows);
      const width = Math.max(...wanted.map(({ columns }) => columns.length));
      progress.expect(expectExport(spec.format, rows, width, claim.tableId));
      progress.enter('writing', 'write');
    };
    const emptyName = WORDS[spec.workbook?.language ?? 'en'].emptyGroup;
    const opened = await openSources(client, spec, wanted, { signal, counted, emptyName });
    const plan: EncodePlan = {
      path: draft,
      title: spec.name ?? title,
      sheets: opened.sheets,
      ...(spec.format === 'zip'
        ? { format: spec.format }
        : fileOptions(request, spec.format, wanted, spec.name ?? title)),
    };
    const onProgress = (done: number) => {
      progress.advance(done / Math.max(count, done, 1), done);
      progress.count({ read: done });
    };
    try {
      file = await encodeInThread(plan, opened.sources, onProgress, signal);
    } finally {
      await opened.close();
    }
    return true;
  }, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  return { ...file, instant: instant && { ...instant, rows: file.rows + (file.omitted ?? 0) } };
}

async function planSheets(client: pg.Client, request: ExportRequest, look: 'all' | 'some'): Promise<WantedSheet[]> {
  const { spec, records } = request;
  const described = new Map<string, Table>();
  const wanted: WantedSheet[] = [];
  for (const asked of sheetsOf(spec)) {
    const record = records.get(asked.tableId)!;
    let table = described.get(record.id);
    if (!table) {
      table = await introspect(client, { schema: record.schema, name: record.relationName });
      refuseUnreadable(table);
      described.set(record.id, table);
    }
    const format = spec.format === 'zip' ? (asked.format ?? spec.files ?? 'csv') : spec.format;
    let sheet = planSheet(spec, asked, record, table);
    if (format === 'parquet') sheet = await withParquetTypes(client, sheet, look);
    if (spec.format === 'zip') sheet.plan.file = fileOptions(request, format, [sheet], sheet.plan.name);
    wanted.push(sheet);
  }
  return wanted;
}
