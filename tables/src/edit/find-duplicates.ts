import type { ClientBase } from 'pg';
import { findColumn } from '../catalog/find-column.ts';
import { type Guard, SERVICE_GUARD } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { TableRef } from '../catalog/table.ts';
import { compileFilter, type Filter, type Scalar } from '../query/filter.ts';
import { literalParams } from '../query/params.ts';
import { shownColumns, textSql, toScalar } from '../query/select-page.ts';
import { foldingCollation } from '../rules/rules.ts';
import { TableError } from '../sql/errors.ts';
import { qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { quoteLiteral } from '../sql/literal.ts';
import { BULK_SETTINGS, run, runRaw } from '../sql/statement.ts';
import { type Likeness, likeSql } from './likeness.ts';
import { rowIdSql, writeRowId } from './row-ids.ts';

/** Rows that are alike. Arrays, because a column may be called `__proto__` (P22). */
export interface DuplicateGroup {
  /** The count of all its rows; only the first of them are listed. */
  count: number;
  rows: Scalar[][];
  ids: string[];
}

export interface DuplicatePage {
  columns: string[];
  groups: DuplicateGroup[];
  /** How many groups there are, and how many rows would go if one of each stayed. */
  total: { groups: number; rows: number };
  next: string | null;
}

/** Rows of a group that are shown. */
const SHOWN_ROWS = 20;

/**
 * Groups of rows that are alike, a page at a time, in the order of what they have in common. In: a client in a transaction.
 * Throws `no_such_table`, `no_such_column`, `invalid_filter`, `invalid_cursor`.
 */
export async function findDuplicates(
  client: ClientBase,
  ref: TableRef,
  options: {
    columns: readonly string[];
    likeness: Likeness;
    filter?: Filter | undefined;
    limit: number;
    after?: string | undefined;
    guard?: Guard;
  },
): Promise<DuplicatePage> {
  const table = await introspect(client, ref, options.guard ?? SERVICE_GUARD);
  await run(client, BULK_SETTINGS);
  const folding = options.likeness.ignoreCase ? await foldingCollation(client) : undefined;
  const alike = options.columns.map((name) => likeSql(findColumn(table, name), { ...options.likeness, folding }));
  const where = compileFilter(table, options.filter, literalParams, 't');
  const target = `${qualifiedName(table)} t`;
  const some = `num_nonnulls(${alike.join(', ')}) > 0`;
  // What a group has in common, as texts: its place in the order, and its name in a cursor.
  const common = `ARRAY[${alike.map((sql) => `COALESCE((${sql})::text, '') COLLATE "C"`).join(', ')}]`;
  const groups = `SELECT ${common} AS common, count(*) AS n FROM ${target} WHERE ${where} AND ${some} GROUP BY ${alike.join(', ')} HAVING count(*) > 1`;
  const after = options.after === undefined ? undefined : readAfter(options.after, options.columns.length);
  const beyond = after ? ` WHERE common > ARRAY[${after.map(quoteLiteral).join(', ')}]::text[] COLLATE "C"` : '';
  const found = await run<{ common: string[]; n: string; groups: string; rows: string }>(
    client,
    `WITH g AS MATERIALIZED (${groups}), totals AS (SELECT count(*) AS groups, coalesce(sum(n - 1), 0) AS rows FROM g)
     SELECT p.common, p.n, totals.groups, totals.rows FROM totals LEFT JOIN LATERAL (
       SELECT common, n FROM g${beyond} ORDER BY common COLLATE "C" LIMIT ${options.limit + 1}) p ON true`,
  );
  const total = { groups: Number(found.rows[0]!.groups), rows: Number(found.rows[0]!.rows) };
  const page = found.rows.filter((row) => row.common !== null).slice(0, options.limit);
  const columns = shownColumns(table, undefined);
  const order = table.key.length > 0 ? table.key.map((name) => `t.${quoteIdent(name)}`) : ['t.tableoid', 't.ctid'];
  const wanted = page.map(({ common: texts }) => `(${texts.map(quoteLiteral).join(', ')})`).join(', ');
  const names = options.columns.map((_, n) => `c${n + 1}`);
  const rows =
    page.length === 0
      ? []
      : await runRaw(
          client,
          `SELECT g.nth::text, ${[...rowIdSql(table, 't'), ...columns.map((column) => textSql(column, 't'))].join(', ')} FROM (
             SELECT w.nth, t.ctid AS place, t.tableoid AS place_in, row_number() OVER (PARTITION BY w.nth ORDER BY ${order.join(', ')}) AS r
               FROM (SELECT *, row_number() OVER () AS nth FROM (VALUES ${wanted}) v(${names.join(', ')})) w
               JOIN ${target} ON ${names.map((name, n) => `COALESCE((${alike[n]})::text, '') COLLATE "C" = w.${name}`).join(' AND ')}
              WHERE ${where} AND ${some}) g JOIN ${target} ON t.ctid = g.place AND t.tableoid = g.place_in
            WHERE g.r <= ${SHOWN_ROWS} ORDER BY g.nth, g.r`,
        );
  const parts = rowIdSql(table, 't').length;
  return {
    columns: columns.map(({ name }) => name),
    total,
    groups: page.map(({ n }, at) => {
      const mine = rows.filter((row) => Number(row[0]) === at + 1);
      return {
        count: Number(n),
        ids: mine.map((row) => writeRowId(row.slice(1, 1 + parts) as string[])),
        rows: mine.map((row) => columns.map((column, index) => toScalar(column, row[1 + parts + index] ?? null))),
      };
    }),
    next:
      found.rows.length > options.limit && page.length > 0
        ? Buffer.from(JSON.stringify(page.at(-1)!.common)).toString('base64url')
        : null,
  };
}

function readAfter(cursor: string, length: number): string[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw new TableError('invalid_cursor');
  }
  const isSound = Array.isArray(parsed) && parsed.length === length && parsed.every((text) => typeof text === 'string');
  if (!isSound || (parsed as string[]).some((text) => text.includes('\0'))) throw new TableError('invalid_cursor');
  return parsed as string[];
}
