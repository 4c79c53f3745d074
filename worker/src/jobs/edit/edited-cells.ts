import type { Cells, RowEdits, Scalar } from '@sheetport/contract';
import type { EditColumns } from '@sheetport/core';
import { type ColumnPlan, decodeTextRows, type RejectRow, type TextRow } from '@sheetport/sheets';
import { type EditedCells, loadStage, readTupleFields, type Stage, type Table } from '@sheetport/tables';
import type pg from 'pg';

/** Rows with new values, numbered as the call has them. */
export interface NumberedCells {
  row: number;
  cells: Cells;
}

/** Rows of the call in the order in which they are numbered: updates, then inserts, then deletes. */
export function numberRows({
  updates = [],
  inserts = [],
  deletes = [],
}: Pick<RowEdits, 'updates' | 'inserts' | 'deletes'>) {
  const insertsFrom = updates.length;
  const deletesFrom = insertsFrom + inserts.length;
  return {
    updates: updates.map((update, n) => ({ row: n + 1, update })),
    inserts: inserts.map((cells, n) => ({ row: insertsFrom + n + 1, cells })),
    deletes: deletes.map((named, n) => ({ row: deletesFrom + n + 1, named })),
  };
}

/**
 * Rows for a stage: each cell is converted as a text in a sheet is, with the dot as decimal mark and days in the order year, month, day.
 * @param onUnread gets cells that cannot be read; their rows come into the stage all the same, so that the rest of them is checked
 */
export function prepareCells(
  client: pg.Client,
  table: Table,
  names: EditColumns,
  rows: readonly NumberedCells[],
  signal: AbortSignal,
  onUnread: (rejects: RejectRow[], columns: readonly string[]) => Promise<void>,
): EditedCells {
  const named = new Set(rows.flatMap(({ cells }) => Object.keys(cells).map((word) => names.get(word)!)));
  const columns = table.columns.map(({ name }) => name).filter((name) => named.has(name));
  const at = new Map(columns.map((name, index) => [name, index]));
  const types = new Map(table.columns.map(({ name, type }) => [name, type]));
  const pages: TextRow[] = [];
  const marked = rows.map(({ row, cells }) => {
    const texts = new Map<number, string>();
    const present = new Set<string>();
    const emptied: string[] = [];
    for (const [word, value] of Object.entries(cells)) {
      const name = names.get(word)!;
      present.add(name);
      if (value === '' && types.get(name) === 'text') emptied.push(name);
      const text = writeScalar(value);
      if (text !== '') texts.set(at.get(name)!, text);
    }
    pages.push({ row, cells: texts });
    return { row, emptied, unnamed: present.size < columns.length ? columns.filter((name) => !present.has(name)) : [] };
  });
  const plans = columns.map((name, source) => planOf(table, name, source));
  return {
    columns,
    rows: marked,
    readValues: () => readValues(plans, pages),
    load: (stage) =>
      load(client, stage, plans, pages, signal, async (rejects) => {
        await markUnread(client, stage, rejects, columns);
        await onUnread(rejects, columns);
      }),
  };
}

function planOf(table: Table, name: string, source: number): ColumnPlan {
  const { type, wire } = table.columns.find((column) => column.name === name)!;
  return { source, type, wire, dateOrder: 'ymd', decimal: '.', ...(type === 'text' ? { trim: false } : {}) };
}

/** Converted as for a stage. A stage tells what is wrong with cells that cannot be read. */
async function readValues(
  columns: ColumnPlan[],
  rows: readonly TextRow[],
): ReturnType<NonNullable<EditedCells['readValues']>> {
  const chunks: Uint8Array[] = [];
  for await (const decoded of decodeRows(columns, rows)) {
    if (decoded.kind === 'rejects') return undefined;
    if (decoded.kind === 'rows') chunks.push(Buffer.from(decoded.bytes));
  }
  return new Map(readTupleFields(Buffer.concat(chunks)).map(([row, ...cells]) => [row!.readInt32BE(0), cells]));
}

function decodeRows(columns: ColumnPlan[], rows: readonly TextRow[]) {
  const plan = { headerRow: 0, columns, errorCells: 'reject' as const, rowNumbers: true, keepRejected: true };
  return decodeTextRows(plan, toPages(rows), rows.length);
}

async function load(
  client: pg.Client,
  stage: Stage,
  columns: ColumnPlan[],
  rows: readonly TextRow[],
  signal: AbortSignal,
  onRejects: (rejects: RejectRow[]) => Promise<void>,
): Promise<void> {
  const rejects: RejectRow[] = [];
  async function* decode(): AsyncGenerator<Uint8Array, void, void> {
    for await (const decoded of decodeRows(columns, rows)) {
      if (decoded.kind === 'rows') yield decoded.bytes;
      else if (decoded.kind === 'rejects') rejects.push(...decoded.rejects);
    }
  }
  const staged = await loadStage(client, stage, decode(), signal);
  // A row of blank cells alone is none in a sheet; here it empties cells, or is a row of defaults.
  if (staged < rows.length)
    await client.query(
      `INSERT INTO ${stage.sql} (${client.escapeIdentifier(stage.rowColumn)}) SELECT n FROM unnest($1::int4[]) n
        WHERE NOT EXISTS (SELECT 1 FROM ${stage.sql} s WHERE s.${client.escapeIdentifier(stage.rowColumn)} = n)`,
      [rows.map(({ row }) => row)],
    );
  if (rejects.length > 0) await onRejects(rejects);
}

async function* toPages(rows: readonly TextRow[]): AsyncGenerator<readonly TextRow[]> {
  yield rows;
}

/** Tell the stage which cells could not be read: its rows are rejected once the rest of them was looked at. */
async function markUnread(
  client: pg.Client,
  stage: Stage,
  rejects: readonly RejectRow[],
  columns: readonly string[],
): Promise<void> {
  const issues = rejects.flatMap(({ row, issues }) =>
    issues.map(({ column }) => ({ row, column: columns[column] ?? null })),
  );
  await client.query(
    `INSERT INTO ${stage.issuesSql} ("row", code, "column") SELECT r, 'unread', c FROM unnest($1::int4[], $2::text[]) i(r, c)`,
    [issues.map(({ row }) => row), issues.map(({ column }) => column)],
  );
}

function writeScalar(value: Scalar): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return String(value);
}
