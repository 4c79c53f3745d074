/** English for saved views of a table. */

export const views = {
  button: 'Views',
  none: 'No view is saved yet.',
  mine: 'Only you',
  changed: 'Not as it was saved',
  save: 'Save as a new view',
  saveTitle: 'Save a view',
  saveText: 'Filter, order, grouping, columns and their formats as they are now.',
  name: 'Name',
  shared: 'For everybody who sees the table',
  sharedText: 'Otherwise only you see this view.',
  update: 'Save changes of “{{name}}”',
  rename: 'Name and sharing',
  renameTitle: 'Name and sharing of the view',
  copyLink: 'Copy link',
  delete: 'Delete “{{name}}”',
} as const;
