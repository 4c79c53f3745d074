/** Sharing tables and folders, and folders themselves. */
import { z } from 'zod';
import { Id } from '../entities/id.ts';
import { PersonId, Role } from '../entities/person.ts';
import { TableRole } from '../entities/table-role.ts';
import { Name } from './name.ts';
import { IdParams } from './paging.ts';

/** A named group of tables. */
export const Folder = z.object({
  id: Id,
  name: z.string(),
  restricted: z
    .boolean()
    .describe('True where only people whom it is shared with, and owners of the service, see it and the tables in it.'),
  role: TableRole.describe('What you may do with it, and at least with each table in it.'),
  createdAt: z.iso.datetime(),
});
export type Folder = z.infer<typeof Folder>;

export const Folders = z.object({ folders: z.array(Folder) });
export type Folders = z.infer<typeof Folders>;

export const NewFolder = z.strictObject({
  name: Name,
  restricted: z
    .boolean()
    .optional()
    .describe('True: only you, owners of the service and people whom it is shared with.'),
});
export type NewFolder = z.infer<typeof NewFolder>;

export const FolderChange = z.strictObject({ name: Name });
export type FolderChange = z.infer<typeof FolderChange>;

export const TableMove = z.strictObject({ folderId: Id.nullable().describe('Null: in no folder.') });
export type TableMove = z.infer<typeof TableMove>;

/** Why a person has the role that they have: the first of these that gives it. */
export const ShareReason = z.enum(['service_owner', 'shared', 'folder', 'open']);
export type ShareReason = z.infer<typeof ShareReason>;

/** A person who has a role on a table or a folder. */
export const PersonShare = z.object({
  personId: PersonId,
  name: z.string(),
  serviceRole: Role.describe('The role of the person in the service.'),
  role: TableRole.describe('What they may do with it.'),
  because: ShareReason.describe(
    '`service_owner`: owners of the service have all rights. `shared`: it is shared with them. `folder`: its folder is. `open`: everybody has their role in the service on it.',
  ),
  grant: TableRole.nullable().describe('What it is shared with them as; null where it is not.'),
});
export type PersonShare = z.infer<typeof PersonShare>;

export const Shares = z.object({
  restricted: z.boolean().describe('Only people below see it. Of a table, that its folder is restricted counts too.'),
  ownRestricted: z.boolean().describe('What `updateTableSharing` or `updateFolderSharing` sets.'),
  folder: z
    .object({ id: Id, name: z.string(), restricted: z.boolean() })
    .nullable()
    .describe('Of a table: its folder.'),
  people: z.array(PersonShare).describe('Everybody who has a role on it, and why.'),
});
export type Shares = z.infer<typeof Shares>;

export const SharingChange = z.strictObject({ restricted: z.boolean() });
export type SharingChange = z.infer<typeof SharingChange>;

export const NewShare = z.strictObject({ role: TableRole });
export type NewShare = z.infer<typeof NewShare>;

export const ShareParams = IdParams.extend({ personId: PersonId });
