/** The exports' part of the bench: rivals take turns with ours, and each file is read back before it counts. */
import { createReadStream, statSync } from 'node:fs';
import ExcelJS from 'exceljs';
import { rowOf } from '../sheets/bench/generate-workbook.mjs';
import { excelJsWrite, median, psql, timed } from './peers.mjs';

/**
 * @param {object} bench
 * @param {any} bench.product as `startProduct` gives it
 * @param {(name: string) => string} bench.at a path for a file of this run
 * @param {{ qualifiedName: string, id: string }} bench.large a table of `rows` rows
 * @param {{ qualifiedName: string, id: string }} bench.small its first `smallRows` rows
 * @param {number} bench.rows
 * @param {number} bench.smallRows
 * @param {number} bench.runs after one that does not count
 * @param {(what: string, ours: number, theirs: number, target: string, note?: string) => void} bench.record
 */
export async function measureExport({ product, at, large, small, rows, smallRows, runs, record }) {
  const byPsql = (name) =>
    timed(() => psql(product.databaseUrl, `\\copy (select * from ${large.qualifiedName}) to '${at(name)}' csv`));
  const byUs = (table, format) => product.run('/api/exports', { tableId: table.id, format });
  const byExcelJs = () => timed(() => excelJsWrite(product.databaseUrl, small.qualifiedName, at('exceljs.xlsx')));

  const seconds = { psql: [], xlsx: [], csv: [], parquet: [], small: [], excelJs: [] };
  const processor = [];
  let peak = 0;
  let ours;
  for (let run = 0; run <= runs; run++) {
    const peer = await byPsql('psql.csv');
    product.resetWorkerPeak();
    const before = product.processorSeconds().worker;
    const xlsx = await byUs(large, 'xlsx');
    processor.push(product.processorSeconds().worker - before);
    peak = Math.max(peak, product.workerPeak());
    const csv = await byUs(large, 'csv');
    const parquet = await byUs(large, 'parquet');
    const excelJs = await byExcelJs();
    const mine = await byUs(small, 'xlsx');
    if (run === 0) {
      await checkCsv(at('psql.csv'), rows, false);
      await product.save(csv.job.id, at('ours.csv'));
      await checkCsv(at('ours.csv'), rows, true);
      await product.save(mine.job.id, at('ours.xlsx'));
      for (const file of ['ours.xlsx', 'exceljs.xlsx']) await checkWorkbook(at(file), smallRows);
      if (xlsx.job.counts.read !== rows) throw new Error(`exported ${xlsx.job.counts.read} rows`);
      continue; // caches, compilers
    }
    ours = { large: xlsx.job.result.bytes, small: mine.job.result.bytes };
    seconds.psql.push(peer.seconds);
    seconds.xlsx.push(xlsx.seconds);
    seconds.csv.push(csv.seconds);
    seconds.parquet.push(parquet.seconds);
    seconds.small.push(mine.seconds);
    seconds.excelJs.push(excelJs.seconds);
  }
  const file = `${(ours.large / 1e6).toFixed(0)} MB, worker peak ${Math.round(peak)} MB, its processor time ${median(processor).toFixed(1)} s`;
  record(`export ${rows} rows to xlsx / psql \\copy to csv`, median(seconds.xlsx), median(seconds.psql), '≤ 2.5', file);
  record(`export ${rows} rows to csv / psql \\copy to csv`, median(seconds.csv), median(seconds.psql), '≤ 1.1');
  record(`export ${rows} rows to parquet / psql \\copy to csv`, median(seconds.parquet), median(seconds.psql), '≤ 1.5');
  await measureTemplate({ product, large, rows, runs, record });
  await measureBegin({ product, large, rows, record });
  await measurePages({ product, large, rows, record });
  record(
    `export ${smallRows} rows / ExcelJS streaming writer`,
    median(seconds.small),
    median(seconds.excelJs),
    '≤ 0.1',
  );
  const theirs = statSync(at('exceljs.xlsx')).size;
  record('size of that xlsx / ExcelJS streaming writer (MB)', ours.small / 1e6, theirs / 1e6, '≤ 1.2');
}

/** Rows in a workbook of one's own, with a total below them, in turn with a plain export. */
async function measureTemplate({ product, large, rows, runs, record }) {
  const book = new ExcelJS.Workbook();
  const sheet = book.addWorksheet('Rows');
  sheet.addRow(large.columns.map(({ label }) => label));
  sheet.addRow(large.columns.map(({ name }) => `{{${name}}}`));
  sheet.getCell('A4').value = { formula: 'COUNTA(A2:A2)' };
  const { id: templateId } = await product.addTemplate(await book.xlsx.writeBuffer());
  const plain = [];
  const filled = [];
  for (let run = 0; run <= runs; run++) {
    const one = await product.run('/api/exports', { tableId: large.id, format: 'xlsx' });
    const other = await product.run('/api/exports', { tableId: large.id, format: 'xlsx', templateId });
    if (other.job.counts.read !== rows) throw new Error(`filled with ${other.job.counts.read} rows`);
    if (run === 0) continue;
    plain.push(one.seconds);
    filled.push(other.seconds);
  }
  record(`${rows} rows in a template / plain to xlsx`, median(filled), median(plain), '≤ 1.15');
}

/** From the request to the first movement of the bar that a browser hears. */
async function measureBegin({ product, large, rows, record }) {
  const moved = [];
  for (let run = 0; run < 5; run++) {
    const start = performance.now();
    let first;
    await product.hear('/api/exports', { tableId: large.id, format: 'xlsx' }, ({ progress }) => {
      if (progress.fraction > 0) first ??= performance.now() - start;
    });
    moved.push(first / 1000);
  }
  record(`first movement of the bar, export of ${rows} rows (s) / 0.3 s`, median(moved), 0.3, '≤ 1');
}

/** A page of the grid under a filter and in an order that indexes serve, at the server: without the time that HTTP takes alone. */
async function measurePages({ product, large, rows, record }) {
  const column = (label) => large.columns.find((one) => one.label === label || one.name === label).name;
  const amount = column('amount');
  const made = await product.ask('POST', `/api/tables/${large.id}/indexes`, { columns: [amount] });
  for (let { indexes } = made; indexes.some(({ state }) => state === 'building'); ) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    ({ indexes } = await product.ask('GET', `/api/tables/${large.id}/indexes`));
  }
  const query = new URLSearchParams({
    limit: '200',
    filter: JSON.stringify({ column: amount, op: 'ge', value: 10 }),
    sort: JSON.stringify([{ column: amount, desc: true }]),
  });
  const pages = [];
  for (let run = 0; run < 10; run++) {
    const page = await timed(() => product.ask('GET', `/api/tables/${large.id}/rows?${query}`));
    if (page.result.rows.length !== 200) throw new Error(`a page has ${page.result.rows.length} rows`);
    if (run > 0) pages.push(page.seconds);
  }
  record(`a page of ${rows} rows, filtered and sorted by an index (s) / 0.1 s`, median(pages), 0.1, '≤ 1');
}

/** As many records as rows; none of these values holds a line feed. */
async function checkCsv(file, rows, header) {
  let lines = header ? -1 : 0;
  for await (const chunk of createReadStream(file)) {
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines++;
  }
  if (lines !== rows) throw new Error(`${file} has ${lines} rows`);
}

/** ExcelJS reads it back: all rows are there, and the values and formats of some. */
async function checkWorkbook(file, rows) {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(file);
  const sheet = book.worksheets[0];
  if (sheet.rowCount !== rows + 1) throw new Error(`${file} has ${sheet.rowCount} rows`);
  const day = (serial) => Math.round((serial - 25_569) * 86_400) * 1000;
  for (const i of [0, 1, 999, rows - 1]) {
    const v = rowOf(i);
    const row = sheet.getRow(i + 2);
    const found = row.values
      .slice(1)
      .map((value) => (value instanceof Date ? Math.round(value.getTime() / 1000) * 1000 : value));
    const expected = [
      v.id,
      v.name,
      v.email,
      v.amount,
      day(v.joined),
      Boolean(v.active),
      v.category,
      v.note,
      v.price,
      day(v.seen),
    ];
    if (JSON.stringify(found) !== JSON.stringify(expected))
      throw new Error(`${file}, row ${i}: ${JSON.stringify(found)}`);
    const formats = [1, 2, 5, 10].map((column) => row.getCell(column).numFmt).join(', ');
    if (formats !== '0, @, yyyy-mm-dd, yyyy-mm-dd hh:mm:ss') throw new Error(`${file} has formats ${formats}`);
  }
  if (sheet.getRow(1).getCell(1).font?.bold !== true) throw new Error(`${file} has a plain header`);
}
