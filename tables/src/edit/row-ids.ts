import type { Table } from '../catalog/table.ts';
import { quoteIdent } from '../sql/identifiers.ts';

/** Which row is meant, and which version of it. `version` is the row's xmin; null where any version will do. */
export type RowAddress =
  /** By the values of the table's key as text, in its order. */
  | { version: string | null; key: string[] }
  /** By its place, of a table without a key: its ctid, and the oid of the table that it lies in. */
  | { version: string; ctid: string; table: string };

/**
 * What an id is made of, as SQL texts: the version, then the key's values; of a table without a key an empty text, the place and its table.
 * Postgres gives each version of a row the id of the transaction that wrote it (PostgreSQL docs, "System Columns", xmin).
 */
export function rowIdSql(table: Pick<Table, 'key'>, alias: string): string[] {
  const at = (name: string): string => `${alias}.${name}::text`;
  return table.key.length > 0
    ? [at('xmin'), ...table.key.map((name) => at(quoteIdent(name)))]
    : [at('xmin'), at('ctid'), at('tableoid')];
}

/** The id of a row, of the values of `rowIdSql`. */
export function writeRowId(values: readonly string[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/**
 * The row that an id names.
 * @returns undefined for a text that is no id of this table, as it is now
 */
export function readRowId(table: Pick<Table, 'key'>, id: string): RowAddress | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(id, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  const isWhole = Array.isArray(parsed) && parsed.every((value) => typeof value === 'string' && !value.includes('\0'));
  if (!isWhole) return undefined;
  const [version, ...values] = parsed as string[];
  if (version === undefined || !/^\d{1,10}$/.test(version)) return undefined;
  if (table.key.length > 0) return values.length === table.key.length ? { version, key: values } : undefined;
  const [ctid, within, ...more] = values;
  const isPlace = /^\(\d{1,10},\d{1,5}\)$/.test(ctid ?? '') && /^\d{1,10}$/.test(within ?? '') && more.length === 0;
  return isPlace ? { version, ctid: ctid!, table: within! } : undefined;
}
