/** What each backend does alike. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportKey, fileKey, openStorage, previewKey, type Storage, StorageError, type StoredObject } from './index.ts';
import { HAS_S3, startS3Server } from './testing/s3-server.ts';

interface Backend {
  /** Another machine with the same storage. */
  open(): Promise<Storage>;
  close(): Promise<void>;
}

async function onDisk(): Promise<Backend> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'sheetport-storage-'));
  return {
    open: () => openStorage({ DATA_DIR: dataDir }),
    close: () => rm(dataDir, { recursive: true, force: true }),
  };
}

async function onS3(): Promise<Backend> {
  const server = await startS3Server();
  Object.assign(process.env, server.env);
  const home = await mkdtemp(path.join(tmpdir(), 'sheetport-storage-'));
  let machines = 0;
  return {
    open: () =>
      openStorage({
        DATA_DIR: path.join(home, String(machines++)),
        S3_BUCKET: server.bucket,
        S3_ENDPOINT: server.env.S3_ENDPOINT,
        S3_PREFIX: 'of/sheetport',
        S3_FORCE_PATH_STYLE: true,
        S3_CACHE_BYTES: 1024 ** 3,
      }),
    async close() {
      for (const name of Object.keys(server.env)) delete process.env[name];
      await server.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

const BACKENDS = [['disk', onDisk] as const, ...(HAS_S3 ? [['s3', onS3] as const] : [])];
/** More than one part of an upload to S3 holds. */
const SEVERAL_PARTS = 8 * 1024 * 1024 + 1;

describe.each(BACKENDS)('the storage on %s', (name, start) => {
  let backend: Backend;
  let here: Storage;
  let there: Storage;
  beforeAll(async () => {
    backend = await start();
    [here, there] = await Promise.all([backend.open(), backend.open()]);
  });
  afterAll(() => backend?.close());

  const read = (key: string, range?: { from: number; to: number }) => buffer(there.read(key, range));
  const codeOf = (asked: Promise<unknown>) =>
    asked.then(
      () => 'none',
      (error: unknown) => (error instanceof StorageError ? error.code : error),
    );
  const listed = async () => {
    const found: StoredObject[] = [];
    for await (const object of there.list('files')) found.push(object);
    return found;
  };
  async function* inChunks(bytes: Buffer, size: number) {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }

  test('answers', async () => {
    expect(here.backend).toBe(name);
    await here.check();
  });

  test.each([0, 1, 1000, SEVERAL_PARTS])(
    'P01: %i bytes are there for everybody once they are written',
    async (size) => {
      const [key, bytes] = [fileKey(randomUUID()), randomBytes(size)];
      expect(await here.write(key, bytes)).toBe(size);
      expect(await there.find(key)).toMatchObject({ key, bytes: size });
      expect((await read(key)).equals(bytes)).toBe(true);
    },
  );

  test('P01: a stream is stored in order and whole, whatever its chunks', async () => {
    const [key, bytes] = [fileKey(randomUUID()), randomBytes(100_001)];
    expect(await here.write(key, inChunks(bytes, 7919))).toBe(bytes.length);
    expect((await read(key)).equals(bytes)).toBe(true);
  });

  test('P01: a stream that breaks leaves nothing, and what was there before stays', async () => {
    const [key, other] = [fileKey(randomUUID()), fileKey(randomUUID())];
    await here.write(other, Buffer.from('before'));
    async function* breaking() {
      yield randomBytes(SEVERAL_PARTS);
      throw new Error('the connection was cut');
    }
    await expect(here.write(key, breaking())).rejects.toThrow('the connection was cut');
    await expect(here.write(other, breaking())).rejects.toThrow('the connection was cut');
    expect(await there.find(key)).toBeUndefined();
    expect(String(await read(other))).toBe('before');
    expect(await here.sweep(-1)).toBe(0);
  });

  test('a part of an object is what was asked for, also at its ends', async () => {
    const [key, bytes] = [fileKey(randomUUID()), randomBytes(5000)];
    await here.write(key, bytes);
    for (const [from, to] of [
      [0, 0],
      [10, 19],
      [4999, 4999],
      [0, 4999],
    ] as const)
      expect((await read(key, { from, to })).equals(bytes.subarray(from, to + 1))).toBe(true);
  });

  test('an object that is replaced has another tag; one that is not keeps it', async () => {
    const key = previewKey(randomUUID());
    await here.write(key, Buffer.from('one'), { draft: 'claim.1', remade: true });
    const first = await here.find(key);
    expect((await there.find(key))?.etag).toBe(first?.etag);
    expect(first?.etag).toMatch(/^"[^"]+"$/);
    await here.write(key, Buffer.from('other'), { draft: 'claim.2', remade: true });
    expect((await there.find(key))?.etag).not.toBe(first?.etag);
    expect(String(await read(key))).toBe('other');
  });

  test('what is not there is said to be missing, and removed without an error', async () => {
    const key = fileKey(randomUUID());
    expect(await here.find(key)).toBeUndefined();
    expect(await codeOf(read(key))).toBe('missing');
    await here.remove(key, previewKey(key));
    await here.remove();
  });

  test('objects are listed by folder, with what is known of them', async () => {
    const ids = [randomUUID(), randomUUID()];
    for (const id of ids) await here.write(fileKey(id), Buffer.from(id));
    const found = await listed();
    for (const id of ids) expect(found).toContainEqual(await there.find(fileKey(id)));
    await here.remove(...ids.map(fileKey));
    expect((await listed()).filter(({ key }) => ids.some((id) => key.endsWith(id)))).toEqual([]);
  });

  test('an object is a file on each machine while it is open', async () => {
    const [key, bytes] = [fileKey(randomUUID()), randomBytes(SEVERAL_PARTS)];
    await here.write(key, bytes);
    const [one, two] = await Promise.all([there.open(key), there.open(key)]);
    expect((await readFile(one.path)).equals(bytes)).toBe(true);
    one.close();
    expect((await readFile(two.path)).equals(bytes)).toBe(true);
    two.close();
  });

  test.each([10, SEVERAL_PARTS])(
    'P30: a draft of %i bytes has its key once it is published, and until then nobody sees it',
    async (size) => {
      const [key, bytes] = [exportKey(randomUUID()), randomBytes(size)];
      const draft = here.draft(key, 1);
      await writeFile(draft.path, bytes);
      await draft.prepare();
      expect(await there.find(key)).toBeUndefined();
      await draft.publish();
      await draft.discard();
      expect((await read(key)).equals(bytes)).toBe(true);
      const late = here.draft(key, 2);
      await writeFile(late.path, 'half of');
      await late.discard();
      expect((await read(key)).equals(bytes)).toBe(true);
      expect(await here.listDrafts()).toEqual([]);
    },
  );

  test('P30: a draft of a process that died is listed, and removed by its name', async () => {
    const id = randomUUID();
    const draft = here.draft(exportKey(id), 3);
    await writeFile(draft.path, 'half of');
    const drafts = await here.listDrafts();
    expect(drafts).toEqual([{ name: `${id}.3`, id, claim: 3 }]);
    await here.removeDraft(drafts[0]!);
    expect(await here.listDrafts()).toEqual([]);
  });
});
