/** The profile's part of the bench: an import asked for right after the upload, while the file is profiled, against one asked for later. */
import { median } from './peers.mjs';

/**
 * @param {object} bench
 * @param {any} bench.product as `startProduct` gives it
 * @param {string} bench.file the workbook
 * @param {() => Promise<any>} bench.makeTable an empty table of its columns
 * @param {number} bench.rows
 * @param {number} bench.runs after one that does not count
 * @param {Function} bench.record
 */
export async function measureProfiling({ product, file, makeTable, rows, runs, record }) {
  const load = async (waits) => {
    const table = await makeTable();
    const { id } = await product.upload(file);
    if (waits) await product.inspected(id);
    const { seconds, job } = await product.run('/api/imports', { fileId: id, table: { id: table.id } });
    if (job.counts.inserted !== rows) throw new Error(`${job.counts.inserted} rows went in`);
    await product.inspected(id); // The profile goes on where it gave way, and must not slow the next run.
    await product.ask('DELETE', `/api/tables/${table.id}`);
    return seconds;
  };
  const early = [];
  const late = [];
  for (let run = 0; run <= runs; run++) {
    const b = await load(true);
    const a = await load(false);
    if (run === 0) continue; // caches, compilers
    early.push(a);
    late.push(b);
  }
  record(
    `import ${rows} rows right after the upload / once the file is profiled`,
    median(early),
    median(late),
    '≤ 1.1',
  );
}
