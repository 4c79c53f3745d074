/** What is open above a table. */
export type TableDialog =
  | 'rename'
  | 'history'
  | 'delete'
  | 'share'
  | 'move'
  | 'replace'
  | 'duplicates'
  | 'uploadLinks'
  | 'searchIndex'
  | 'importRules';
