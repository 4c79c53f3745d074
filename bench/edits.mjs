/** The edits' part of the bench: one cell of a large table, against a transaction by hand; all rows at once, against the same statement in psql. */
import { median, psql, timed } from './peers.mjs';

/**
 * @param {object} bench
 * @param {any} bench.product as `startProduct` gives it
 * @param {import('pg').Client} bench.db
 * @param {number} bench.rows of the table
 * @param {number} bench.runs after one that does not count
 * @param {(what: string, ours: number, theirs: number, target: string, note?: string) => void} bench.record
 */
export async function measureEdits({ product, db, rows, runs, record }) {
  const [table, byHand] = await Promise.all(
    [`Edited ${Date.now().toString(36)}`, `By hand ${Date.now().toString(36)}`].map((name) =>
      product.ask('POST', '/api/tables', {
        name,
        columns: [
          { label: 'No', type: 'integer' },
          { label: 'Name', type: 'text' },
          { label: 'City', type: 'text' },
          { label: 'Amount', type: 'decimal' },
        ],
        key: ['No'],
      }),
    ),
  );
  for (const { qualifiedName } of [table, byHand]) {
    await db.query(
      `INSERT INTO ${qualifiedName} SELECT n, 'Name ' || n % 1000, 'City ' || n % 7, n / 4.0 FROM generate_series(1, ${rows}) n`,
    );
    await db.query(`VACUUM ANALYZE ${qualifiedName}`);
  }
  const edits = `/api/tables/${table.id}/edits`;
  const ids = async () => (await product.ask('GET', `/api/tables/${table.id}/rows?limit=50&offset=${rows - 50}`)).ids;
  const page = () => timed(() => product.ask('GET', `/api/tables/${table.id}/rows?limit=50&offset=${rows - 50}`));

  const one = { edit: [], page: [], sql: [] };
  await ids();
  for (let round = 0; round <= runs * 5; round++) {
    const [id] = await ids();
    const { seconds } = await product.run(edits, { updates: [{ id, cells: { city: `Round ${round}` } }] });
    const after = await page();
    const sql = await timed(() =>
      db.query(`UPDATE ${byHand.qualifiedName} SET city = 'Round ${round}' WHERE no = ${rows - 49}`),
    );
    if (round === 0) continue;
    one.edit.push(seconds * 1000);
    one.page.push(after.seconds * 1000);
    one.sql.push(sql.seconds * 1000);
  }
  const note = `${median(one.edit).toFixed(0)} ms until the end is heard over the socket; the next page at the end of the table ${median(one.page).toFixed(0)} ms`;
  record(
    `one cell of ${rows.toLocaleString('en')} rows edited / one UPDATE`,
    median(one.edit) / 1000,
    median(one.sql) / 1000,
    '',
    note,
  );

  const all = { and: [] };
  const bulk = {
    set: [{ filter: all, set: { city: 'Huế' } }, `UPDATE ${byHand.qualifiedName} SET city = 'Huế'`],
    replace: [
      { filter: all, replace: { find: 'Name', with: 'Title', columns: ['name'] } },
      `UPDATE ${byHand.qualifiedName} SET name = replace(name, 'Name', 'Title')`,
    ],
    delete: [{ filter: all, delete: true }, `DELETE FROM ${byHand.qualifiedName}`],
  };
  for (const [what, [body, sql]] of Object.entries(bulk)) {
    const { seconds, job } = await product.run(edits, body);
    const undo = await product.run(`/api/jobs/${job.id}/undo`, {});
    const theirs = await timed(() => psql(product.databaseUrl, sql));
    record(
      `${what} of all ${rows.toLocaleString('en')} rows / the same in psql`,
      seconds,
      theirs.seconds,
      '',
      `undone in ${undo.seconds.toFixed(1)} s`,
    );
    if (what === 'set') await db.query(`VACUUM ${table.qualifiedName}, ${byHand.qualifiedName}`);
  }
  for (const { id } of [table, byHand]) await product.ask('DELETE', `/api/tables/${id}`);
}
