import { beforeEach, describe, expect, it } from 'vitest';
import { addKey, createTable } from '../ddl/create-table.ts';
import { TableError } from '../sql/errors.ts';
import { copyBytes, type Field, useTestDatabase } from '../testing/database.ts';
import { copyIn } from './copy-in.ts';
import { copyOut } from './copy-out.ts';

const { db, client } = await useTestDatabase();

const people = {
  schema: 'public',
  name: 'people',
  columns: [
    { name: 'id', type: 'integer' as const },
    { name: 'name', type: 'text' as const },
  ],
  key: ['id'],
};
const target = { schema: 'public', name: 'people', columns: ['id', 'name'] };

beforeEach(async () => {
  await client.query('DROP TABLE IF EXISTS people');
  await createTable(client, people);
});

function* rows(n: number): Generator<Field[]> {
  for (let i = 1; i <= n; i++) yield [{ int8: i }, { text: `person ${i}` }];
}
async function collect(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString();
}
const count = async (): Promise<number> => Number((await db.pool.query('SELECT count(*) AS n FROM people')).rows[0].n);
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing thrown',
    (error) => (error instanceof TableError ? error.code : String(error)),
  );

describe('copyIn', () => {
  it('loads rows and says how many', async () => {
    expect(await copyIn(client, target, copyBytes(rows(20_000)))).toBe(20_000);
    expect(await count()).toBe(20_000);
  });

  it('P04 aborts on a duplicate in the last of 100,000 rows, and nothing is visible', async () => {
    await client.query('BEGIN');
    const bytes = copyBytes([...rows(99_999), [{ int8: 5 }, { text: 'again' }]]);
    expect(await codeOf(copyIn(client, target, bytes))).toBe('duplicate_key');
    await client.query('ROLLBACK');
    expect(await count()).toBe(0);
  });

  it('finds the duplicate when the key is added after loading', async () => {
    await client.query('BEGIN');
    await client.query('DROP TABLE people');
    await createTable(client, people, { deferKey: true });
    await copyIn(client, target, copyBytes([...rows(10), [{ int8: 5 }, null]]));
    expect(await codeOf(addKey(client, people))).toBe('duplicate_key');
    await client.query('ROLLBACK');
  });

  it('stops on an error of the source, which comes out as it is, and the connection stays usable', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield* cut(copyBytes(rows(50_000)), 10);
      throw new RangeError('the sheet ends in the middle');
    }
    await client.query('BEGIN');
    await expect(copyIn(client, target, broken())).rejects.toThrow(RangeError);
    await client.query('ROLLBACK');
    expect(await count()).toBe(0);
  });

  it('stops on abort while the source is silent', async () => {
    const controller = new AbortController();
    async function* silent(): AsyncGenerator<Uint8Array> {
      yield* cut(copyBytes(rows(50_000)), 5);
      setImmediate(() => controller.abort());
      await new Promise(() => {});
    }
    await client.query('BEGIN');
    expect(await codeOf(copyIn(client, target, silent(), { signal: controller.signal }))).toBe('cancelled');
    await client.query('ROLLBACK');
    expect(await count()).toBe(0);
  });

  it('stops on abort while somebody locks the table, by giving up the connection', async () => {
    const locker = await db.connect();
    const loader = await db.connect();
    await locker.query('BEGIN; LOCK TABLE people');
    const controller = new AbortController();
    const loading = codeOf(copyIn(loader, target, copyBytes(rows(50_000)), { signal: controller.signal }));
    controller.abort();
    expect(await loading).toBe('cancelled');
    await locker.query('ROLLBACK');
    expect(await count()).toBe(0);
  });

  it('P12 rejects at once when the backend is terminated, and leaves nothing', async () => {
    const loader = await db.connect();
    const pid = (await loader.query('SELECT pg_backend_pid() AS pid')).rows[0].pid;
    async function* killed(): AsyncGenerator<Uint8Array> {
      yield* cut(copyBytes(rows(50_000)), 10);
      await client.query('SELECT pg_terminate_backend($1)', [pid]);
      await new Promise(() => {});
    }
    expect(await codeOf(copyIn(loader, target, killed()))).toBe('connection_lost');
    expect(await codeOf(copyIn(loader, target, copyBytes(rows(1))))).toBe('connection_lost');
    expect(await count()).toBe(0);
  });

  it('refuses a stream that is not binary COPY, with no word of its bytes', async () => {
    async function* junk(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('secret,cells\n'.repeat(10));
    }
    expect(await codeOf(copyIn(client, target, junk()))).toBe('bad_binary');
    expect(await codeOf(copyIn(client, { ...target, columns: ['id', 'nope'] }, junk()))).toBe('no_such_column');
  });
});

describe('copyOut', () => {
  it('P31 writes one instant in key order', async () => {
    await copyIn(client, target, copyBytes(rows(30_000)));
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const chunks = await copyOut(client, target);
    await db.pool.query('DELETE FROM people WHERE id % 2 = 0');
    const text = await collect(chunks);
    await client.query('COMMIT');
    const lines = text.split('\n');
    expect(lines.length).toBe(30_001);
    expect(lines[29_999]).toBe('30000\tperson 30000');
  });

  it('filters and sorts', async () => {
    await copyIn(client, target, copyBytes(rows(100)));
    const chunks = await copyOut(client, target, {
      columns: ['name'],
      filter: { column: 'id', op: 'le', value: 3 },
      sort: [{ column: 'id', desc: true }],
    });
    expect(await collect(chunks)).toBe('person 3\nperson 2\nperson 1\n');
  });

  it('says connection_lost when the backend is terminated in the middle', async () => {
    const reader = await db.connect();
    const pid = (await reader.query('SELECT pg_backend_pid() AS pid')).rows[0].pid;
    await copyIn(client, target, copyBytes(rows(200_000)));
    const chunks = await copyOut(reader, target);
    const reading = (async () => {
      let first = true;
      for await (const _ of chunks) {
        if (first) await client.query('SELECT pg_terminate_backend($1)', [pid]);
        first = false;
      }
    })();
    expect(await codeOf(reading)).toBe('connection_lost');
  });

  it('gives up its connection when left early, and is cancelled by a signal', async () => {
    await copyIn(client, target, copyBytes(rows(200_000)));
    const reader = await db.connect();
    for await (const _ of await copyOut(reader, target)) break;
    expect(await codeOf(copyOut(reader, target))).toBe('connection_lost');
    const controller = new AbortController();
    const other = await db.connect();
    const reading = (async () => {
      for await (const _ of await copyOut(other, target, { signal: controller.signal })) controller.abort();
    })();
    expect(await codeOf(reading)).toBe('cancelled');
  });
});

async function* cut(chunks: AsyncIterable<Uint8Array>, n: number): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    if (n-- <= 0) return;
    yield chunk;
  }
}
