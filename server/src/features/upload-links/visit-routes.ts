import { AppError, IdParams, NewVisit, SentFile, SentRejects, StartedVisit, Visit } from '@sheetport/contract';
import type { FastifyRequest } from 'fastify';
import { visitorOf } from '../../auth/auth-guard.ts';
import { hashSecret } from '../../auth/secrets.ts';
import { makeVisit, type Visitor } from '../../auth/visitors.ts';
import type { App, Context } from '../../context.ts';
import { NEW_JOB_ERRORS } from '../../http/error-groups.ts';
import { newId } from '../../id.ts';
import { MULTIPART_FILE } from '../files/receive-upload.ts';
import { PreferHeaders } from '../jobs/wait-for-end.ts';
import { answerWorkbook, WORKBOOK_ANSWER } from '../workbooks/answer-workbook.ts';
import { planRejects } from '../workbooks/plan-workbook.ts';
import { LinkColumns, neededHeadings } from './link-mapping.ts';
import { type LinkRecord, readLinkState } from './link-state.ts';
import { type SentRecord, viewSent } from './sent-view.ts';
import { startSent } from './start-sent.ts';
import { takeFile } from './take-file.ts';

/** Register the routes for visitors of upload links: nobody is signed in there, and each sees only what they sent themselves. */
export function routeVisits(app: App, context: Context): void {
  const { access, attempts, records, settings } = context;

  async function viewVisit(link: LinkRecord, visitor: Visitor): Promise<Visit> {
    const { state, taken } = await readLinkState(access, records, link);
    const rows = await records.sentFile.findMany({
      where: { visitId: visitor.id, fileId: { not: null } },
      orderBy: { createdAt: 'desc' },
    });
    const files: SentRecord[] = [];
    for (const row of rows) files.push(await startSent(context, row, link));
    return {
      name: link.name,
      message: link.message,
      state,
      headings: neededHeadings(LinkColumns.parse(link.columns)),
      filesLeft: Math.max(0, link.maxFiles - taken),
      maxFileBytes: Math.min(Number(link.maxFileBytes), settings.MAX_FILE_BYTES),
      expiresAt: link.expiresAt.toISOString(),
      files: await viewSent(context, files),
    };
  }

  /** @throws AppError `invalid_link`, the same whatever is wrong with it; `too_many_requests` */
  async function requireLink(request: FastifyRequest, token: string): Promise<LinkRecord> {
    const link = await records.uploadLink.findUnique({ where: { tokenHash: hashSecret(token) } });
    if (link && !link.endedAt) return link;
    await attempts.countWrongToken(request.ip);
    throw new AppError('invalid_link');
  }

  /** @throws AppError `not_found`, also for what another visitor sent */
  async function requireSent(visitor: Visitor, id: string): Promise<SentRecord> {
    const sent = await records.sentFile.findFirst({ where: { id, visitId: visitor.id, fileId: { not: null } } });
    if (!sent) throw new AppError('not_found', { what: 'file' });
    return sent;
  }

  app.post(
    '/api/visits',
    {
      config: { open: true },
      schema: {
        operationId: 'startVisit',
        tags: ['Upload links'],
        summary: 'Open an upload link',
        description:
          'Begin a visit with the secret of an upload link. Its own secret is the key to what is sent with it; another visit of the same link does not see it.',
        errors: ['invalid_link'],
        body: NewVisit,
        response: { 201: StartedVisit },
      },
    },
    async (request, reply) => {
      const link = await requireLink(request, request.body.token);
      const id = newId();
      const { secret, ...kept } = makeVisit(id);
      await records.linkVisit.create({ data: { id, linkId: link.id, ...kept } });
      reply.code(201);
      return { visit: await viewVisit(link, { id, linkId: link.id }), secret };
    },
  );

  app.get(
    '/api/visit',
    {
      config: { permission: 'sent.see' },
      schema: {
        operationId: 'getVisit',
        tags: ['Upload links'],
        summary: 'See a visit',
        description: 'The link, and the files that were sent in this visit, with how far their imports are.',
        errors: ['invalid_link'],
        response: { 200: Visit },
      },
    },
    async (request) => {
      const visitor = visitorOf(request);
      const link = await records.uploadLink.findUnique({ where: { id: visitor.linkId } });
      if (!link) throw new AppError('invalid_link');
      return viewVisit(link, visitor);
    },
  );

  app.post(
    '/api/visit/files',
    {
      config: { permission: 'sent.send', streams: true },
      schema: {
        operationId: 'sendFile',
        tags: ['Upload links'],
        summary: 'Send a file',
        description:
          'Send a workbook as `multipart/form-data` in the field `file`. Its import starts once its headings were checked; it runs with the rights of the person who made the link.',
        errors: [
          'invalid_link',
          'upload_link_paused',
          'upload_link_expired',
          'upload_link_full',
          'no_file',
          'empty_file',
          'upload_incomplete',
          'file_too_large',
          'unsupported_media_type',
          'disk_full',
          'quota_storage',
          'storage_unavailable',
        ],
        sends: MULTIPART_FILE,
        response: { 201: SentFile },
      },
    },
    async (request, reply) => {
      const sent = await takeFile(context, request, visitorOf(request));
      reply.code(201);
      return (await viewSent(context, [sent]))[0]!;
    },
  );

  app.get(
    '/api/visit/files/:id/rejects.xlsx',
    {
      config: { permission: 'sent.see', object: 'sent', audit: true },
      schema: {
        operationId: 'downloadSentRejects',
        tags: ['Upload links'],
        summary: 'Download the rejects of a sent file',
        description:
          'The rows that were not imported, as a workbook with the wrong cells marked. A worker makes it: while it does, after ten seconds at the latest, 202 says how far it is. Ask again then.',
        errors: ['no_pending_rejects', 'busy', 'quota_storage', ...NEW_JOB_ERRORS],
        answers: WORKBOOK_ANSWER,
        headers: PreferHeaders,
        params: IdParams,
        response: { 202: SentRejects },
      },
    },
    async (request, reply) => {
      const { jobId } = await requireSent(visitorOf(request), request.params.id);
      if (jobId === null) throw new AppError('no_pending_rejects');
      const link = await records.uploadLink.findUniqueOrThrow({ where: { id: visitorOf(request).linkId } });
      const planned = await planRejects(context, null, jobId, request.clientGone);
      const row = await answerWorkbook(context, request, reply, { id: link.createdBy }, planned);
      if (!row) return reply;
      reply.code(202);
      return { state: row.state, fraction: row.fraction };
    },
  );
}
