/** The small jobs' part of the bench: a hundred imports of a hundred rows into new tables, against as many calls of psql. */
import { ended, inTurns } from './job-batch.mjs';
import { median, psql, timed } from './peers.mjs';

/**
 * By hand: one psql for each table, one after the other, as a script calls it: `create table` and `\copy`. Ours, in turn with that: all
 * imports of a file that was inspected are asked for, and the time is until the last one is in; the same one after the other; and the
 * same with an upload for each import.
 *
 * @param {object} bench
 * @param {any} bench.product as `startProduct` gives it
 * @param {import('pg').Client} bench.db
 * @param {string} bench.file a workbook of `rows` rows
 * @param {string} bench.csv the same rows
 * @param {string} bench.columns of the table, as SQL
 * @param {number} bench.rows
 * @param {number} bench.jobs
 * @param {number} bench.runs after one that does not count
 * @param {(what: string, ours: number, theirs: number, target: string, note?: string) => void} bench.record
 */
export async function measureSmallJobs({ product, db, file, csv, columns, rows, jobs, runs, record }) {
  let made = 0;
  const run = Date.now().toString(36);
  const names = () => Array.from({ length: jobs }, () => `Small ${run} ${++made}`);
  const bodyOf = (fileId, name) => ({ fileId, table: { create: { name } }, key: ['id'] });
  const uploaded = await product.upload(file);
  await product.inspected(uploaded.id);

  const start = async (name) => (await product.ask('POST', '/api/imports', bodyOf(uploaded.id, name))).id;
  const startWithUpload = async (name) =>
    (await product.ask('POST', '/api/imports', bodyOf((await product.upload(file)).id, name))).id;
  const together = (how) => timed(async () => ended(db, await inTurns(names(), how)));
  const singly = async () => {
    await product.hearAll(true);
    const one = await timed(async () => {
      for (const name of names()) await product.run('/api/imports', bodyOf(uploaded.id, name));
    });
    await product.hearAll(false);
    return one;
  };
  const byPsql = () =>
    timed(async () => {
      for (const name of names()) {
        await psql(
          product.databaseUrl,
          `create table "by hand ${name}" (${columns})`,
          `\\copy "by hand ${name}" from '${csv}' csv`,
        );
      }
    });

  const seconds = { psql: [], together: [], singly: [], uploads: [] };
  const cost = { worker: [], server: [] };
  const uploadCost = { worker: [], server: [] };
  for (let round = 0; round <= runs; round++) {
    const peer = await byPsql();
    const before = product.processorSeconds();
    const ours = await together(start);
    const after = product.processorSeconds();
    const one = await singly();
    const beforeUploads = product.processorSeconds();
    const uploads = await together(startWithUpload);
    const afterUploads = product.processorSeconds();
    const tables = await checkAndDrop(db, run, rows);
    if (tables !== 4 * jobs) throw new Error(`there are ${tables} tables`);
    if (round === 0) continue; // caches, compilers
    seconds.psql.push(peer.seconds);
    seconds.together.push(ours.seconds);
    seconds.singly.push(one.seconds);
    seconds.uploads.push(uploads.seconds);
    for (const part of ['worker', 'server']) {
      cost[part].push(((after[part] - before[part]) * 1000) / jobs);
      uploadCost[part].push(((afterUploads[part] - beforeUploads[part]) * 1000) / jobs);
    }
  }
  const noteOf = ({ worker, server }) =>
    `processor time of each: worker ${median(worker).toFixed(1)} ms, server ${median(server).toFixed(1)} ms`;
  const theirs = median(seconds.psql);
  const what = `${jobs} imports of ${rows} rows into new tables`;
  record(`${what}, asked for together / ${jobs} psql calls`, median(seconds.together), theirs, '', noteOf(cost));
  record(`${what}, one after the other / ${jobs} psql calls`, median(seconds.singly), theirs, '');
  record(
    `${what}, each with its upload / ${jobs} psql calls`,
    median(seconds.uploads),
    theirs,
    '≤ 1.5',
    noteOf(uploadCost),
  );
}

/** Every table has all rows, whoever filled it; then they go away. */
async function checkAndDrop(db, run, rows) {
  const { rows: tables } = await db.query(
    `SELECT format('%I.%I', schema, relation_name) AS name FROM sheetport."table" WHERE name LIKE 'Small ${run} %'
     UNION ALL SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind = 'r' AND c.relname LIKE 'by hand Small ${run} %'`,
  );
  for (const { name } of tables) {
    const { rows: counted } = await db.query(`SELECT count(*)::int AS n FROM ${name}`);
    if (counted[0].n !== rows) throw new Error(`${name} has ${counted[0].n} rows`);
    await db.query(`DROP TABLE ${name}`);
  }
  await db.query(`DELETE FROM sheetport."table" WHERE name LIKE 'Small ${run} %'`);
  return tables.length;
}
