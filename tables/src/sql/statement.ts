import type { ClientBase, Pool } from 'pg';
import { translateError } from './errors.ts';

/** Anything that answers a statement. A transaction needs a `ClientBase`. */
export type Database = ClientBase | Pool;

/** A statement whose text never changes, which each connection has Postgres read and plan once (PostgreSQL docs, "PREPARE"). */
export interface Prepared {
  name: string;
  text: string;
}

/**
 * Send one statement; every statement of this package but COPY goes through here.
 * In: SQL whose only variable parts are quoted identifiers, and bound values. Out: rows by column name, and the count of
 * rows the command touched. Throws TableError.
 */
export async function run<Row = Record<string, unknown>>(
  db: Database,
  text: string | Prepared,
  values: readonly unknown[] = [],
): Promise<{ rows: Row[]; count: number }> {
  try {
    const result = await (db as ClientBase).query(text, values as unknown[]);
    return { rows: result.rows as Row[], count: result.rowCount ?? 0 };
  } catch (error) {
    throw translateError(error);
  }
}

/** The same, with rows as arrays of text exactly as Postgres wrote them: no name becomes a property (P22), no value a JS Date. */
export async function runRaw(
  db: Database,
  text: string,
  values: readonly unknown[] = [],
): Promise<(string | null)[][]> {
  try {
    const result = await (db as ClientBase).query<(string | null)[]>({
      text,
      values: values as unknown[],
      rowMode: 'array',
      types: { getTypeParser: () => (value: string | Buffer) => String(value) } as never,
    });
    return result.rows;
  } catch (error) {
    throw translateError(error);
  }
}

/**
 * A query for whether another one finds anything: it stops at the first row, but is planned as if all were wanted. With a plain
 * LIMIT 1 Postgres prefers what begins soon, such as reading one set for each row of another, and is wrong where there is nothing.
 */
export function anySql(query: string): string {
  return `WITH found AS MATERIALIZED (${query}) SELECT 1 FROM found LIMIT 1`;
}

/**
 * Local to the transaction: hashing a million keys wants memory, compiling statements that run once wants time, and so does
 * ANALYZE of 30,000 rows where 3,000 tell the planner as much.
 */
export const BULK_SETTINGS = `SELECT set_config('jit', 'off', true), set_config('default_statistics_target', '10', true),
  CASE WHEN pg_size_bytes(current_setting('work_mem')) < 67108864 THEN set_config('work_mem', '64MB', true) END`;
