/** The upsert's part of the bench: a workbook into a table where every key is already, against the SQL that one would write by hand. */
import { writeFileSync } from 'node:fs';
import { median, psql, psqlScript, timed } from './peers.mjs';

/**
 * Every row of the table has the key of a row of the workbook and another amount, so all are updated. Both sides fill a temporary table
 * and merge it in one statement and one transaction; ours also records what an undo needs, and counts what was unchanged.
 *
 * @param {object} bench
 * @param {any} bench.product as `startProduct` gives it
 * @param {import('pg').Client} bench.db
 * @param {(name: string) => string} bench.at a path for a file of this run; `rows.csv` has the workbook's rows
 * @param {string} bench.fileId the workbook
 * @param {{ qualifiedName: string, id: string }} bench.table empty, with the key `id`
 * @param {(qualifiedName: string) => Promise<string>} bench.checksum
 * @param {number} bench.rows
 * @param {number} bench.runs after one that does not count
 * @param {(what: string, ours: number, theirs: number, target: string, note?: string) => void} bench.record
 */
export async function measureUpsert({ product, db, at, fileId, table, checksum, rows, runs, record }) {
  const { qualifiedName, id } = table;
  const { rows: columns } = await db.query(
    'SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum',
    [qualifiedName],
  );
  const set = columns
    .filter(({ name }) => name !== 'id')
    .map(({ name }) => `"${name}" = excluded."${name}"`)
    .join(', ');
  writeFileSync(
    at('upsert.sql'),
    `BEGIN;
CREATE TEMP TABLE arrived (LIKE ${qualifiedName}) ON COMMIT DROP;
\\copy arrived from '${at('rows.csv')}' csv
INSERT INTO ${qualifiedName} SELECT * FROM arrived ON CONFLICT (id) DO UPDATE SET ${set};
COMMIT;
`,
  );
  writeFileSync(
    at('refill.sql'),
    `BEGIN;
TRUNCATE ${qualifiedName};
INSERT INTO ${qualifiedName} SELECT * FROM bench_before ORDER BY id;
COMMIT;
VACUUM (FREEZE, ANALYZE) ${qualifiedName};
`,
  );
  await psql(product.databaseUrl, `CREATE TABLE bench_before (LIKE ${qualifiedName})`);
  await psql(product.databaseUrl, `\\copy bench_before from '${at('rows.csv')}' csv`);
  await psql(product.databaseUrl, 'UPDATE bench_before SET amount = amount + 1');
  await psql(product.databaseUrl, 'VACUUM (FULL, ANALYZE) bench_before');
  const refill = () => psqlScript(product.databaseUrl, at('refill.sql'));
  const ours = [];
  const theirs = [];
  for (let run = 0; run <= runs; run++) {
    await refill();
    const peer = await timed(() => psqlScript(product.databaseUrl, at('upsert.sql')));
    const wanted = await checksum(qualifiedName);
    await refill();
    const { seconds, job } = await product.run('/api/imports', { fileId, table: { id }, mode: 'upsert', key: ['id'] });
    if ((await checksum(qualifiedName)) !== wanted) throw new Error('the upserts differ');
    if (job.counts.updated !== rows) throw new Error(`${job.counts.updated} rows were updated`);
    if (run === 0) continue; // caches, compilers
    ours.push(seconds);
    theirs.push(peer.seconds);
  }
  record(
    `upsert ${rows} rows into as many / \\copy and INSERT … ON CONFLICT by hand`,
    median(ours),
    median(theirs),
    '≤ 1.3',
  );
}
