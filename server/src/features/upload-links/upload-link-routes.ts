import {
  AppError,
  IdParams,
  LinkFiles,
  MadeUploadLink,
  NewUploadLink,
  UploadLink,
  UploadLinkChange,
  UploadLinks,
} from '@sheetport/contract';
import { principalOf } from '../../auth/auth-guard.ts';
import { makeSecret } from '../../auth/secrets.ts';
import type { App, Context } from '../../context.ts';
import { newId } from '../../id.ts';
import { refuseTooMany } from '../account/kept-objects.ts';
import { findTable } from '../tables/table-routes.ts';
import { LinkOptions } from './link-mapping.ts';
import { type LinkRecord, viewLink } from './link-state.ts';
import { viewLinkFiles } from './sent-view.ts';
import { takeMapping } from './take-mapping.ts';

/** Register the routes with which people make, see, change and end upload links. */
export function routeUploadLinks(app: App, context: Context): void {
  const { records, settings } = context;

  async function findLink(id: string): Promise<LinkRecord> {
    const link = await records.uploadLink.findUnique({ where: { id } });
    if (!link) throw new AppError('not_found', { what: 'upload link' });
    return link;
  }

  app.get(
    '/api/tables/:id/upload-links',
    {
      config: { permission: 'link.see', object: 'table' },
      schema: {
        operationId: 'listUploadLinks',
        tags: ['Upload links'],
        summary: 'List upload links',
        description: 'The links by which people without an account send files into this table, newest first.',
        errors: ['not_found'],
        params: IdParams,
        response: { 200: UploadLinks },
      },
    },
    async (request) => {
      const { id: tableId } = await findTable(context, request.params.id);
      const rows = await records.uploadLink.findMany({ where: { tableId }, orderBy: { createdAt: 'desc' }, take: 200 });
      return { links: await Promise.all(rows.map((row) => viewLink(context, row))) };
    },
  );

  app.post(
    '/api/tables/:id/upload-links',
    {
      config: { permission: 'link.create', object: 'table' },
      schema: {
        operationId: 'createUploadLink',
        tags: ['Upload links'],
        summary: 'Make an upload link',
        description:
          'A link by which somebody without an account sends files into this table. The mapping and the options are fixed; imports run with your rights as they are then.',
        errors: ['not_found', 'invalid_mapping', 'key_needed', 'too_many_kept'],
        params: IdParams,
        body: NewUploadLink,
        response: { 201: MadeUploadLink },
      },
    },
    async (request, reply) => {
      const { id: tableId } = await findTable(context, request.params.id);
      const { mappingId, name, message = null, expiresAt, maxFiles, maxFileBytes } = request.body;
      const { newColumns, limits, priority, rate, retries } = request.body;
      const { columns, options } = await takeMapping(context, tableId, mappingId, request.body);
      const { secret, hash } = makeSecret();
      const { id: createdBy } = principalOf(request);
      const row = await records.$transaction(async (tx) => {
        await refuseTooMany(tx, createdBy, 'uploadLinks');
        return tx.uploadLink.create({
          data: {
            id: newId(),
            tableId,
            name,
            message,
            tokenHash: hash,
            columns,
            options: { ...options, newColumns, limits, priority, rate, retries },
            maxFiles,
            maxFileBytes: Math.min(maxFileBytes ?? settings.MAX_FILE_BYTES, settings.MAX_FILE_BYTES),
            expiresAt,
            createdBy,
          },
        });
      });
      reply.code(201);
      return { link: await viewLink(context, row), path: `/send#${secret}` };
    },
  );

  app.patch(
    '/api/upload-links/:id',
    {
      config: { permission: 'link.change', object: 'link' },
      schema: {
        operationId: 'updateUploadLink',
        tags: ['Upload links'],
        summary: 'Change, pause or end an upload link',
        description:
          'It holds at once. A file that is on its way is refused when the link is paused or ended before it has arrived whole.',
        errors: ['not_found'],
        params: IdParams,
        body: UploadLinkChange,
        response: { 200: UploadLink },
      },
    },
    async (request) => {
      const link = await findLink(request.params.id);
      const { id } = link;
      const { name, message, expiresAt, maxFiles, paused, ended } = request.body;
      const data = {
        options: { ...LinkOptions.parse(link.options), ...chosenOptions(request.body) },
        ...(name !== undefined && { name }),
        ...(message !== undefined && { message }),
        ...(expiresAt !== undefined && { expiresAt }),
        ...(maxFiles !== undefined && { maxFiles }),
        ...(paused !== undefined && { pausedAt: paused ? new Date() : null }),
        ...(ended && { endedAt: new Date() }),
      };
      return viewLink(context, await records.uploadLink.update({ where: { id }, data }));
    },
  );

  app.get(
    '/api/upload-links/:id/files',
    {
      config: { permission: 'link.see', object: 'link' },
      schema: {
        operationId: 'listLinkFiles',
        tags: ['Upload links'],
        summary: 'List what came by an upload link',
        description: 'The files that came, newest first, at most 500, with what became of them.',
        errors: ['not_found'],
        params: IdParams,
        response: { 200: LinkFiles },
      },
    },
    async (request) => {
      const { id: linkId } = await findLink(request.params.id);
      const rows = await records.sentFile.findMany({
        where: { linkId, fileId: { not: null } },
        orderBy: { createdAt: 'desc' },
        take: 500,
      });
      return { files: await viewLinkFiles(context, rows) };
    },
  );
}

/** What of a change is kept with the options of the imports. */
function chosenOptions({ newColumns, limits, priority, rate, retries }: UploadLinkChange): Partial<LinkOptions> {
  return {
    ...(newColumns && { newColumns }),
    ...(limits !== undefined && { limits }),
    ...(priority && { priority }),
    ...(rate !== undefined && { rate }),
    ...(retries !== undefined && { retries }),
  };
}
