import { Readable } from 'node:stream';
import { AuditEvents, AuditExportQuery, AuditQuery } from '@sheetport/contract';
import type { App, Context } from '../../context.ts';
import { attachment } from '../../http/file-name.ts';
import { streamAudit } from './export-audit.ts';
import { readAudit, readAuditCursor, writeAuditCursor } from './read-audit.ts';

const TYPES = { csv: 'text/csv; charset=utf-8', jsonl: 'application/x-ndjson; charset=utf-8' } as const;

/** Register the routes with which an owner sees who did what, and takes it away as a file. */
export function routeAudit(app: App, { pool }: Context): void {
  app.get(
    '/api/audit',
    {
      config: { permission: 'audit.see' },
      schema: {
        operationId: 'listAudit',
        tags: ['Audit'],
        summary: 'List who did what',
        description:
          'The audit trail, newest first: sign-ins, calls that were refused, everything that was changed, exported or downloaded. It has no cell values.',
        errors: ['invalid_cursor'],
        querystring: AuditQuery,
        response: { 200: AuditEvents },
      },
    },
    async (request) => {
      const { after, limit, ...filter } = request.query;
      const events = await readAudit(pool, filter, readAuditCursor(after), limit + 1);
      const page = events.slice(0, limit);
      return { events: page, next: events.length > limit ? writeAuditCursor(page.at(-1)!) : null };
    },
  );

  app.get(
    '/api/audit/export',
    {
      config: { permission: 'audit.export', audit: true },
      schema: {
        operationId: 'exportAudit',
        tags: ['Audit'],
        summary: 'Download the audit trail',
        description:
          'All events that the filters leave, newest first, as csv or as JSON lines. That it was taken away is an event, too.',
        answers: {
          200: {
            description: 'The events.',
            types: ['text/csv', 'application/x-ndjson'],
            headers: ['Content-Disposition'],
          },
        },
        querystring: AuditExportQuery,
      },
    },
    async (request, reply) => {
      const { format, ...filter } = request.query;
      reply
        .header('content-type', TYPES[format])
        .header('content-disposition', attachment(`audit.${format}`))
        .header('cache-control', 'private, no-store')
        .header('x-content-type-options', 'nosniff');
      return reply.send(Readable.from(streamAudit(pool, filter, format), { objectMode: false }));
    },
  );
}
