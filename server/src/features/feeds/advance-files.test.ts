/** @module-tag long */
import { randomUUID } from 'node:crypto';
import type { Feed, FeedFiles, Table } from '@sheetport/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../id.ts';
import { addPerson, type TestPerson } from '../../testing/test-people.ts';
import { startTestServer, type TestServer } from '../../testing/test-server.ts';
import { advanceFiles, importFile } from './advance-files.ts';

let server: TestServer;
let editor: TestPerson;
beforeAll(async () => {
  server = await startTestServer();
  editor = await addPerson(server, 'editor');
});
afterAll(async () => server?.close());

async function makeFeed(name: string, more: object): Promise<{ feed: Feed; table: Table }> {
  const columns = [{ label: 'No', type: 'integer' }];
  const table = (await (await editor.call('POST', '/api/tables', { name, columns })).json()) as Table;
  const id = newId();
  const mapped = [{ heading: 'No', column: { column: table.columns[0]!.name } }];
  await server.records.savedMapping.create({
    data: {
      id,
      headingFingerprint: id,
      tableId: table.id,
      columns: mapped,
      fileName: 'a.csv',
      options: { mode: 'insert', onReject: 'skip' },
    },
  });
  const source = { kind: 'url', url: 'https://files.example.com/a.csv' };
  const answer = await editor.call('POST', '/api/feeds', { name, source, tableId: table.id, mappingId: id, ...more });
  expect(answer.status).toBe(201);
  return { feed: (await answer.json()) as Feed, table };
}

/** A file that came in and was inspected. */
async function addFile(feed: Feed, headings = ['No'], format = 'csv'): Promise<string> {
  const [id, fileId] = [newId(), randomUUID()];
  const sheet = { index: 0, name: 'Sheet', hidden: false, rows: 1, headerRow: 1, headerRows: 1, complete: true };
  const columns = headings.map((header, index) => ({
    index,
    header,
    type: 'integer',
    samples: [],
    blanks: 0,
    warnings: [],
  }));
  await server.records.file.create({
    data: {
      id: fileId,
      name: 'x.csv',
      bytes: 1,
      sha256: fileId,
      state: 'ready',
      format,
      sheets: [{ ...sheet, columns }],
      createdBy: editor.id,
    },
  });
  await server.records.feedFile.create({
    data: { id, feedId: feed.id, name: 'x.csv', bytes: 1, sha256: fileId, seenAs: {}, fileId },
  });
  return id;
}
const advance = (now = new Date()) => advanceFiles(server.app.context, now);
const later = (minutes: number) => new Date(Date.now() + minutes * 60_000);
const filesOf = async ({ id }: Feed) =>
  ((await (await editor.call('GET', `/api/feeds/${id}/files?limit=100`)).json()) as FeedFiles).files;
const endJob = (id: string, code: string) =>
  server.records.job.update({
    where: { id },
    data: { state: 'failed', finishedAt: new Date(), error: { code, message: 'because' } },
  });

test('imports of a feed have its limits and its priority', async () => {
  const limits = { softSeconds: 60, hardSeconds: 90 };
  const { feed } = await makeFeed('Limited', { limits, priority: 'low' });
  await addFile(feed);
  await advance();
  const [file] = await filesOf(feed);
  const job = await server.records.job.findUniqueOrThrow({ where: { id: file!.jobId! } });
  expect(job).toMatchObject({ limits, priority: 'low' });
});

test('of a feed so many files are imported in an hour: the others wait, hold no other feed up, and are imported later', async () => {
  const { feed } = await makeFeed('Rated', { rate: { files: 2, per: 'hour' } });
  for (let nth = 0; nth < 4; nth++) await addFile(feed);
  // Two servers at once.
  await Promise.all([advance(), advance()]);
  const started = (await filesOf(feed)).filter(({ state }) => state === 'importing');
  expect(started).toHaveLength(2);
  const waiting = (await filesOf(feed)).filter(({ state }) => state === 'reading');
  expect(waiting).toHaveLength(2);
  const reason = { code: 'source_rate', message: expect.stringContaining('2 files an hour') };
  for (const file of waiting) expect(file).toMatchObject({ reason, triesAt: expect.any(String) });
  const { feed: other } = await makeFeed('Unrated', {});
  await addFile(other);
  await advance();
  expect(await filesOf(other)).toMatchObject([{ state: 'importing' }]);
  // A person does not wait.
  const [byHand, rest] = waiting;
  expect((await editor.call('POST', `/api/feeds/${feed.id}/imports`, { feedFileId: byHand!.id })).status).toBe(409);
  await server.pool.query(`UPDATE sheetport.job SET created_at = created_at - interval '1 hour'`);
  await advance(later(61));
  expect((await filesOf(feed)).find(({ id }) => id === rest!.id)).toMatchObject({
    state: 'importing',
    reason: null,
    triesAt: null,
  });
});

test('of workbooks of which all sheets are imported, no more begin at one moment than the feed says', async () => {
  const { feed } = await makeFeed('Rated workbooks', { rate: { files: 1, per: 'hour' }, sheets: { which: 'all' } });
  for (let nth = 0; nth < 4; nth++) await addFile(feed, ['No'], 'xlsx');
  const open = await server.records.feedFile.findMany({ where: { feedId: feed.id }, include: { feed: true } });
  await Promise.all(open.map((file) => importFile(server.app.context, file, false, new Date())));
  const states = (await filesOf(feed)).map(({ state, reason }) => `${state} ${reason?.code}`).sort();
  expect(states).toEqual(['importing undefined', ...Array(3).fill('reading source_rate')]);
});

test('an import that failed for a reason that passes is tried again, as often as its feed says, after pauses', async () => {
  const { feed } = await makeFeed('Tried again', { retries: 1 });
  await addFile(feed);
  await advance();
  const first = (await filesOf(feed))[0]!.jobId!;
  await endJob(first, 'internal');
  await advance();
  const [waiting] = await filesOf(feed);
  expect(waiting).toMatchObject({ state: 'reading', reason: { code: 'internal' } });
  await advance();
  expect((await filesOf(feed))[0]).toMatchObject({ state: 'reading' });
  await advance(later(5));
  const [again] = await filesOf(feed);
  expect(again).toMatchObject({ state: 'importing', reason: null });
  expect(again!.jobId).not.toBe(first);
  await endJob(again!.jobId!, 'internal');
  await advance(later(5));
  expect(await filesOf(feed)).toMatchObject([{ state: 'failed', reason: { code: 'internal' } }]);

  // What does not pass is for a person at once.
  const { feed: other } = await makeFeed('Not tried again', { retries: 5 });
  await addFile(other);
  await advance();
  await endJob((await filesOf(other))[0]!.jobId!, 'time_limit');
  await advance();
  expect(await filesOf(other)).toMatchObject([{ state: 'failed', reason: { code: 'time_limit' } }]);
});

test('a feed that leaves new columns to its table does what the table says then', async () => {
  const { feed, table } = await makeFeed('By its table', {});
  expect(feed.newColumns).toBe('table');
  const states = async () => (await filesOf(feed)).map(({ state }) => state);
  await addFile(feed, ['No', 'Colour']);
  await advance();
  expect(await states()).toEqual(['quarantined']);
  await editor.call('PATCH', `/api/tables/${table.id}`, { newColumns: 'ignore' });
  await addFile(feed, ['No', 'Shape']);
  await advance();
  expect((await states()).sort()).toEqual(['importing', 'quarantined']);
  // What the feed itself says is before it.
  await editor.call('PATCH', `/api/feeds/${feed.id}`, { newColumns: 'refuse' });
  await addFile(feed, ['No', 'Weight']);
  await advance();
  expect((await states()).sort()).toEqual(['importing', 'quarantined', 'quarantined']);
});
