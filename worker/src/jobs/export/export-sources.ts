/** The rows of an export as COPY TEXT, one stream for each sheet, read one after the other on one connection: one instant (P31). */
import { AppError, MAX_GROUPS, type NewExport } from '@sheetport/contract';
import type { SheetPlan } from '@sheetport/sheets';
import { copyOut, countRows, groupCounts } from '@sheetport/tables';
import type pg from 'pg';
import type { WantedSheet } from './plan-sheets.ts';
import { splitRows } from './split-rows.ts';

/** Rows are counted exactly up to here; beyond, the progress bar works with Postgres' estimate. */
const COUNT_UP_TO = 5_000_000;

export interface ExportSources {
  sheets: SheetPlan[];
  sources: AsyncIterable<Uint8Array>[];
  close(): Promise<void>;
}

/**
 * @param counted is told how many rows there will be before the first one is read
 * @param emptyName of the sheet with the rows whose cell is empty, where a column groups them
 */
export async function openSources(
  client: pg.Client,
  spec: NewExport,
  wanted: readonly WantedSheet[],
  { signal, counted, emptyName }: { signal: AbortSignal; counted: (rows: number) => void; emptyName: string },
): Promise<ExportSources> {
  if (spec.groupBy !== undefined) return openGroups(client, spec.groupBy, wanted[0]!, { signal, counted, emptyName });
  let total: Promise<number> | null = null;
  const sources = wanted.map(async function* (sheet): AsyncGenerator<Uint8Array> {
    if (total === null) {
      total = countAll(client, wanted);
      counted(await total);
    }
    yield* await copyOut(client, sheet.table, copyOptions(sheet, signal));
  });
  return { sheets: wanted.map(({ plan }) => plan), sources, close: async () => {} };
}

async function countAll(client: pg.Client, wanted: readonly WantedSheet[]): Promise<number> {
  let sum = 0;
  for (const { table, asked } of wanted) {
    sum += (await countRows(client, table, asked.filter, { upTo: COUNT_UP_TO, table })).count;
  }
  return sum;
}

function copyOptions({ table, asked: { filter, sort }, columns }: WantedSheet, signal: AbortSignal) {
  return {
    columns: columns.map(({ name }) => name),
    ...(filter ? { filter } : {}),
    ...(sort ? { sort } : {}),
    signal,
    table,
  };
}

/** One sheet for each value of a column: its rows are read sorted by it, and cut where the next value begins. */
async function openGroups(
  client: pg.Client,
  word: string,
  sheet: WantedSheet,
  { signal, counted, emptyName }: { signal: AbortSignal; counted: (rows: number) => void; emptyName: string },
): Promise<ExportSources> {
  const { asked, table, plan } = sheet;
  const column = sheet.find(word).name;
  const order = asked.sort?.find((step) => step.column === column) ?? { column };
  const groups = await groupCounts(client, table, { sort: order, filter: asked.filter, limit: MAX_GROUPS + 1 });
  if (groups.length > MAX_GROUPS)
    throw new AppError('invalid_export', { detail: `${sheet.labelOf(column)} has more than ${MAX_GROUPS} values` });
  counted(groups.reduce((sum, { rows }) => sum + rows, 0));
  const sort = [order, ...(asked.sort ?? []).filter((step) => step.column !== column)];
  const rows = await copyOut(client, table, { ...copyOptions(sheet, signal), sort });
  // Without any rows there is still a sheet, with the header.
  const found = groups.length > 0 ? groups : [{ value: plan.name, rows: 0 }];
  const split = splitRows(
    rows,
    found.map((group) => group.rows),
  );
  const nameOf = (value: string | null) => (value === null || value.trim() === '' ? emptyName : value);
  return {
    sheets: found.map(({ value }) => ({ ...plan, name: nameOf(value) })),
    sources: split.parts,
    close: split.close,
  };
}
