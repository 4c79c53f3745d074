import {
  AppError,
  Feed,
  FeedChange,
  FeedFile,
  FeedFiles,
  FeedFilesQuery,
  FeedImport,
  Feeds,
  IdParams,
  NewFeed,
} from '@sheetport/contract';
import { queryRows, readDatabaseClock } from '@sheetport/core';
import type { FeedRecord } from '@sheetport/prisma';
import { z } from 'zod';
import { principalOf } from '../../auth/auth-guard.ts';
import type { App, Context } from '../../context.ts';
import { afterCursor, cutPage, NEWEST_FIRST } from '../../http/cursor.ts';
import { advanceFiles, importFile } from './advance-files.ts';
import { approveSheets } from './advance-sheets.ts';
import { checkDueFeed } from './check-feeds.ts';
import { type FileWithSheets, jobsOf, viewFeed, viewFeedFile } from './feed-view.ts';
import { changeFeed, createFeed } from './save-feed.ts';

/** Errors of folders of other systems. */
const REMOTE_ERRORS = [
  'secret_missing',
  'address_not_allowed',
  'receiver_unreachable',
  'receiver_refused',
  'grant_refused',
  'host_key_not_confirmed',
] as const;
const Counted = z.object({ feedId: z.string(), state: z.string(), count: z.number() });
/** What a person may say is to be imported. */
const WAITING: ReadonlySet<string> = new Set(['quarantined', 'failed']);

/** Register the routes that list, make, change and check feeds, and what came in by them. */
export function routeFeeds(app: App, context: Context): void {
  const { records, access, pool, settings } = context;

  async function viewAll(rows: readonly FeedRecord[]): Promise<Feed[]> {
    const counts = await queryRows(
      pool,
      Counted,
      `SELECT feed_id AS "feedId", state, count(*)::int AS count FROM sheetport.feed_file
        WHERE feed_id = ANY($1::uuid[]) GROUP BY feed_id, state`,
      [rows.map(({ id }) => id)],
    );
    const countOf = (id: string, state: string) =>
      counts.find((one) => one.feedId === id && one.state === state)?.count ?? 0;
    return rows.map((row) =>
      viewFeed(row, {
        loaded: countOf(row.id, 'loaded'),
        quarantined: countOf(row.id, 'quarantined'),
        failed: countOf(row.id, 'failed'),
      }),
    );
  }

  async function findFeed(id: string): Promise<FeedRecord> {
    const row = await records.feed.findUnique({ where: { id } });
    if (!row) throw new AppError('not_found', { what: 'feed' });
    return row;
  }
  const viewOne = async (id: string): Promise<Feed> => (await viewAll([await findFeed(id)]))[0]!;

  /** The jobs of files that were undone. */
  async function findUndone(files: readonly FileWithSheets[]): Promise<Set<string>> {
    const where = { id: { in: files.flatMap(jobsOf) }, undoneByJobId: { not: null } };
    const jobs = await records.job.findMany({ where, select: { id: true } });
    return new Set(jobs.map(({ id }) => id));
  }

  app.get(
    '/api/feeds',
    {
      config: { permission: 'feed.see' },
      schema: {
        operationId: 'listFeeds',
        tags: ['Automation'],
        summary: 'List feeds',
        description: 'Feeds by name: your own, and to owners of the service those of everybody.',
        response: { 200: Feeds },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const rows = await records.feed.findMany({
        where: access.isAllowed(principal, 'feed.see') ? {} : { createdBy: principal.id },
        orderBy: [{ name: 'asc' }, { id: 'asc' }],
        take: 1000,
      });
      return { feeds: await viewAll(rows), folders: principal.role === 'owner' ? settings.FEED_FOLDERS : [] };
    },
  );

  app.post(
    '/api/feeds',
    {
      config: { permission: 'feed.create' },
      schema: {
        operationId: 'createFeed',
        tags: ['Automation'],
        summary: 'Make a feed',
        description:
          'Files of a folder of the server, of S3 or SFTP, of an address, or attached to messages of a mailbox, are imported into a table by themselves: each content once, with your rights as they are then. A file that is not as the table expects waits for a person.',
        errors: [
          'not_found',
          'invalid_mapping',
          'key_needed',
          'too_many_kept',
          'feed_folder_not_allowed',
          'feed_unreadable',
          ...REMOTE_ERRORS,
        ],
        responseHeaders: ['Location'],
        body: NewFeed,
        response: { 201: Feed },
      },
    },
    async (request, reply) => {
      const id = await createFeed(context, principalOf(request), request.body);
      reply.code(201).header('location', `/api/feeds/${id}`);
      return viewOne(id);
    },
  );

  app.get(
    '/api/feeds/:id',
    {
      config: { permission: 'feed.see', object: 'feed' },
      schema: {
        operationId: 'getFeed',
        tags: ['Automation'],
        summary: 'Get a feed',
        description: 'A feed, and how its last look went.',
        errors: ['not_found'],
        params: IdParams,
        response: { 200: Feed },
      },
    },
    (request) => viewOne(request.params.id),
  );

  app.patch(
    '/api/feeds/:id',
    {
      config: { permission: 'feed.change', object: 'feed' },
      schema: {
        operationId: 'updateFeed',
        tags: ['Automation'],
        summary: 'Change a feed',
        description:
          'Fields that are not named stay. Earlier files stay in the list, and those that are not imported yet are judged by the changed feed. After a change of the source, files of the previous source are still imported and stay where they are.',
        errors: [
          'not_found',
          'invalid_mapping',
          'key_needed',
          'feed_folder_not_allowed',
          'feed_unreadable',
          'secret_unreadable',
          ...REMOTE_ERRORS,
        ],
        params: IdParams,
        body: FeedChange,
        response: { 200: Feed },
      },
    },
    async (request) => {
      const { id } = request.params;
      await changeFeed(context, principalOf(request), await findFeed(id), request.body);
      return viewOne(id);
    },
  );

  app.delete(
    '/api/feeds/:id',
    {
      config: { permission: 'feed.change', object: 'feed' },
      schema: {
        operationId: 'deleteFeed',
        tags: ['Automation'],
        summary: 'Delete a feed',
        description: 'The feed and its history go. What it imported stays.',
        errors: ['not_found'],
        params: IdParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { count } = await records.feed.deleteMany({ where: { id: request.params.id } });
      if (count === 0) throw new AppError('not_found', { what: 'feed' });
      return reply.code(204).send();
    },
  );

  app.post(
    '/api/feeds/:id/check',
    {
      config: { permission: 'feed.change', object: 'feed' },
      schema: {
        operationId: 'checkFeed',
        tags: ['Automation'],
        summary: 'Look at a feed now',
        description:
          'Look for new files at once. A file in a folder is taken once it was the same for some seconds, so that one which is still written waits.',
        errors: ['not_found'],
        params: IdParams,
        response: { 200: Feed },
      },
    },
    async (request) => {
      const { id } = await findFeed(request.params.id);
      const clock = await readDatabaseClock(pool);
      await checkDueFeed(context, clock(), id);
      await advanceFiles(context, clock());
      return viewOne(id);
    },
  );

  app.get(
    '/api/feeds/:id/files',
    {
      config: { permission: 'feed.see', object: 'feed' },
      schema: {
        operationId: 'listFeedFiles',
        tags: ['Automation'],
        summary: 'List the files of a feed',
        description: 'What came in, newest first: each content once, with its import, or why it waits.',
        errors: ['not_found', 'invalid_cursor'],
        params: IdParams,
        querystring: FeedFilesQuery,
        response: { 200: FeedFiles },
      },
    },
    async (request) => {
      const { id: feedId } = await findFeed(request.params.id);
      const { after, limit } = request.query;
      const rows = await records.feedFile.findMany({
        where: { AND: [{ feedId }, afterCursor(after)] },
        include: { sheets: true },
        orderBy: NEWEST_FIRST,
        take: limit + 1,
      });
      const { page, next } = cutPage(rows, limit);
      const undone = await findUndone(page);
      return { files: page.map((row) => viewFeedFile(row, undone)), next };
    },
  );

  app.post(
    '/api/feeds/:id/imports',
    {
      config: { permission: 'feed.change', object: 'feed' },
      schema: {
        operationId: 'importFeedFile',
        tags: ['Automation'],
        summary: 'Import a file of a feed',
        description:
          'Import a file that waits in quarantine, that failed, or whose import was undone, as it is. It has the rights of the person who made the feed.',
        errors: ['not_found', 'nothing_to_import'],
        params: IdParams,
        body: FeedImport,
        response: { 202: FeedFile },
      },
    },
    async (request, reply) => {
      const { id: feedId } = await findFeed(request.params.id);
      const where = { id: request.body.feedFileId, feedId };
      const file = await records.feedFile.findFirst({ where, include: { feed: true, sheets: true } });
      if (!file) throw new AppError('not_found', { what: 'file' });
      const undone = await findUndone([file]);
      if (file.batchId !== null) {
        if (!(await approveSheets(context, file, request.body.sheet, undone))) throw new AppError('nothing_to_import');
      } else {
        const isUndone = file.state === 'loaded' && file.jobId !== null && undone.has(file.jobId);
        if (!WAITING.has(file.state) && !isUndone) throw new AppError('nothing_to_import');
        await importFile(context, file, true, new Date());
      }
      reply.code(202);
      return viewFeedFile(
        await records.feedFile.findUniqueOrThrow({ where: { id: file.id }, include: { sheets: true } }),
      );
    },
  );
}
