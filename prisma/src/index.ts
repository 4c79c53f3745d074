export type {
  ExportTemplate as ExportTemplateRecord,
  Feed as FeedRecord,
  FeedFile as FeedFileRecord,
  FeedSheet as FeedSheetRecord,
  File as FileRecord,
  IdempotencyKey,
  Job as JobRecord,
  Reject as RejectRecord,
  SavedMapping as SavedMappingRecord,
  Schedule as ScheduleRecord,
  ScheduleRun as ScheduleRunRecord,
  Table as TableRecord,
  View as ViewRecord,
} from './generated/client.ts';
export { Prisma } from './generated/client.ts';
export { migrate } from './migrate.ts';
export { type Migration, readMigrations } from './migration-files.ts';
export { openRecords, type Records } from './open.ts';
