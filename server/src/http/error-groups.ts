import type { ErrorCode } from '@sheetport/contract';

/** What a call can answer that looks a table up in the database. */
export const TABLE_ERRORS = [
  'not_found',
  'table_missing',
  'table_unreadable',
  'table_in_use',
  'not_permitted',
  'busy',
] as const satisfies readonly ErrorCode[];

/** What a call can answer that starts a job: `not_found` also where a file or table was deleted meanwhile. */
export const NEW_JOB_ERRORS = [
  'not_found',
  'idempotency_conflict',
  'quota_jobs',
  'queue_unavailable',
] as const satisfies readonly ErrorCode[];

/** What a call can answer that imports a file into a table. */
export const IMPORT_ERRORS = [
  ...NEW_JOB_ERRORS,
  'gone',
  'file_unreadable',
  'file_not_ready',
  'key_needed',
  'key_not_unique',
  'invalid_key',
  'table_read_only',
  'quota_rows',
  ...TABLE_ERRORS,
] as const satisfies readonly ErrorCode[];
