/** Rows of a table, their edits, figures and views, as requests and answers about them look. A test checks each against its schema. */
import type { z } from 'zod';
import type { View } from '../entities/view.ts';
import type { DuplicateGroups, FindDuplicates } from '../http/duplicates.ts';
import type { NewEdit } from '../http/edits.ts';
import type { NewIndex, SearchIndex, TableIndexes } from '../http/indexes.ts';
import type { RowCount, Rows } from '../http/rows.ts';
import type { Summary, TableColumnProfile } from '../http/summary.ts';
import type { NewView, ViewChange, Views } from '../http/views.ts';

const TABLE_ID = '0199c1a2-9b20-7d31-8a4c-51e0c7d9aa03';
const AT = '2026-01-15T09:30:00.000Z';

const rows: Rows = {
  rows: [
    { order_no: 1, quantity: 12 },
    { order_no: 2, quantity: null },
  ],
  ids: ['WyI3NTEiLCIxIl0', 'WyI3NTEiLCIyIl0'],
  next: null,
  offset: 0,
  total: 2,
};
const definition = {
  filter: { column: 'quantity', op: 'gt' as const, value: 0 },
  sort: [{ column: 'order_no', desc: true }],
  columns: [{ name: 'order_no', width: 120 }, { name: 'quantity' }],
  pinned: 1,
};
const view: View = {
  id: '0199c1a2-7c1e-7a55-9d0e-3f6f5a2b1c77',
  tableId: TABLE_ID,
  name: 'Open orders',
  shared: true,
  definition,
  createdBy: null,
  createdAt: AT,
  updatedAt: AT,
  role: 'editor',
};
const views: Views = { views: [view] };
const newView: z.input<typeof NewView> = { tableId: TABLE_ID, name: 'Open orders', shared: true, definition };
const viewChange: z.input<typeof ViewChange> = { name: 'Orders of today' };
const summary: Summary = {
  rows: 2,
  columns: [{ column: 'quantity', filled: 1, lowest: 12, highest: 12, sum: 12, average: 12 }],
};
const columnProfile: TableColumnProfile = {
  rows: 5,
  filled: 4,
  distinct: 3,
  distinctIsExact: true,
  lowest: '3',
  highest: '12',
  longest: 0,
  top: [{ value: '12', count: 2 }],
  histogram: [1, 0, 1, 2],
  sum: 35,
  average: 8.75,
  median: 8,
};
const newEdit: z.input<typeof NewEdit> = {
  updates: [{ id: 'WyI3NTEiLCIyIl0', cells: { quantity: 5 } }],
  inserts: [{ order_no: 3, quantity: 1 }],
  deletes: ['WyI3NTEiLCIxIl0'],
};
const editByKey: z.input<typeof NewEdit> = {
  updates: [{ key: { order_no: 2 }, cells: { quantity: null } }],
  onReject: 'skip',
};
const tableIndexes: TableIndexes = {
  indexes: [{ name: 'sheetport_1f0c', columns: ['quantity', 'order_no'], state: 'building', progress: 0.4 }],
};
const searchIndex: SearchIndex = {
  state: 'building',
  reason: null,
  progress: 0.4,
  bytes: 0,
  expectedBytes: 270_000_000,
  expectedSeconds: 180,
};
const newIndex: NewIndex = { columns: ['quantity'] };
const rowCount: RowCount = { count: 1_000_000, exact: true, isSlow: true, suggestedIndex: ['quantity'] };
const setAll: z.input<typeof NewEdit> = {
  filter: { column: 'quantity', op: 'empty' },
  set: { quantity: 0 },
  dryRun: true,
};
const replaceAll: z.input<typeof NewEdit> = {
  filter: { and: [] },
  replace: { find: 'Ltd.', with: 'Limited', columns: ['customer'] },
};
const mergeAll: z.input<typeof NewEdit> = {
  filter: { and: [] },
  merge: { columns: ['customer'], ignoreCase: true, keep: 'fullest' },
};
const findDuplicates: z.input<typeof FindDuplicates> = { columns: ['customer'], ignoreCase: true, ignoreSpaces: true };
const duplicates: DuplicateGroups = {
  groups: [
    {
      count: 2,
      rows: [
        { order_no: 1, customer: 'Acme' },
        { order_no: 2, customer: 'ACME ' },
      ],
      ids: ['WyI3NTEiLCIxIl0', 'WyI3NTEiLCIyIl0'],
    },
  ],
  total: { groups: 1, rows: 1 },
  next: null,
};

/** By the name of the component. */
export const ROW_EXAMPLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Rows: { page: rows },
  View: { shared: view },
  Views: { page: views },
  NewView: { shared: newView },
  ViewChange: { name: viewChange },
  Summary: { ofOneColumn: summary },
  TableColumnProfile: { ofNumbers: columnProfile },
  RowCount: { unindexed: rowCount },
  NewEdit: { rows: newEdit, byKey: editByKey, set: setAll, replace: replaceAll, merge: mergeAll },
  DuplicatesRequest: { byName: findDuplicates },
  DuplicateGroups: { page: duplicates },
  TableIndexes: { building: tableIndexes },
  NewIndex: { byQuantity: newIndex },
  SearchIndex: { building: searchIndex },
};
