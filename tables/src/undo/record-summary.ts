import type { ClientBase } from 'pg';
import { findColumn } from '../catalog/find-column.ts';
import type { Table } from '../catalog/table.ts';
import { quoteIdent } from '../sql/identifiers.ts';
import { quoteLiteral } from '../sql/literal.ts';
import { run } from '../sql/statement.ts';
import type { UndoRecord } from './undo-record.ts';

/**
 * Which rows a small record is of, kept in the comment of one of its columns: of thousands of edits of a table, an undo opens only those that
 * have a row in common with it. What it says may be more than the record holds, never less.
 */
export interface RecordSummary {
  /** The types of the key's columns. */
  types: string[];
  keys: string[][];
  /** Ids of the transactions that had written the rows before. */
  was: string[];
}

/** Rows of a record that is summarised, and characters of its summary. */
export const MOST_SUMMARISED = 100;
const MOST_CHARACTERS = 20_000;

/** Types whose values are equal where their texts are. */
const PLAIN = /^(smallint|integer|bigint|uuid|date|text|character varying(\(\d+\))?)$/;

/**
 * Note which rows a record is of, where that can be said in few words. In: the transaction that wrote the record.
 * @param known the keys of its rows and who had written them, where that is known; else they are read
 */
export async function summariseRecord(
  client: ClientBase,
  table: Table,
  record: UndoRecord,
  known?: Omit<RecordSummary, 'types'>,
): Promise<void> {
  const columns = record.key.map((name) => findColumn(table, name));
  if (columns.some(({ pg, collation }) => !PLAIN.test(pg) || collation !== undefined)) return;
  const { keys, was } = known ?? (await readRows(client, record));
  const summary: RecordSummary = { types: columns.map(({ pg }) => pg), keys, was };
  const text = JSON.stringify(summary);
  if (text.length > MOST_CHARACTERS) return;
  await run(client, `COMMENT ON COLUMN ${record.after}.${quoteIdent(record.writer)} IS ${quoteLiteral(text)}`);
}

async function readRows(client: ClientBase, record: UndoRecord): Promise<Omit<RecordSummary, 'types'>> {
  const key = `ARRAY[${record.key.map((name) => `${quoteIdent(name)}::text`).join(', ')}]`;
  const { rows } = await run<{ keys: string[][] | null; was: string[] | null }>(
    client,
    `SELECT (SELECT json_agg(k) FROM (SELECT ${key} AS k FROM ${record.before} UNION SELECT ${key} FROM ${record.after}) u) AS keys,
            (SELECT json_agg(DISTINCT ${quoteIdent(record.was!)}::text) FROM ${record.before}) AS was`,
  );
  const { keys, was } = rows[0]!;
  return { keys: keys ?? [], was: was ?? [] };
}

/** What `summariseRecord` noted; nothing where it did not, or the key has other types now. */
export function readSummary(table: Table, key: readonly string[], text: string | null): RecordSummary | undefined {
  if (text === null) return undefined;
  const summary = JSON.parse(text) as RecordSummary;
  const types = key.map((name) => findColumn(table, name).pg);
  return summary.types.join('\0') === types.join('\0') ? summary : undefined;
}

/** The ids of those records that have a row in common with another one. */
export async function findTouched(
  client: ClientBase,
  record: UndoRecord,
  others: ReadonlyMap<string, RecordSummary>,
): Promise<ReadonlySet<string>> {
  if (others.size === 0) return new Set();
  const types = others.values().next().value!.types;
  const pairs = (alias: string): string =>
    record.key.map((name, n) => `${alias}.${quoteIdent(name)} = (k ->> ${n})::${types[n]}`).join(' AND ');
  const { rows } = await run<{ id: string }>(
    client,
    `SELECT DISTINCT o.id FROM jsonb_to_recordset($1::jsonb) o(id text, keys jsonb), jsonb_array_elements(o.keys) k
      WHERE EXISTS (SELECT 1 FROM ${record.before} b WHERE ${pairs('b')}) OR EXISTS (SELECT 1 FROM ${record.after} a WHERE ${pairs('a')})`,
    [JSON.stringify([...others].map(([id, { keys }]) => ({ id, keys })))],
  );
  return new Set(rows.map(({ id }) => id));
}

/** A record is about to change: its summary would no longer tell all of it. */
export async function forgetSummary(client: ClientBase, record: UndoRecord): Promise<void> {
  await run(client, `COMMENT ON COLUMN ${record.after}.${quoteIdent(record.writer)} IS NULL`);
}
