/** English for the search index of a table. */

export const searchIndex = {
  open: 'Search index',
  title: 'Search index',
  offer: 'Make it quick…',
  none: 'A search looks for words in all columns, whatever their case and accents. Without an index it reads every row. With one, words of three letters and more are found at once.',
  cost: 'The index takes about {{size}} on the disk, and about {{time}} to make. Everybody can go on working meanwhile.',
  writes:
    'Imports and edits get slower: each row that is written takes about half a millisecond longer, a million rows several minutes. It is worth it for a table that is searched often and seldom filled.',
  make: 'Make the index',
  building: 'The index is being made. You can close this window and go on working.',
  progress: 'Making the search index',
  ready:
    'Searches of this table use an index of {{size}}. Without it imports and edits are quicker, and searches read every row.',
  outdated: 'The columns of the table have changed since the index was made, so searches read every row again.',
  broken: 'Making the index was interrupted, so searches read every row.',
  makeAnew: 'Make it anew',
  remove: 'Remove the index',
  extension:
    'The database has no extension pg_trgm, which the index needs. Whoever runs it can switch it on with CREATE EXTENSION pg_trgm.',
  encoding: 'The database is not in UTF-8, which the index needs.',
  table: 'The index cannot be made for this table: it is in parts, or the service does not own it.',
} as const;
