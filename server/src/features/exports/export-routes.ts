import { AppError, EXPORT_TYPES, ExportRequest, IdParams, Job, XLSM } from '@sheetport/contract';
import { readJobResult } from '@sheetport/core';
import { exportKey } from '@sheetport/storage';
import { z } from 'zod';
import { principalOf } from '../../auth/auth-guard.ts';
import type { App, Context } from '../../context.ts';
import { NEW_JOB_ERRORS, TABLE_ERRORS } from '../../http/error-groups.ts';
import { attachment, cleanFileName } from '../../http/file-name.ts';
import { IdempotencyHeaders } from '../../http/idempotency.ts';
import type { PlainAnswers } from '../../http/openapi-schema.ts';
import { sendObject } from '../../http/send-object.ts';
import { findJob } from '../jobs/find-job.ts';
import { requireDependencies } from '../jobs/require-dependencies.ts';
import { answerStarted, startJob } from '../jobs/start-job.ts';
import { expandViews } from '../views/expand-views.ts';
import { refuseHiddenTables } from '../workbooks/plan-workbook.ts';
import { findSameExport } from './find-same-export.ts';
import { planExport, requireTables } from './plan-export.ts';
import { planExportOfImport } from './plan-export-of-import.ts';

const RangeHeaders = z.object({
  range: z.string().optional().describe('The part of the file that is wanted (RFC 9110): `bytes=0-1023`.'),
  'if-none-match': z.string().optional().describe('The `ETag` of the file that is there already.'),
});
const TYPES = [...Object.values(EXPORT_TYPES), XLSM];
const EXPORTED_FILE: PlainAnswers = {
  200: { description: 'The file.', types: TYPES, headers: ['Content-Disposition', 'Accept-Ranges', 'ETag'] },
  206: { description: 'The part of the file that `Range` asks for.', types: TYPES, headers: ['Content-Range', 'ETag'] },
  304: { description: 'The file is the one that `If-None-Match` names.', headers: ['ETag'] },
};

/** Start exports, and hand out what they made. */
export function routeExports(app: App, context: Context): void {
  const { storage } = context;

  app.post(
    '/api/exports',
    {
      config: { permission: 'table.export' },
      schema: {
        operationId: 'createExport',
        tags: ['Exports'],
        summary: 'Start an export',
        description:
          'Write a table, or several as the sheets of one workbook, as a background job. The file is one instant of all of them.',
        errors: [...NEW_JOB_ERRORS, 'quota_storage', 'invalid_filter', 'invalid_export', ...TABLE_ERRORS],
        responseHeaders: ['Location'],
        headers: IdempotencyHeaders,
        body: ExportRequest,
        response: { 202: Job },
      },
    },
    async (request, reply) =>
      answerStarted(
        context,
        reply,
        await startJob(context, request, async () => {
          const principal = principalOf(request);
          const { dependsOn, tableOf, ...body } = request.body;
          const awaited = tableOf === undefined ? dependsOn : [tableOf, ...(dependsOn ?? [])];
          const needed = await requireDependencies(context, principal, awaited);
          if (tableOf !== undefined)
            return { ...(await planExportOfImport(context, principal, tableOf, body)), dependsOn: needed };
          const input = await planExport(context, principal, await expandViews(context, principal, body));
          // What waits for other jobs is asked of the rows after them.
          const isReused = body.reuse === true && dependsOn === undefined;
          const same = isReused ? await findSameExport(context, principal.id, input) : undefined;
          return same ? { row: same, replayed: false } : { ...input, dependsOn: needed };
        }),
      ),
  );

  app.get(
    '/api/jobs/:id/file',
    {
      config: { permission: 'job.see', object: 'job', audit: true },
      schema: {
        operationId: 'downloadExport',
        tags: ['Exports'],
        summary: 'Download an exported file',
        description: 'The file that an export made. `Range` and conditional requests work, and so does `HEAD`.',
        errors: ['not_found', 'no_file_yet', 'export_expired', 'file_missing', 'invalid_range'],
        answers: EXPORTED_FILE,
        headOperationId: 'checkExportedFile',
        headers: RangeHeaders,
        params: IdParams,
      },
    },
    async (request, reply) => {
      const job = await findJob(context, request.params.id);
      if (job.kind !== 'export') throw new AppError('not_found', { what: 'file' });
      request.askAgain = async (now) => {
        await requireTables(context, now, job);
        await refuseHiddenTables(context, now, job);
      };
      await request.askAgain(principalOf(request));
      if (job.state !== 'succeeded') throw new AppError('no_file_yet', { state: job.state });
      const { name, format = 'xlsx', gone } = readJobResult(job.result);
      if (gone) throw new AppError('export_expired', { days: context.settings.KEEP_FILES_DAYS, id: job.id });
      const file = await storage.find(exportKey(job.id));
      if (!file) throw new AppError('file_missing', { detail: 'the exported file is not there' });
      reply
        .header('content-type', name?.endsWith('.xlsm') ? XLSM : (EXPORT_TYPES[format] ?? 'application/octet-stream'))
        .header('content-disposition', attachment(cleanFileName(name ?? `${job.title}.${format}`)))
        .header('cache-control', 'private, no-store')
        .header('x-content-type-options', 'nosniff');
      return sendObject(request, reply, storage, file);
    },
  );
}
