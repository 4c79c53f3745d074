import type { ClientBase } from 'pg';
import { findColumn } from '../catalog/find-column.ts';
import type { Table } from '../catalog/table.ts';
import { differSql } from '../merge/merge-plan.ts';
import { attempt } from '../merge/row-checks.ts';
import { identList, qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { runRaw } from '../sql/statement.ts';
import { MOST_SUMMARISED, summariseRecord } from '../undo/record-summary.ts';
import { beforeSql, type UndoRecord } from '../undo/undo-record.ts';
import type { EditedCells } from './edited-rows.ts';
import { type RowAddress, rowIdSql, writeRowId } from './row-ids.ts';

/** What a quick update did. */
export interface QuickUpdate {
  updated: number;
  unchanged: number;
  cells: number;
  /** Ids of the rows as they are now, by their numbers in the call. */
  ids: Map<number, string>;
}

/** Parameters of a statement (PostgreSQL docs, "Limits", "query parameters"). */
const MOST_PARAMETERS = 65_535;

/**
 * Whether new values of these columns can be wrong in no way but those of which Postgres itself says so at once: no other row, no other
 * table and no rule has to be asked, and no trigger writes something else.
 */
export function isPlainUpdate(table: Table, columns: readonly string[], ruled: ReadonlySet<string>): boolean {
  const { key, partitioned, access } = table;
  const tied = new Set([
    ...table.uniques.flatMap(({ uses }) => uses),
    ...table.references.flatMap((one) => one.columns),
  ]);
  const isPlain = (name: string): boolean => {
    const { cast, pg } = findColumn(table, name);
    // A text that is cast to a bounded type is cut without a word.
    return !cast && !/^(character|bit)\b.*\(/.test(pg) && !tied.has(name) && !ruled.has(name);
  };
  return (
    key.length > 0 &&
    !partitioned &&
    access.triggers.length === 0 &&
    !access.rowSecurity &&
    !access.rewritten &&
    columns.length > 0 &&
    columns.every(isPlain)
  );
}

/**
 * Change a few rows by one statement: find them, compare their versions, keep what was there for an undo, write the new values, and note
 * what was written. Nothing is written where any row is gone, changed since, or named twice, or where Postgres refuses a value.
 * In: a client in a transaction that has locked the table; a table and columns for which `isPlainUpdate` holds; the record of the edit.
 * @returns undefined where nothing was written: the checks of other edits then say why
 */
export async function updateQuickly(
  client: ClientBase,
  table: Table,
  { columns, rows, readValues, at }: EditedCells & { at: ReadonlyMap<number, RowAddress> },
  record: UndoRecord,
  force: boolean,
): Promise<QuickUpdate | undefined> {
  const isWhole = rows.every(({ unnamed }) => unnamed.length === 0);
  const width = 2 + table.key.length + columns.length;
  if (!isWhole || rows.length > MOST_SUMMARISED || rows.length * width > MOST_PARAMETERS) return undefined;
  const values = await readValues?.();
  if (!values) return undefined;
  const given: unknown[] = [];
  for (const { row, emptied } of rows) {
    const address = at.get(row)!;
    if (!('key' in address)) return undefined;
    const cells = values.get(row);
    given.push(row, address.version, ...address.key);
    for (const [n, name] of columns.entries()) given.push(emptied.includes(name) ? '' : (cells?.[n] ?? null));
  }
  const sql = quickSql(table, columns, rows.length, record, force);
  const answer = await attempt(client, () => runRaw(client, sql, given));
  if (!answer || answer.length < rows.length || answer.some(([, isGood]) => isGood !== 'true')) return undefined;
  const written = answer.filter(([, , changed]) => changed === 'true');
  const ids = new Map(answer.map(([row, , , , , ...id]) => [Number(row), writeRowId(id as string[])]));
  const keys = written.map(([, , , , , , ...key]) => key as string[]);
  await summariseRecord(client, table, record, { keys, was: [...new Set(written.map((one) => one[4]!))] });
  return {
    updated: written.length,
    unchanged: rows.length - written.length,
    cells: written.reduce((sum, [, , , cells]) => sum + Number(cells), 0),
    ids,
  };
}

/** Answers for each row: its number, whether all are good, whether it changed, how many of its cells did, who wrote it before, and its id. */
function quickSql(table: Table, names: readonly string[], rows: number, record: UndoRecord, force: boolean): string {
  const columns = names.map((name) => findColumn(table, name));
  const target = qualifiedName(table);
  const keys = table.key.map((name) => findColumn(table, name));
  const types = ['int4', 'text', ...keys.map(({ pg }) => pg), ...columns.map(({ wire }) => wire)];
  const tuple = (row: number): string =>
    `(${types.map((type, n) => `$${row * types.length + n + 1}::${type}`).join(', ')})`;
  const given = ['n', 'version', ...keys.map((_, n) => `k${n + 1}`), ...columns.map((_, n) => `c${n + 1}`)];
  const match = keys.map(({ name }, n) => `t.${quoteIdent(name)} = g.k${n + 1}`).join(' AND ');
  // As the row will stand, under the names of its columns.
  const planned = columns.map(
    ({ name, pg }, n) => `g.c${n + 1}${pg.includes('(') ? `::${pg}` : ''} AS ${quoteIdent(name)}`,
  );
  const changes = columns.map((column) => `(${differSql([column], 't', 'x')})::int`).join(' + ');
  const id = rowIdSql(table, 't');
  const ids = id.map((_, n) => `id${n + 1}`);
  const moved = force ? '' : ' AND (version IS NULL OR version = was::text)';
  const there = `found f JOIN ${target} t ON t.ctid = f.place CROSS JOIN judged WHERE judged.is_good AND f.changed`;
  const sets = names.map((name, n) => `${quoteIdent(name)} = f.c${n + 1}`);
  // Names of its own for all that passes from one part to another: a column may have any name.
  const found = ['n', 'version', 'was', 'place', 'changed', 'cells', ...columns.map((_, n) => `c${n + 1}`), ...ids];
  const written = ['n', 'writer', ...keys.map((_, n) => `k${n + 1}`)];
  return `WITH given (${given.join(', ')}) AS (VALUES ${Array.from({ length: rows }, (_, row) => tuple(row)).join(', ')}),
    found (${found.join(', ')}) AS MATERIALIZED (
      SELECT g.n, g.version, t.xmin, t.ctid, ${differSql(columns, 't', 'x')}, ${changes}, ${identList(names, 'x')}, ${id.join(', ')}
        FROM given g CROSS JOIN LATERAL (SELECT ${planned.join(', ')}) x LEFT JOIN ${target} t ON ${match}),
    judged AS (SELECT count(DISTINCT place) = count(*) AND bool_and(place IS NOT NULL${moved}) AS is_good FROM found),
    held AS (${beforeSql(table, record, there)}),
    written (${written.join(', ')}) AS (UPDATE ${target} t SET ${sets.join(', ')}
      FROM found f CROSS JOIN judged WHERE t.ctid = f.place AND judged.is_good AND f.changed RETURNING f.n, t.xmin, ${identList(table.key, 't')}),
    recorded AS (INSERT INTO ${record.after} (${identList([...record.key, record.writer])}) SELECT ${written.slice(2).join(', ')}, writer FROM written)
    SELECT f.n::text, judged.is_good::text, f.changed::text, f.cells::text, f.was::text, coalesce(w.writer::text, f.id1), ${ids
      .slice(1)
      .map((one) => `f.${one}`)
      .join(', ')}
      FROM found f CROSS JOIN judged LEFT JOIN written w ON w.n = f.n`;
}
