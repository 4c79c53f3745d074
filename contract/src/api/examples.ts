/** An import of orders from the first upload to the export, as its requests and answers look. A test checks each against its schema. */
import type { z } from 'zod';
import type { File } from '../entities/file.ts';
import type { Job } from '../entities/job.ts';
import type { JobDetails } from '../entities/job-history.ts';
import type { Table } from '../entities/table.ts';
import type { Attachables, AttachTable } from '../http/attach.ts';
import type { Batch, NewBatch } from '../http/batches.ts';
import type { CountRejects, NewCorrections, Rejects } from '../http/corrections.ts';
import type { Deletion } from '../http/deletions.ts';
import type { FileChange, Files, Preview } from '../http/files.ts';
import type { NewImport } from '../http/imports.ts';
import type { Changes, Issues, Jobs } from '../http/jobs.ts';
import type { SavedMappings, SuggestedMapping } from '../http/mapping-suggestions.ts';
import type { QueueState, Queues, QueueUpdate } from '../http/queues.ts';
import type { ChangedTable, RuleViolations, TableChange } from '../http/table-change.ts';
import type { NewTable, Tables } from '../http/tables.ts';
import type { Undo } from '../http/undo.ts';
import { AUTOMATION_EXAMPLES } from './automation-examples.ts';
import { DELIVERY_EXAMPLES } from './delivery-examples.ts';
import { EXPORT_EXAMPLES } from './export-examples.ts';
import { MONITOR_EXAMPLES } from './monitor-examples.ts';
import { PEOPLE_EXAMPLES } from './people-examples.ts';
import { ROW_EXAMPLES } from './row-examples.ts';
import { SHARING_EXAMPLES } from './sharing-examples.ts';
import { WEBHOOK_EXAMPLES } from './webhook-examples.ts';

const FILE_ID = '0199c1a2-7c1e-7a55-9d0e-3f6f5a2b1c01';
const INSPECTION_ID = '0199c1a2-7c1e-7a55-9d0e-3f6f5a2b1c02';
const TABLE_ID = '0199c1a2-9b20-7d31-8a4c-51e0c7d9aa03';
const JOB_ID = '0199c1a2-9b20-7d31-8a4c-51e0c7d9aa04';
const EXPORT_ID = '0199c1b0-11f2-7c3b-b2aa-0d9c4e7f6605';
const MAPPING_ID = '0199c1b0-11f2-7c3b-b2aa-0d9c4e7f6606';
const BATCH_ID = '0199c1b0-11f2-7c3b-b2aa-0d9c4e7f6607';
const AT = '2026-01-15T09:30:00.000Z';
const LATER = '2026-01-15T09:30:02.000Z';

const file: File = {
  id: FILE_ID,
  name: 'orders.xlsx',
  bytes: 48_213,
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  format: 'xlsx',
  state: 'ready',
  createdAt: AT,
  sheets: [
    {
      index: 0,
      name: 'Orders',
      hidden: false,
      rows: 1000,
      headerRow: 1,
      headerRows: 1,
      columns: [
        { index: 0, header: 'Order no', type: 'integer', samples: ['1', '2', '3'], blanks: 0, warnings: [] },
        { index: 1, header: 'Quantity', type: 'integer', samples: ['12', '7', '3'], blanks: 2, warnings: [] },
      ],
      complete: true,
    },
  ],
  error: null,
  inspectionId: INSPECTION_ID,
};

const table: Table = {
  id: TABLE_ID,
  name: 'Orders',
  qualifiedName: 'public.orders',
  columns: [
    { name: 'order_no', label: 'Order no', type: 'integer', required: true, unique: true, rules: [] },
    {
      name: 'quantity',
      label: 'Quantity',
      type: 'integer',
      required: false,
      unique: false,
      rules: [{ kind: 'range', min: 1, severity: 'error' }],
    },
  ],
  key: ['order_no'],
  rowCount: 998,
  rowCountExact: true,
  createdAt: AT,
  updatedAt: AT,
};

const running: Job = {
  id: JOB_ID,
  kind: 'import',
  state: 'running',
  phase: 'reading',
  seq: 1_000_000_004,
  progress: {
    fraction: 0.42,
    rowsDone: 420,
    rowsTotal: 1000,
    rowsPerSecond: 210,
    secondsLeft: 2.8,
    queuePosition: null,
  },
  counts: { read: 420, inserted: 0, updated: 0, unchanged: 0, rejected: 1 },
  title: 'orders.xlsx',
  fileId: FILE_ID,
  sheet: null,
  tableId: TABLE_ID,
  parentId: null,
  error: null,
  result: null,
  createdAt: AT,
  startedAt: AT,
  finishedAt: null,
};
const succeeded: Job = {
  ...running,
  state: 'succeeded',
  phase: 'done',
  seq: 1_000_000_009,
  progress: {
    fraction: 1,
    rowsDone: 1000,
    rowsTotal: 1000,
    rowsPerSecond: null,
    secondsLeft: null,
    queuePosition: null,
  },
  counts: { read: 1000, inserted: 998, updated: 0, unchanged: 0, rejected: 2 },
  pendingRejects: 2,
  result: { tableId: TABLE_ID, columns: ['Order no', 'Quantity'] },
  finishedAt: LATER,
};
const exported: Job = {
  ...succeeded,
  id: EXPORT_ID,
  kind: 'export',
  title: 'Orders',
  counts: { read: 998, inserted: 0, updated: 0, unchanged: 0, rejected: 0 },
  pendingRejects: null,
  fileId: null,
  result: { bytes: 21_004, name: 'Orders.xlsx', format: 'xlsx' },
};

const { sheets: _, ...listed } = file;
const files: z.output<typeof Files> = { files: [listed], next: null };
const preview: Preview = {
  sheet: 0,
  rows: [
    { row: 1, cells: ['Order no', 'Quantity'] },
    { row: 2, cells: ['1', '12'] },
  ],
  headings: {
    row: 1,
    rows: 1,
    columns: [
      { index: 0, header: 'Order no' },
      { index: 1, header: 'Quantity' },
    ],
  },
};
const mappingSuggestion: SuggestedMapping = {
  sheet: 0,
  headerRow: 1,
  headerRows: 1,
  tableId: TABLE_ID,
  columns: [
    { index: 0, header: 'Order no', column: 'order_no', type: 'integer', confidence: 1, reason: 'exact' },
    { index: 1, header: 'Qty', column: 'quantity', type: 'integer', confidence: 0.93, reason: 'synonym' },
  ],
  savedMappings: [],
};
const savedMappings: SavedMappings = {
  mappings: [
    {
      id: MAPPING_ID,
      tableId: TABLE_ID,
      tableName: 'Orders',
      fileName: 'orders.xlsx',
      usedAt: AT,
      uses: 3,
      mode: 'upsert',
      key: ['order_no'],
      onReject: 'skip',
      columns: [
        { heading: 'Order no', column: 'order_no' },
        { heading: 'Remarks', column: null },
      ],
    },
  ],
};
const tables: Tables = { tables: [table] };
const newTable: z.input<typeof NewTable> = {
  name: 'Orders',
  columns: [
    { label: 'Order no', type: 'integer', required: true },
    { label: 'Quantity', type: 'integer', rules: [{ kind: 'range', min: 1 }] },
  ],
  key: ['Order no'],
};
const tableUpdate: TableChange = {
  name: 'Orders 2026',
  columns: [{ column: 'Quantity', required: true, rules: [{ kind: 'range', min: 1, max: 1000 }] }],
};
const violations: RuleViolations = {
  violations: [
    {
      column: 'quantity',
      kind: 'range',
      severity: 'error',
      count: 2,
      keys: [['17'], ['29']],
      examples: ['0'],
      blocks: false,
    },
  ],
};
const updatedTable: ChangedTable = { ...table, name: 'Orders 2026', ...violations };
const attachables: Attachables = {
  tables: [
    {
      schema: 'shop',
      name: 'orders',
      kind: 'table',
      columns: [{ name: 'id', type: 'integer', required: true, filled: true, pgType: 'bigint' }],
      key: ['id'],
      estimatedRows: 12_000,
      tableId: null,
      triggers: [],
      restrictions: [],
    },
  ],
  next: null,
};
const attachTable: AttachTable = { schema: 'shop', name: 'orders', label: 'Shop orders' };
const newImport: z.input<typeof NewImport> = {
  fileId: FILE_ID,
  table: { create: { name: 'Orders' } },
  key: ['Order no'],
};
const upsert: z.input<typeof NewImport> = {
  fileId: FILE_ID,
  sheet: 'Orders',
  table: { id: TABLE_ID },
  mode: 'upsert',
  key: ['order_no'],
  mapping: {
    'Order no': { column: 'order_no' },
    Qty: { column: 'quantity', type: 'integer', values: { 'n/a': null } },
    Remarks: null,
  },
  dryRun: true,
};
const newBatch: z.input<typeof NewBatch> = {
  title: 'Orders of May',
  imports: [
    { fileId: FILE_ID, table: { id: TABLE_ID }, mode: 'upsert', key: ['order_no'] },
    { fileId: FILE_ID, sheet: 'Late orders', table: { id: TABLE_ID }, mode: 'upsert', key: ['order_no'] },
  ],
};
const batch: Batch = {
  id: BATCH_ID,
  title: 'Orders of May',
  seq: 3_000_000_003,
  total: 2,
  states: { queued: 0, running: 1, succeeded: 1, failed: 0, cancelled: 0 },
  undone: 0,
  skipped: 0,
  fraction: 0.62,
  secondsLeft: 1.5,
  counts: { read: 1000, inserted: 998, updated: 0, unchanged: 0, rejected: 2 },
  tableIds: [TABLE_ID],
  createdBy: 'owner',
  createdAt: AT,
  startedAt: AT,
  finishedAt: null,
};
const jobs: Jobs = { jobs: [succeeded], next: null };
const jobDetails: JobDetails = {
  id: JOB_ID,
  createdBy: 'owner',
  cancelRequestedAt: null,
  attempts: [
    {
      number: 1,
      worker: 'worker-1',
      startedAt: AT,
      endedAt: LATER,
      end: 'succeeded',
      code: null,
      phases: [{ phase: 'reading', startedAt: AT, ms: 1800, rows: 1000 }],
    },
  ],
  requested: { fileId: FILE_ID, table: { create: { name: 'Orders' } } },
  effective: null,
  fileName: 'orders.xlsx',
  fileUntil: '2026-02-14T09:30:00.000Z',
  tableName: 'Orders',
  undoUntil: '2026-02-14T09:30:00.000Z',
  correctionImports: { count: 0, rows: 0 },
  children: [],
};
const rejects: Rejects = {
  rows: [
    {
      row: 7,
      cells: { 'Order no': '6', Quantity: 'twelve' },
      issues: [{ column: 'Quantity', cell: 'B7', code: 'not_integer', message: '"twelve" is not a whole number' }],
    },
  ],
  next: null,
  columns: ['Order no', 'Quantity'],
};
const issues: Issues = [
  {
    column: 'Quantity',
    code: 'not_integer',
    message: '"twelve" is not a whole number',
    count: 2,
    rows: [7, 12],
    examples: ['twelve', 'n/a'],
  },
];
const rejectCountRequest: CountRejects = { filters: [{ column: 'Quantity', value: 'n/a' }] };
const corrections: z.input<typeof NewCorrections> = { rows: [{ row: 7, cells: { Quantity: 12 } }] };
const bulk: z.input<typeof NewCorrections> = {
  bulk: [{ where: { column: 'Quantity', value: 'n/a' }, cells: { Quantity: null } }],
  mode: 'upsert',
};
const undo: z.input<typeof Undo> = { includeCorrections: true };
const fileChange: FileChange = { dialect: { encoding: 'windows-1252', delimiter: '^' } };
const changes: Changes = {
  changes: [
    {
      position: 1,
      kind: 'updated',
      row: 7,
      key: ['17'],
      before: { order_no: 17, quantity: 2 },
      after: { order_no: 17, quantity: 12 },
    },
    { position: 2, kind: 'added', row: 8, key: ['18'], before: null, after: { order_no: 18, quantity: 1 } },
  ],
  next: null,
};

const deletion: Deletion = {
  jobs: 2,
  files: 1,
  exports: 0,
  rejects: 12,
  changes: 0,
  undo: 1,
  mappings: 0,
  unfinished: 0,
  kept: ['table_rows', 'saved_mappings', 'log_lines', 'counts', 'backups'],
};

const queue: QueueState = {
  lane: 'large',
  paused: false,
  concurrency: 1,
  workers: 2,
  slots: 2,
  waiting: 3,
  running: 2,
  oldestWaitSeconds: 12.5,
  expectedWaitSeconds: 20,
};
const queues: Queues = {
  queues: [
    {
      ...queue,
      lane: 'inspect',
      concurrency: null,
      slots: 4,
      waiting: 0,
      running: 1,
      oldestWaitSeconds: null,
      expectedWaitSeconds: 0,
    },
    {
      ...queue,
      lane: 'small',
      concurrency: null,
      slots: 4,
      waiting: 0,
      running: 0,
      oldestWaitSeconds: null,
      expectedWaitSeconds: 0,
    },
    queue,
  ],
};
const queueUpdate: QueueUpdate = { concurrency: 1 };

/** Examples by the name of the schema, each with a name of its own. */
export const API_EXAMPLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  File: { ready: file },
  Files: { page: files },
  FileUpdate: { caret: fileChange },
  FilePreview: { rows: preview },
  MappingSuggestion: { columns: mappingSuggestion },
  SavedMappings: { mappings: savedMappings },
  Table: { table },
  Tables: { tables },
  NewTable: { table: newTable },
  TableUpdate: { rules: tableUpdate },
  UpdatedTable: { table: updatedTable },
  RuleViolations: { violations: violations },
  AttachableTables: { page: attachables },
  AttachTable: { table: attachTable },
  NewImport: { newTable: newImport, dryRunOfUpsert: upsert },
  NewBatch: { twoSheets: newBatch },
  Batch: { running: batch },
  Job: { running, succeeded, exported },
  Jobs: { page: jobs },
  JobDetails: { import: jobDetails },
  Queue: { large: queue },
  Queues: { queues },
  QueueUpdate: { pause: { paused: true }, resize: queueUpdate },
  Rejects: { page: rejects },
  Issues: { groups: issues },
  Changes: { page: changes },
  Deletion: { job: deletion },
  NewDeletion: { old: { before: '2026-01-01T00:00:00Z' }, ofTable: { tableId: TABLE_ID } },
  RejectCountRequest: { sameValue: rejectCountRequest },
  RejectCount: { some: { count: 2 } },
  NewCorrections: { rows: corrections, bulk },
  RunRequest: { again: { allowRepeat: true } },
  RetryRequest: { again: {} },
  UndoRequest: { withCorrections: undo },
  ...EXPORT_EXAMPLES,
  ...MONITOR_EXAMPLES,
  ...ROW_EXAMPLES,
  ...AUTOMATION_EXAMPLES,
  ...PEOPLE_EXAMPLES,
  ...SHARING_EXAMPLES,
  ...WEBHOOK_EXAMPLES,
  ...DELIVERY_EXAMPLES,
  Health: { ok: { status: 'ok' } },
  Readiness: {
    ok: {
      status: 'ok',
      postgres: true,
      queue: true,
      storage: true,
      workers: 1,
      disk: { free: 84_000_000_000, reserve: 1_000_000_000, short: false },
    },
    degraded: { status: 'degraded', postgres: true, queue: false, storage: true, workers: 0, disk: null },
  },
};
