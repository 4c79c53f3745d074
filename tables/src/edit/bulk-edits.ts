import type { ClientBase } from 'pg';
import { findColumn } from '../catalog/find-column.ts';
import type { Column, Table } from '../catalog/table.ts';
import { differSql, planByPlace, stagedSql } from '../merge/merge-plan.ts';
import { rejectUncastable, type Send } from '../merge/row-checks.ts';
import type { Stage } from '../merge/stage.ts';
import { columnSql } from '../query/column-sql.ts';
import { compileFilter, type Filter } from '../query/filter.ts';
import { literalParams } from '../query/params.ts';
import { foldingCollation } from '../rules/rules.ts';
import { identList, qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { quoteLiteral } from '../sql/literal.ts';
import { run } from '../sql/statement.ts';
import { goneByPlaceSql } from '../undo/place-record.ts';
import { goneByKeySql } from '../undo/undo-record.ts';
import { createEditedRows, EDITED_ROWS, type EditedCells } from './edited-rows.ts';
import { type Likeness, likeSql } from './likeness.ts';
import type { EditRecord } from './write-edits.ts';

/** What is done to all rows that a filter selects, by statements of Postgres alone. */
export type BulkEdit = { filter: Filter } & (
  | { kind: 'set'; cells: EditedCells }
  | { kind: 'delete' }
  | { kind: 'replace'; find: string; with: string; columns: string[]; matchCase: boolean; wholeCell: boolean }
  | { kind: 'merge'; columns: string[]; likeness: Likeness; keep: 'first' | 'last' | 'fullest'; fill: string[] }
);

/** The columns that a bulk edit may write. */
export function bulkColumns(bulk: BulkEdit): string[] {
  if (bulk.kind === 'set') return bulk.cells.columns;
  return bulk.kind === 'replace' ? bulk.columns : bulk.kind === 'merge' ? bulk.fill : [];
}

/** The condition of the rows (alias `t`) that a bulk edit selects. */
export const whereSql = (table: Table, { filter }: BulkEdit): string =>
  compileFilter(table, filter, literalParams, 't');

/** The row number of what a bulk edit sets; its rows come after it. */
const TEMPLATE = 1;

/** Name the rows that a bulk edit deletes, and of one that merges those that stay as well. */
export async function selectDeletes(client: ClientBase, send: Send, table: Table, bulk: BulkEdit): Promise<void> {
  if (bulk.kind === 'delete') {
    await createEditedRows(client);
    await send(
      `INSERT INTO ${EDITED_ROWS} ("row", deletes, place, place_in) SELECT row_number() OVER (), true, t.ctid, t.tableoid FROM ${qualifiedName(table)} t WHERE ${whereSql(table, bulk)}`,
    );
    await send(`ANALYZE ${EDITED_ROWS}`);
  }
  if (bulk.kind !== 'merge') return;
  const folding = bulk.likeness.ignoreCase ? await foldingCollation(client) : undefined;
  const groups = bulk.columns.map((name) => likeSql(findColumn(table, name), { ...bulk.likeness, folding }));
  await createEditedRows(client);
  await send(
    `CREATE TEMP TABLE merged_rows ON COMMIT DROP AS SELECT grp, nth, place, place_in FROM (
       SELECT dense_rank() OVER (ORDER BY ${groups.join(', ')}) AS grp, row_number() OVER (PARTITION BY ${groups.join(', ')} ORDER BY ${orderSql(table, bulk.keep)}) AS nth,
              count(*) OVER (PARTITION BY ${groups.join(', ')}) AS alike, t.ctid AS place, t.tableoid AS place_in
         FROM ${qualifiedName(table)} t WHERE ${whereSql(table, bulk)} AND num_nonnulls(${groups.join(', ')}) > 0) g WHERE alike > 1`,
  );
  await send('ANALYZE pg_temp.merged_rows');
  await send(
    `INSERT INTO ${EDITED_ROWS} ("row", deletes, place, place_in) SELECT row_number() OVER (ORDER BY grp, nth), true, place, place_in FROM pg_temp.merged_rows WHERE nth > 1`,
  );
  await send(`ANALYZE ${EDITED_ROWS}`);
}

/**
 * Delete the rows that a bulk edit selects and record them, in one pass. In: the table is locked, no trigger keeps a row, nothing refers to
 * the rows, and the table has no parts. Out: how many.
 */
export async function deleteSelected(send: Send, table: Table, bulk: BulkEdit, record: EditRecord): Promise<number> {
  const own = 'key' in record ? ['t.xmin'] : ['t.ctid', 't.tableoid', 't.xmin'];
  const cells = table.columns.map((column) => columnSql(column, 't'));
  // Names of its own: a column may have any name.
  const names = [...cells, ...own].map((_, n) => `c${n + 1}`).join(', ');
  const gone = `WITH gone (${names}) AS (DELETE FROM ${qualifiedName(table)} t WHERE ${whereSql(table, bulk)} RETURNING ${[...cells, ...own].join(', ')})`;
  return send(`${gone} ${'key' in record ? goneByKeySql(table, record, names) : goneByPlaceSql(table, record, names)}`);
}

/** Which of several rows that are alike comes first. */
function orderSql(table: Table, keep: 'first' | 'last' | 'fullest'): string {
  const order = table.key.length > 0 ? table.key.map((name) => `t.${quoteIdent(name)}`) : ['t.tableoid', 't.ctid'];
  if (keep === 'last') return order.map((item) => `${item} DESC`).join(', ');
  if (keep === 'first') return order.join(', ');
  const filled = table.columns.map((column) => `(${isBlankSql(column, 't')})::int`).join(' + ');
  return [filled, ...order].join(', ');
}

function isBlankSql(column: Column, alias: string): string {
  const cell = columnSql(column, alias);
  return column.type === 'text' ? `${cell} IS NULL OR ${cell}::text = ''` : `${cell} IS NULL`;
}

/** Fill a stage with the rows that a bulk edit changes, as they will stand: only those that it does change. */
export async function stageBulk(
  client: ClientBase,
  send: Send,
  table: Table,
  stage: Stage,
  bulk: BulkEdit,
): Promise<void> {
  const target = qualifiedName(table);
  const { ctid, table: within } = stage.place!;
  const row = quoteIdent(stage.rowColumn);
  const into = `INSERT INTO ${stage.sql} (${[row, identList(stage.columns), ctid, within].join(', ')})`;
  const columns = stage.columns.map((name) => findColumn(table, name));
  if (bulk.kind === 'set') {
    await bulk.cells.load(stage);
    // What cannot be read is one issue, and no row is looked at.
    const unread = await run<{ n: string }>(client, `SELECT count(*) AS n FROM ${stage.issuesSql}`);
    if (unread.rows[0]!.n !== '0') return;
    for (const name of bulk.cells.rows.flatMap(({ emptied }) => emptied))
      await send(`UPDATE ${stage.sql} s SET ${quoteIdent(name)} = ''`);
    if ((await rejectUncastable(client, send, planByPlace(table, stage))) > 0) {
      // The checks of all staged rows find it again.
      await send(`DELETE FROM ${stage.issuesSql}`);
      return;
    }
    const values = columns.map((column) => `${stagedSql(column)} AS ${quoteIdent(column.name)}`).join(', ');
    await send(
      `${into} SELECT row_number() OVER () + ${TEMPLATE}, ${identList(stage.columns, 's')}, t.ctid, t.tableoid
         FROM ${target} t CROSS JOIN ${stage.sql} s CROSS JOIN LATERAL (SELECT ${values}) x WHERE ${whereSql(table, bulk)} AND ${differSql(columns, 't', 'x')}`,
    );
    await send(`DELETE FROM ${stage.sql} s WHERE s.${row} = ${TEMPLATE}`);
  } else if (bulk.kind === 'replace') {
    const folding = bulk.matchCase ? undefined : await foldingCollation(client);
    const cells = columns.map((column) => replacedSql(column, bulk, folding));
    const found = columns.map((column, n) => `x.c${n + 1} IS DISTINCT FROM ${columnSql(column, 't')}::text`);
    const named = cells.map((cell, n) => `${cell} AS c${n + 1}`).join(', ');
    const written = cells.map((_, n) => `x.c${n + 1}`).join(', ');
    // OFFSET 0: a replaced text is worked out once, and not again where it is compared.
    await send(
      `${into} SELECT row_number() OVER (), ${written}, t.ctid, t.tableoid FROM ${target} t CROSS JOIN LATERAL (SELECT ${named} OFFSET 0) x WHERE ${whereSql(table, bulk)} AND (${found.join(' OR ')})`,
    );
  } else if (bulk.kind === 'merge') {
    const wires = columns.map((column) => (column.cast ? '::text' : ''));
    const filled = columns.map(
      (column, n) =>
        `(array_agg(${columnSql(column, 't')} ORDER BY m.nth) FILTER (WHERE NOT (${isBlankSql(column, 't')})))[1] AS f${n + 1}`,
    );
    const cells = columns.map(
      (column, n) =>
        `CASE WHEN ${isBlankSql(column, 'k')} THEN f.f${n + 1} ELSE ${columnSql(column, 'k')} END${wires[n]}`,
    );
    const changes = columns
      .map((column, n) => `(f.f${n + 1} IS NOT NULL AND (${isBlankSql(column, 'k')}))`)
      .join(' OR ');
    const at = (alias: string, of: string): string =>
      `${alias}.ctid = ${of}.place AND ${alias}.tableoid = ${of}.place_in`;
    await send(
      `${into} SELECT row_number() OVER (ORDER BY g.grp) + (SELECT count(*) FROM ${EDITED_ROWS}), ${cells.join(', ')}, k.ctid, k.tableoid
         FROM pg_temp.merged_rows g JOIN ${target} k ON ${at('k', 'g')}
         JOIN (SELECT m.grp, ${filled.join(', ')} FROM pg_temp.merged_rows m JOIN ${target} t ON ${at('t', 'm')} GROUP BY m.grp) f ON f.grp = g.grp
        WHERE g.nth = 1 AND (${changes})`,
    );
  }
}

/** A text with what was found in it replaced. Null stays null. */
export function replacedSql(
  column: Column,
  { find, with: by, matchCase, wholeCell }: Extract<BulkEdit, { kind: 'replace' }>,
  folding: string | undefined,
): string {
  const cell = `${columnSql(column, 't')}::text`;
  const collate = folding === undefined ? '' : ` COLLATE ${folding}`;
  if (wholeCell) {
    const same = matchCase
      ? `${cell} COLLATE "C" = ${quoteLiteral(find)}`
      : `lower(${cell}${collate}) COLLATE "C" = lower(${quoteLiteral(find)}${collate}) COLLATE "C"`;
    return `CASE WHEN ${same} THEN ${quoteLiteral(by)} ELSE ${cell} END`;
  }
  if (matchCase) return `replace(${cell}, ${quoteLiteral(find)}, ${quoteLiteral(by)})`;
  // Every character of it stands for itself (PostgreSQL docs, "Regular Expression Escapes").
  const pattern = find.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
  return `regexp_replace(${cell}${collate}, ${quoteLiteral(pattern)}, ${quoteLiteral(by.replaceAll('\\', '\\\\'))}, 'gi')`;
}
