/**
 * npm run bench [-- --rows 1000000 --small 100000 --quick]: how fast, as ratios measured side by side in one run.
 * Starts the product as a person would, makes its own workbooks, and writes bench/results.json and docs/speed.md.
 * Needs psql on the PATH. With --quick: 100,000 rows and no createMany. With --only import, profiling, upsert, rules, decode, export, edits, lanes, small-jobs,
 * workers or bar: that part, and nothing is written. --only bar [--sizes 2000,100000,1000000 --runs 3 --kinds 'upsert|export' --out timelines.jsonl]: how far
 * the bar and the time left are from the clock. REDIS_URL puts the queue on Redis, DATABASE_URL everything on that server.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { decode, decodeInThread, stopThreads } from '@sheetport/sheets';
import pg from 'pg';
import { io } from 'socket.io-client';
import { generateWorkbook, rowOf } from '../sheets/bench/generate-workbook.mjs';
import { measureBar } from './bar.mjs';
import { COLUMNS } from './columns.mjs';
import { measureEdits } from './edits.mjs';
import { measureExport } from './export.mjs';
import { timeFirstLook } from './inspect.mjs';
import { measureLanes } from './lanes.mjs';
import {
  countExcelJs,
  countReadExcelFile,
  excelJsCopy,
  excelJsCreateMany,
  median,
  psql,
  timed,
  writeCsv,
} from './peers.mjs';
import { measureProfiling } from './profiling.mjs';
import { measureRules } from './rules.mjs';
import { startProduct } from './service.mjs';
import { measureSmallJobs } from './small-jobs.mjs';
import { measureUpsert } from './upsert.mjs';
import { measureWorkers } from './workers.mjs';

const { values: args } = parseArgs({
  options: {
    rows: { type: 'string' },
    small: { type: 'string', default: '100000' },
    runs: { type: 'string', default: '3' },
    quick: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '100' },
    only: { type: 'string' },
    sizes: { type: 'string', default: '2000,100000,1000000' },
    kinds: { type: 'string' },
    out: { type: 'string' },
  },
});
const SMALL = Number(args.small);
const ROWS = Number(args.rows ?? (args.quick ? SMALL : 1_000_000));
const RUNS = Number(args.runs);
const wanted = (part) => args.only === undefined || args.only === part;
/** createMany is so slow that it is measured on this many rows and scaled. */
const MANY_ROWS = 10_000;

const scratch = mkdtempSync(path.join(os.tmpdir(), 'sheetport-bench-'));
const at = (name) => path.join(scratch, name);
const results = [];
const record = (what, ours, theirs, target, note = '') => {
  const row = {
    what,
    ours: Number(ours.toFixed(2)),
    theirs: Number(theirs.toFixed(2)),
    ratio: Number((ours / theirs).toFixed(2)),
    target,
    note,
  };
  results.push(row);
  console.log(`${what}: ours ${row.ours}, theirs ${row.theirs}, ratio ${row.ratio} (aim ${target}) ${note}`);
};
const say = (text) => console.log(`· ${text}`);

if (!['bar', 'edits', 'small-jobs'].includes(args.only)) say(`making workbooks of ${SMALL} and ${ROWS} rows`);
if (['bar', 'edits'].includes(args.only)) {
  // They make rows of their own.
} else if (args.only === 'small-jobs') {
  generateWorkbook(at('hundred.xlsx'), 100);
} else if (['lanes', 'workers'].includes(args.only)) {
  generateWorkbook(at('shared.xlsx'), ROWS);
  generateWorkbook(at('hundred.xlsx'), 100);
} else if (args.only !== 'export') {
  generateWorkbook(at('small.xlsx'), SMALL);
  // Level 6, as Excel writes.
  generateWorkbook(at('shared.xlsx'), ROWS);
  generateWorkbook(at('inline.xlsx'), ROWS, { inline: true });
  generateWorkbook(at('many.xlsx'), MANY_ROWS);
  generateWorkbook(at('hundred.xlsx'), 100);
}
if (!['bar', 'edits', 'small-jobs'].includes(args.only)) await writeCsv(ROWS, rowOf, at('rows.csv'));
if (wanted('import'))
  await writeCsv(
    ROWS,
    rowOf,
    at('headed.csv'),
    COLUMNS.map(({ label }) => label),
  );
await writeCsv(100, rowOf, at('hundred.csv'));

const PAGE = new URL('../docs/speed.md', import.meta.url);

let tables = 0;
const product = await startProduct(at('data'));
const db = new pg.Client({ connectionString: product.databaseUrl });
await db.connect();
try {
  if (wanted('import')) await measureImport();
  if (wanted('profiling'))
    await measureProfiling({ product, file: at('shared.xlsx'), makeTable, rows: ROWS, runs: RUNS, record });
  if (wanted('upsert')) await measureUpsert(await upsertParts());
  if (wanted('rules')) await measureRules(await rulesParts());
  if (wanted('decode')) await measureDecode();
  if (wanted('export')) await measureExport(await exportTables());
  if (wanted('lanes')) await measureLanes(await laneFiles());
  if (wanted('small-jobs')) await measureSmallJobs(smallJobParts());
  if (args.only === 'edits') await measureEdits({ product, db, rows: ROWS, runs: RUNS, record });
  if (args.only === 'workers') await measureWorkers({ ...(await laneFiles()), db });
  if (args.only === 'bar') {
    const { kinds, out } = args;
    const sizes = args.sizes.split(',').map(Number);
    console.log((await measureBar({ product, at, sizes, runs: RUNS, kinds, out })).join('\n'));
  }
} finally {
  await db.end();
  await product.stop();
  await stopThreads();
  rmSync(scratch, { recursive: true, force: true });
}
if (args.only === undefined) {
  writeFileSync(
    new URL('results.json', import.meta.url),
    `${JSON.stringify({ date: new Date().toISOString(), machine: machine(), rows: ROWS, results }, null, 2)}\n`,
  );
  writeFileSync(PAGE, page());
  say('wrote bench/results.json and docs/speed.md');
}

async function upsertParts() {
  const file = await product.upload(at('shared.xlsx'));
  await product.inspected(file.id);
  return { product, db, at, fileId: file.id, table: await makeTable(), checksum, rows: ROWS, runs: RUNS, record };
}

async function rulesParts() {
  const file = await product.upload(at('shared.xlsx'));
  await product.inspected(file.id);
  return { product, db, fileId: file.id, makeTable, checksum, rows: ROWS, runs: RUNS, record };
}

async function makeTable() {
  tables += 1;
  return product.ask('POST', '/api/tables', { name: `People ${tables}`, columns: COLUMNS, key: ['id'] });
}

async function checksum(qualifiedName) {
  const { rows } = await db.query(
    `SELECT count(*)::int AS n, sum(id)::text AS ids, sum(amount)::text AS amounts, sum(length(note))::text AS notes, count(*) FILTER (WHERE active)::int AS active, min(seen)::text AS seen, sum(joined - date '2000-01-01')::text AS days FROM ${qualifiedName}`,
  );
  return JSON.stringify(rows[0]);
}

async function measureImport() {
  const shared = await product.upload(at('shared.xlsx'));
  const inline = await product.upload(at('inline.xlsx'));
  const small = await product.upload(at('small.xlsx'));
  const text = await product.upload(at('headed.csv'));
  for (const { id } of [shared, inline, small, text]) await product.inspected(id);
  const finish = async (id) => {
    const { qualifiedName } = await product.ask('GET', `/api/tables/${id}`);
    const sum = await checksum(qualifiedName);
    await product.ask('DELETE', `/api/tables/${id}`);
    return sum;
  };
  const load = async (fileId, watchers = 0) => {
    const table = await makeTable();
    const sockets = await watch(watchers);
    const { seconds, job } = await product.run('/api/imports', { fileId, table: { id: table.id } });
    for (const socket of sockets) socket.close();
    return { seconds, sum: await finish(table.id), rows: job.counts.inserted };
  };
  // The csv has 0 and 1 for no and yes, which would become numbers.
  const mapping = Object.fromEntries(COLUMNS.map(({ label, type }) => [label, { column: label, type }]));
  /** Into a table that the import makes, whose key is built after the rows. */
  const loadNew = async (fileId) => {
    tables += 1;
    const table = { create: { name: `New people ${tables}` } };
    const { seconds, job } = await product.run('/api/imports', { fileId, table, mapping, key: ['id'] });
    return { seconds, sum: await finish(job.tableId) };
  };
  const byPsql = async () => {
    const table = await makeTable();
    const { seconds } = await timed(() =>
      psql(product.databaseUrl, `\\copy ${table.qualifiedName} from '${at('rows.csv')}' csv`),
    );
    return { seconds, sum: await finish(table.id) };
  };
  const ours = { shared: [], inline: [], watched: [], small: [], text: [], newShared: [], newInline: [], newText: [] };
  const theirs = [];
  product.resetWorkerPeak();
  for (let run = 0; run <= RUNS; run++) {
    const peer = await byPsql();
    const a = await load(shared.id);
    const b = await load(inline.id);
    const watched = await load(shared.id, 100);
    const c = await load(small.id);
    const d = await load(text.id);
    const newShared = await loadNew(shared.id);
    const newInline = await loadNew(inline.id);
    const newText = await loadNew(text.id);
    for (const { sum } of [a, b, d, newShared, newInline, newText])
      if (sum !== peer.sum) throw new Error(`the rows differ:\n${peer.sum}\n${sum}`);
    if (run === 0) continue; // caches, compilers
    theirs.push(peer.seconds);
    ours.shared.push(a.seconds);
    ours.inline.push(b.seconds);
    ours.watched.push(watched.seconds);
    ours.small.push(c.seconds);
    ours.text.push(d.seconds);
    ours.newShared.push(newShared.seconds);
    ours.newInline.push(newInline.seconds);
    ours.newText.push(newText.seconds);
  }
  const [peer, peak] = [median(theirs), `worker peak ${Math.round(product.workerPeak())} MB`];
  for (const [where, { sharedStrings, inlineStrings, csv }] of [
    ['a table that is there', { sharedStrings: ours.shared, inlineStrings: ours.inline, csv: ours.text }],
    ['a new table', { sharedStrings: ours.newShared, inlineStrings: ours.newInline, csv: ours.newText }],
  ]) {
    const into = `import ${ROWS} rows into ${where} with a key`;
    record(`${into} (shared strings) / psql \\copy of the csv`, median(sharedStrings), peer, '≤ 0.8', peak);
    record(`${into} (inline strings) / psql \\copy of the csv`, median(inlineStrings), peer, '≤ 0.8');
    record(`${into} (csv) / psql \\copy of the same`, median(csv), peer, '≤ 0.7');
  }
  record('the first of these with 100 sockets watching / without', median(ours.watched), median(ours.shared), '≤ 1.05');
  if (ROWS > SMALL)
    record(
      `import ${ROWS} rows / import ${SMALL} rows`,
      median(ours.shared),
      median(ours.small),
      `≤ ${((1.1 * ROWS) / SMALL).toFixed(0)}`,
    );

  const looks = { shared: [], inline: [] };
  for (const kind of ['shared', 'inline']) {
    for (let i = 0; i < 10; i++) looks[kind].push(await timeFirstLook(at(`${kind}.xlsx`), at('hundred.xlsx')));
  }
  const slower = Math.max(median(looks.shared), median(looks.inline)) / 1000;
  record(`the first look into a workbook of ${ROWS} rows (s) / 0.3 s`, slower, 0.3, '≤ 1');

  const hundred = await product.upload(at('hundred.xlsx'));
  await product.inspected(hundred.id);
  const quick = [];
  for (let i = 0; i < 20; i++) quick.push((await load(hundred.id)).seconds);
  record('a workbook of 100 rows, request to end (s) / 0.4 s', median(quick), 0.4, '≤ 1');

  const peerTable = await makeTable();
  const streaming = await timed(() => excelJsCopy(at('small.xlsx'), product.databaseUrl, peerTable.qualifiedName));
  record(`import ${SMALL} rows / ExcelJS streaming + COPY`, median(ours.small), streaming.seconds, '≤ 0.125');
  const many = await createManySeconds();
  record(
    `import ${SMALL} rows / ExcelJS streaming + Prisma createMany`,
    median(ours.small),
    (many * SMALL) / MANY_ROWS,
    '≤ 0.02',
    `measured on ${MANY_ROWS} rows and scaled`,
  );
}

/** Prisma's createMany needs a model: the people's table is described to it for this run only. */
async function createManySeconds() {
  const table = await makeTable();
  const { openBenchModel } = await import('./create-many.mjs');
  const model = await openBenchModel(product.databaseUrl, table.qualifiedName, scratch);
  const { seconds } = await timed(() => excelJsCreateMany(at('many.xlsx'), (batch) => model.createMany(batch)));
  await model.close();
  return seconds;
}

async function watch(count) {
  return Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise((resolve) => {
          const socket = io(product.url, { transports: ['websocket'], auth: { token: product.token }, forceNew: true });
          socket.on('connect', () => socket.emit('watch', 'all', () => resolve(socket)));
        }),
    ),
  );
}

async function measureDecode() {
  const types = COLUMNS.map(({ type }) => type);
  const wire = {
    integer: 'int8',
    text: 'text',
    decimal: 'numeric',
    date: 'date',
    boolean: 'bool',
    datetime: 'timestamp',
  };
  const plan = {
    path: at('small.xlsx'),
    format: 'xlsx',
    sheet: 0,
    headerRow: 1,
    rowNumbers: false,
    columns: types.map((type, source) => ({ source, type, wire: wire[type] })),
  };
  const ours = [];
  for (let run = 0; run <= RUNS; run++) {
    const { seconds, result } = await timed(async () => {
      let rows = 0;
      for await (const said of run === 0 ? decodeInThread(plan) : decode(plan))
        if (said.kind === 'rows') rows += said.rows;
      return rows;
    });
    if (result !== SMALL) throw new Error(`decoded ${result} rows`);
    if (run > 0) ours.push(seconds);
  }
  const cells = (SMALL + 1) * COLUMNS.length;
  for (const [name, count, aim] of [
    ['ExcelJS streaming reader', countExcelJs, '≤ 0.1'],
    ['read-excel-file', countReadExcelFile, '≤ 0.2'],
  ]) {
    const { seconds, result } = await timed(() => count(at('small.xlsx')));
    if (Math.abs(result - cells) > COLUMNS.length) throw new Error(`${name} found ${result} cells of ${cells}`);
    record(`decode ${SMALL} rows / ${name}`, median(ours), seconds, aim);
  }
}

/** What the export's part needs: a table of all rows and one of the first ones. */
async function exportTables() {
  const large = await makeTable();
  await psql(product.databaseUrl, `\\copy ${large.qualifiedName} from '${at('rows.csv')}' csv`);
  const small = await makeTable();
  await db.query(`INSERT INTO ${small.qualifiedName} SELECT * FROM ${large.qualifiedName} ORDER BY id LIMIT ${SMALL}`);
  return { product, at, large, small, rows: ROWS, smallRows: Math.min(SMALL, ROWS), runs: RUNS, record };
}

async function laneFiles() {
  const large = await product.upload(at('shared.xlsx'));
  const small = await product.upload(at('hundred.xlsx'));
  for (const { id } of [large, small]) await product.inspected(id);
  return { product, smallId: small.id, largeId: large.id, rows: ROWS, runs: RUNS, record };
}

function smallJobParts() {
  const sql = { integer: 'bigint', decimal: 'numeric', datetime: 'timestamp' };
  const columns = COLUMNS.map(
    ({ label, type }) => `${label} ${sql[type] ?? type}${label === 'id' ? ' primary key' : ''}`,
  );
  return {
    product,
    db,
    file: at('hundred.xlsx'),
    csv: at('hundred.csv'),
    columns: columns.join(', '),
    rows: 100,
    jobs: Number(args.jobs),
    runs: RUNS,
    record,
  };
}

function machine() {
  return `${os.cpus().length} cores, ${os.cpus()[0]?.model ?? os.arch()}, Node ${process.versions.node}, ${execFileSync('psql', ['--version']).toString().trim()}`;
}

/** The page anew; what a person wrote below the table stays. */
function page() {
  const rows = results.map(
    (row) => `| ${row.what} | ${row.ours} | ${row.theirs} | ${row.ratio} | ${row.target} | ${row.note} |`,
  );
  const [, ...written] = readFileSync(PAGE, 'utf8').split(/^(?=## )/m);
  return `# How fast

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${machine()}. Medians of ${RUNS} runs after a warm-up, everything on the same
machine and against the same embedded PostgreSQL. Ten columns of mixed types, as in \`sheets/bench/generate-workbook.mjs\`. Every
program gave the right rows before it was timed. Read the ratios; the seconds belong to the machine.

| | ours (s) | theirs (s) | ratio | aim | |
|---|---|---|---|---|---|
${rows.join('\n')}

${written.join('')}`;
}
