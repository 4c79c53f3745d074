import { findColumn } from '../catalog/find-column.ts';
import { type Guard, SERVICE_GUARD } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { Column, Table, TableRef, UniqueIndex } from '../catalog/table.ts';
import { TableError } from '../sql/errors.ts';
import { qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { quoteLiteral } from '../sql/literal.ts';
import { type Database, run } from '../sql/statement.ts';

/**
 * How keys are compared. `ignore_case`: texts that differ only in case and in spaces at both ends are the same key. The table says so by
 * a unique index on `lower(btrim(…))` of its key, so that Postgres enforces it for everybody (decision 11).
 */
export type KeyMatching = 'exact' | 'ignore_case';

/** The spaces that an import takes off the ends of texts: blanks, line ends and no-break blanks. */
const SPACES = ' \t\n\v\f\r\u00a0\u2007\u202f\u3000\ufeff';

/** Types whose cast to text is immutable, as an index needs it. */
const TEXT_TYPE = /^(?:text|citext|character varying(?:\(\d+\))?|character(?:\(\d+\))?)$/;

/** Whether the texts of a column can be compared without case and surrounding spaces. */
export function hasCase(column: Pick<Column, 'pg'>): boolean {
  return TEXT_TYPE.test(column.pg);
}

/** A value of a key as `ignore_case` compares it. */
export function ignoringCaseSql(column: Pick<Column, 'pg'>, value: string): string {
  return hasCase(column) ? `lower(btrim((${value})::text, ${quoteLiteral(SPACES)}))` : value;
}

/** How the table compares its keys. */
export function keyMatchingOf(table: Table): KeyMatching {
  return ignoringCaseIndex(table) ? 'ignore_case' : 'exact';
}

/** The unique index that makes a table ignore the case of its key, where it has one. */
export function ignoringCaseIndex(table: Table): UniqueIndex | undefined {
  const columns = table.key.map((name) => findColumn(table, name));
  if (!columns.some(hasCase)) return undefined;
  return table.uniques.find(
    (index) =>
      index.predicate === undefined &&
      index.parts.length === columns.length &&
      columns.every((column, n) => isPartOf(column, index.parts[n]!)),
  );
}

/** Whether a part of an index, as the catalogue writes it, is that of a column. */
function isPartOf(column: Column, part: string): boolean {
  const names = [column.name, quoteIdent(column.name)];
  if (!hasCase(column)) return names.includes(part);
  const values = names.flatMap((name) => [name, `${name}::text`, `(${name})::text`]);
  return values.some((value) => part === `lower(btrim(${value}, '${SPACES}'::text))`);
}

/**
 * Let a table compare its keys so. In: a transaction of the caller's. Throws `invalid_key` for a table without a key of texts, and
 * `duplicate_key` where two rows would have the same key.
 */
export async function setKeyMatching(
  db: Database,
  ref: TableRef,
  matching: KeyMatching,
  guard: Guard = SERVICE_GUARD,
): Promise<void> {
  const table = await introspect(db, ref, guard);
  const index = ignoringCaseIndex(table);
  if ((matching === 'ignore_case') === (index !== undefined)) return;
  if (index) {
    await run(db, `DROP INDEX ${qualifiedName({ schema: table.schema, name: index.name })}`);
    return;
  }
  const columns = table.key.map((name) => findColumn(table, name));
  if (!columns.some((column) => hasCase(column) && !column.hidden)) throw new TableError('invalid_key');
  const parts = columns.map((column) =>
    hasCase(column) ? `(${ignoringCaseSql(column, quoteIdent(column.name))})` : quoteIdent(column.name),
  );
  await run(db, `CREATE UNIQUE INDEX ON ${qualifiedName(table)} (${parts.join(', ')})`);
}

/** How many rows have a key that another row has too, apart from case and surrounding spaces. */
export async function countMatchingKeys(
  db: Database,
  ref: TableRef,
  key: readonly string[],
  guard: Guard = SERVICE_GUARD,
): Promise<number> {
  const table = await introspect(db, ref, guard);
  const parts = key.map((name) => ignoringCaseSql(findColumn(table, name), `t.${quoteIdent(name)}`)).join(', ');
  const { rows } = await run<{ n: string }>(
    db,
    `SELECT COALESCE(sum(n), 0) AS n FROM (SELECT count(*) AS n FROM ${qualifiedName(table)} t GROUP BY ${parts} HAVING count(*) > 1) g`,
  );
  return Number(rows[0]!.n);
}
