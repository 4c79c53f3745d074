import { z } from 'zod';
import type { Queryable } from './queryable.ts';

/**
 * Run a statement and parse the rows that it returns.
 * @param row what each row must be
 * @throws ZodError where a row is something else
 */
export async function queryRows<Row extends z.ZodType>(
  db: Queryable,
  row: Row,
  text: string,
  values: unknown[] = [],
): Promise<z.output<Row>[]> {
  const { rows } = await db.query(text, values);
  return z.array(row).parse(rows);
}
