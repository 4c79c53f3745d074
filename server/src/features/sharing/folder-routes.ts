import {
  AppError,
  FIRST_OWNER,
  Folder,
  FolderChange,
  Folders,
  IdParams,
  NewFolder,
  TableMove,
  type TableRole,
} from '@sheetport/contract';
import { readFolderRoles } from '@sheetport/core';
import { Prisma } from '@sheetport/prisma';
import { z } from 'zod';
import { principalOf, requireObject } from '../../auth/auth-guard.ts';
import type { Principal } from '../../auth/principal.ts';
import { visibleFolders } from '../../auth/visible.ts';
import type { App, Context } from '../../context.ts';
import { newId } from '../../id.ts';
import { type FolderRecord, findFolder } from './find-folder.ts';

/** Register the routes that list, make, rename and delete folders of tables, and that move tables. */
export function routeFolders(app: App, context: Context): void {
  const { records, pool } = context;

  async function viewFolders(principal: Principal, rows: readonly FolderRecord[]): Promise<Folder[]> {
    const ids = rows.map(({ id }) => id);
    const roles: Map<string, TableRole | null> = await readFolderRoles(pool, principal, ids);
    return rows.flatMap(({ id, name, restricted, createdAt }) => {
      const role = roles.get(id);
      return role ? [{ id, name, restricted, role, createdAt: createdAt.toISOString() }] : [];
    });
  }

  /** @throws AppError `folder_exists`, which does not name folders that the person may not know of */
  async function refuseTakenFolder(principal: Principal, name: string, exceptId?: string): Promise<void> {
    const taken = await records.folder.findFirst({
      where: {
        AND: [
          { name: { equals: name.replace(/[\\%_]/g, '\\$&'), mode: 'insensitive' } },
          ...(exceptId === undefined ? [] : [{ id: { not: exceptId } }]),
          visibleFolders(principal),
        ],
      },
    });
    if (taken) throw new AppError('folder_exists', { name: taken.name });
  }

  app.get(
    '/api/folders',
    {
      config: { permission: 'folder.see' },
      schema: {
        operationId: 'listFolders',
        tags: ['Sharing'],
        summary: 'List folders',
        description: 'The folders of tables that you may see, by name. A table says which of them it stands in.',
        response: { 200: Folders },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const rows = await records.folder.findMany({
        where: visibleFolders(principal),
        orderBy: [{ name: 'asc' }, { id: 'asc' }],
      });
      return { folders: await viewFolders(principal, rows) };
    },
  );

  app.post(
    '/api/folders',
    {
      config: { permission: 'folder.create' },
      schema: {
        operationId: 'createFolder',
        tags: ['Sharing'],
        summary: 'Create a folder',
        description: 'An empty folder for tables. You are its owner.',
        errors: ['folder_exists'],
        body: NewFolder,
        response: { 201: Folder },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { name, restricted = false } = request.body;
      await refuseTakenFolder(principal, name);
      const shares =
        principal.id === FIRST_OWNER ? {} : { shares: { create: { personId: principal.id, role: 'owner' } } };
      const row = await records.folder.create({ data: { id: newId(), name, restricted, ...shares } });
      reply.code(201);
      return (await viewFolders(principal, [row]))[0]!;
    },
  );

  app.patch(
    '/api/folders/:id',
    {
      config: { permission: 'folder.change', object: 'folder' },
      schema: {
        operationId: 'updateFolder',
        tags: ['Sharing'],
        summary: 'Rename a folder',
        description: 'The tables in it stay as they are.',
        errors: ['not_found', 'folder_exists'],
        params: IdParams,
        body: FolderChange,
        response: { 200: Folder },
      },
    },
    async (request) => {
      const principal = principalOf(request);
      const { id } = request.params;
      await refuseTakenFolder(principal, request.body.name, id);
      await records.folder.updateMany({ where: { id }, data: { name: request.body.name } });
      return (await viewFolders(principal, [await findFolder(context, id)]))[0]!;
    },
  );

  app.delete(
    '/api/folders/:id',
    {
      config: { permission: 'folder.delete', object: 'folder' },
      schema: {
        operationId: 'deleteFolder',
        tags: ['Sharing'],
        summary: 'Delete an empty folder',
        description: 'Move the tables in it out, or delete them, first.',
        errors: ['not_found', 'folder_not_empty'],
        params: IdParams,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      // The foreign key of tables says whether it is empty, also where one is moved in meanwhile.
      const { count } = await records.folder.deleteMany({ where: { id: request.params.id } }).catch(toNotEmpty);
      if (count === 0) throw new AppError('not_found', { what: 'folder' });
      return reply.code(204).send();
    },
  );

  app.put(
    '/api/tables/:id/folder',
    {
      config: { permission: 'table.move', object: 'table' },
      schema: {
        operationId: 'moveTable',
        tags: ['Sharing'],
        summary: 'Move a table into a folder, or out of it',
        description:
          'For owners of the table who may also edit the folder. Who may see the table changes with it: a restricted folder restricts it, and people whom the folder is shared with get their role on it.',
        errors: ['not_found'],
        params: IdParams,
        body: TableMove,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { folderId } = request.body;
      if (folderId !== null) await requireObject(context, principalOf(request), 'folder', folderId, 'folder.fill');
      const { count } = await records.table
        .updateMany({ where: { id: request.params.id }, data: { folderId } })
        .catch(toNoFolder);
      if (count === 0) throw new AppError('not_found', { what: 'table' });
      return reply.code(204).send();
    },
  );
}

function isForeignKey(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2003';
}

function toNotEmpty(error: unknown): never {
  throw isForeignKey(error) ? new AppError('folder_not_empty', {}, { cause: error }) : error;
}

/** The folder was deleted meanwhile. */
function toNoFolder(error: unknown): never {
  throw isForeignKey(error) ? new AppError('not_found', { what: 'folder' }, { cause: error }) : error;
}
