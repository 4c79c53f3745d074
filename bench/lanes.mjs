/** The lanes' part of the bench: an import of 100 rows alone, and behind ten imports of all rows that one worker runs two at a time. */
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from './peers.mjs';

const LARGE_JOBS = 10;

/**
 * @param {object} bench
 * @param {any} bench.product as `startProduct` gives it
 * @param {string} bench.smallId a file of 100 rows that was inspected
 * @param {string} bench.largeId the same with `rows` rows
 * @param {number} bench.rows
 * @param {number} bench.runs
 * @param {Function} bench.record
 */
export async function measureLanes({ product, smallId, largeId, rows, runs, record }) {
  let imports = 0;
  const load = async () => {
    imports += 1;
    const body = { fileId: smallId, table: { create: { name: `Lanes ${imports}` } } };
    return (await product.run('/api/imports', body)).seconds;
  };
  const several = async () => {
    const seconds = [];
    for (let run = 0; run < runs; run++) seconds.push(await load());
    return seconds;
  };
  const statesOf = async (ids) =>
    Promise.all(ids.map(async (id) => (await product.ask('GET', `/api/jobs/${id}`)).state));
  await load(); // caches, compilers
  const alone = await several();
  const large = [];
  for (let n = 0; n < LARGE_JOBS; n++) {
    const body = { fileId: largeId, table: { create: { name: `Large ${n}` } } };
    large.push((await product.ask('POST', '/api/imports', body)).id);
  }
  while (!(await statesOf(large.slice(0, 2))).every((state) => state === 'running')) await sleep(20);
  const behind = await several();
  const states = await statesOf(large);
  if (!states.includes('queued')) throw new Error('the large imports were too quick: no small one was behind them');
  for (const id of large) await product.ask('POST', `/api/jobs/${id}/cancel`).catch(() => undefined);
  while ((await statesOf(large)).some((state) => state === 'running' || state === 'queued')) await sleep(50);
  record(
    `100 rows behind ${LARGE_JOBS} imports of ${rows} rows, one worker / alone`,
    median(behind),
    median(alone),
    'alone + 1 s',
    `slowest ${Math.max(...behind).toFixed(2)} s`,
  );
}
