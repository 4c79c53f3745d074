/** Many jobs that are asked for together. */
import { setTimeout as sleep } from 'node:timers/promises';

/** Requests that a client has under way at once. */
const AT_ONCE = 4;

/** Start a job for each name, some at once. The jobs' ids. */
export async function inTurns(names, start) {
  const left = [...names];
  const ids = [];
  const lines = Array.from({ length: AT_ONCE }, async () => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) ids.push(await start(name));
  });
  await Promise.all(lines);
  return ids;
}

/** Until all jobs have succeeded. Asked of the database, as asking the server again and again would slow it. */
export async function ended(db, ids) {
  for (;;) {
    const { rows } = await db.query(
      `SELECT count(*) FILTER (WHERE state = 'succeeded')::int AS good, count(*) FILTER (WHERE state IN ('failed', 'cancelled'))::int AS bad
         FROM sheetport.job WHERE id = ANY($1::uuid[])`,
      [ids],
    );
    if (rows[0].bad > 0) throw new Error(`${rows[0].bad} imports failed`);
    if (rows[0].good === ids.length) return;
    await sleep(10);
  }
}
