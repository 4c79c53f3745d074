/** Feeds: files of a folder that are imported by themselves (docs/promises.md, P52). */
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Feed, FeedFile } from '@sheetport/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startSftpServer } from '../../core/src/testing/sftp-server.ts';
import { HAS_IMAP, type ImapServer, startImapServer } from '../../server/src/testing/imap-server.ts';
import { startTokenServer, type TokenServer } from '../../server/src/testing/token-server.ts';
import { HAS_S3, startS3Server } from '../../storage/src/testing/s3-server.ts';
import { type Service, startService } from '../support/service.ts';
import { type Cell, makeSheets } from '../support/workbooks.ts';

let service: Service;
let folder: string;
let imap: ImapServer | undefined;
let tokens: TokenServer;
beforeAll(async () => {
  tokens = await startTokenServer('feed@example.com');
  imap = HAS_IMAP ? await startImapServer(tokens.infoUrl) : undefined;
  folder = await mkdtemp(path.join(os.tmpdir(), 'sheetport-feed-'));
  service = await startService({
    env: {
      FEED_FOLDERS: folder,
      OUTGOING_NETWORKS: 'loopback',
      ...(imap && { NODE_EXTRA_CA_CERTS: imap.certificate }),
    },
  });
});
afterAll(async () => {
  await service?.stop();
  await imap?.close();
  tokens?.close();
  await rm(folder, { recursive: true, force: true });
});

const csvOf = (first: number, rows: number, more = '') =>
  `no,city${more && ',colour'}\n${Array.from({ length: rows }, (_, n) => `${first + n},City ${first + n}${more}\n`).join('')}`;

/** A table with a saved mapping of `no` and `city`, and a feed into it from a folder. */
async function makeFeed(
  name: string,
  more: object = {},
): Promise<{ feed: Feed; inside: string; qualifiedName: string }> {
  const { api } = service;
  const inside = path.join(folder, name);
  await mkdir(inside);
  const { id: fileId } = await api.upload(csvOf(0, 1), 'first.csv');
  await api.inspected(fileId);
  const job = await api.ended(
    (
      await api.import({
        fileId,
        table: { create: { name } },
        mapping: { '0': { column: 'no' }, '1': { column: 'city' } },
      })
    ).id,
  );
  const table = await api.ask('GET', `/api/tables/${job.result!.tableId}`);
  const { mappings } = await api.ask('GET', '/api/mappings');
  const mappingId = mappings.find((one: { tableId: string }) => one.tableId === table.id)!.id;
  const feed = await api.ask('POST', '/api/feeds', {
    name,
    source: { kind: 'folder', path: inside, afterwards: 'move' },
    tableId: table.id,
    mappingId,
    ...more,
  });
  return { feed, inside, qualifiedName: table.qualifiedName };
}
const filesOf = async (feed: Feed): Promise<FeedFile[]> =>
  (await service.api.ask('GET', `/api/feeds/${feed.id}/files?limit=100`)).files;
/** Look until all that came in is as wanted; a server that is killed meanwhile answers nothing. */
async function lookUntil(feed: Feed, isDone: (files: FeedFile[]) => boolean): Promise<FeedFile[]> {
  let files: FeedFile[] = [];
  const look = async () => {
    await service.api.call('POST', `/api/feeds/${feed.id}/check`).catch(() => undefined);
    files = await filesOf(feed).catch(() => []);
    return isDone(files)
      ? 'as wanted'
      : files.map(({ name, state, moved, reason }) => ({ name, state, moved, reason }));
  };
  await expect.poll(look, { interval: 300 }).toBe('as wanted');
  return files;
}

test('P52 duplicates, files that still grow and a server that is killed: each content is loaded once', {
  tags: ['long'],
}, async () => {
  const { api, pool } = service;
  const { feed, inside, qualifiedName } = await makeFeed('Once');
  const contents = 12;
  const rows = 20;
  for (let n = 0; n < contents; n++) {
    const text = csvOf(1 + n * rows, rows);
    await writeFile(path.join(inside, `part ${n}.csv`), text);
    // The same under another name, and what other programs are still writing.
    if (n % 3 === 0) await writeFile(path.join(inside, `part ${n} (copy).csv`), text);
    await writeFile(path.join(inside, `part ${n}.csv.part`), text.slice(0, 40));
  }
  const growing = path.join(inside, 'growing.csv');
  const whole = csvOf(10_001, rows);
  await writeFile(growing, whole.slice(0, 60));
  await api.call('POST', `/api/feeds/${feed.id}/check`);
  await writeFile(growing, whole);
  await symlink('/etc/passwd', path.join(inside, 'link.csv'));
  for (let kill = 0; kill < 2; kill++) {
    await api.call('POST', `/api/feeds/${feed.id}/check`).catch(() => undefined);
    await service.restartServer();
  }
  const loaded = await lookUntil(
    feed,
    (files) => files.length === contents + 1 && files.every(({ state, moved }) => state === 'loaded' && moved),
  );
  expect(new Set(loaded.map(({ jobId }) => jobId)).size).toBe(contents + 1);
  const { rows: found } = await pool.query(
    `SELECT count(*)::int AS n, count(DISTINCT no)::int AS d FROM ${qualifiedName}`,
  );
  expect(found[0]).toEqual({ n: (contents + 1) * rows + 1, d: (contents + 1) * rows + 1 });
  // It comes again, under its old name: nothing is loaded.
  await writeFile(path.join(inside, 'part 1.csv'), csvOf(1 + rows, rows));
  for (let look = 0; look < 3; look++) await api.call('POST', `/api/feeds/${feed.id}/check`);
  expect((await filesOf(feed)).length).toBe(contents + 1);
  expect((await pool.query(`SELECT count(*)::int AS n FROM ${qualifiedName}`)).rows[0].n).toBe(found[0].n);
  expect((await readdir(inside)).filter((name) => name.startsWith('part') && name.endsWith('.csv')).sort()).toContain(
    'part 1.csv',
  );
});

test('a file with other columns waits with the reason, and is imported when a person says so; or as the policy says', async () => {
  const { api, pool } = service;
  const { feed, inside, qualifiedName } = await makeFeed('Drift');
  await writeFile(path.join(inside, 'more.csv'), csvOf(100, 5, ',red'));
  await writeFile(path.join(inside, 'less.csv'), 'no\n7\n8\n');
  const files = await lookUntil(feed, (files) => files.filter(({ state }) => state === 'quarantined').length === 2);
  const [more, less] = ['more.csv', 'less.csv'].map((name) => files.find((file) => file.name === name)!);
  expect(more!.reason).toMatchObject({ code: 'feed_shape', added: ['colour'], missing: [] });
  expect(less!.reason).toMatchObject({ code: 'feed_shape', added: [], missing: ['city'] });
  expect((await pool.query(`SELECT count(*)::int AS n FROM ${qualifiedName}`)).rows[0].n).toBe(1);
  // Where the worker died that read it, a person has it read once more.
  await pool.query(
    `UPDATE sheetport.file SET state = 'unreadable', error = '{"code":"worker_lost","message":"Lost"}' WHERE name = 'less.csv'`,
  );
  await pool.query(`UPDATE sheetport.feed_file SET reason = '{"code":"file_unreadable"}' WHERE id = $1`, [less!.id]);
  await api.ask('POST', `/api/feeds/${feed.id}/imports`, { feedFileId: less!.id });
  await lookUntil(feed, (files) => files.some(({ id, reason }) => id === less!.id && reason?.code === 'feed_shape'));
  const started = await api.ask('POST', `/api/feeds/${feed.id}/imports`, { feedFileId: more!.id });
  expect(await api.ended(started.jobId)).toMatchObject({ state: 'succeeded', counts: { inserted: 5 } });
  // What is missing nobody can press away.
  expect(await api.ask('POST', `/api/feeds/${feed.id}/imports`, { feedFileId: less!.id })).toMatchObject({
    state: 'quarantined',
  });

  const extend = await makeFeed('Extend', { newColumns: 'extend' });
  await writeFile(path.join(extend.inside, 'more.csv'), csvOf(100, 5, ',red'));
  await lookUntil(extend.feed, (files) => files.some(({ state }) => state === 'loaded'));
  const { rows } = await pool.query(`SELECT count(colour)::int AS n FROM ${extend.qualifiedName}`);
  expect(rows[0].n).toBe(5);
});

test('P52 files of SFTP and S3 are loaded once and moved, over a wrong key, a cut and the same content again', {
  tags: ['long'],
}, async () => {
  const { api, pool } = service;
  const sftp = await startSftpServer();
  const s3 = HAS_S3 ? await startS3Server() : undefined;
  try {
    const { port, user, hostKey, password } = sftp;
    const source = { kind: 'sftp', host: '127.0.0.1', port, user, folder: 'in', afterwards: 'move' };
    const inside = path.join(sftp.root, 'in');
    await mkdir(inside);
    const asked = async (more: object, secret?: string) => {
      const { tableId, mappingId } = await api.ask('GET', '/api/mappings').then(({ mappings }) => ({
        tableId: mappings[0].tableId,
        mappingId: mappings[0].id,
      }));
      return api.call('POST', '/api/feeds', {
        name: 'Refused',
        tableId,
        mappingId,
        source: { ...source, ...more },
        ...(secret && { secret }),
      });
    };
    expect((await asked({ hostKey })).body.code).toBe('secret_missing');
    expect((await asked({ hostKey }, 'wrong')).body.code).toBe('receiver_refused');
    expect((await asked({}, password)).body).toMatchObject({
      code: 'host_key_not_confirmed',
      detail: expect.stringContaining(hostKey),
    });

    const { feed, qualifiedName } = await makeFeed('Sftp', { source: { ...source, hostKey }, secret: password });
    expect(feed).toMatchObject({ hasSecret: true });
    expect(JSON.stringify(feed)).not.toContain(password);
    const long = csvOf(1, 30_000);
    await writeFile(path.join(inside, 'long.csv'), long);
    await writeFile(path.join(inside, 'long (copy).csv'), long);
    await writeFile(path.join(inside, 'short.csv'), csvOf(50_001, 10));
    sftp.fault = { kind: 'cut', bytes: sftp.moved + 100_000 };
    await expect
      .poll(() => api.ask('POST', `/api/feeds/${feed.id}/check`))
      .toMatchObject({ error: { code: 'receiver_unreachable' } });
    sftp.fault = null;
    await lookUntil(
      feed,
      (files) => files.length === 2 && files.every(({ state, moved }) => state === 'loaded' && moved),
    );
    const countOf = async (name: string) => (await pool.query(`SELECT count(*)::int AS n FROM ${name}`)).rows[0].n;
    expect(await countOf(qualifiedName)).toBe(30_011);
    expect((await readdir(path.join(inside, 'done'))).sort()).toContain('short.csv');
    expect(await readdir(inside)).not.toContain('short.csv');

    // The stored password opens another folder of the same account, and goes to no other.
    const patch = (change: object) => api.call('PATCH', `/api/feeds/${feed.id}`, change);
    expect((await patch({ source: { ...source, hostKey, host: 'localhost' } })).body.code).toBe('secret_missing');
    await mkdir(path.join(sftp.root, 'next'));
    const next = { ...source, hostKey, folder: 'next', afterwards: 'leave' };
    expect((await patch({ source: next })).body).toMatchObject({ hasSecret: true, source: next });
    await writeFile(path.join(sftp.root, 'next', 'short.csv'), csvOf(60_001, 10));
    await lookUntil(feed, (files) => files.filter(({ state }) => state === 'loaded').length === 3);
    expect(await countOf(qualifiedName)).toBe(30_021);

    if (!s3) return;
    const { env, bucket } = s3;
    await s3.put('in/a.csv', csvOf(1, 20));
    await s3.put('in/deeper/b.csv', csvOf(100, 20));
    const ofBucket = await makeFeed('Bucket', {
      source: {
        kind: 's3',
        endpoint: env.S3_ENDPOINT,
        bucket,
        folder: 'in',
        pathStyle: true,
        accessKeyId: env.AWS_ACCESS_KEY_ID,
        afterwards: 'move',
      },
      secret: env.AWS_SECRET_ACCESS_KEY,
    });
    const [loaded] = await lookUntil(ofBucket.feed, (files) => files.some(({ moved }) => moved));
    expect(loaded).toMatchObject({ name: 'a.csv', state: 'loaded' });
    expect(await s3.keys()).toEqual(['in/deeper/b.csv', 'in/done/a.csv']);
    expect(await countOf(ofBucket.qualifiedName)).toBe(21);
  } finally {
    await sftp.close();
    await s3?.close();
  }
});

test('P52 a file that other systems send is loaded once; its token opens nothing else, and ends with the next one', async () => {
  const { api, pool } = service;
  const { feed, qualifiedName } = await makeFeed('Inbound', { source: { kind: 'inbound' } });
  expect(feed).toMatchObject({ nextAt: null, hasSecret: false });
  const make = async (): Promise<string> => (await api.ask('POST', `/api/feeds/${feed.id}/token`)).token;
  const old = await make();
  const token = await make();
  const send = async (text: string, headers: Record<string, string>, query = '') => {
    const form = new FormData();
    form.append('file', new Blob([text]), 'sent.csv');
    const answer = await fetch(`${service.url}/api/feed-files${query}`, { method: 'POST', body: form, headers });
    return { status: answer.status, ...((await answer.json()) as { code?: string; known?: boolean; id?: string }) };
  };
  for (const wrong of ['', old, `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`])
    expect(await send('no,city\n1,a\n', { authorization: `Bearer ${wrong}` })).toMatchObject({ status: 410 });
  expect((await fetch(`${service.url}/api/feeds`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
  const first = await send(csvOf(100, 5), {}, `?token=${token}`);
  expect(first).toMatchObject({ status: 202, known: false });
  const again = await send(csvOf(100, 5), { authorization: `Bearer ${token}` });
  expect(again).toMatchObject({ status: 202, known: true, id: first.id });
  const [loaded] = await lookUntil(feed, (files) => files.some(({ state }) => state === 'loaded'));
  const countOf = async () => (await pool.query(`SELECT count(*)::int AS n FROM ${qualifiedName}`)).rows[0].n;
  expect(await countOf()).toBe(6);
  // Undone, it can be imported again.
  const undo = await api.ask('POST', `/api/jobs/${loaded!.jobId}/undo`, {});
  await api.ended(undo.id);
  expect(await filesOf(feed)).toMatchObject([{ undone: true }]);
  const started = await api.ask('POST', `/api/feeds/${feed.id}/imports`, { feedFileId: loaded!.id });
  await api.ended(started.jobId);
  expect(await countOf()).toBe(6);
  // What was not recorded whole is as if it had never come: the sender, who got an error, sends it again.
  await pool.query(`ALTER TABLE sheetport.job ADD CONSTRAINT no_inspection CHECK (kind <> 'inspect') NOT VALID`);
  const lost = await send(csvOf(200, 5), {}, `?token=${token}`);
  await pool.query('ALTER TABLE sheetport.job DROP CONSTRAINT no_inspection');
  expect(lost.status).toBe(500);
  expect(await send(csvOf(200, 5), {}, `?token=${token}`)).toMatchObject({ status: 202, known: false });
  await lookUntil(feed, (files) => files.length === 2 && files.every(({ state }) => state === 'loaded'));
  expect(await countOf()).toBe(11);
  await api.ask('PATCH', `/api/feeds/${feed.id}`, { enabled: false });
  expect((await send('x', {}, `?token=${token}`)).code).toBe('upload_link_paused');
});

test('P52 an address is asked with its ETag; what is unchanged, cut off or leads to a private network is not imported', async () => {
  const { pool } = service;
  let text = csvOf(100, 5);
  let asked: (string | undefined)[] = [];
  let answer: (response: http.ServerResponse) => void;
  const whole = (response: http.ServerResponse) => {
    const etag = `"${text.length}"`;
    if (asked.at(-1) === etag) response.writeHead(304).end();
    else response.writeHead(200, { etag, 'content-length': Buffer.byteLength(text) }).end(text);
  };
  answer = whole;
  const server = http.createServer((request, response) => {
    asked.push(request.headers['if-none-match']);
    answer(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders.csv`;
    const { feed, qualifiedName } = await makeFeed('Address', { source: { kind: 'url', url }, everyMinutes: 10_000 });
    await lookUntil(feed, (files) => files.some(({ state }) => state === 'loaded'));
    const look = () => service.api.ask('POST', `/api/feeds/${feed.id}/check`);
    asked = [];
    expect(await look()).toMatchObject({ error: null, files: { loaded: 1 } });
    expect(asked).toEqual([`"${text.length}"`]);
    text = csvOf(1000, 50);
    answer = (response) => {
      response.writeHead(200, { 'content-length': Buffer.byteLength(text) });
      response.write(text.slice(0, 100), () => response.destroy());
    };
    expect((await look()).error).toMatchObject({ code: expect.stringMatching(/feed_unreadable|receiver_unreachable/) });
    // A page to sign in, in place of the file.
    const page = '\n<!DOCTYPE html><html><title>Sign in</title></html>';
    answer = (response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    expect((await look()).error).toMatchObject({ code: 'web_page_answered' });
    answer = (response) => response.writeHead(403).end('no');
    expect((await look()).error).toMatchObject({ code: 'web_page_answered' });
    answer = (response) => response.writeHead(302, { location: 'http://10.0.0.1/orders.csv' }).end();
    expect((await look()).error).toMatchObject({ code: 'address_not_allowed' });
    expect(await filesOf(feed)).toHaveLength(1);
    answer = whole;
    await lookUntil(feed, (files) => files.length === 2 && files.every(({ state }) => state === 'loaded'));
    const { rows } = await pool.query(`SELECT count(*)::int AS n FROM ${qualifiedName}`);
    expect(rows[0].n).toBe(56);
  } finally {
    server.close();
  }
});

/** A message with files attached. */
const messageOf = (
  subject: string,
  files: readonly (readonly [name: string, text: string])[],
  from = 'shop@example.com',
) =>
  [
    `From: ${from}`,
    'To: feed@example.com',
    `Subject: ${subject}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="cut"',
    '',
    '--cut',
    'Content-Type: text/plain',
    '',
    'no,city',
    ...files.flatMap(([name, text]) => [
      '--cut',
      'Content-Type: application/octet-stream',
      'Content-Transfer-Encoding: base64',
      `Content-Disposition: attachment; filename="=?UTF-8?B?${Buffer.from(name).toString('base64')}?="`,
      '',
      Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\n'),
    ]),
    '--cut--',
    '',
  ].join('\n');

test.runIf(HAS_IMAP)(
  'P52 spreadsheets of a mailbox are loaded once, over a wrong password, a cut and a copy; messages are flagged or moved',
  {
    tags: ['long'],
  },
  async () => {
    const { api, pool } = service;
    const { port, plainPort, user, password } = imap!;
    const source = { kind: 'mailbox', host: 'localhost', port, user, from: '@example.com', afterwards: 'flag' };
    const { feed, qualifiedName } = await makeFeed('Mail', { source, secret: password });
    expect(JSON.stringify(feed)).not.toContain(password);
    const { tableId, id: mappingId } = (await api.ask('GET', '/api/mappings')).mappings[0];
    const refused = async (more: object, secret = password) =>
      (await api.call('POST', '/api/feeds', { name: 'x', tableId, mappingId, source: { ...source, ...more }, secret }))
        .body;
    expect(await refused({}, 'wrong')).toMatchObject({
      code: 'receiver_refused',
      detail: expect.stringMatching(/password/),
    });
    expect(await refused({ folder: 'Nowhere' })).toMatchObject({
      code: 'receiver_refused',
      detail: expect.stringMatching(/Nowhere/),
    });
    expect(await refused({ port: 1 })).toMatchObject({ code: 'receiver_unreachable' });
    // Not encrypted as expected, in both ways; a private address.
    expect(await refused({ port: plainPort })).toMatchObject({ code: 'receiver_unreachable' });
    expect(await refused({ host: '10.1.2.3' })).toMatchObject({ code: 'address_not_allowed' });

    const long = csvOf(100, 20_000);
    await imap!.append(
      messageOf('two', [
        ['Đơn hàng.csv', csvOf(1, 10)],
        ['long.csv', long],
        ['logo.png', 'x'],
      ]),
    );
    await imap!.append(messageOf('copy', [['again.csv', csvOf(1, 10)]]));
    await imap!.append(messageOf('stranger', [['evil.csv', csvOf(90_000, 5)]], 'eve@elsewhere.example'));
    await imap!.append(messageOf('drift', [['more.csv', csvOf(50_000, 5, ',red')]]));
    imap!.cutAfter = 150_000;
    await expect
      .poll(() => api.ask('POST', `/api/feeds/${feed.id}/check`))
      .toMatchObject({ error: { code: 'receiver_unreachable' } });
    imap!.cutAfter = null;
    const files = await lookUntil(
      feed,
      (files) =>
        files.length === 3 &&
        files.every(({ state, moved }) => (state === 'loaded' && moved) || state === 'quarantined'),
    );
    expect(files.map(({ name }) => name).sort()).toEqual(['long.csv', 'more.csv', 'Đơn hàng.csv']);
    const countOf = async (name: string) => (await pool.query(`SELECT count(*)::int AS n FROM ${name}`)).rows[0].n;
    expect(await countOf(qualifiedName)).toBe(20_011);
    const flagged = ['\\Flagged', '\\Seen'];
    expect(await imap!.list()).toEqual([
      { subject: 'two', flags: flagged },
      { subject: 'copy', flags: [] },
      { subject: 'stranger', flags: [] },
      { subject: 'drift', flags: [] },
    ]);
    // Imported all the same, its message is flagged, too.
    await api.ask('POST', `/api/feeds/${feed.id}/imports`, {
      feedFileId: files.find(({ name }) => name === 'more.csv')!.id,
    });
    await lookUntil(feed, (files) => files.every(({ moved }) => moved));
    await api.ask('PATCH', `/api/feeds/${feed.id}`, { enabled: false });

    const other = await makeFeed('Mail that moves', {
      source: {
        ...source,
        port: plainPort,
        security: 'starttls',
        from: 'shop@example.com',
        afterwards: 'move',
        moveTo: 'Đã nhập',
      },
      secret: password,
    });
    await lookUntil(other.feed, (files) => files.length === 3 && files.filter(({ moved }) => moved).length === 2);
    expect((await imap!.list()).map(({ subject }) => subject)).toEqual(['copy', 'stranger', 'drift']);
    expect(await imap!.list('Đã nhập')).toEqual([{ subject: 'two', flags: flagged }]);
  },
);

test.runIf(HAS_IMAP)(
  'P52 a mailbox is opened by OAuth, over tokens that end, are given anew, are refused and come late',
  { tags: ['long'] },
  async () => {
    const { api, pool } = service;
    const { port, user, password } = imap!;
    const oauth = { tokenUrl: await tokens.listen(imap!), clientId: 'sheetport' };
    const source = { kind: 'mailbox', host: 'localhost', port, user, oauth, folder: 'INBOX', afterwards: 'leave' };
    const { feed, qualifiedName } = await makeFeed('Mail by OAuth', {
      source,
      secret: 'refresh-0',
      clientSecret: 'of the program',
    });
    expect(JSON.stringify(feed)).not.toMatch(/refresh-0|access-1|of the program/);
    const { tableId, id: mappingId } = (await api.ask('GET', '/api/mappings')).mappings[0];
    const makeOther = async (more: object) =>
      (await api.call('POST', '/api/feeds', { name: 'x', tableId, mappingId, source, secret: 'refresh-0', ...more }))
        .body;
    expect(await makeOther({ secret: 'refresh-9' })).toMatchObject({ code: 'grant_refused' });
    expect(await makeOther({ source: { ...source, user: 'other@example.com' } })).toMatchObject({
      code: 'receiver_refused',
      detail: expect.stringMatching(/access token/),
    });
    const plain = { ...source, oauth: { ...oauth, tokenUrl: 'http://localhost/token' } };
    expect(await makeOther({ source: plain })).toMatchObject({ code: 'invalid_request' });
    // A refresh token is given to the address alone for which it came, and is no password.
    const change = async (body: object) => (await api.call('PATCH', `/api/feeds/${feed.id}`, body)).body;
    const elsewhere = { ...source, oauth: { ...oauth, tokenUrl: 'https://evil.example/token' } };
    for (const other of [elsewhere, { ...source, oauth: undefined }])
      expect(await change({ source: other })).toMatchObject({ code: 'secret_missing' });

    const check = async () => (await api.ask('POST', `/api/feeds/${feed.id}/check`)).error?.code ?? 'fine';
    const seen = tokens.asked.length;
    expect(await check()).toBe('fine');
    // The access token of before still holds.
    expect(tokens.asked).toHaveLength(seen);
    tokens.endAll();
    tokens.rotates = true;
    await imap!.append(messageOf('by oauth', [['oauth.csv', csvOf(700_000, 10)]]));
    await lookUntil(feed, (files) => files.some(({ name, state }) => name === 'oauth.csv' && state === 'loaded'));
    expect(tokens.refreshToken).not.toBe('refresh-0');
    // One that holds so shortly is renewed each time, with the refresh token that came with the one of before.
    tokens.seconds = 1;
    tokens.endAll();
    for (const _ of [1, 2]) expect(await check()).toBe('fine');
    tokens.fault = 'busy';
    expect(await check()).toBe('receiver_unreachable');
    tokens.fault = null;
    tokens.refreshToken = null;
    expect(await check()).toBe('grant_refused');
    tokens.refreshToken = 'refresh-again';
    expect(await check()).toBe('grant_refused');
    expect(await change({ secret: 'refresh-again' })).toMatchObject({ id: feed.id });
    expect(await check()).toBe('fine');
    expect(tokens.asked.at(-1)!.get('client_secret')).toBe('of the program');
    const { rows } = await pool.query(`SELECT secret FROM sheetport.feed WHERE id = $1`, [feed.id]);
    expect(rows[0].secret).toMatch(/^s1\.[\w-]+$/);
    // With a password, from now on.
    expect(await change({ source: { ...source, oauth: undefined }, secret: password })).toMatchObject({ id: feed.id });
    expect(await check()).toBe('fine');
    expect((await pool.query(`SELECT count(*)::int AS n FROM ${qualifiedName} WHERE no >= 700000`)).rows[0].n).toBe(10);
    await api.ask('PATCH', `/api/feeds/${feed.id}`, { enabled: false });
  },
);

test('P52 each sheet of a workbook is loaded once as one batch; one that does not fit waits by itself', {
  tags: ['long'],
}, async () => {
  const { api, pool } = service;
  const { feed, inside, qualifiedName } = await makeFeed('Sheets', { sheets: { which: 'all' } });
  const rowsOf = (first: number, rows: number, ...more: string[]): Cell[][] => [
    ['no', 'city', ...more.map(() => 'colour')],
    ...Array.from({ length: rows }, (_, n) => [first + n, `City ${first + n}`, ...more]),
  ];
  const book = await makeSheets({
    North: rowsOf(100, 5),
    South: rowsOf(200, 7),
    Drift: rowsOf(300, 3, 'red'),
    Empty: [],
  });
  await writeFile(path.join(inside, 'book.xlsx'), book);
  const [file] = await lookUntil(feed, ([file]) => file?.state === 'quarantined');
  expect(file).toMatchObject({ jobId: null, moved: false, reason: { added: ['colour'] } });
  expect(file!.sheets.map(({ name, state }) => [name, state])).toEqual([
    ['North', 'loaded'],
    ['South', 'loaded'],
    ['Drift', 'quarantined'],
  ]);
  expect(await api.ask('GET', `/api/batches/${file!.batchId}`)).toMatchObject({ total: 2, counts: { inserted: 12 } });
  const countOf = async () => (await pool.query(`SELECT count(*)::int AS n FROM ${qualifiedName}`)).rows[0].n;
  expect(await countOf()).toBe(13);
  const press = (more: object) => api.call('POST', `/api/feeds/${feed.id}/imports`, { feedFileId: file!.id, ...more });
  expect((await press({ sheet: 0 })).body.code).toBe('nothing_to_import');
  expect((await press({ sheet: 2 })).status).toBe(202);
  await lookUntil(feed, ([file]) => file?.state === 'loaded' && file.moved);
  expect(await countOf()).toBe(16);
  // One undo takes all sheets back; then they can be imported again.
  const undo = await api.ask('POST', `/api/batches/${file!.batchId}/undo`, {});
  await api.ended(undo.id);
  expect(await filesOf(feed)).toMatchObject([{ undone: true }]);
  expect(await countOf()).toBe(1);
  await press({});
  await lookUntil(feed, ([file]) => file?.state === 'loaded' && !file.undone);
  expect(await countOf()).toBe(16);

  await api.ask('PATCH', `/api/feeds/${feed.id}`, { sheets: { which: 'named', names: ['north', 'West'] } });
  await writeFile(path.join(inside, 'other.xlsx'), await makeSheets({ North: rowsOf(400, 2), South: rowsOf(500, 2) }));
  const [named] = await lookUntil(feed, ([file]) => file?.state === 'quarantined');
  expect(named!.sheets).toMatchObject([
    { index: -2, name: 'West', state: 'quarantined' },
    { index: 0, name: 'North', state: 'loaded' },
  ]);
  expect(await countOf()).toBe(18);
});
