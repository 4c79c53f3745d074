/** What others do with the same rows. Each gives the right answer before it is timed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import ExcelJS from 'exceljs';
import pg from 'pg';
import copy from 'pg-copy-streams';
import readExcel from 'read-excel-file/node';

/** Seconds that `work` takes. */
export async function timed(work) {
  const start = performance.now();
  const result = await work();
  return { seconds: (performance.now() - start) / 1000, result };
}

/** The middle one of some figures. */
export function median(list) {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
}

/** `psql -c` with statements or backslash commands, one after the other, as a person would type them. */
export function psql(databaseUrl, ...commands) {
  return runPsql(databaseUrl, ...commands.flatMap((command) => ['-c', command]));
}

/** `psql -f` with a script of several statements. */
export function psqlScript(databaseUrl, file) {
  return runPsql(databaseUrl, '-f', file);
}

/** The program itself: Debian's `psql` on the PATH is a script in Perl, whose start takes longer than a small import. */
const PSQL = findPsql();

function findPsql() {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions.map((version) => path.join(root, version, 'bin/psql')).find((file) => existsSync(file));
  return found ?? 'psql';
}

async function runPsql(databaseUrl, ...what) {
  const child = spawn(PSQL, ['-X', '-q', '-v', 'ON_ERROR_STOP=1', databaseUrl, ...what], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`psql ended with ${code}`);
}

/** ExcelJS's streaming reader: rows as arrays of values. */
export async function* excelJsRows(file) {
  const book = new ExcelJS.stream.xlsx.WorkbookReader(file, {
    sharedStrings: 'cache',
    styles: 'cache',
    hyperlinks: 'ignore',
    worksheets: 'emit',
  });
  for await (const sheet of book) for await (const row of sheet) yield row.values.slice(1);
}

export async function countExcelJs(file) {
  let cells = 0;
  for await (const values of excelJsRows(file)) cells += values.length;
  return cells;
}

export async function countReadExcelFile(file) {
  const rows = await readExcel(file);
  const sheet = Array.isArray(rows[0]) ? rows : (rows[0].data ?? rows);
  return sheet.reduce((sum, row) => sum + row.length, 0);
}

const escapeField = (text) =>
  text.replace(/[\\\t\n\r]/g, (c) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[c]);
const stamp = (value) => (value instanceof Date ? value.toISOString().replace('T', ' ').slice(0, 19) : String(value));

/** The usual quick way in Node: ExcelJS's streaming reader into COPY. */
export async function excelJsCopy(file, databaseUrl, table) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  async function* lines() {
    let first = true;
    for await (const values of excelJsRows(file)) {
      if (!first) yield `${values.map((value) => (value == null ? '\\N' : escapeField(stamp(value)))).join('\t')}\n`;
      first = false;
    }
  }
  await pipeline(lines(), client.query(copy.from(`COPY ${table} FROM STDIN`)));
  await client.end();
}

/** The usual way: ExcelJS's streaming reader, a thousand rows at a time through Prisma's createMany. */
export async function excelJsCreateMany(file, createMany) {
  let head;
  let batch = [];
  for await (const values of excelJsRows(file)) {
    if (!head) {
      head = values;
      continue;
    }
    batch.push(values);
    if (batch.length === 1000) {
      await createMany(batch);
      batch = [];
    }
  }
  if (batch.length > 0) await createMany(batch);
}

/** The styles of our exports (sheets/src/write/workbook-skeleton.ts), by the column's type in Postgres. */
const FORMATS = { 20: '0', 23: '0', 25: '@', 1082: 'yyyy-mm-dd', 1114: 'yyyy-mm-dd hh:mm:ss' };
const HEADER = {
  numFmt: '@',
  font: { name: 'Calibri', size: 11, bold: true, color: { argb: 'FF1F2937' } },
  fill: { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFF3F4F6' } },
  border: { bottom: { style: 'thin', color: { argb: 'FFD1D5DB' } } },
  alignment: { vertical: 'middle' },
};

/** ExcelJS's streaming writer with the same styles, texts inline as ours, fed by COPY. Compression as the library is set. */
export async function excelJsWrite(databaseUrl, table, file) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: file, useStyles: true, useSharedStrings: false });
  const sheet = book.addWorksheet('People', { views: [{ state: 'frozen', ySplit: 1 }] });
  const { fields } = await client.query(`SELECT * FROM ${table} LIMIT 0`);
  sheet.columns = fields.map(({ name, dataTypeID }) => {
    const numFmt = FORMATS[dataTypeID];
    return { header: name, width: 16, ...(numFmt ? { style: { numFmt } } : {}) };
  });
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: 1, column: fields.length } };
  for (let column = 1; column <= fields.length; column++) sheet.getRow(1).getCell(column).style = HEADER;
  const cast = fields.map(({ dataTypeID }) => {
    if ([20, 23, 1700].includes(dataTypeID)) return Number;
    if (dataTypeID === 16) return (text) => text === 't';
    if (dataTypeID === 1082 || dataTypeID === 1114)
      return (text) => new Date(`${text.replace(' ', 'T')}${text.length > 10 ? 'Z' : ''}`);
    return (text) => text;
  });
  let rest = '';
  for await (const chunk of client.query(copy.to(`COPY ${table} TO STDOUT`))) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines)
      sheet.addRow(line.split('\t').map((text, i) => (text === '\\N' ? null : cast[i](text)))).commit();
  }
  await book.commit();
  await client.end();
}

/** A csv with the same rows, for psql. */
export async function writeCsv(rows, rowOf, file, headings) {
  const day = (serial) => new Date((serial - 25569) * 86_400_000).toISOString().slice(0, 10);
  const out = createWriteStream(file);
  if (headings) out.write(`${headings.join(',')}\n`);
  for (let i = 0; i < rows; i++) {
    const v = rowOf(i);
    const seen = new Date(Math.round((v.seen - 25569) * 86_400_000)).toISOString().replace('T', ' ').slice(0, 19);
    const line = `${v.id},${v.name},${v.email},${v.amount},${day(v.joined)},${v.active},${v.category},${v.note},${v.price},${seen}\n`;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}
