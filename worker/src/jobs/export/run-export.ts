import { stat } from 'node:fs/promises';
import { AppError, findColumn, NewExport } from '@sheetport/contract';
import { quotasOf, readColumns, refuseOverQuota, refuseUnreadable, settleJob } from '@sheetport/core';
import type { TableRecord } from '@sheetport/prisma';
import { type EncodePlan, encodeInThread } from '@sheetport/sheets';
import { exportKey } from '@sheetport/storage';
import { type Column, copyOut, countRows, introspect, type Table } from '@sheetport/tables';
import type pg from 'pg';
import { expectExport } from '../../progress/expected-steps.ts';
import type { Context } from '../../runner/context.ts';
import { type Transact, withJobConnection } from '../../runner/job-connection.ts';
import type { JobContext } from '../../runner/job-context.ts';
import { readSpec } from '../../runner/read-spec.ts';

/** Rows are counted exactly up to here; beyond, the progress bar works with Postgres' estimate. */
const COUNT_UP_TO = 5_000_000;

/** Write a table as a file: streamed, and published whole or not at all (docs/promises.md, P30 and P31). */
export async function runExport(context: Context, job: JobContext): Promise<void> {
  const { claim, progress, signal, connection } = job;
  const { storage, records } = context;
  const spec = readSpec(NewExport, claim.spec);
  const record = await records.table.findUnique({ where: { id: spec.tableId } });
  if (!record) throw new AppError('not_found', { what: 'table' });
  const draft = storage.draft(exportKey(claim.id), claim.fence);
  try {
    await withJobConnection(connection, signal, async (transact) => {
      const file = await writeDraft(job, transact, spec, record, draft.path);
      progress.advance(0, file.rows, file.rows);
      progress.count({ read: file.rows });
      progress.enter('publishing', 'publish');
      await draft.prepare(signal);
      const result = {
        bytes: (await stat(draft.path)).size,
        name: `${spec.name ?? record.name}.${spec.format}`,
        format: spec.format,
        ...(file.truncated > 0 ? { truncated: file.truncated } : {}),
      };
      progress.begin('commit');
      // The file gets its public name while the job's row is locked: a late claim publishes nothing over its successor's.
      await transact(async (client) => {
        const end = { ...progress.settlement(), result, tableId: record.id };
        await refuseOverQuota(client, quotasOf(context.settings), claim.sender, { storedBytes: result.bytes });
        if (!(await settleJob(client, claim.id, claim.fence, end))) return false;
        await draft.publish();
        return true;
      });
    });
  } catch (error) {
    await draft.discard();
    throw error;
  }
}

/** Encode one instant of the table. The snapshot is a transaction of its own: settling must see the row as it is by then. */
async function writeDraft(job: JobContext, transact: Transact, spec: NewExport, record: TableRecord, draft: string) {
  const { progress, signal } = job;
  const ref = { schema: record.schema, name: record.relationName };
  const recorded = readColumns(record.columns);
  const labels = new Map(recorded.map(({ name, label }) => [name, label]));
  const currencies = new Map(recorded.map(({ name, currency }) => [name, currency]));
  let file = { rows: 0, truncated: 0 };
  progress.enter('querying', 'open');
  await transact(async (client) => {
    const table = await introspect(client, ref);
    refuseUnreadable(table);
    const columns = chooseColumns(table.columns, spec.columns, labels);
    const plan: EncodePlan = {
      path: draft,
      format: spec.format,
      title: record.name,
      sheets: [
        {
          name: record.name,
          columns: columns.map(({ name, type }) => {
            const currency = currencies.get(name);
            return { header: labels.get(name) ?? name, type, ...(currency && { currency }) };
          }),
        },
      ],
    };
    let count = 0;
    const counted = (rows: number) => {
      count = rows;
      progress.advance(0, 0, rows);
      progress.expect(expectExport(spec.format, rows, columns.length, record.id));
      progress.enter('writing', 'write');
    };
    const rows = readRows(client, table, columns, spec, signal, counted);
    const onProgress = (done: number) => {
      progress.advance(done / Math.max(count, done, 1), done);
      progress.count({ read: done });
    };
    file = await encodeInThread(plan, [rows], onProgress, signal);
    return true;
  }, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  return file;
}

/** The rows as COPY TEXT, counted before the first one is read. The thread that will write them makes its workbook ready meanwhile. */
async function* readRows(
  client: pg.Client,
  table: Table,
  columns: readonly Column[],
  spec: NewExport,
  signal: AbortSignal,
  counted: (rows: number) => void,
): AsyncGenerator<Uint8Array> {
  const { filter, sort } = spec;
  const { count } = await countRows(client, table, filter, { upTo: COUNT_UP_TO, table });
  counted(count);
  yield* await copyOut(client, table, {
    columns: columns.map(({ name }) => name),
    ...(filter ? { filter } : {}),
    ...(sort ? { sort } : {}),
    signal,
    table,
  });
}

function chooseColumns(
  columns: readonly Column[],
  wanted: readonly string[] | undefined,
  labels: ReadonlyMap<string, string>,
): Column[] {
  const shown = columns.filter((column) => !column.hidden);
  if (!wanted) return shown;
  return wanted.map((words) => {
    const found = findColumn(shown, words, ({ name }) => labels.get(name));
    if (!found) throw new AppError('invalid_filter', { detail: `there is no column "${words}"` });
    return found;
  });
}
