/**
 * The bar's part of the bench: every kind of job is watched from its start to its end, and the bar and the time left are held against the
 * clock afterwards, when it is known how long the job took.
 */

import { once } from 'node:events';
import { appendFileSync, createWriteStream, writeFileSync } from 'node:fs';
import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import * as XLSX from '@e965/xlsx';
import { generateWorkbook, rowOf } from '../sheets/bench/generate-workbook.mjs';
import { COLUMNS } from './columns.mjs';

/** From this share of a job's time on, its time left counts. */
const FROM = 0.2;
/** SheetJS, which writes these, takes too long and too much memory for more; an xls holds 65,536 rows anyway. */
const MAX_LEGACY_ROWS = 50_000;
/** What rows of the ruled table must be; all are. */
const RULES = [
  { column: 'name', rules: [{ kind: 'length', max: 12 }] },
  { column: 'email', rules: [{ kind: 'unique' }, { kind: 'email' }] },
  { column: 'amount', rules: [{ kind: 'required' }, { kind: 'range', min: 0, max: 10_000 }] },
];

/**
 * @param {object} bench
 * @param {any} bench.product as `startProduct` gives it
 * @param {(name: string) => string} bench.at a path for a file of this run
 * @param {readonly number[]} bench.sizes rows
 * @param {number} bench.runs of each kind and size; all count, the first one too
 * @param {string | undefined} bench.kinds only kinds whose name holds this
 * @param {string | undefined} bench.out where each job's timeline goes, a line of JSON each
 * @returns {Promise<string[]>} lines of a table in Markdown
 */
export async function measureBar({ product, at, sizes, runs, kinds, out }) {
  const found = new Map();
  const note = (kind, rows, run, timeline) => {
    const errors = judge(timeline);
    const key = `${kind} ${rows}`;
    found.set(key, {
      kind,
      rows,
      runs: [...(found.get(key)?.runs ?? []), { ...errors, seconds: timeline.whole / 1000 }],
    });
    if (out) appendFileSync(out, `${JSON.stringify({ kind, rows, run, load: os.loadavg()[0], ...timeline })}\n`);
    console.log(`  ${describe(kind, rows, run, errors, timeline)}`);
  };
  const wants = (kind) => kinds === undefined || kinds.split('|').some((part) => kind.includes(part));
  for (const rows of sizes) {
    console.log(`· files of ${rows} rows`);
    const files = await makeFiles(product, at, rows, wants);
    for (let run = 1; run <= runs; run++)
      await measureSize(product, files, rows, wants, (...said) => note(...said), run);
  }
  return report([...found.values()]);
}

async function measureSize(product, files, rows, wants, record, run) {
  const job = async (kind, where, body) => {
    const timeline = await watch(product, where, body);
    if (wants(kind)) record(kind, rows, run, timeline);
    return timeline.id;
  };
  const created = (name) => ({ create: { name: `${name} ${rows} ${run} ${Date.now()}` } });
  const undo = (kind, id) => job(kind, `/api/jobs/${id}/undo`, {});
  const drop = (id) => product.ask('DELETE', `/api/tables/${id}`);
  const tableOf = async (id) => (await product.ask('GET', `/api/jobs/${id}`)).tableId;

  for (const [format, fileId] of Object.entries(files.sources)) {
    if (!wants(`insert, new table, ${format}`) && !(format === 'xlsx' && wants('undo, new table'))) continue;
    const id = await job(`insert, new table, ${format}`, '/api/imports', { fileId, table: created(format) });
    if (format === 'xlsx') await undo('undo, new table', id);
    else await drop(await tableOf(id));
  }
  if (wants('insert, new keyed table')) {
    const table = { create: { name: `keyed ${rows} ${run}` } };
    const body = { fileId: files.sources.xlsx, table, key: ['id'] };
    await drop(await tableOf(await job('insert, new keyed table', '/api/imports', body)));
  }
  const modes = ['upsert', 'update', 'replace', 'dry run, upsert', 'dry run, replace', 'keyed', 'export'];
  if (modes.some((mode) => wants(mode)) || kindsOf('undo')) {
    const table = await product.ask('POST', '/api/tables', {
      name: `People ${rows} ${run}`,
      columns: COLUMNS,
      key: ['id'],
    });
    const into = (mode, more = {}) => ({ fileId: files.changed, table: { id: table.id }, mode, ...more });
    const body = { fileId: files.sources.csv, table: { id: table.id } };
    const first = await job('insert, keyed table', '/api/imports', body);
    await undo('undo, keyed table', first);
    await job('insert, keyed table', '/api/imports', body);
    for (const format of ['xlsx', 'csv', 'tsv', 'jsonl'])
      if (wants(`export, ${format}`)) await job(`export, ${format}`, '/api/exports', { tableId: table.id, format });
    if (wants('dry run')) {
      await job('dry run, upsert', '/api/imports', into('upsert', { dryRun: true }));
      await job('dry run, replace', '/api/imports', into('replace', { dryRun: true }));
    }
    for (const mode of ['upsert', 'update', 'replace']) {
      if (!wants(mode)) continue;
      const id = await job(mode, '/api/imports', into(mode));
      await undo(`undo, ${mode}`, id);
    }
    if (wants('upsert, half new'))
      await job('upsert, half new', '/api/imports', { ...into('upsert'), fileId: files.half });
    await drop(table.id);
  }
  if (wants('insert, rules')) {
    const table = await product.ask('POST', '/api/tables', { name: `Ruled ${rows} ${run}`, columns: COLUMNS });
    await product.ask('PATCH', `/api/tables/${table.id}`, { columns: RULES });
    await job('insert, rules', '/api/imports', { fileId: files.sources.csv, table: { id: table.id } });
    await drop(table.id);
  }
  if (wants('corrections')) {
    const table = await product.ask('POST', '/api/tables', { name: `Rejects ${rows} ${run}`, columns: COLUMNS });
    const id = await job('insert, tenth rejected', '/api/imports', { fileId: files.bad, table: { id: table.id } });
    const bulk = [{ where: { column: 'amount' }, cells: { amount: '1' } }];
    await job('corrections, bulk', `/api/jobs/${id}/corrections`, { bulk });
    await drop(table.id);
  }

  function kindsOf(kind) {
    return wants(`${kind}, keyed table`);
  }
}

async function makeFiles(product, at, rows, wants) {
  const upload = async (name) => {
    const file = await product.upload(at(name));
    await product.inspected(file.id);
    return file.id;
  };
  generateWorkbook(at(`${rows}.xlsx`), rows);
  await writeRows(at(`${rows}.csv`), rows, ',', (v) => v);
  await writeRows(at(`changed-${rows}.csv`), rows, ',', (v) => ({ ...v, amount: v.amount + 1 }));
  await writeRows(at(`half-${rows}.csv`), rows, ',', (v) => ({
    ...v,
    id: v.id + Math.floor(rows / 2),
    amount: v.amount + 2,
  }));
  await writeRows(at(`bad-${rows}.csv`), rows, ',', (v, i) => (i % 10 === 7 ? { ...v, amount: 'many' } : v));
  await writeRows(at(`${rows}.tsv`), rows, '\t', (v) => v);
  const sources = {
    xlsx: await upload(`${rows}.xlsx`),
    csv: await upload(`${rows}.csv`),
    tsv: await upload(`${rows}.tsv`),
  };
  if (rows <= MAX_LEGACY_ROWS) {
    for (const format of ['xls', 'ods']) {
      if (!wants(`insert, new table, ${format}`)) continue;
      writeLegacy(at(`${rows}.${format}`), rows, format);
      sources[format] = await upload(`${rows}.${format}`);
    }
  }
  return {
    sources,
    changed: await upload(`changed-${rows}.csv`),
    half: await upload(`half-${rows}.csv`),
    bad: await upload(`bad-${rows}.csv`),
  };
}

const day = (serial) => new Date(Math.round((serial - 25_569) * 86_400_000)).toISOString();

const textsOf = (v) => [
  v.id,
  v.name,
  v.email,
  typeof v.amount === 'number' ? v.amount.toFixed(2) : v.amount,
  day(v.joined).slice(0, 10),
  v.active ? 'true' : 'false',
  v.category,
  v.note,
  v.price,
  day(v.seen).replace('T', ' ').slice(0, 19),
];

async function writeRows(file, rows, mark, change) {
  const out = createWriteStream(file);
  out.write(`${COLUMNS.map(({ label }) => label).join(mark)}\n`);
  for (let i = 0; i < rows; i++) {
    if (!out.write(`${textsOf(change(rowOf(i), i)).join(mark)}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

function writeLegacy(file, rows, format) {
  const cells = [COLUMNS.map(({ label }) => label)];
  for (let i = 0; i < rows; i++) cells.push(textsOf(rowOf(i)));
  const book = XLSX.utils.book_new();
  XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(cells), 'People');
  writeFileSync(file, XLSX.write(book, { type: 'buffer', bookType: format === 'xls' ? 'biff8' : 'ods' }));
}

/**
 * Start a job and hear it to its end. A job's time begins with its claim, as its record says; what it waited before is not part of it. Times in
 * milliseconds since then; `heard`: time, fraction, seconds left, phase.
 */
async function watch(product, where, body) {
  const events = [];
  const { id } = await product.hear(where, body, (job) => events.push({ job, at: Date.now() }));
  const last = events.at(-1);
  if (last.job.state !== 'succeeded') throw new Error(JSON.stringify(last.job.error));
  const start = Date.parse(last.job.startedAt);
  const { attempts } = await product.ask('GET', `/api/jobs/${id}/details`);
  const heard = events
    .filter(({ job }) => job.state === 'running')
    .map(({ job: { progress, phase }, at }) => [at - start, round(progress.fraction), progress.secondsLeft, phase]);
  // The page may ask for details while the next job starts.
  await sleep(50);
  return { id, whole: last.at - start, heard, phases: attempts.at(-1)?.phases?.map(({ phase, ms }) => [phase, ms]) };
}

const round = (share) => Math.round(share * 10_000) / 10_000;

/** How far the bar and the time left were off, as shares of the whole time of the job: largest, mean. */
export function judge({ heard, whole }) {
  const bar = heard.map(([at, fraction]) => Math.abs(fraction - Math.min(1, at / whole)));
  const left = heard
    .filter(([at, , seconds]) => at >= FROM * whole && seconds !== null)
    .map(([at, , seconds]) => Math.abs(seconds * 1000 - Math.max(0, whole - at)) / whole);
  return {
    bar: { most: Math.max(0, ...bar), mean: mean(bar) },
    left: {
      most: Math.max(0, ...left),
      mean: mean(left),
      missing: heard.filter(([at, , s]) => at >= FROM * whole && s === null).length,
    },
    events: heard.length,
  };
}

const mean = (list) => list.reduce((sum, one) => sum + one, 0) / Math.max(1, list.length);
const percent = (share) => `${Math.round(share * 100)} %`;

function describe(kind, rows, run, { bar, left, events }, { whole }) {
  return `${kind}, ${rows} rows, run ${run}: ${(whole / 1000).toFixed(2)} s, ${events} reports; bar off ${percent(bar.most)} (mean ${percent(bar.mean)}); time left off ${percent(left.most)} (mean ${percent(left.mean)}), missing ${left.missing}`;
}

function report(found) {
  const best = (list) => [...list].sort((a, b) => a - b);
  const cell = (runs, of) => {
    const sorted = best(runs.map(of));
    return sorted.length === 1
      ? percent(sorted[0])
      : `${percent(sorted[Math.floor(sorted.length / 2)])} (${percent(sorted.at(-1))})`;
  };
  return [
    '| job | rows | time (s) | bar off by at most | on average | time left off by at most | on average |',
    '|---|---|---|---|---|---|---|',
    ...found.map(
      ({ kind, rows, runs }) =>
        `| ${kind} | ${rows.toLocaleString('en')} | ${best(runs.map(({ seconds }) => seconds))[Math.floor(runs.length / 2)].toFixed(2)} | ${cell(runs, ({ bar }) => bar.most)} | ${cell(runs, ({ bar }) => bar.mean)} | ${cell(runs, ({ left }) => left.most)} | ${cell(runs, ({ left }) => left.mean)} |`,
    ),
  ];
}
