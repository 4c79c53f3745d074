/** English for sharing tables and folders, and for folders. */

/** Why somebody has access. */
export const access = {
  service_owner: 'Owner of the service',
  shared: 'Shared by name',
  folder: 'By the folder {{folder}}',
  open: 'Open to everybody',
} as const;

/** The role of a person on a table or a folder. */
export const tableRole = {
  viewer: 'Viewer',
  editor: 'Editor',
  owner: 'Owner',
} as const;

export const sharing = {
  button: 'Share',
  title: 'Share “{{name}}”',
  who: 'Who sees it',
  open: 'Everybody',
  openText: 'With their role in the service.',
  only: 'Only some people',
  onlyText: 'Those whom it is shared with, and owners of the service.',
  byFolder: 'The folder “{{folder}}” is restricted, and with it this table, whatever is chosen here.',
  people: 'Who has access',
  person: 'Person',
  choose: 'Choose a person',
  nobodyLeft: 'Nobody else is here. An owner of the service invites people.',
  role: 'As',
  roleOf: 'Role of {{name}}',
  add: 'Add',
  stop: 'Stop sharing with {{name}}',
  you: 'You',
  viewerText: 'Sees and exports it.',
  editorText: 'Also imports, corrects, undoes and changes columns.',
  ownerText: 'Also shares, moves and deletes it.',
} as const;

export const folders = {
  title: 'Folder',
  none: 'No folder',
  new: 'New folder',
  newTitle: 'New folder',
  name: 'Name of the folder',
  make: 'Create folder',
  makeRestricted: 'Only some people see it',
  makeRestrictedText: 'You, people whom you share it with, and owners of the service.',
  rename: 'Rename folder',
  delete: 'Delete folder',
  deleteTitle: 'Delete “{{name}}”?',
  deleteText: 'The folder is empty. Nothing else is deleted.',
  deleteFull: 'There are tables in it. Move them out or delete them first.',
  more: 'More about the folder {{name}}',
  move: 'Move to a folder',
  moveTitle: 'Move “{{name}}”',
  newRestricted: 'Only some people see it',
  newRestrictedText: 'You, owners of this service, and people whom you share it with.',
  newInRestricted: 'The folder is restricted: only people with access to it see the table.',
  moveText:
    'Who sees the table changes with its folder: a restricted folder restricts it, and people of the folder get their role on it.',
  moveOpens: 'Outside of “{{folder}}” everybody will see this table.',
  moveDo: 'Move',
} as const;
