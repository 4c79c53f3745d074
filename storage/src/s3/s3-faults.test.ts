/** @module-tag long */
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportKey, fileKey, openStorage, prepareStorage, type Storage, StorageError } from '../index.ts';
import type { StorageSettings } from '../open-storage.ts';
import { type FaultProxy, openFaultProxy } from '../testing/fault-proxy.ts';
import { HAS_S3, type S3Server, startS3Server } from '../testing/s3-server.ts';
import { PART_BYTES } from './part-writer.ts';

/** A connection that is silent so long is given up, in the two tests in which one is; a busy machine is not silent so long. */
const SILENT_MS = 4000;

describe.runIf(HAS_S3)('the storage on an S3 that fails', () => {
  let server: S3Server;
  let proxy: FaultProxy;
  let dataDir: string;
  let storage: Storage;
  let settings: StorageSettings;
  const two = randomBytes(PART_BYTES + 1000);

  beforeAll(async () => {
    server = await startS3Server();
    proxy = await openFaultProxy(server.env.S3_ENDPOINT!);
    dataDir = await mkdtemp(path.join(tmpdir(), 'sheetport-storage-'));
    settings = { DATA_DIR: dataDir, S3_BUCKET: server.bucket, S3_ENDPOINT: proxy.url, S3_FORCE_PATH_STYLE: true };
    Object.assign(process.env, server.env);
    storage = await openStorage({ ...settings, S3_PREFIX: '/faults/' }, SILENT_MS);
  });
  afterAll(async () => {
    for (const name of Object.keys(server?.env ?? {})) delete process.env[name];
    await proxy?.close();
    await server?.close();
    if (dataDir) await rm(dataDir, { recursive: true, force: true });
  });

  const uploads = async () =>
    (await server.client.send(new ListMultipartUploadsCommand({ Bucket: server.bucket }))).Uploads ?? [];
  async function* chunks() {
    yield two.subarray(0, 1000);
    yield two.subarray(1000);
  }
  const failureOf = (asked: Promise<unknown>) =>
    asked.then(
      () => undefined,
      (error: unknown) => error as StorageError,
    );

  test('a bucket that is not there is made once, by whoever comes first', async () => {
    const elsewhere = { ...settings, S3_BUCKET: 'made-when-needed' };
    const other = await openStorage(elsewhere);
    await expect(other.check()).rejects.toThrow('S3 has no bucket "made-when-needed"');
    await Promise.all([prepareStorage(elsewhere), prepareStorage(elsewhere)]);
    await prepareStorage(elsewhere);
    await other.check();
    expect(proxy.count(/^PUT \/made-when-needed/)).toBeLessThanOrEqual(2);
  });

  test('P01: what is refused as too much is sent again', async () => {
    const key = fileKey(randomUUID());
    for (const which of [/^POST .*uploads/, /^PUT .*partNumber=1/, /^PUT .*partNumber=2/, /^POST .*uploadId/])
      proxy.fail(which, 'busy');
    await storage.write(key, chunks());
    for (const which of [/^HEAD/, /^GET/]) proxy.fail(which, 'busy');
    expect((await storage.find(key))?.bytes).toBe(two.length);
    expect((await buffer(storage.read(key))).equals(two)).toBe(true);
  });

  test('a download that breaks goes on where it broke, and a file is brought whole', async () => {
    const key = fileKey(randomUUID());
    await storage.write(key, chunks());
    proxy.fail(/^GET/, 'cut', 3);
    expect((await buffer(storage.read(key))).equals(two)).toBe(true);
    proxy.fail(/^GET/, 'stalled');
    proxy.fail(/^GET/, 'cut', 2);
    const file = await storage.open(key);
    expect((await readFile(file.path)).equals(two)).toBe(true);
    file.close();
  });

  test('P01: a part that never arrives is sent again; where none arrives, nothing is stored and no part is left', async () => {
    const [key, lost] = [fileKey(randomUUID()), fileKey(randomUUID())];
    proxy.fail(/^PUT .*partNumber=2/, 'silent');
    await storage.write(key, chunks());
    expect((await buffer(storage.read(key))).equals(two)).toBe(true);
    proxy.fail(/^PUT .*partNumber=2/, 'busy', 4);
    expect(await failureOf(storage.write(lost, chunks()))).toMatchObject({
      code: 'unavailable',
      message: 'S3 answers with 503 SlowDown',
    });
    expect(await storage.find(lost)).toBeUndefined();
    expect(await uploads()).toEqual([]);
  });

  test('P30: an export whose last answer is lost is published, once', async () => {
    const key = exportKey(randomUUID());
    const draft = storage.draft(key, 1);
    await writeFile(draft.path, two);
    await draft.prepare();
    expect(await storage.find(key)).toBeUndefined();
    proxy.fail(/^POST .*uploadId/, 'lost');
    await draft.publish();
    expect((await storage.find(key))?.bytes).toBe(two.length);
    expect(existsSync(draft.path)).toBe(false);
  });

  test('P30: an export that is given up leaves no part and no file', async () => {
    const draft = storage.draft(exportKey(randomUUID()), 1);
    await writeFile(draft.path, two);
    proxy.fail(/^PUT .*partNumber=1/, 'busy', 4);
    expect((await failureOf(draft.prepare()))?.code).toBe('unavailable');
    await draft.discard();
    expect(await uploads()).toEqual([]);
    expect(existsSync(draft.path)).toBe(false);
  });

  test('P37: parts that a dead process has left go with the sweep', async () => {
    const draft = storage.draft(exportKey(randomUUID()), 1);
    await writeFile(draft.path, two);
    await draft.prepare();
    expect(await uploads()).toHaveLength(1);
    expect(await storage.sweep(storage.silentMs)).toBe(0);
    expect(await uploads()).toHaveLength(1);
    expect(await storage.sweep(-60_000)).toBe(1);
    expect(await uploads()).toEqual([]);
    await draft.discard();
  });

  test('opened files take no more room than they may, and those in use stay', async () => {
    const home = path.join(dataDir, 'small');
    const small = await openStorage({ ...settings, DATA_DIR: home, S3_CACHE_BYTES: 2500 }, SILENT_MS);
    const keys = Array.from({ length: 4 }, () => fileKey(randomUUID()));
    for (const key of keys) await small.write(key, randomBytes(1000));
    const held = await small.open(keys[0]!);
    for (const key of keys.slice(1)) (await small.open(key)).close();
    const kept = await readdir(path.join(home, 'cache'));
    expect(kept).toHaveLength(2);
    expect(kept).toContain(path.basename(held.path));
    held.close();
    const asked = proxy.count(/^GET/);
    (await small.open(keys[0]!)).close();
    expect(proxy.count(/^GET/)).toBe(asked);
    await small.remove(keys[0]!);
    expect((await failureOf(small.open(keys[0]!)))?.code).toBe('missing');
  });

  test('what cannot work says why', async () => {
    const check = async (changed: Partial<StorageSettings>) => {
      const failure = await failureOf((await openStorage({ ...settings, ...changed }, SILENT_MS)).check());
      return [failure instanceof StorageError ? failure.code : failure, failure?.message];
    };
    expect(await check({})).toEqual([undefined, undefined]);
    expect(await check({ S3_BUCKET: 'another' })).toEqual(['unavailable', 'S3 has no bucket "another"']);
    expect(await check({ S3_ENDPOINT: 'http://127.0.0.1:1' })).toEqual([
      'unavailable',
      'S3 cannot be reached (ECONNREFUSED)',
    ]);
    process.env.AWS_SECRET_ACCESS_KEY = 'wrong';
    expect(await check({})).toEqual(['unavailable', 'S3 answers with 403 SignatureDoesNotMatch']);
    process.env.AWS_SECRET_ACCESS_KEY = server.env.AWS_SECRET_ACCESS_KEY;
  });
});
