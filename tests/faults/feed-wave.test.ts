/**
 * Files that come into feeds while workers and servers die, and what follows from them: messages of webhooks and deliveries to a receiver that
 * fails, too. Some in each long run; `npm run faults:feeds` sends 1,000 (FAULT_FILES=1000, FAULT_SEED for the same choices).
 * @module-tag long
 */
import { randomInt } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Feed } from '@sheetport/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Fate, type Receiver, startReceiver } from '../support/receiver.ts';
import { kill, type Service, startService } from '../support/service.ts';

const FILES = Number(process.env.FAULT_FILES || 20);
/** Without FAULT_FILES the same few each time, so that a failure is of what was changed. */
const SEED = Number(process.env.FAULT_SEED || (process.env.FAULT_FILES ? randomInt(1, 2 ** 31) : 52));
const ROWS = 5;
const SENDERS = 4;
/** Between two kills, at most. */
const CALM_MS = 4000;
/** Each file may wait for a few of them. */
const MOST_MS = 280_000 + FILES * 2000;
/** Out of ten requests to the receiver. */
const FATES: readonly Fate[] = ['ok', 'ok', 'ok', 'ok', 'ok', 'slow', 'refuse', 'refuse', 'cut', 'cut answer'];

/** A linear congruential generator (Numerical Recipes). */
function chooser(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

let service: Service;
let receiver: Receiver;
let folder: string;
beforeAll(async () => {
  const below = chooser(SEED + 1);
  receiver = await startReceiver(() => FATES[below(FATES.length)]!);
  folder = await mkdtemp(path.join(os.tmpdir(), 'sheetport-feed-wave-'));
  service = await startService({ workers: 2, env: { FEED_FOLDERS: folder, OUTGOING_NETWORKS: 'loopback' } });
});
afterAll(async () => {
  await service?.stop();
  await receiver?.close();
  await rm(folder, { recursive: true, force: true });
});

const counts = new Map<string, number>();
const note = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
/** Numbers of rows come from the number of the file: each content has rows of its own. */
const csvOf = (file: number) =>
  `no,city\n${Array.from({ length: ROWS }, (_, n) => `${file * ROWS + n},City ${file}\n`).join('')}`;

/** A table with a saved mapping, and a feed into it. */
async function makeFeed(name: string, source: object): Promise<{ feed: Feed; qualifiedName: string }> {
  const { api } = service;
  const { id: fileId } = await api.upload(csvOf(0), 'first.csv');
  await api.inspected(fileId);
  const mapping = { '0': { column: 'no' }, '1': { column: 'city' } };
  const job = await api.ended((await api.import({ fileId, table: { create: { name } }, mapping })).id);
  const { id: tableId, qualifiedName } = await api.table(job.result!.tableId!);
  const { mappings } = await api.ask('GET', '/api/mappings');
  const mappingId = mappings.find((one: { tableId: string }) => one.tableId === tableId).id;
  return { feed: await api.ask('POST', '/api/feeds', { name, source, tableId, mappingId }), qualifiedName };
}

/** As other systems do: the file again and again until it is answered. Now and then a connection breaks off in the middle. */
async function send(address: string, below: (bound: number) => number, text: string): Promise<void> {
  if (below(4) === 0) await sendHalf(address, text);
  for (;;) {
    const form = new FormData();
    form.append('file', new Blob([text]), 'sent.csv');
    const answer = await fetch(address, { method: 'POST', body: form }).catch(() => undefined);
    if (answer?.status === 202) return;
    note(`not taken: ${answer?.status ?? 'no answer'}`);
    await answer?.body?.cancel();
    await sleep(200);
  }
}

async function sendHalf(address: string, text: string): Promise<void> {
  note('cut off while it was sent');
  const head = '--x\r\nContent-Disposition: form-data; name="file"; filename="sent.csv"\r\n\r\n';
  const whole = Buffer.from(`${head}${text}\r\n--x--\r\n`);
  await new Promise<void>((done) => {
    const half = request(address, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=x', 'content-length': whole.length },
    });
    half.on('error', () => done()).on('response', (answer) => answer.resume());
    half.on('close', () => done());
    half.write(whole.subarray(0, head.length + text.length / 2), () => half.destroy());
  });
}

/** One member after the other dies, until it is enough. */
async function harm(isEnough: () => boolean): Promise<void> {
  const below = chooser(SEED);
  while (!isEnough()) {
    await sleep(500 + below(CALM_MS));
    const which = below(5);
    if (which < 3) {
      note('a worker is killed');
      const [lost] = service.workers.splice(below(service.workers.length), 1);
      await kill(lost!, 'SIGKILL');
      await service.addWorker();
    } else if (which === 3) {
      note('a worker is stopped');
      const [lost] = service.workers.splice(below(service.workers.length), 1);
      await kill(lost!, 'SIGTERM');
      await service.addWorker();
    } else {
      note('the server is killed');
      await service.restartServer();
    }
  }
}

test(
  `P52 ${FILES} files with duplicates, cuts and kills (seed ${SEED}): each content is loaded once, each message and each run arrives under one id`,
  async () => {
    const { api, pool } = service;
    const inside = path.join(folder, 'in');
    await mkdir(inside);
    const watched = await makeFeed('Watched', { kind: 'folder', path: inside, afterwards: 'move' });
    const inbound = await makeFeed('Inbound', { kind: 'inbound' });
    const { path: tokenPath } = await api.ask('POST', `/api/feeds/${inbound.feed.id}/token`);
    const hook = { name: 'Told', url: `${receiver.url}/hook`, events: ['import.succeeded'] };
    const { webhook } = await api.ask('POST', '/api/webhooks', hook);
    const delivery = await api.ask('POST', '/api/deliveries', {
      name: 'Sent',
      export: { tableId: watched.feed.tableId, format: 'csv' },
      target: { kind: 'http', url: `${receiver.url}/file`, method: 'PUT' },
    });
    const half = Math.floor(FILES / 2);
    let sent = 0;
    const sender = async (person: number) => {
      const below = chooser(SEED + 2 + person);
      // Every third file comes twice; numbers begin at 1, as 0 is the file of the mapping.
      for (let file = 1 + person; file <= FILES; file += SENDERS) {
        const copies = file % 3 === 0 ? 2 : 1;
        for (let copy = 0; copy < copies; copy++) {
          if (file > half) await send(service.url + tokenPath, below, csvOf(file));
          else await writeFile(path.join(inside, `${file} ${copy}.csv`), csvOf(file));
          sent++;
        }
        if (file % 20 === 0) {
          // Where the server died meanwhile, nobody knows whether it has begun.
          await api.ask('POST', `/api/deliveries/${delivery.id}/run`).catch(() => note('a run was not answered'));
        }
      }
    };
    const stateOf = async (feedId: string) =>
      (
        await pool.query(
          `SELECT id, state, reason ->> 'code' AS code FROM sheetport.feed_file WHERE feed_id = $1 ORDER BY id`,
          [feedId],
        )
      ).rows as { id: string; state: string; code: string | null }[];
    /** What failed as its worker died too often is imported by a person. */
    const press = async (feedId: string) => {
      for (const { id, state, code } of await stateOf(feedId)) {
        if (state !== 'failed') continue;
        note(`imported by hand: ${code}`);
        await api.call('POST', `/api/feeds/${feedId}/imports`, { feedFileId: id }).catch(() => undefined);
      }
    };
    const loadedOf = async (feedId: string) => (await stateOf(feedId)).filter(({ state }) => state === 'loaded').length;

    const senders = Promise.all(Array.from({ length: SENDERS }, (_, person) => sender(person)));
    let isSent = false;
    void senders.then(() => {
      isSent = true;
    });
    const isAlmostDone = async () =>
      (await loadedOf(watched.feed.id)) + (await loadedOf(inbound.feed.id)) >= FILES * 0.8;
    let isEnough = false;
    const faults = harm(() => isEnough);
    const until = Date.now() + MOST_MS;
    while (!isEnough && Date.now() < until) {
      await api.call('POST', `/api/feeds/${watched.feed.id}/check`).catch(() => undefined);
      await press(watched.feed.id);
      await press(inbound.feed.id);
      isEnough = isSent && (await isAlmostDone());
      await sleep(500);
    }
    isEnough = true;
    await Promise.all([senders, faults]);

    const allLoaded = async () => {
      await api.call('POST', `/api/feeds/${watched.feed.id}/check`).catch(() => undefined);
      await press(watched.feed.id);
      await press(inbound.feed.id);
      return [await loadedOf(watched.feed.id), await loadedOf(inbound.feed.id)];
    };
    await expect.poll(allLoaded, { timeout: MOST_MS, interval: 500 }).toEqual([half, FILES - half]);
    for (const [{ feed, qualifiedName }, contents] of [
      [watched, half],
      [inbound, FILES - half],
    ] as const) {
      const { rows } = await pool.query(
        `SELECT count(*)::int AS n, count(DISTINCT no)::int AS d, (SELECT count(DISTINCT job_id)::int FROM sheetport.feed_file WHERE feed_id = $1) AS jobs FROM ${qualifiedName}`,
        [feed.id],
      );
      expect(rows[0]).toEqual({ n: (contents + 1) * ROWS, d: (contents + 1) * ROWS, jobs: contents });
    }

    // What waits for a pause, or for the lease of a worker that is dead, is due now.
    const due = async () => {
      const waiting: number[] = [];
      for (const [table, state] of [
        ['webhook_message', 'waiting'],
        ['delivery_run', 'sending'],
      ] as const) {
        const { rowCount } = await pool.query(
          `UPDATE sheetport.${table} SET due_at = least(due_at, now()) WHERE state = $1 AND (holder IS NULL OR due_at < now() + interval '40 s')`,
          [state],
        );
        waiting.push(rowCount!);
      }
      const { rows } = await pool.query(
        `SELECT (SELECT count(*)::int FROM sheetport.webhook_message WHERE state = 'waiting')
              + (SELECT count(*)::int FROM sheetport.delivery_run WHERE state IN ('exporting', 'sending')) AS n`,
      );
      return rows[0].n;
    };
    await expect.poll(due, { timeout: MOST_MS, interval: 500 }).toBe(0);
    const told = await pool.query(
      `SELECT m.id, m.job_id, m.state, j.state AS job FROM sheetport.webhook_message m LEFT JOIN sheetport.job j ON j.id = m.job_id WHERE m.webhook_id = $1`,
      [webhook.id],
    );
    // One message for each import that succeeded: those of the feeds, and nothing twice.
    expect(new Set(told.rows.map(({ job_id: jobId }) => jobId)).size).toBe(told.rows.length);
    expect(told.rows.length).toBe(FILES);
    expect(told.rows.every(({ state, job }) => state === 'delivered' && job === 'succeeded')).toBe(true);
    const ended = await pool.query('SELECT id, state, error FROM sheetport.delivery_run WHERE delivery_id = $1', [
      delivery.id,
    ]);
    for (const { state, error } of ended.rows) note(`run: ${state}${error ? ` ${error.code}` : ''}`);
    const arrived = ended.rows.filter(({ state }) => state === 'delivered').map(({ id }) => id as string);
    for (const id of [...told.rows.map((row) => row.id as string), ...arrived]) {
      const got = receiver.received.get(id);
      expect(got?.bodies.size, id).toBe(1);
      expect(got!.taken).toBeGreaterThanOrEqual(1);
    }
    // Nothing came under an id that is nobody's.
    const known = new Set([...told.rows.map((row) => row.id as string), ...ended.rows.map((row) => row.id as string)]);
    expect([...receiver.received.keys()].filter((id) => !known.has(id))).toEqual([]);
    const times = [...receiver.received.values()].reduce((sum, one) => sum + one.times, 0);
    console.log(
      `seed ${SEED}: ${sent} files sent, ${FILES} contents loaded, ${told.rows.length} messages and ${arrived.length} of ${ended.rows.length} runs arrived in ${times} requests`,
      Object.fromEntries([...counts].sort()),
    );
  },
  3 * MOST_MS,
);
