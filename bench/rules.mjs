/** The rules' part of the bench: a workbook into a table with rules that all of its rows keep, against the same table without. */
import { COLUMNS } from './columns.mjs';
import { median } from './peers.mjs';

const PATTERN = '[a-z0-9]+@[a-z0-9]+\\.com';
const NAMES = Array.from({ length: 300 }, (_, n) => `Name ${n}`);
const CATEGORIES = Array.from({ length: 12 }, (_, n) => `cat-${n}`);

/**
 * 300 allowed names, a pattern and `unique` for the e-mail, `required` and a range for the amount, and a reference to a table of twelve
 * categories.
 *
 * @param {object} bench
 * @param {any} bench.product as `startProduct` gives it
 * @param {import('pg').Client} bench.db
 * @param {string} bench.fileId the workbook
 * @param {() => Promise<any>} bench.makeTable a table without rules
 * @param {(qualifiedName: string) => Promise<string>} bench.checksum
 * @param {number} bench.rows
 * @param {number} bench.runs after one that does not count
 * @param {(what: string, ours: number, theirs: number, target: string, note?: string) => void} bench.record
 */
export async function measureRules({ product, db, fileId, makeTable, checksum, rows, runs, record }) {
  const categories = await product.ask('POST', '/api/tables', {
    name: 'Categories',
    columns: [{ label: 'code', type: 'text' }],
    key: ['code'],
  });
  await db.query(`INSERT INTO ${categories.qualifiedName} SELECT unnest($1::text[])`, [CATEGORIES]);
  /** @type {Record<string, object[]>} */
  const rules = {
    name: [{ kind: 'list', values: NAMES }],
    email: [{ kind: 'pattern', pattern: PATTERN }, { kind: 'unique' }],
    amount: [{ kind: 'required' }, { kind: 'range', min: 0, max: 10_000 }],
    category: [{ kind: 'reference', table: categories.id, column: 'code' }],
  };
  const columns = COLUMNS.map((column) => ({ ...column, rules: rules[column.label] ?? [] }));
  const makeRuled = () => product.ask('POST', '/api/tables', { name: `Ruled ${Date.now()}`, columns, key: ['id'] });
  const load = async (table) => {
    const { seconds, job } = await product.run('/api/imports', { fileId, table: { id: table.id } });
    if (job.counts.inserted !== rows) throw new Error(`${job.counts.inserted} rows went in`);
    const sum = await checksum(table.qualifiedName);
    await product.ask('DELETE', `/api/tables/${table.id}`);
    return { seconds, sum };
  };
  const ruled = [];
  const plain = [];
  for (let run = 0; run <= runs; run++) {
    const b = await load(await makeTable());
    const a = await load(await makeRuled());
    if (a.sum !== b.sum) throw new Error('the rows differ');
    if (run === 0) continue; // caches, compilers
    ruled.push(a.seconds);
    plain.push(b.seconds);
  }
  record(`import ${rows} rows into a table with rules / into one without`, median(ruled), median(plain), '≤ 2.0');
}
