/** The workers' part of the bench: what one worker does in a second, and what two do. */
import { ended, inTurns } from './job-batch.mjs';
import { median, timed } from './peers.mjs';

const SMALL_JOBS = 200;
const LARGE_JOBS = 6;

/**
 * Small imports asked for at once, and imports of `rows` rows asked for at once, with one worker and with two on this machine.
 *
 * @param {object} bench
 * @param {any} bench.product as `startProduct` gives it
 * @param {import('pg').Client} bench.db
 * @param {string} bench.smallId a file of 100 rows that was inspected
 * @param {string} bench.largeId the same with `rows` rows
 * @param {number} bench.rows
 * @param {number} bench.runs after one that does not count
 * @param {Function} bench.record
 */
export async function measureWorkers({ product, db, smallId, largeId, rows, runs, record }) {
  let made = 0;
  const importMany = (fileId, jobs) =>
    timed(async () => {
      const names = Array.from({ length: jobs }, () => `Workers ${++made}`);
      const start = async (name) =>
        (await product.ask('POST', '/api/imports', { fileId, table: { create: { name } } })).id;
      await ended(db, await inTurns(names, start));
    });
  const perSecond = async (fileId, jobs, units) => {
    const rates = [];
    for (let run = 0; run <= runs; run++) {
      const { seconds } = await importMany(fileId, jobs);
      if (run > 0) rates.push(units / seconds); // caches, compilers
    }
    return median(rates);
  };
  const both = async () => ({
    small: await perSecond(smallId, SMALL_JOBS, SMALL_JOBS),
    large: await perSecond(largeId, LARGE_JOBS, LARGE_JOBS * rows),
  });
  const one = await both();
  const stop = await product.addWorker();
  const two = await both();
  await stop();
  record('imports of 100 rows a second, two workers / one', two.small, one.small, '');
  record(`rows a second, imports of ${rows} rows, two workers / one`, two.large, one.large, '');
}
