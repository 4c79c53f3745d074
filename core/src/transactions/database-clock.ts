import { z } from 'zod';
import { queryRows } from './query-rows.ts';
import type { Queryable } from './queryable.ts';

const Now = z.object({ now: z.date() });

/**
 * The clock of the database, which is the same for all servers.
 * @returns what time it is whenever it is called: asked once, and moved on by the time that has passed here
 */
export async function readDatabaseClock(db: Queryable): Promise<() => Date> {
  const [row] = await queryRows(db, Now, 'SELECT clock_timestamp() AS now');
  const asked = performance.now();
  return () => new Date(row!.now.getTime() + (performance.now() - asked));
}
