import type { ClientBase } from 'pg';
import { findColumn } from '../catalog/find-column.ts';
import type { Column, Table } from '../catalog/table.ts';
import { differSql } from '../merge/merge-plan.ts';
import { attempt } from '../merge/row-checks.ts';
import { columnSql } from '../query/column-sql.ts';
import { foldingCollation } from '../rules/rules.ts';
import { qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { run } from '../sql/statement.ts';
import { goneByKeySql, recordedSql, type UndoRecord } from '../undo/undo-record.ts';
import { type BulkEdit, bulkColumns, replacedSql, whereSql } from './bulk-edits.ts';

/** What it did: rows and cells. */
export interface QuickBulk {
  updated: number;
  cells: number;
}

/**
 * Set or replace in all rows that a bulk edit selects, by one statement: find them, keep what was there for an undo, write, and note what was
 * written. In: a client in a transaction that has locked the table; a table and columns for which `isPlainUpdate` holds; the record.
 * @returns undefined where nothing was written, as Postgres refuses a value: the checks of other edits then say which
 */
export async function updateSelected(
  client: ClientBase,
  send: (sql: string, values?: readonly unknown[]) => Promise<number>,
  table: Table,
  bulk: BulkEdit,
  record: UndoRecord,
): Promise<QuickBulk | undefined> {
  const columns = bulkColumns(bulk).map((name) => findColumn(table, name));
  const planned = bulk.kind === 'set' ? await setSql(table, bulk, columns, record) : undefined;
  const statement =
    planned ?? (bulk.kind === 'replace' ? await replaceSql(client, table, bulk, columns, record) : undefined);
  if (!statement) return undefined;
  const updated = await attempt(client, () => send(statement.text, statement.values));
  if (updated === undefined) return undefined;
  return { updated, cells: await countCells(client, table, columns, record, updated) };
}

interface Statement {
  text: string;
  values: unknown[];
}

/** Each condition is asked twice, of the same rows: they are locked. */
async function setSql(
  table: Table,
  bulk: Extract<BulkEdit, { kind: 'set' }>,
  columns: readonly Column[],
  record: UndoRecord,
): Promise<Statement | undefined> {
  const [row] = bulk.cells.rows;
  const cells = row && (await bulk.cells.readValues?.())?.get(row.row);
  if (!row || !cells) return undefined;
  const values = columns.map(({ name }, n) => (row.emptied.includes(name) ? '' : (cells[n] ?? null)));
  const given = columns.map(
    ({ name, wire, pg }, n) => `$${n + 1}::${wire}${pg.includes('(') ? `::${pg}` : ''} AS ${quoteIdent(name)}`,
  );
  const x = `(SELECT ${given.join(', ')}) x`;
  const where = `${whereSql(table, bulk)} AND ${differSql(columns, 't', 'x')}`;
  const target = qualifiedName(table);
  const sets = columns.map(({ name }) => `${quoteIdent(name)} = x.${quoteIdent(name)}`).join(', ');
  const cellsOf = table.columns.map((column) => columnSql(column, 't')).join(', ');
  const held = goneByKeySql(table, record, `${cellsOf}, t.xmin`, `${target} t CROSS JOIN ${x} WHERE ${where}`);
  const write = `UPDATE ${target} t SET ${sets} FROM ${x} WHERE ${where}`;
  return { text: recordedSql(table, record, write, `held AS (${held})`), values };
}

/** Each text is worked out once, and the rows are kept with it. */
async function replaceSql(
  client: ClientBase,
  table: Table,
  bulk: Extract<BulkEdit, { kind: 'replace' }>,
  columns: readonly Column[],
  record: UndoRecord,
): Promise<Statement> {
  const folding = bulk.matchCase ? undefined : await foldingCollation(client);
  const target = qualifiedName(table);
  const replaced = columns.map((column, n) => `${replacedSql(column, bulk, folding)} AS r${n + 1}`).join(', ');
  const differs = columns.map((column, n) => `x.r${n + 1} IS DISTINCT FROM ${columnSql(column, 't')}::text`);
  const cells = table.columns.map((column) => columnSql(column, 't'));
  // Names of their own: a column may have any name.
  const names = [...cells.map((_, n) => `c${n + 1}`), 'was', 'place', ...columns.map((_, n) => `r${n + 1}`)];
  const news = columns.map((_, n) => `x.r${n + 1}`);
  const found = `found (${names.join(', ')}) AS MATERIALIZED (SELECT ${[...cells, 't.xmin', 't.ctid', ...news].join(', ')}
    FROM ${target} t CROSS JOIN LATERAL (SELECT ${replaced} OFFSET 0) x WHERE ${whereSql(table, bulk)} AND (${differs.join(' OR ')}))`;
  const held = `held AS (${goneByKeySql(table, record, names.slice(0, cells.length + 1).join(', '), 'found')})`;
  const sets = columns.map(({ name }, n) => `${quoteIdent(name)} = f.r${n + 1}`).join(', ');
  const write = `UPDATE ${target} t SET ${sets} FROM found f WHERE t.ctid = f.place`;
  return { text: recordedSql(table, record, write, `${found}, ${held}`), values: [] };
}

/** How many cells changed: of one column, one of each row. */
async function countCells(
  client: ClientBase,
  table: Table,
  columns: readonly Column[],
  record: UndoRecord,
  updated: number,
): Promise<number> {
  if (columns.length === 1 || updated === 0) return updated;
  const changes = columns.map((column) => `(${differSql([column], 't', 'b')})::int`).join(' + ');
  const pair = record.key.map((name) => `t.${quoteIdent(name)} = b.${quoteIdent(name)}`).join(' AND ');
  const { rows } = await run<{ n: string }>(
    client,
    `SELECT coalesce(sum(${changes}), 0) AS n FROM ${record.before} b JOIN ${qualifiedName(table)} t ON ${pair}`,
  );
  return Number(rows[0]!.n);
}
