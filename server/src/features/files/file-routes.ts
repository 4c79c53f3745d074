import multipart from '@fastify/multipart';
import { AppError, File, FileChange, Files, FilesQuery, IdParams, Preview, PreviewQuery } from '@sheetport/contract';
import { cancelJob, quotasOf, refuseOverQuota } from '@sheetport/core';
import { type FileRecord, Prisma } from '@sheetport/prisma';
import { fileKey, previewKey } from '@sheetport/storage';
import { z } from 'zod';
import { principalOf } from '../../auth/auth-guard.ts';
import { visibleFiles } from '../../auth/visible.ts';
import type { App, Context } from '../../context.ts';
import { afterCursor, cutPage, NEWEST_FIRST } from '../../http/cursor.ts';
import { headSheet } from '../mappings/suggest-mapping.ts';
import { viewFile } from './file-view.ts';
import { findPendingUpload } from './pending-upload.ts';
import { readPreviewRows } from './preview-rows.ts';
import { isUnclosed, refuseUnread } from './readable-file.ts';
import { MULTIPART_FILE, receiveUpload } from './receive-upload.ts';

/** Headers and other fields of a multipart body, roughly. */
const MULTIPART_BYTES = 64 * 1024;

/** Register the routes that upload, list, preview and delete files. */
export async function routeFiles(app: App, context: Context): Promise<void> {
  const { records, storage, pieces, ingest, settings, pool } = context;
  const quotas = quotasOf(settings);
  await app.register(multipart, {
    throwFileSizeLimit: false,
    limits: { fileSize: settings.MAX_FILE_BYTES + 1, files: 1, fields: 20, fieldSize: 10_000, parts: 30 },
  });

  app.post(
    '/api/files',
    {
      config: { permission: 'file.upload', streams: true },
      schema: {
        operationId: 'uploadFile',
        tags: ['Files'],
        summary: 'Upload a file',
        description:
          'Send the workbook as `multipart/form-data` in the field `file`. Its inspection starts by itself; `inspectionId` is the job to watch. For large files and unsteady lines there are resumable uploads at `/api/uploads`.',
        errors: [
          'no_file',
          'empty_file',
          'upload_incomplete',
          'file_too_large',
          'unsupported_media_type',
          'disk_full',
          'quota_storage',
        ],
        sends: MULTIPART_FILE,
        responseHeaders: ['Location'],
        response: { 201: File },
      },
    },
    async (request, reply) => {
      // An early answer, about what the file takes without its headers; what is recorded is counted exactly.
      const expected = Math.max(0, Number(request.headers['content-length'] ?? Number.NaN) - MULTIPART_BYTES);
      // A small file is soon here.
      if (expected !== 0) {
        const storedBytes = Number.isNaN(expected) ? 0 : expected;
        await refuseOverQuota(pool, quotas, principalOf(request).id, { storedBytes });
      }
      const { stored, name, choice } = await receiveUpload(context, request, settings.MAX_FILE_BYTES);
      const row = await ingest.record(stored, name, principalOf(request), { ...(choice && { choice }) });
      reply.code(201).header('location', `/api/files/${row.id}`);
      return viewFile(row, true);
    },
  );

  app.get(
    '/api/files',
    {
      config: { permission: 'file.see' },
      schema: {
        operationId: 'listFiles',
        tags: ['Files'],
        summary: 'List files',
        description:
          'Files that are still kept and that you may see, newest first, without their sheets: yours, and those that were imported into nothing but tables that you may see.',
        errors: ['invalid_cursor'],
        querystring: FilesQuery,
        response: { 200: Files },
      },
    },
    async (request) => {
      const { after, limit } = request.query;
      const rows = await records.file.findMany({
        where: { AND: [{ state: { not: 'gone' } }, afterCursor(after), visibleFiles(principalOf(request))] },
        omit: { sheets: true },
        orderBy: NEWEST_FIRST,
        take: limit + 1,
      });
      const { page, next } = cutPage(rows, limit);
      return { files: page.map((row) => viewFile({ ...row, sheets: null }, false)), next };
    },
  );

  app.get(
    '/api/files/:id',
    {
      config: { permission: 'file.see', object: 'file' },
      schema: {
        operationId: 'getFile',
        tags: ['Files'],
        summary: 'Get a file',
        description:
          'A file and, once inspected, its sheets. An upload that has not ended yet is in the state `receiving`.',
        errors: ['not_found', 'gone'],
        params: IdParams,
        response: { 200: File },
      },
    },
    async (request) => {
      const { id } = request.params;
      const row = await records.file.findUnique({ where: { id } });
      const pending = row ? null : await findPendingUpload(pieces, id);
      return pending ?? viewFile(await findFile(context, id), true);
    },
  );

  app.patch(
    '/api/files/:id',
    {
      config: { permission: 'file.change', object: 'file' },
      schema: {
        operationId: 'updateFile',
        tags: ['Files'],
        summary: 'Choose how a text file is read',
        description:
          'Choose encoding, delimiter, quotation mark or escape of a text file. What `dialect` does not name is detected; an empty object detects everything again. The file is inspected anew: `inspectionId` is the job to watch. It can also be read that way where its inspection failed with `unclosed_quote`.',
        errors: ['not_found', 'gone', 'not_a_text_file', 'file_unreadable'],
        params: IdParams,
        body: FileChange,
        response: { 200: File },
      },
    },
    async (request) => {
      const file = await findFile(context, request.params.id);
      if (!isUnclosed(file)) refuseUnread(file);
      if (file.format !== null && file.format !== 'csv' && file.format !== 'tsv') throw new AppError('not_a_text_file');
      const changed = await ingest.inspectAgain(file, request.body.dialect, principalOf(request));
      if (file.inspectionId && (await cancelJob(pool, file.inspectionId))?.heeded)
        context.broadcaster.touch(file.inspectionId);
      return viewFile(changed, true);
    },
  );

  app.delete(
    '/api/files/:id',
    {
      config: { permission: 'file.delete', object: 'file' },
      schema: {
        operationId: 'deleteFile',
        tags: ['Files'],
        summary: 'Delete a file',
        description: 'The file and what was found in it go; what was imported from it stays.',
        errors: ['not_found', 'gone', 'job_not_finished'],
        params: IdParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const file = await findFile(context, request.params.id);
      const busy = await records.job.findFirst({
        where: { fileId: file.id, kind: { not: 'inspect' }, state: { in: ['queued', 'running'] } },
      });
      if (busy) throw new AppError('job_not_finished', { state: busy.state });
      // The row stays, so that history can say what was imported; nothing of its contents does.
      await records.file.update({
        where: { id: file.id },
        data: { state: 'gone', sheets: Prisma.DbNull, dialect: Prisma.DbNull },
      });
      if (file.inspectionId && (await cancelJob(pool, file.inspectionId))?.heeded)
        context.broadcaster.touch(file.inspectionId);
      await storage.remove(fileKey(file.id), previewKey(file.id));
      return reply.code(204).send();
    },
  );

  app.get(
    '/api/files/:id/preview',
    {
      config: { permission: 'file.see', object: 'file' },
      schema: {
        operationId: 'getFilePreview',
        tags: ['Files'],
        summary: 'Preview a sheet',
        description:
          'The first rows of a sheet as a person sees them, and what columns are called when the headings stand in another row.',
        errors: ['not_found', 'gone', 'file_unreadable', 'file_not_ready', 'no_such_sheet'],
        params: IdParams,
        querystring: PreviewQuery,
        response: { 200: Preview },
      },
    },
    async (request) => {
      const file = await findFile(context, request.params.id);
      refuseUnread(file);
      const { sheet, limit, headerRow, headerRows } = request.query;
      const rows = await readPreviewRows(context, file.id, sheet);
      const shown = { sheet, rows: rows.slice(0, limit) };
      if (file.sheets === null) return shown;
      const headed = await headSheet(file.sheets, sheet, { row: headerRow, rows: headerRows }, async () => rows);
      const columns = headed.columns.map(({ index, heading }) => ({ index, header: heading }));
      return { ...shown, headings: { row: headed.headerRow, rows: headed.headerRows, columns } };
    },
  );
}

/** @throws AppError `not_found`, or `gone` once it has been removed */
export async function findFile({ records }: Pick<Context, 'records'>, id: string): Promise<FileRecord> {
  const file = await records.file.findUnique({ where: { id } });
  if (!file) throw new AppError('not_found', { what: 'file' });
  if (file.state === 'gone') throw new AppError('gone');
  return file;
}
