import type { ClientBase } from 'pg';
import { WORK_SCHEMA } from '../catalog/guard.ts';
import type { Table } from '../catalog/table.ts';
import { columnSql } from '../query/column-sql.ts';
import { TableError } from '../sql/errors.ts';
import { identList, qualifiedName, quoteIdent, uniqueName } from '../sql/identifiers.ts';
import { quoteLiteral } from '../sql/literal.ts';
import { run } from '../sql/statement.ts';

/**
 * What an edit did to rows of a table without a key. There a row is told by its place and the transaction that wrote it there: a change
 * moves it, and a place that is used again carries another transaction (PostgreSQL docs, "System Columns"). One table holds for each row:
 * the place where it lies and its writer, the place where it lay and who had written it, and what it held.
 */
export interface PlaceRecord {
  id: string;
  /** Quoted name of the table of the record. */
  sql: string;
  /** Quoted names of its own columns. */
  names: PlaceNames;
}

/** `kind`: `u` the row was changed, `d` deleted, `i` added. */
interface PlaceNames {
  kind: string;
  place: string;
  within: string;
  writer: string;
  wasPlace: string;
  wasWithin: string;
  was: string;
}

const OWN = {
  kind: '"char"',
  place: 'tid',
  within: 'oid',
  writer: 'xid',
  wasPlace: 'tid',
  wasWithin: 'oid',
  was: 'xid',
} as const satisfies Record<keyof PlaceNames, string>;
const OWN_NAMES = Object.keys(OWN) as (keyof PlaceNames)[];

/** Under a name that `dropUndo` and the sweep of old records find. */
function recordSql(id: string): string {
  if (!/^[A-Za-z0-9_-]{1,44}$/.test(id)) throw new TableError('bad_name');
  return qualifiedName({ schema: WORK_SCHEMA, name: `undo_${id}_rows` });
}

/** Make the record of an edit, or of a load some of whose rows an undo has written anew. In: a client in the edit's transaction. */
export async function createPlaceRecord(client: ClientBase, table: Table, id: string): Promise<PlaceRecord> {
  const sql = recordSql(id);
  const names = Object.fromEntries(
    OWN_NAMES.map((name) => [
      name,
      uniqueName(`_${name}`, (one) => table.columns.some((column) => column.name === one)),
    ]),
  ) as unknown as PlaceNames;
  await run(client, `CREATE SCHEMA IF NOT EXISTS ${quoteIdent(WORK_SCHEMA)}`);
  const own = OWN_NAMES.map((name) => `${quoteIdent(names[name])} ${OWN[name]}`);
  await run(client, `CREATE TABLE ${sql} (LIKE ${qualifiedName(table)}, ${own.join(', ')})`);
  // What a row held may be nothing: of an added one there was none before.
  const required = table.columns
    .filter((column) => column.required)
    .map(({ name }) => `ALTER ${quoteIdent(name)} DROP NOT NULL`);
  if (required.length > 0) await run(client, `ALTER TABLE ${sql} ${required.join(', ')}`);
  const about = JSON.stringify({ oid: table.oid, filenode: await filenodeOf(client, table.oid), names });
  await run(client, `COMMENT ON TABLE ${sql} IS ${quoteLiteral(about)}`);
  return { id, sql, names: quoted(names) };
}

/** The file of the table's rows; of a partitioned table, those of its parts by their oids, as JSON. Another one means that the rows were moved. */
async function filenodeOf(client: ClientBase, oid: number): Promise<string | null> {
  const { rows } = await run<{ node: string | null }>(
    client,
    `SELECT coalesce(pg_relation_filenode($1::oid)::text,
       (SELECT jsonb_object_agg(p.relid::oid, pg_relation_filenode(p.relid)) FROM pg_partition_tree($1::oid::regclass) p WHERE p.isleaf)::text) AS node`,
    [oid],
  );
  return rows[0]!.node;
}

function quoted(names: PlaceNames): PlaceNames {
  return Object.fromEntries(
    Object.entries(names).map(([key, name]) => [key, quoteIdent(name as string)]),
  ) as unknown as PlaceNames;
}

interface About {
  oid: number;
  filenode: string | null;
  names: PlaceNames;
}

/** The record under an id; nothing where there is none. */
export async function findPlaceRecord(
  client: ClientBase,
  id: string,
): Promise<(PlaceRecord & Omit<About, 'names'>) | undefined> {
  const sql = recordSql(id);
  const { rows } = await run<{ about: string | null }>(
    client,
    `SELECT obj_description(to_regclass($1), 'pg_class') AS about`,
    [sql],
  );
  return rows[0]?.about ? readAbout(id, rows[0].about) : undefined;
}

function readAbout(id: string, text: string): PlaceRecord & Omit<About, 'names'> {
  const { oid, filenode, names } = JSON.parse(text) as About;
  return { id, sql: recordSql(id), names: quoted(names), oid, filenode };
}

/** The records of other edits of a table, the oldest first. */
export async function listPlaceRecords(client: ClientBase, table: Table, id: string): Promise<PlaceRecord[]> {
  const { rows } = await run<{ id: string; about: string }>(
    client,
    `SELECT substr(c.relname::text, 6, length(c.relname::text) - 10) AS id, obj_description(c.oid, 'pg_class') AS about
       FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relkind = 'r' AND c.relname::text LIKE 'undo\\_%\\_rows' AND obj_description(c.oid, 'pg_class') IS NOT NULL
      ORDER BY c.oid`,
    [WORK_SCHEMA],
  );
  return rows.flatMap((row) => {
    const found = readAbout(row.id, row.about);
    return row.id !== id && found.oid === table.oid ? [found] : [];
  });
}

/** Throws `no_such_undo` where the record is of another table, or the rows were moved since. */
export async function refuseMoved(
  client: ClientBase,
  table: Table,
  record: PlaceRecord & Omit<About, 'names'>,
): Promise<void> {
  const now = await filenodeOf(client, table.oid);
  if (record.oid !== table.oid) throw new TableError('no_such_undo');
  if (record.filenode === now) return;
  const [before, after] = [partsOf(record.filenode), partsOf(now)];
  if (!before || !after) throw new TableError('no_such_undo');
  // Parts may come and go. One that stayed must be as it was, and no row may lie in one that came: of that nothing was noted.
  const isRewritten = [...before].some(([part, node]) => after.has(part) && after.get(part) !== node);
  const { rows } = await run<{ is: boolean }>(
    client,
    `SELECT EXISTS (SELECT 1 FROM ${record.sql} r WHERE r.${record.names.within} <> ALL ($1::oid[])) AS is`,
    [[...before.keys()]],
  );
  if (isRewritten || rows[0]!.is) throw new TableError('no_such_undo');
}

/** Files of the parts of a partitioned table; undefined of any other. */
function partsOf(filenode: string | null): Map<string, string> | undefined {
  if (!filenode?.startsWith('{')) return undefined;
  return new Map(
    Object.entries(JSON.parse(filenode) as Record<string, number>).map(([part, node]) => [part, String(node)]),
  );
}

/** Record rows of the target as they are, before they are changed or deleted; `from` is a FROM list in which they are `t`. */
export function heldByPlaceSql(table: Table, { sql, names }: PlaceRecord, kind: 'u' | 'd', from: string): string {
  const columns = table.columns.map((column) => column.name);
  const own = [names.kind, names.wasPlace, names.wasWithin, names.was];
  const cells = table.columns.map((column) => columnSql(column, 't'));
  return `INSERT INTO ${sql} (${[identList(columns), ...own].join(', ')}) SELECT ${[...cells, `'${kind}'`, 't.ctid', 't.tableoid', 't.xmin'].join(', ')} FROM ${from}`;
}

/** Record rows that a statement has deleted: `gone`, with the target's columns, their places and who wrote them, by other names. */
export function goneByPlaceSql(table: Table, { sql, names }: PlaceRecord, values: string): string {
  const columns = identList(table.columns.map((column) => column.name));
  const own = [names.wasPlace, names.wasWithin, names.was, names.kind];
  return `INSERT INTO ${sql} (${[columns, ...own].join(', ')}) SELECT ${values}, 'd' FROM gone`;
}

/** Statement that notes where changed rows lie now, of `written (old, old_in, ctid, tableoid, writer)`. */
export function movedSql({ sql, names }: PlaceRecord): string {
  return `UPDATE ${sql} r SET ${names.place} = w.ctid, ${names.within} = w.tableoid, ${names.writer} = w.writer
    FROM written w WHERE r.${names.wasPlace} = w.old AND r.${names.wasWithin} = w.old_in AND r.${names.kind} = 'u'`;
}

/** Statement that records added rows, of `written (ctid, tableoid, writer)`. */
export function addedSql({ sql, names }: PlaceRecord): string {
  return `INSERT INTO ${sql} (${names.kind}, ${names.place}, ${names.within}, ${names.writer}) SELECT 'i', ctid, tableoid, writer FROM written`;
}
