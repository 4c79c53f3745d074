import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, ExportTemplate, ExportTemplates, IdParams, isOver, TemplatePlaceholders } from '@sheetport/contract';
import { quotasOf, refuseOverQuota } from '@sheetport/core';
import type { ExportTemplateRecord } from '@sheetport/prisma';
import { fileKey, templateKey } from '@sheetport/storage';
import { z } from 'zod';
import { principalOf } from '../../auth/auth-guard.ts';
import type { App, Context } from '../../context.ts';
import { InvalidTemplate } from '../../http/invalid-template.ts';
import { refuseTooMany } from '../account/kept-objects.ts';
import { MULTIPART_FILE, receiveUpload } from '../files/receive-upload.ts';
import { startJobFor } from '../jobs/start-job.ts';

/** A template is read whole. */
const MAX_TEMPLATE_BYTES = 32 * 1024 ** 2;
/** How long an upload waits until a worker has read the template; it is then read all the same. */
const WAIT_MS = 20_000;
const POLL_MS = 50;

const UPLOADED_TEMPLATE = {
  ...MULTIPART_FILE,
  schema: {
    type: 'object',
    properties: { file: { type: 'string', format: 'binary', description: 'An .xlsx or .xlsm, with its file name.' } },
    required: ['file'],
  },
};

/** Export templates: workbooks of people that exports fill. */
export function routeExportTemplates(app: App, context: Context): void {
  const { records, storage, settings, pool } = context;

  app.post(
    '/api/templates',
    {
      config: { permission: 'template.create', streams: true },
      schema: {
        operationId: 'createExportTemplate',
        tags: ['Exports'],
        summary: 'Upload an export template',
        description:
          'A workbook (.xlsx, .xlsm) that exports fill: cells of one row name columns as `{{Column}}`, or those of several rows between `{{#each rows}}` and `{{/each}}`, others single values as `{{exported_at}}`, or a table of Excel has headings of the table. All else stays as it is. Send it as `multipart/form-data` in the field `file`.',
        errors: [
          'no_file',
          'empty_file',
          'upload_incomplete',
          'file_too_large',
          'unsupported_media_type',
          'invalid_template',
          'disk_full',
          'quota_storage',
          'too_many_kept',
          'queue_unavailable',
        ],
        sends: UPLOADED_TEMPLATE,
        responseHeaders: ['Location'],
        response: { 201: ExportTemplate },
      },
    },
    async (request, reply) => {
      const { id: createdBy } = principalOf(request);
      await refuseOverQuota(pool, quotasOf(settings), createdBy, { storedBytes: 0 });
      const { stored, name } = await receiveUpload(context, request, MAX_TEMPLATE_BYTES);
      const { id, bytes, sha256 } = stored;
      try {
        await storage.write(templateKey(id), storage.read(fileKey(id)));
      } finally {
        await storage.remove(fileKey(id));
      }
      try {
        await records.$transaction(async (tx) => {
          await refuseTooMany(tx, createdBy, 'templates');
          await tx.exportTemplate.create({ data: { id, name: name.slice(0, 200), bytes, sha256, createdBy } });
        });
        await readByWorker(context, id, name, createdBy);
      } catch (error) {
        await remove(id);
        throw error;
      }
      const row = await records.exportTemplate.findUniqueOrThrow({ where: { id } });
      const { problem } = TemplatePlaceholders.nullable().parse(row.placeholders) ?? {};
      if (problem) {
        await remove(id);
        throw new InvalidTemplate(problem);
      }
      reply.code(201).header('location', `/api/templates/${id}`);
      return viewTemplate(row);
    },
  );

  app.get(
    '/api/templates',
    {
      config: { permission: 'template.see' },
      schema: {
        operationId: 'listExportTemplates',
        tags: ['Exports'],
        summary: 'List export templates',
        description: 'Workbooks that exports can fill, with what each of them wants to be filled with.',
        errors: [],
        response: { 200: ExportTemplates },
      },
    },
    async () => {
      const rows = await records.exportTemplate.findMany({ orderBy: { name: 'asc' } });
      return { templates: rows.map(viewTemplate) };
    },
  );

  app.delete(
    '/api/templates/:id',
    {
      config: { permission: 'template.delete', object: 'template' },
      schema: {
        operationId: 'deleteExportTemplate',
        tags: ['Exports'],
        summary: 'Delete an export template',
        description: 'What was exported with it stays.',
        errors: ['not_found'],
        params: IdParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      if (!(await remove(request.params.id))) throw new AppError('not_found', { what: 'template' });
      return reply.code(204).send();
    },
  );

  async function remove(id: string): Promise<boolean> {
    const { count } = await records.exportTemplate.deleteMany({ where: { id } });
    await storage.remove(templateKey(id));
    return count > 0;
  }
}

/**
 * Has a worker read a template, and waits a while for it.
 * @throws AppError `invalid_template`
 */
async function readByWorker(context: Context, id: string, title: string, createdBy: string): Promise<void> {
  const plan = async () => ({ kind: 'inspect' as const, title, spec: { templateId: id } });
  const { row } = await startJobFor(context, { id: createdBy }, undefined, plan, async () => {});
  for (const end = Date.now() + WAIT_MS; Date.now() < end; await sleep(POLL_MS)) {
    const job = await context.records.job.findUnique({ where: { id: row.id }, select: { state: true, error: true } });
    if (!job || !isOver(job.state)) continue;
    if (job.state === 'succeeded') return;
    const { message } = z.object({ message: z.string() }).catch({ message: 'it could not be read' }).parse(job.error);
    throw new AppError('invalid_template', { detail: message });
  }
}

function viewTemplate(row: ExportTemplateRecord): ExportTemplate {
  const { id, name, bytes, placeholders, createdBy, createdAt } = row;
  return {
    id,
    name,
    bytes: Number(bytes),
    placeholders: TemplatePlaceholders.nullable().parse(placeholders),
    createdBy,
    createdAt: createdAt.toISOString(),
  };
}
