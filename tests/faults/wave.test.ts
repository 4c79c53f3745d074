/**
 * People who upload, import, undo and export through the whole topology while its members die at random, against a model. Some seconds in
 * each long run; FAULT_WAVE_SECONDS=600 for ten minutes (`npm run faults` takes five), FAULT_SEED for the same choices.
 * @module-tag long
 */
import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Job } from '@sheetport/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kill } from '../support/service.ts';
import { HAS_TOPOLOGY, LACKING, startTopology, type Topology } from '../support/topology.ts';
import { beginUpload, finishUpload, hangUpload } from '../support/tus.ts';

const SECONDS = Number(process.env.FAULT_WAVE_SECONDS || 15);
const SEED = Number(process.env.FAULT_SEED || randomInt(1, 2 ** 31));
const PEOPLE = 4;
/** No job takes longer, whatever dies: the queue waits out an outage for some two minutes, and then the janitor looks. */
const JOB_MS = 300_000;
/** Between two faults, at most. */
const CALM_MS = 3000;
/** Rows that a person has of one kind of file; the largest goes to the lane `large`. */
const SIZES = [3, 40, 700, 12_000] as const;
/** A job may fail where its workers or what it needs died again and again: then it has changed nothing. */
const OUTAGES = ['worker_lost', 'database_unavailable', 'storage_unavailable', 'queue_unavailable'];
const FILES = path.resolve(import.meta.dirname, '../../launch/dist/copy-files.js');

type Rows = Map<number, string>;
const MODES = ['insert', 'upsert', 'update', 'replace'] as const;
type Mode = (typeof MODES)[number];

if (!HAS_TOPOLOGY)
  console.log(`The random faults of the whole topology were left out: ${LACKING.join(', ')} not found.`);

/** A linear congruential generator (Numerical Recipes). */
function chooser(seed: number) {
  let state = seed >>> 0;
  const below = (bound: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
  return { below, one: <T>(list: readonly T[]): T => list[below(list.length)]! };
}
type Choose = ReturnType<typeof chooser>;

/** What a table has after an import of these rows. */
function merge(table: Rows, mode: Mode, rows: Rows): Rows {
  const after = mode === 'replace' ? new Map<number, string>() : new Map(table);
  for (const [code, name] of rows) {
    const isThere = table.has(code);
    if ((mode === 'insert' && isThere) || (mode === 'update' && !isThere)) continue;
    after.set(code, name);
  }
  return after;
}

describe.runIf(HAS_TOPOLOGY)('a wave of faults', () => {
  let topology: Topology;
  beforeAll(async () => {
    topology = await startTopology();
  });
  afterAll(() => topology?.stop());

  const counts = new Map<string, number>();
  const note = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);

  async function upload(choose: Choose, csv: string): Promise<string> {
    const { api } = topology;
    if (choose.below(2) === 0) return (await api.upload(csv, 'wave.csv')).id;
    const bytes = Buffer.from(csv);
    const where = await beginUpload(api, bytes.length, 'wave.csv');
    // A connection of which a part came, and then nothing more.
    const half = Math.floor(bytes.length / 2);
    const gone = hangUpload(api, where, 0, bytes.length, bytes.subarray(0, half));
    await sleep(choose.below(100));
    gone.destroy();
    return finishUpload(api, where, bytes);
  }

  /** The end of a job; whether it did what it was asked. */
  async function settled(job: Job, what: string): Promise<boolean> {
    const { state, error } = await topology.api.ended(job.id, JOB_MS);
    note(`${what}: ${state}${error ? ` ${error.code}` : ''}`);
    if (state === 'succeeded') return true;
    expect([state, OUTAGES]).toEqual(['failed', expect.arrayContaining([error?.code])]);
    return false;
  }

  /** One person with a table of their own, for so long. Out: the table and what it must hold. */
  async function work(person: number, until: number): Promise<{ tableId: string; rows: Rows }> {
    const { api } = topology;
    const choose = chooser(SEED + person);
    const { id: tableId } = await api.ask('POST', '/api/tables', {
      name: `Wave ${person}`,
      columns: [
        { label: 'Code', type: 'integer' },
        { label: 'Name', type: 'text' },
      ],
      key: ['Code'],
    });
    let rows: Rows = new Map();
    const done: { id: string; before: Rows }[] = [];
    for (let step = 0; Date.now() < until; step++) {
      const what = choose.below(6);
      if (what === 0 && done.length > 0) {
        // The last one first: what it wrote is as it left it.
        const { id, before } = done.at(-1)!;
        if (!(await settled(await api.ask('POST', `/api/jobs/${id}/undo`), 'undo'))) continue;
        done.pop();
        rows = before;
      } else if (what === 1) {
        const job = await api.export({ tableId, format: 'csv' });
        if (await settled(job, 'export')) expect(readCsv(await api.download(job.id))).toEqual(sorted(rows));
      } else {
        const size = choose.one(SIZES);
        const from = choose.below(size * 2);
        const lines: Rows = new Map(Array.from({ length: size }, (_, n) => [from + n, `p${person}s${step}n${n % 7}`]));
        const csv = `Code,Name\n${[...lines].map(([code, name]) => `${code},${name}`).join('\n')}\n`;
        const mode = choose.one(MODES);
        const fileId = await upload(choose, csv);
        const job = await api.import({ fileId, table: { id: tableId }, mode, allowRepeat: true });
        if (!(await settled(job, mode))) continue;
        done.push({ id: job.id, before: rows });
        rows = merge(rows, mode, lines);
      }
    }
    return { tableId, rows };
  }

  /** One member or connection after the other. */
  async function harm(until: number): Promise<void> {
    const choose = chooser(SEED);
    const { service, servers, s3 } = topology;
    const faults: Record<string, () => Promise<unknown>> = {
      'a worker is killed': () => kill(choose.one(service.workers), 'SIGKILL'),
      'a worker is stopped': () => kill(choose.one(service.workers), 'SIGTERM'),
      'a server is killed': () => kill(choose.one(servers), 'SIGKILL'),
      'a server is stopped': () => kill(choose.one(servers), 'SIGTERM'),
      'Redis is lost': () => topology.restartRedis(),
      'Postgres crashes': () => topology.restartPostgres(),
      'connections of jobs are cut': () =>
        service.pool
          .query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'sheetport-job-%' AND datname = current_database()`,
          )
          .catch(() => undefined),
      'S3 is busy': async () => s3.fail(/./, 'busy', 1 + choose.below(6)),
      'answers of S3 break off': async () => s3.fail(/^GET/, 'cut', 1 + choose.below(3)),
      'answers of S3 are lost': async () => s3.fail(/^(PUT|POST)/, 'lost', 1 + choose.below(2)),
    };
    while (Date.now() < until) {
      await sleep(choose.below(CALM_MS));
      const name = choose.one(Object.keys(faults));
      note(name);
      await faults[name]!();
      await topology.heal();
    }
  }

  test(
    `P02 P03 P04 P50: ${SECONDS} s of random work and random faults (seed ${SEED}): every job ends, and tables and files are what a model says`,
    async () => {
      const until = Date.now() + SECONDS * 1000;
      const people = Array.from({ length: PEOPLE }, (_, person) => work(person, until));
      const [ends] = await Promise.all([Promise.all(people), harm(until)]);
      const { service, api, storage } = topology;
      for (const { tableId, rows } of ends) {
        const { qualifiedName } = await api.table(tableId);
        const { rows: found } = await service.pool.query(`SELECT code, name FROM ${qualifiedName} ORDER BY code`);
        expect(found.map(({ code, name }) => [Number(code), name])).toEqual(sorted(rows));
      }
      const open = async () =>
        (await service.pool.query(`SELECT id, kind, state FROM sheetport.job WHERE state IN ('queued', 'running')`))
          .rows;
      await expect.poll(open, { timeout: JOB_MS }).toEqual([]);
      const checked = await promisify(execFile)(process.execPath, [FILES, 'check'], {
        env: { PATH: process.env.PATH, DATABASE_URL: service.databaseUrl, DATA_DIR: service.dataDir, ...storage },
      });
      expect(checked.stdout).toContain('Every record has its file.');
      console.log(`seed ${SEED}`, Object.fromEntries([...counts].sort()));
    },
    SECONDS * 1000 + 3 * JOB_MS,
  );
});

function sorted(rows: Rows): [number, string][] {
  return [...rows].sort(([a], [b]) => a - b);
}

/** The rows of an export in the order of the table, sorted. */
function readCsv(bytes: Uint8Array): [number, string][] {
  const [, ...lines] = new TextDecoder().decode(bytes).trim().split('\r\n');
  return sorted(new Map(lines.filter(Boolean).map((line) => [Number(line.split(',')[0]), line.split(',')[1]!])));
}
