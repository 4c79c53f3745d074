import { IdParams, isBulkEdit, Job, NewEdit, type RowEdits, storeEdit } from '@sheetport/contract';
import { columnsOf, editKinds, findBulkColumns, findEditColumns, refuseUneditable, tableRefOf } from '@sheetport/core';
import { browse, introspect, readRowId, type Table, TableError } from '@sheetport/tables';
import type { App, Context } from '../../context.ts';
import { readWithin } from '../../http/bounded-pool.ts';
import { NEW_JOB_ERRORS, TABLE_ERRORS } from '../../http/error-groups.ts';
import { BadRequest } from '../../http/errors.ts';
import { IdempotencyHeaders } from '../../http/idempotency.ts';
import type { JobInput } from '../jobs/job-input.ts';
import { answerStarted, startJob } from '../jobs/start-job.ts';
import { PreferHeaders, waitForEnd, waitOf } from '../jobs/wait-for-end.ts';
import { findTable } from '../tables/table-routes.ts';

/** As long as a filter is tried. */
const TRY_MS = 300;
/** Ten thousand rows with a long text each. */
const BODY_BYTES = 16 * 1024 * 1024;

/** Register the route that changes rows of a table. What can be checked before the job is checked here; the worker checks the rest. */
export function routeEdits(app: App, context: Context): void {
  app.post(
    '/api/tables/:id/edits',
    {
      bodyLimit: BODY_BYTES,
      config: { permission: 'table.import', object: 'table' },
      schema: {
        operationId: 'editRows',
        tags: ['Tables'],
        summary: 'Edit rows',
        description:
          'Change cells, add rows and delete rows, as a background job that can be undone like an import. Rows that others changed since their ids were read are rejected, unless `force` is set. All or nothing, unless `onReject` is `skip`. With a `filter`, all rows that it selects are set, deleted, searched or merged.',
        errors: [
          ...NEW_JOB_ERRORS,
          ...TABLE_ERRORS,
          'table_read_only',
          'invalid_mapping',
          'invalid_key',
          'invalid_filter',
        ],
        responseHeaders: ['Location'],
        headers: IdempotencyHeaders.extend(PreferHeaders.shape),
        params: IdParams,
        body: NewEdit,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      const started = await startJob(context, request, () => planEdit(context, request.params.id, request.body));
      const row = await waitForEnd(context, started.row, waitOf(request.headers.prefer), request.clientGone);
      return answerStarted(context, reply, { ...started, row });
    },
  );
}

/** @throws AppError what stands in the way of an edit, as far as the table tells */
async function planEdit(context: Context, id: string, { priority, ...edit }: NewEdit): Promise<JobInput> {
  const record = await findTable(context, id);
  await context.preparePool.run(async (client) => {
    const table = await introspect(client, tableRefOf(record));
    refuseUneditable(table, editKinds(edit));
    const known = columnsOf(record, table);
    if (!isBulkEdit(edit)) {
      findEditColumns(table, known, edit);
      return refuseForeignIds(table, edit);
    }
    findBulkColumns(table, known, edit);
    // Whether the filter fits is known at once; how long its rows take is not waited for.
    await readWithin(client, TRY_MS, () => browse(client, tableRefOf(record), { limit: 1, filter: edit.filter })).catch(
      (error: unknown) => {
        if (!(error instanceof TableError && error.code === 'cancelled')) throw error;
      },
    );
  });
  return {
    kind: 'edit',
    title: record.name,
    spec: storeEdit(edit),
    tableId: record.id,
    priority: priority ?? (isBulkEdit(edit) ? 'normal' : 'high'),
  };
}

function refuseForeignIds(table: Table, { updates = [], deletes = [] }: RowEdits): void {
  const ids = [
    ...updates.flatMap((one) => ('id' in one ? one.id : [])),
    ...deletes.flatMap((one) => (typeof one === 'string' ? one : [])),
  ];
  if (ids.some((one) => readRowId(table, one) === undefined))
    throw new BadRequest([{ path: 'id', message: 'is not the id of a row of this table' }]);
  if (new Set(ids).size < ids.length) throw new BadRequest([{ path: 'id', message: 'names a row more than once' }]);
}
