export * from './claims.ts';
export { type Continuation, findContinuations } from './continuations.ts';
export type {
  File as FileRecord,
  IdempotencyKey,
  Job as JobRecord,
  Reject as RejectRecord,
  RememberedMapping as RememberedMappingRecord,
  Table as TableRecord,
} from './generated/client.ts';
export { Prisma } from './generated/client.ts';
export { jsonText } from './json-text.ts';
export { migrate } from './migrate.ts';
export { type Migration, readMigrations } from './migration-files.ts';
export { openRecords, type Records } from './open.ts';
export { findReferrers, findTables, recordColumns, recordTable, type TableEntry, touchTable } from './people-tables.ts';
export { changeOpenRejects, type RejectGroupEntry, writeRejectTally } from './reject-tally.ts';
export { addIssues, anyLikeSql, clearRejects, keepRejects, type Like, likeSql, type RejectEntry } from './rejects.ts';
export { type MappingEntry, rememberMapping } from './remembered-mappings.ts';
