import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from } from 'pg-copy-streams';
import { findColumn } from '../catalog/find-column.ts';
import type { Column } from '../catalog/table.ts';
import { CopyOutQuery } from '../copy/copy-out-query.ts';
import { columnSql } from '../query/column-sql.ts';
import { shownColumns, textSql } from '../query/select-page.ts';
import { cutConnection, untilIdle } from '../sql/connection.ts';
import { TableError, translateError } from '../sql/errors.ts';
import { qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { quoteLiteral } from '../sql/literal.ts';
import { run } from '../sql/statement.ts';
import { readUndoRecord } from '../undo/read-undo-record.ts';
import { indexUndoRecord, pairSql, type UndoRecord } from '../undo/undo-record.ts';
import { type MergePlan, matchSql, stagedSql } from './merge-plan.ts';

/** How many rows a merge changes, removes and adds, and in how many changed rows each column differs. */
export interface ChangeCounts {
  updated: number;
  removed: number;
  added: number;
  columns: { name: string; type: Column['type']; changed: number }[];
}

/** What a merge did to the rows of its table, while the transaction that did it is open. */
export interface Changes {
  counts: ChangeCounts;
  /**
   * Copy every change into a table, by another connection: owner, position, sheet row, key, before and after. Changed rows come first,
   * then removed ones, then added ones, each in the order of the sheet. Keys and cells are JSON arrays of texts, as `browse` writes them.
   * @param into the name of the table and its columns, as SQL
   */
  copyTo(other: ClientBase, into: string, owner: string): Promise<void>;
}

/**
 * All changes of a merge with `undo: { id }`. In: a client in the merge's transaction, its plan, and the columns to tell, in order. The table
 * has a key.
 * Throws `no_such_undo`, `table_changed`.
 */
export async function findChanges(
  client: ClientBase,
  plan: MergePlan,
  id: string,
  names: readonly string[],
): Promise<Changes> {
  const { table } = plan;
  const record = await readUndoRecord(client, table, id);
  await indexUndoRecord(async (sql) => (await run(client, sql)).count, record);
  const columns = shownColumns(table, names);
  await run(client, changesSql(plan, record, columns));
  const { rows } = await run<Record<string, string>>(
    client,
    `SELECT count(*) FILTER (WHERE kind = 1) AS updated, count(*) FILTER (WHERE kind = 2) AS removed, count(*) FILTER (WHERE kind = 3) AS added,
       ${columns.map((_, n) => `count(*) FILTER (WHERE kind = 1 AND before[${n + 1}] IS DISTINCT FROM after[${n + 1}]) AS c${n}`).join(', ')}
      FROM pg_temp.merge_changes`,
  );
  const counted = rows[0]!;
  return {
    counts: {
      updated: Number(counted.updated),
      removed: Number(counted.removed),
      added: Number(counted.added),
      columns: columns.map(({ name, type }, n) => ({ name, type, changed: Number(counted[`c${n}`]) })),
    },
    copyTo: async (other, into, owner) => {
      const lines = readCopy(
        client,
        `COPY (SELECT ${quoteLiteral(owner)}, row_number() OVER (ORDER BY kind, "row", key), "row", to_jsonb(key), to_jsonb(before), to_jsonb(after)
          FROM pg_temp.merge_changes ORDER BY kind, "row", key) TO STDOUT`,
      );
      await pipeline(lines, other.query(from(`COPY ${into} FROM STDIN`)));
    },
  };
}

function changesSql(plan: MergePlan, record: UndoRecord, columns: readonly Column[]): string {
  const { stage } = plan;
  const row = `s.${quoteIdent(stage.rowColumn)}`;
  const keys = (alias: string): string =>
    `ARRAY[${record.key.map((name) => `${alias}.${quoteIdent(name)}::text`).join(', ')}]`;
  const cells = (alias: string): string =>
    `ARRAY[${columns.map((column) => textSql(column, alias)).join(', ')}]::text[]`;
  const target = qualifiedName(plan.table);
  const there = `t.${quoteIdent(record.key[0]!)} IS NOT NULL`;
  const pair = (left: string, right: string): string => pairSql(record.key, left, right);
  const { staged, on } = stageOf(plan, record);
  // A row that a replace brings back as it was is no change.
  return `CREATE TEMP TABLE merge_changes ON COMMIT DROP AS
    SELECT * FROM (
      SELECT CASE WHEN ${there} THEN 1 ELSE 2 END AS kind, CASE WHEN ${there} THEN ${row} END AS "row", ${keys('b')} AS key,
        ${cells('b')} AS before, CASE WHEN ${there} THEN ${cells('t')} END AS after
        FROM ${record.before} b LEFT JOIN ${target} t ON ${pair('t', 'b')} LEFT JOIN ${staged} ON ${there} AND ${on}
      UNION ALL
      SELECT 3, ${row}, ${keys('t')}, NULL, ${cells('t')}
        FROM ${record.after} a JOIN ${target} t ON ${pair('t', 'a')} LEFT JOIN ${staged} ON ${on}
       WHERE NOT EXISTS (SELECT 1 FROM ${record.before} b WHERE ${pair('b', 'a')})
    ) c WHERE before IS DISTINCT FROM after`;
}

/** The staged rows as a FROM item `s`, and how a row of the target (`t`) finds the one that it came from. */
function stageOf(plan: MergePlan, record: UndoRecord): { staged: string; on: string } {
  const { stage, table } = plan;
  const plain = `${stage.sql} s`;
  if (plan.key.length > 0) return { staged: plain, on: matchSql(plan) };
  if (record.key.every((name) => stage.columns.includes(name))) {
    const pairs = record.key.map((name) => {
      const column = findColumn(table, name);
      return `${columnSql(column, 't')} = ${stagedSql(column)}`;
    });
    return { staged: plain, on: pairs.join(' AND ') };
  }
  // The key was drawn while the rows went in, in the order of the sheet: the n-th of them is the n-th row.
  const row = quoteIdent(stage.rowColumn);
  const drawn = record.key.map((name) => `a.${quoteIdent(name)}`);
  const written = `SELECT ${drawn.join(', ')}, row_number() OVER (ORDER BY ${drawn.join(', ')}) AS n FROM ${record.after} a`;
  const numbered = `SELECT g.${row}, row_number() OVER (ORDER BY g.${row}) AS n FROM ${stage.sql} g`;
  return {
    staged: `(SELECT g.${row}, w.* FROM (${numbered}) g JOIN (${written}) w USING (n)) s`,
    on: pairSql(record.key, 't', 's'),
  };
}

async function* readCopy(client: ClientBase, sql: string): AsyncGenerator<Buffer, void, undefined> {
  const idle = untilIdle(client);
  const copy = client.query(new CopyOutQuery(sql));
  let isWhole = false;
  try {
    yield* copy.rows();
    isWhole = true;
  } catch (error) {
    const translated = translateError(error);
    isWhole = translated instanceof TableError && translated.sqlstate !== undefined;
    throw translated;
  } finally {
    if (!isWhole) cutConnection(client);
    await idle;
  }
}
