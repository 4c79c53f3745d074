/** What a person does next after a failure. Every code of the contract has a step, or this does not build. */
import type { ErrorCode } from '@sheetport/contract';
import type { nextStep } from '../i18n/en/next-step.ts';

export type NextStep = keyof typeof nextStep;

export const NEXT_STEP: Readonly<Record<ErrorCode, NextStep>> = {
  not_signed_in: 'signIn',
  wrong_password: 'signIn',
  wrong_current_password: 'owner',
  not_offered: 'owner',
  forbidden: 'owner',
  key_scope: 'owner',
  too_many_keys: 'nothing',
  upload_link_paused: 'owner',
  upload_link_expired: 'owner',
  upload_link_full: 'owner',
  missing_headings: 'upload',
  invalid_link: 'owner',
  email_taken: 'again',
  email_needed: 'owner',
  first_owner_stays: 'nothing',
  own_account: 'owner',
  foreign_origin: 'owner',
  too_many_requests: 'later',
  invalid_request: 'reload',
  not_found: 'import',
  method_not_allowed: 'reload',
  unsupported_media_type: 'reload',
  idempotency_conflict: 'again',
  gone: 'upload',
  no_file: 'upload',
  file_too_large: 'split',
  upload_incomplete: 'upload',
  upload_conflict: 'upload',
  disk_full: 'room',
  file_missing: 'storage',
  storage_unavailable: 'later',
  file_not_ready: 'later',
  empty_file: 'file',
  not_a_spreadsheet: 'file',
  unsupported_format: 'file',
  encrypted: 'password',
  damaged_file: 'file',
  unclosed_quote: 'dialect',
  not_a_text_file: 'import',
  file_refused: 'file',
  file_too_complex: 'file',
  file_unreadable: 'file',
  no_such_sheet: 'sheet',
  empty_sheet: 'sheet',
  invalid_table: 'columns',
  invalid_filter: 'filter',
  invalid_cursor: 'reload',
  table_exists: 'name',
  table_in_use: 'wait',
  table_needed: 'database',
  table_missing: 'database',
  invalid_rule: 'rules',
  rows_violate_rule: 'rules',
  table_attached: 'nothing',
  cannot_attach: 'database',
  drop_not_confirmed: 'detach',
  table_unreadable: 'database',
  table_read_only: 'database',
  table_rejected_rows: 'database',
  not_permitted: 'database',
  job_finished: 'nothing',
  job_not_finished: 'wait',
  nothing_to_undo: 'nothing',
  already_undone: 'nothing',
  undo_not_possible: 'byHand',
  not_a_dry_run: 'import',
  already_imported: 'import',
  no_pending_rejects: 'import',
  rows_already_resolved: 'reload',
  invalid_corrections_file: 'corrections',
  no_file_yet: 'wait',
  invalid_range: 'again',
  invalid_mapping: 'columns',
  no_columns: 'columns',
  invalid_key: 'key',
  key_needed: 'key',
  key_not_unique: 'key',
  rows_rejected: 'rows',
  worker_lost: 'file',
  newer_version: 'later',
  out_of_memory: 'split',
  file_needs_memory: 'split',
  database_unavailable: 'later',
  busy: 'later',
  query_too_slow: 'narrow',
  queue_unavailable: 'later',
  mode_not_supported: 'key',
  internal: 'again',
};

/** What to do after a job failed with this code; of a code that is not known yet, to try again. */
export function nextStepOf(code: string | undefined): NextStep {
  return code !== undefined && Object.hasOwn(NEXT_STEP, code) ? NEXT_STEP[code as ErrorCode] : 'again';
}

const FILE_STEPS: ReadonlySet<NextStep> = new Set(['file', 'password', 'upload', 'split']);
const CHOICE_STEPS: ReadonlySet<NextStep> = new Set(['sheet', 'columns', 'key', 'name', 'rows', 'import']);

/** Which button leads there: another file, other choices, or the same again. */
export function buttonFor(step: NextStep): 'file' | 'columns' | 'again' {
  if (FILE_STEPS.has(step)) return 'file';
  return CHOICE_STEPS.has(step) ? 'columns' : 'again';
}
