/** English for the names of states, kinds, phases and types. */

export const fileState = {
  receiving: 'Not complete',
  received: 'Uploaded',
  inspecting: 'Being inspected',
  ready: 'Ready to import',
  unreadable: 'Cannot be read',
  gone: 'No longer kept',
} as const;

export const kind = {
  inspect: 'Inspection',
  import: 'Import',
  export: 'Export',
  undo: 'Undo',
  edit: 'Edit',
} as const;

export const state = {
  queued: 'Queued',
  running: 'Running',
  succeeded: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
} as const;

export const phase = {
  waiting: 'Waiting for its turn',
  opening: 'Opening the file',
  sampling: 'Looking at the first rows',
  profiling: 'Looking at every row',
  reading: 'Reading rows',
  checking: 'Checking rows',
  merging: 'Putting rows into the table',
  committing: 'Saving',
  querying: 'Asking the table',
  writing: 'Writing the file',
  publishing: 'Making the file ready',
  undoing: 'Undoing the import',
  cancelling: 'Stopping',
  done: 'Done',
} as const;

export const type = {
  text: 'Text',
  integer: 'Whole number',
  decimal: 'Decimal',
  boolean: 'Yes/No',
  date: 'Date',
  datetime: 'Date and time',
  time: 'Time of day',
} as const;

export const value = {
  yes: 'Yes',
  no: 'No',
  empty: 'empty',
} as const;

export const count = {
  inserted: 'New',
  skipped: 'No data, not imported',
  updated: 'Updated',
  unchanged: 'Unchanged',
  rejected: 'Rejected',
} as const;
