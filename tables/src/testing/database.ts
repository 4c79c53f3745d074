/** A database of its own for a test file, and binary rows made by hand. Not part of the package. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll } from 'vitest';
import { SIGNATURE, TRAILER } from '../copy/copy-pieces.ts';

interface TestDatabase {
  url: string;
  connect(): Promise<pg.Client>;
  pool: pg.Pool;
  drop(): Promise<void>;
}

/** A database for all tests of a file, with a client; both end with them. */
export async function useTestDatabase(): Promise<{ db: TestDatabase; client: pg.Client }> {
  const db = await createTestDatabase();
  afterAll(() => db.drop());
  return { db, client: await db.connect() };
}

/** Make an empty database next to TEST_DATABASE_URL's. Fails, rather than skips, where the variable is unset. */
async function createTestDatabase(): Promise<TestDatabase> {
  const base = process.env.TEST_DATABASE_URL;
  if (!base)
    throw new Error(
      'TEST_DATABASE_URL is not set: these tests need a Postgres (15 or newer) whose user may create databases.',
    );
  const name = `tables_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client(base);
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name} STRATEGY file_copy`);
  const url = new URL(base);
  url.pathname = `/${name}`;
  const clients: pg.Client[] = [];
  const pool = new pg.Pool({ connectionString: url.href, max: 4 });
  pool.on('error', () => {});
  return {
    url: url.href,
    pool,
    async connect() {
      const client = new pg.Client(url.href);
      client.on('error', () => {});
      await client.connect();
      clients.push(client);
      return client;
    },
    async drop() {
      await Promise.all([pool.end(), ...clients.map((client) => client.end().catch(() => {}))]);
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`).catch(leaveToAutovacuum);
      await admin.end();
    },
  };
}

export type Field =
  | { int4: number }
  | { int8: bigint | number }
  | { text: string }
  | { bool: boolean }
  | { float8: number }
  | { date: number }
  | null;

function fieldBytes(field: Field): Buffer {
  if (field === null) return Buffer.from([0xff, 0xff, 0xff, 0xff]);
  let body: Buffer;
  if ('int4' in field || 'date' in field) {
    body = Buffer.alloc(4);
    body.writeInt32BE('int4' in field ? field.int4 : field.date);
  } else if ('int8' in field) {
    body = Buffer.alloc(8);
    body.writeBigInt64BE(BigInt(field.int8));
  } else if ('float8' in field) {
    body = Buffer.alloc(8);
    body.writeDoubleBE(field.float8);
  } else body = 'text' in field ? Buffer.from(field.text) : Buffer.from([field.bool ? 1 : 0]);
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/** A whole COPY BINARY stream (PostgreSQL docs, "COPY", Binary Format), cut into chunks of about 64 KiB. */
export async function* copyBytes(rows: Iterable<Field[]>): AsyncGenerator<Uint8Array> {
  let parts: Buffer[] = [SIGNATURE];
  let size = 0;
  for (const row of rows) {
    const count = Buffer.alloc(2);
    count.writeInt16BE(row.length);
    const bytes = Buffer.concat([count, ...row.map(fieldBytes)]);
    parts.push(bytes);
    size += bytes.length;
    if (size > 65536) {
      yield Buffer.concat(parts);
      parts = [];
      size = 0;
    }
  }
  yield Buffer.concat([...parts, TRAILER]);
}

/** Only a superuser may end an autovacuum that is in a database; the test cluster goes away with all of them. */
function leaveToAutovacuum(error: { code?: string }): void {
  if (error.code !== '42501') throw error;
}
