import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import type { RemoteFolderLocation } from '@sheetport/contract';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { HAS_S3, type S3Server, startS3Server } from '../../../storage/src/testing/s3-server.ts';
import { openOutgoingGuard } from '../outgoing/outgoing-guard.ts';
import { type SftpServer, startSftpServer } from '../testing/sftp-server.ts';
import { openRemoteFolder } from './open-remote-folder.ts';
import type { RemoteFolder } from './remote-folder.ts';

const guard = openOutgoingGuard([{ address: '127.0.0.0', prefix: 8 }]);
const NEVER = new AbortController().signal;
const opened: RemoteFolder[] = [];
afterEach(() => {
  for (const folder of opened.splice(0)) folder.close();
});
const open = async (location: RemoteFolderLocation, secret: string, silentMs = 20_000, by = guard) => {
  const folder = await openRemoteFolder(location, secret, { guard: by, silentMs });
  opened.push(folder);
  return folder;
};
const failureOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (error: { code?: string; message: string }) => `${error.code} ${error.message}`,
  );
async function* pieces(text: string, size = 50_000) {
  for (let at = 0; at < text.length; at += size) yield Buffer.from(text.slice(at, at + size));
}
const LONG = Array.from({ length: 60_000 }, (_, line) => `${line},City\n`).join('');

/** What both kinds do alike. */
async function exercise(folder: RemoteFolder): Promise<void> {
  expect(await folder.list(10)).toEqual([]);
  for (const text of ['no,city\n1,Huế\n', LONG]) {
    const bytes = Buffer.byteLength(text);
    expect(await folder.write('orders.csv', bytes, pieces(text), NEVER)).toContain('orders.csv');
    const [file] = await folder.list(10);
    expect(file).toMatchObject({ name: 'orders.csv', bytes });
    expect(await folder.find('orders.csv')).toEqual(file);
    expect((await buffer(folder.read(file!))).toString()).toBe(text);
  }
  // What ends too early is not there.
  expect(await failureOf(folder.write('cut.csv', 100, pieces('short'), NEVER))).not.toBe('done');
  expect(await folder.find('cut.csv')).toBeUndefined();
  await folder.move((await folder.find('orders.csv'))!, 'done', 'orders-2.csv');
  await folder.write('orders.csv', 3, pieces('two'), NEVER);
  await folder.move((await folder.find('orders.csv'))!, 'done', 'orders-2.csv');
  expect(await folder.list(10)).toEqual([]);
}

describe('a folder of an SFTP server', () => {
  let server: SftpServer;
  let location: RemoteFolderLocation & { kind: 'sftp' };
  beforeAll(async () => {
    server = await startSftpServer();
    const { port, user, hostKey } = server;
    location = { kind: 'sftp', host: '127.0.0.1', port, user, folder: '.', hostKey };
  });
  afterEach(() => {
    server.fault = null;
  });
  afterAll(() => server?.close());

  test('files are listed, read, written whole or not at all, and moved', async () => {
    await exercise(await open(location, server.password));
    expect(readdirSync(path.join(server.root, 'done')).sort()).toEqual(['orders-2.csv', 'orders.csv']);
    expect(readdirSync(server.root)).toEqual(['done']);
    expect(await (await open(location, server.privateKey)).list(5)).toEqual([]);
  });

  test('another password, user, host key or folder is refused, and says so', async () => {
    const refused = (more: object, secret = server.password) => failureOf(open({ ...location, ...more }, secret));
    expect(await refused({}, 'wrong')).toMatch(/^receiver_refused .*does not accept the user/);
    expect(await refused({ user: 'eve' }, server.privateKey)).toMatch(/^receiver_refused/);
    expect(await refused({}, '-----BEGIN OPENSSH PRIVATE KEY-----\nx')).toMatch(/^receiver_refused .*private key/);
    const other = `SHA256:${'A'.repeat(43)}`;
    for (const hostKey of [other, undefined])
      expect(await refused({ hostKey })).toMatch(
        new RegExp(`^host_key_not_confirmed .*${server.hostKey.replace(/[+/]/g, '.')}`),
      );
    const folder = await open({ ...location, folder: 'nowhere' }, server.password);
    expect(await failureOf(folder.list(5))).toMatch(/^receiver_refused .*no such file or folder/);
  });

  test('what is down, private, silent or cut in the middle ends with a reason, and leaves no half of a file', async () => {
    expect(await failureOf(open({ ...location, port: 1 }, 'x'))).toMatch(/^receiver_unreachable .*nothing listens/);
    const strict = openOutgoingGuard([]);
    expect(await failureOf(open(location, 'x', 1000, strict))).toMatch(/^address_not_allowed/);
    expect(await failureOf(open({ ...location, host: 'localhost' }, 'x', 1000, strict))).toMatch(
      /^address_not_allowed/,
    );
    const mute = net.createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((done) => mute.once('listening', done));
    const { port } = mute.address() as net.AddressInfo;
    expect(await failureOf(open({ ...location, port }, 'x', 300))).toMatch(/^receiver_unreachable .*in time/);
    mute.close();
    for (const kind of ['cut', 'silent'] as const) {
      writeFileSync(path.join(server.root, 'there.csv'), LONG);
      const folder = await open(location, server.password, 1000);
      server.fault = { kind, bytes: server.moved + 300_000 };
      expect(await failureOf(folder.write('new.csv', LONG.length, pieces(LONG), NEVER))).toMatch(
        /^receiver_unreachable/,
      );
      expect(existsSync(path.join(server.root, 'new.csv'))).toBe(false);
      server.fault = null;
      const again = await open(location, server.password, 1000);
      server.fault = { kind, bytes: server.moved + 300_000 };
      const file = { name: 'there.csv', bytes: LONG.length, mtimeMs: 0 };
      expect(await failureOf(buffer(again.read(file)))).toMatch(/^receiver_unreachable/);
      server.fault = null;
    }
    const stopped = new AbortController();
    const folder = await open(location, server.password);
    const writing = failureOf(folder.write('stopped.csv', LONG.length, pieces(LONG, 1000), stopped.signal));
    stopped.abort();
    expect(await writing).not.toBe('done');
    expect(existsSync(path.join(server.root, 'stopped.csv'))).toBe(false);
    expect(readFileSync(path.join(server.root, 'there.csv'), 'utf8')).toBe(LONG);
  });
});

describe.runIf(HAS_S3)('a prefix of S3', () => {
  let server: S3Server;
  let location: RemoteFolderLocation & { kind: 's3' };
  beforeAll(async () => {
    server = await startS3Server();
    location = {
      kind: 's3',
      endpoint: server.env.S3_ENDPOINT!,
      region: server.env.S3_REGION!,
      bucket: server.bucket,
      folder: 'incoming/orders',
      pathStyle: true,
      accessKeyId: server.env.AWS_ACCESS_KEY_ID!,
    };
  });
  afterAll(() => server?.close());
  const secretOf = () => server.env.AWS_SECRET_ACCESS_KEY!;

  test('files are listed, read, written whole or not at all, and moved', async () => {
    await exercise(await open(location, secretOf()));
    const done = await open({ ...location, folder: 'incoming/orders/done' }, secretOf());
    expect((await done.list(10)).map(({ name }) => name).sort()).toEqual(['orders-2.csv', 'orders.csv']);
  });

  test('an object gets a tag beside those that it has; a server that knows no tags refuses', async () => {
    const folder = await open(location, secretOf());
    await folder.write('tagged.csv', 3, pieces('two'), NEVER);
    const file = (await folder.find('tagged.csv'))!;
    // Swift keeps no tags.
    expect(await failureOf(folder.tag!(file, 'sheetport', 'imported'))).toMatch(/^receiver_refused/);
    let tags = '<Tag><Key>team</Key><Value>sales</Value></Tag><Tag><Key>sheetport</Key><Value>old</Value></Tag>';
    const keeper = http.createServer(async (request, response) => {
      if (!request.url!.includes('/incoming/orders/tagged.csv?tagging')) return void response.writeHead(400).end();
      if (request.method === 'PUT') tags = /<TagSet>(.*)<\/TagSet>/.exec(await text(request))![1]!;
      response.end(request.method === 'GET' ? `<Tagging><TagSet>${tags}</TagSet></Tagging>` : '');
    });
    keeper.listen(0, '127.0.0.1');
    await once(keeper, 'listening');
    const endpoint = `http://127.0.0.1:${(keeper.address() as net.AddressInfo).port}`;
    const tagging = await open({ ...location, endpoint }, secretOf());
    await tagging.tag!(file, 'sheetport', 'imported');
    keeper.closeAllConnections();
    keeper.close();
    expect(tags).toBe(
      '<Tag><Key>team</Key><Value>sales</Value></Tag><Tag><Key>sheetport</Key><Value>imported</Value></Tag>',
    );
    await folder.move(file, 'done', 'tagged-2.csv');
  });

  test('another key, bucket or a private address is refused, and says so; never the credentials of this machine', async () => {
    Object.assign(process.env, server.env);
    const listed = async (more: object, secret = secretOf(), by = guard) =>
      failureOf(open({ ...location, ...more }, secret, 5000, by).then((folder) => folder.list(1)));
    try {
      expect(await listed({}, 'wrong')).toMatch(/^receiver_refused .*403/);
      expect(await listed({ bucket: 'no-such-bucket' })).toMatch(/^receiver_refused .*no bucket "no-such-bucket"/);
      expect(await listed({}, secretOf(), openOutgoingGuard([]))).toMatch(/^address_not_allowed/);
      const named = location.endpoint!.replace('127.0.0.1', 'localhost');
      expect(await listed({ endpoint: named }, secretOf(), openOutgoingGuard([]))).toMatch(/^address_not_allowed/);
      expect(await listed({ endpoint: 'http://127.0.0.1:1' })).toMatch(/^receiver_unreachable .*ECONNREFUSED/);
    } finally {
      for (const name of Object.keys(server.env)) delete process.env[name];
    }
  });
});
