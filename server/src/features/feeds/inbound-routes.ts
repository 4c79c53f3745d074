import { AppError, FeedFileQuery, FeedSource, FeedToken, IdParams, ReceivedFeedFile } from '@sheetport/contract';
import type { FeedRecord } from '@sheetport/prisma';
import type { FastifyRequest } from 'fastify';
import { areSameHashes, bearerToken, hashSecret, joinToken, makeSecret, splitToken } from '../../auth/secrets.ts';
import type { App, Context } from '../../context.ts';
import { cleanFileName } from '../../http/file-name.ts';
import { MULTIPART_FILE, receiveUpload } from '../files/receive-upload.ts';
import { refuseLostRight } from './check-feeds.ts';
import { recordContent } from './take-content.ts';

const KIND = 'sf';
const NO_HASH = hashSecret('');

/** Register the routes by which other systems send files into a feed, with a token of that feed alone. */
export function routeInboundFeeds(app: App, context: Context): void {
  const { records, attempts, settings } = context;

  /** @throws AppError `invalid_link`, the same whatever is wrong with it; `too_many_requests`, `upload_link_paused` */
  async function requireFeed(request: FastifyRequest, given: string | undefined): Promise<FeedRecord> {
    const token = splitToken(KIND, given ?? bearerToken(request.headers.authorization) ?? '');
    const feed = token && (await records.feed.findUnique({ where: { id: token.id } }));
    const isInbound = feed != null && FeedSource.parse(feed.source).kind === 'inbound';
    if (!token || !areSameHashes(token.hash, (isInbound && feed.secret) || NO_HASH) || !isInbound) {
      await attempts.countWrongToken(request.ip);
      throw new AppError('invalid_link');
    }
    if (!feed.enabled) throw new AppError('upload_link_paused');
    return feed;
  }

  app.post(
    '/api/feeds/:id/token',
    {
      config: { permission: 'feed.change', object: 'feed' },
      schema: {
        operationId: 'makeFeedToken',
        tags: ['Automation'],
        summary: 'Make the token of a feed',
        description:
          'The token with which other systems send files into this feed, and into nothing else. It is shown once.',
        errors: ['not_found'],
        params: IdParams,
        response: { 200: FeedToken },
      },
    },
    async (request) => {
      const { id } = request.params;
      const feed = await records.feed.findUnique({ where: { id } });
      if (!feed || FeedSource.parse(feed.source).kind !== 'inbound') throw new AppError('not_found', { what: 'feed' });
      const { secret, hash } = makeSecret();
      await records.feed.updateMany({ where: { id }, data: { secret: hash } });
      const token = joinToken(KIND, id, secret);
      return { token, path: `/api/feed-files?token=${token}` };
    },
  );

  app.post(
    '/api/feed-files',
    {
      config: { open: true, streams: true },
      schema: {
        operationId: 'receiveFeedFile',
        tags: ['Automation'],
        summary: 'Send a file into a feed',
        description:
          'A file as `multipart/form-data` with the token of a feed. It is stored before the answer, and imported as the feed says; each content once.',
        errors: [
          'invalid_link',
          'upload_link_paused',
          'schedule_person_gone',
          'schedule_not_allowed',
          'second_factor_required',
          'no_file',
          'empty_file',
          'file_too_large',
          'upload_incomplete',
          'unsupported_media_type',
          'disk_full',
          'quota_storage',
        ],
        sends: MULTIPART_FILE,
        querystring: FeedFileQuery,
        response: { 202: ReceivedFeedFile },
      },
    },
    async (request, reply) => {
      const feed = await requireFeed(request, request.query.token);
      // Whoever made it may be gone, or lost the right: nobody would import what comes.
      await refuseLostRight(context, feed, FeedSource.parse(feed.source));
      const { stored, name } = await receiveUpload(context, request, settings.MAX_FILE_BYTES);
      const isNew = await recordContent(context, feed, stored, cleanFileName(name), {});
      const { id, state } = await records.feedFile.findUniqueOrThrow({
        where: { feedId_sha256: { feedId: feed.id, sha256: stored.sha256 } },
      });
      request.audit = {
        personId: feed.createdBy,
        via: 'link',
        object: { kind: 'feed', id: feed.id, name: feed.name },
        details: { feedFileId: id, known: !isNew },
      };
      reply.code(202);
      return { id, state: ReceivedFeedFile.shape.state.parse(state), known: !isNew };
    },
  );
}
