import { IdParams, Job, NewEdit } from '@sheetport/contract';
import { findEditColumns, refuseUneditable } from '@sheetport/core';
import { introspect, readRowId } from '@sheetport/tables';
import type { App, Context } from '../../context.ts';
import { NEW_JOB_ERRORS, TABLE_ERRORS } from '../../http/error-groups.ts';
import { BadRequest } from '../../http/errors.ts';
import { IdempotencyHeaders } from '../../http/idempotency.ts';
import type { JobInput } from '../jobs/job-input.ts';
import { answerStarted, startJob } from '../jobs/start-job.ts';
import { findTable } from '../tables/table-routes.ts';
import { columnsOf, tableRefOf } from '../tables/table-view.ts';

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
          'Change cells, add rows and delete rows, as a background job that can be undone like an import. Rows that others changed since their ids were read are rejected, unless `force` is set. All or nothing, unless `onReject` is `skip`.',
        errors: [...NEW_JOB_ERRORS, ...TABLE_ERRORS, 'table_read_only', 'invalid_mapping', 'invalid_key'],
        responseHeaders: ['Location'],
        headers: IdempotencyHeaders,
        params: IdParams,
        body: NewEdit,
        response: { 202: Job },
      },
    },
    async (request, reply) =>
      answerStarted(
        context,
        reply,
        await startJob(context, request, () => planEdit(context, request.params.id, request.body)),
      ),
  );
}

/** @throws AppError what stands in the way of an edit, as far as the table tells */
async function planEdit(context: Context, id: string, { priority = 'high', ...edits }: NewEdit): Promise<JobInput> {
  const record = await findTable(context, id);
  await context.preparePool.run(async (client) => {
    const table = await introspect(client, tableRefOf(record));
    const { updates = [], inserts = [], deletes = [] } = edits;
    refuseUneditable(table, {
      updates: updates.length > 0,
      inserts: inserts.length > 0,
      deletes: deletes.length > 0,
    });
    findEditColumns(table, columnsOf(record, table), edits);
    const ids = [
      ...updates.flatMap((one) => ('id' in one ? one.id : [])),
      ...deletes.flatMap((one) => (typeof one === 'string' ? one : [])),
    ];
    const foreign = ids.find((one) => readRowId(table, one) === undefined);
    if (foreign !== undefined) throw new BadRequest([{ path: 'id', message: 'is not the id of a row of this table' }]);
    if (new Set(ids).size < ids.length) throw new BadRequest([{ path: 'id', message: 'names a row more than once' }]);
  });
  return { kind: 'edit', title: record.name, spec: edits, tableId: record.id, priority };
}
