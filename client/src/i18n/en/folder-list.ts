/** English for folders in a list of tables, and for tables of some people. */

export const folderList = {
  others: 'Other tables',
  empty: 'No tables in this folder yet.',
  restricted: 'Restricted',
  restrictedHint: 'Only people whom it is shared with, and owners of the service, see it.',
} as const;
