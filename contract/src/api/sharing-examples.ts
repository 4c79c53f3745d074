/** A folder and how it is shared, as requests and answers about it look. A test checks each against its schema. */
import type {
  Folder,
  FolderChange,
  NewFolder,
  NewShare,
  PersonShare,
  Shares,
  SharingChange,
  TableMove,
} from '../http/sharing.ts';

const FOLDER_ID = '0199c1b0-11f2-4c3b-b2aa-0d9c4e7f6620';
const folder: Folder = {
  id: FOLDER_ID,
  name: 'Payroll',
  restricted: true,
  role: 'owner',
  createdAt: '2026-01-15T09:30:00.000Z',
};
const newFolder: NewFolder = { name: 'Payroll', restricted: true };
const folderUpdate: FolderChange = { name: 'Payroll 2026' };
const move: TableMove = { folderId: FOLDER_ID };
const owner: PersonShare = {
  personId: 'owner',
  name: 'Olive Green',
  serviceRole: 'owner',
  role: 'owner',
  because: 'service_owner',
  grant: null,
};
const viewer: PersonShare = {
  personId: '0199c1b0-11f2-4c3b-b2aa-0d9c4e7f6607',
  name: 'Ann Brown',
  serviceRole: 'viewer',
  role: 'editor',
  because: 'shared',
  grant: 'editor',
};
const shares: Shares = {
  restricted: true,
  ownRestricted: false,
  folder: { id: FOLDER_ID, name: 'Payroll', restricted: true },
  people: [viewer, owner],
};
const restrict: SharingChange = { restricted: true };
const share: NewShare = { role: 'editor' };

/** By the name of the schema, as in API_EXAMPLES. */
export const SHARING_EXAMPLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Folder: { payroll: folder },
  Folders: { one: { folders: [folder] } },
  NewFolder: { restricted: newFolder },
  FolderUpdate: { name: folderUpdate },
  TableMove: { into: move, out: { folderId: null } },
  Shares: { table: shares },
  SharingUpdate: { restrict, open: { restricted: false } },
  NewShare: { editor: share },
};
