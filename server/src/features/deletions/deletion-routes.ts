import { AppError, Deletion, DeletionQuery, IdParams, NewDeletion } from '@sheetport/contract';
import { countDeletion, type DeletionTarget, deleteDerived, removeNoted } from '@sheetport/core';
import type { App, Context } from '../../context.ts';
import { findJob } from '../jobs/find-job.ts';
import { findTable } from '../tables/table-routes.ts';

/** Register the routes that say what a deletion would take, and that delete. */
export function routeDeletions(app: App, context: Context): void {
  app.get(
    '/api/jobs/:id/deletion',
    {
      config: { permission: 'job.delete', object: 'job' },
      schema: {
        operationId: 'previewJobDeletion',
        tags: ['Jobs'],
        summary: 'Preview the deletion of a job',
        description: 'What goes with a job, and what stays. Nothing is deleted.',
        errors: ['not_found', 'job_not_finished', 'busy'],
        params: IdParams,
        response: { 200: Deletion },
      },
    },
    async (request) => {
      const { id } = await findJob(context, request.params.id);
      return count(context, { jobId: id }, request.clientGone);
    },
  );

  app.delete(
    '/api/jobs/:id',
    {
      config: { permission: 'job.delete', object: 'job' },
      schema: {
        operationId: 'deleteJob',
        tags: ['Jobs'],
        summary: 'Delete a job',
        description:
          'Delete a job with its rejects, changes, old values and files, and the jobs that correct or undo it. An upload goes when no other job needs it. Rows in tables stay.',
        errors: ['not_found', 'job_not_finished'],
        params: IdParams,
        response: { 200: Deletion },
      },
    },
    async (request) => {
      const { id } = await findJob(context, request.params.id);
      return run(context, { jobId: id });
    },
  );

  app.get(
    '/api/deletions',
    {
      config: { permission: 'deletion.preview' },
      schema: {
        operationId: 'previewDeletion',
        tags: ['Service'],
        summary: 'Preview a deletion',
        description:
          'What would go with a file, with what was derived from a table, or with what is old. Nothing is deleted.',
        errors: ['not_found', 'job_not_finished', 'busy'],
        querystring: DeletionQuery,
        response: { 200: Deletion },
      },
    },
    async (request) => count(context, await findTarget(context, request.query), request.clientGone),
  );

  app.post(
    '/api/deletions',
    {
      config: { permission: 'deletion.run' },
      schema: {
        operationId: 'createDeletion',
        tags: ['Service'],
        summary: 'Delete what was kept',
        description:
          'Delete a file with its jobs, what was derived from a table, or what is older than a time. Rows in tables stay. Jobs that are not finished refuse it; of what is old they are left.',
        errors: ['not_found', 'job_not_finished'],
        body: NewDeletion,
        response: { 200: Deletion },
      },
    },
    async (request) => run(context, await findTarget(context, request.body)),
  );
}

async function count(context: Context, target: DeletionTarget, signal: AbortSignal): Promise<Deletion> {
  return withKept(await context.browsePool.run((client) => countDeletion(client, target), { signal }), target);
}

async function run({ pool, storage }: Context, target: DeletionTarget): Promise<Deletion> {
  const deleted = await deleteDerived(pool, target);
  // What the storage does not take now goes with the janitor.
  await removeNoted(pool, storage).catch(() => undefined);
  return withKept(deleted, target);
}

/** @throws AppError `not_found` for a file or table that is not there */
async function findTarget(context: Context, { fileId, tableId, before }: NewDeletion): Promise<DeletionTarget> {
  if (fileId !== undefined) {
    // One whose contents are gone can be forgotten as well.
    if (!(await context.records.file.findUnique({ where: { id: fileId } })))
      throw new AppError('not_found', { what: 'file' });
    return { fileId };
  }
  if (tableId !== undefined) return { tableId: (await findTable(context, tableId)).id };
  return { before: before! };
}

function withKept(counts: Omit<Deletion, 'kept'>, target: DeletionTarget): Deletion {
  const mappings = 'tableId' in target || 'before' in target ? [] : (['saved_mappings'] as const);
  return { ...counts, kept: ['table_rows', ...mappings, 'log_lines', 'counts', 'backups'] };
}
