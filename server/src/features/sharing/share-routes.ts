import { AppError, IdParams, NewShare, ShareParams, Shares, SharingChange } from '@sheetport/contract';
import type { FastifySchema } from 'fastify';
import { z } from 'zod';
import type { App, Context } from '../../context.ts';
import { findTable } from '../tables/table-routes.ts';
import { findFolder } from './find-folder.ts';
import { viewShares } from './view-shares.ts';

const TAGS = ['Sharing'];

/** The sharing of one kind of object. */
interface Shareable {
  permission: 'table.share' | 'folder.share';
  object: 'table' | 'folder';
  path: string;
  /** As the operations are named and described. */
  name: 'Table' | 'Folder';
  word: string;
  read(id: string): Promise<Shares>;
  restrict(id: string, restricted: boolean): Promise<unknown>;
  share(id: string, personId: string, role: string): Promise<unknown>;
  unshare(id: string, personId: string): Promise<{ count: number }>;
}

/** Register the routes that show and change who may see and do what with a table or a folder. What they change holds at once. */
export function routeShares(app: App, context: Context): void {
  const { records } = context;

  routeSharing(app, context, {
    permission: 'table.share',
    object: 'table',
    path: '/api/tables/:id/shares',
    name: 'Table',
    word: 'table',
    async read(id) {
      const { restricted } = await findTable(context, id);
      const [grants, folder] = await Promise.all([
        records.tableShare.findMany({ where: { tableId: id } }),
        records.folder.findFirst({ where: { tables: { some: { id } } }, include: { shares: true } }),
      ]);
      return viewShares(context, { restricted, grants, folder: folder && { ...folder, grants: folder.shares } });
    },
    restrict: (id, restricted) => records.table.updateMany({ where: { id }, data: { restricted } }),
    share: (tableId, personId, role) =>
      records.tableShare.upsert({
        where: { tableId_personId: { tableId, personId } },
        create: { tableId, personId, role },
        update: { role },
      }),
    unshare: (tableId, personId) => records.tableShare.deleteMany({ where: { tableId, personId } }),
  });

  routeSharing(app, context, {
    permission: 'folder.share',
    object: 'folder',
    path: '/api/folders/:id/shares',
    name: 'Folder',
    word: 'folder and all tables in it',
    async read(id) {
      const { restricted } = await findFolder(context, id);
      return viewShares(context, {
        restricted,
        grants: await records.folderShare.findMany({ where: { folderId: id } }),
      });
    },
    restrict: (id, restricted) => records.folder.updateMany({ where: { id }, data: { restricted } }),
    share: (folderId, personId, role) =>
      records.folderShare.upsert({
        where: { folderId_personId: { folderId, personId } },
        create: { folderId, personId, role },
        update: { role },
      }),
    unshare: (folderId, personId) => records.folderShare.deleteMany({ where: { folderId, personId } }),
  });
}

function routeSharing(app: App, { records }: Context, shareable: Shareable): void {
  const { permission, object, path, name, word } = shareable;
  const config = { permission, object };
  const base = { tags: TAGS, errors: ['not_found'] } satisfies FastifySchema;

  app.get(
    path,
    {
      config,
      schema: {
        ...base,
        operationId: `list${name}Shares`,
        summary: `List who has access to a ${object}`,
        description: `Everybody who may see the ${word}, what they may do with it, and why. For its owners.`,
        params: IdParams,
        response: { 200: Shares },
      },
    },
    async (request) => shareable.read(request.params.id),
  );

  app.patch(
    path,
    {
      config,
      schema: {
        ...base,
        operationId: `update${name}Sharing`,
        summary: `Restrict or open a ${object}`,
        description: `Restricted, only people whom it is shared with and owners of the service see the ${word}; open, everybody does by their role in the service.`,
        params: IdParams,
        body: SharingChange,
        response: { 200: Shares },
      },
    },
    async (request) => {
      const { id } = request.params;
      await shareable.restrict(id, request.body.restricted);
      return shareable.read(id);
    },
  );

  app.put(
    `${path}/:personId`,
    {
      config,
      schema: {
        ...base,
        operationId: `share${name}`,
        summary: `Share a ${object} with a person`,
        description: `As a viewer, an editor or an owner of the ${word}. It can give a person more than their role in the service does, and never less.`,
        params: ShareParams,
        body: NewShare,
        response: { 200: Shares },
      },
    },
    async (request) => {
      const { id, personId } = request.params;
      const person = await records.person.findUnique({ where: { id: personId }, select: { id: true } });
      if (!person) throw new AppError('not_found', { what: 'person' });
      await shareable.share(id, personId, request.body.role);
      return shareable.read(id);
    },
  );

  app.delete(
    `${path}/:personId`,
    {
      config,
      schema: {
        ...base,
        operationId: `unshare${name}`,
        summary: `Stop sharing a ${object} with a person`,
        description: `What was given to them by name is taken back. Jobs of theirs that run go on; those that wait are asked again.`,
        params: ShareParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { count } = await shareable.unshare(request.params.id, request.params.personId);
      if (count === 0) throw new AppError('not_found', { what: 'share' });
      return reply.code(204).send();
    },
  );
}
