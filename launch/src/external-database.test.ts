import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import pg from 'pg';
import { expect, test } from 'vitest';
import { checkExternalDatabase, checkSameDatabase, databaseAddress } from './external-database.ts';
import { freePort } from './free-port.ts';

test('a database that answers will do', async () => {
  await checkExternalDatabase(process.env.TEST_DATABASE_URL!, 'public', () => {});
});

test.each([
  ['postgres://me:secret@127.0.0.1:99999/x', /^DATABASE_URL is not an address/],
  ['host=127.0.0.1 password=secret', /^DATABASE_URL is not an address/],
])('%s is refused, without its password', async (url, message) => {
  const refused = checkExternalDatabase(url, 'public', () => {});
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.not.toThrow('secret');
});

test('a wrong password is told at once, and not shown', async () => {
  const url = new URL(process.env.TEST_DATABASE_URL!);
  url.password = 'not-the-secret';
  const refused = checkExternalDatabase(url.href, 'public', () => {});
  await expect(refused).rejects.toThrow(
    /^DATABASE_URL: 127\.0\.0\.1:\d+\/\w+ cannot be used: password authentication failed/,
  );
  await expect(refused).rejects.not.toThrow('not-the-secret');
});

test('one that is not there yet is waited for, until told to stop', async () => {
  const abort = new AbortController();
  const said: string[] = [];
  const waiting = checkExternalDatabase(
    `postgres://me:secret@127.0.0.1:${await freePort()}/x`,
    'public',
    (line) => {
      said.push(line);
      abort.abort();
    },
    abort.signal,
  );
  await expect(waiting).rejects.toThrow('ECONNREFUSED');
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^Waiting for the PostgreSQL at 127\.0\.0\.1:\d+\/x \(ECONNREFUSED\)\.$/);
});

test('two addresses of one database will do, and of two are refused, without a password', async () => {
  const url = new URL(process.env.TEST_DATABASE_URL!);
  await checkSameDatabase(url.href, url.href.replace('127.0.0.1', 'localhost'));
  const other = new URL(url);
  other.pathname = '/postgres';
  const refused = checkSameDatabase(url.href, other.href);
  await expect(refused).rejects.toThrow(/^DATABASE_DIRECT_URL: .*\/postgres is another database/);
  await expect(refused).rejects.not.toThrow(url.password);
});

test('an address is shown without account and password', () => {
  expect(databaseAddress('postgres://me:secret@host:5432/x')).toBe('host:5432/x');
  expect(databaseAddress('nonsense')).toBe('the address given');
});

test('a pooler that gives each transaction another session is refused, with the next step', async () => {
  // Two connections over one to the server: what a pooler in transaction mode with one server connection does.
  const pooler = await openSharedSession(process.env.TEST_DATABASE_URL!);
  try {
    await expect(checkExternalDatabase(pooler.url, 'public', () => {})).rejects.toThrow(
      /transaction mode.*\n.*DATABASE_DIRECT_URL.*pool_mode = session/,
    );
  } finally {
    await pooler.close();
  }
});

/** Everyone who connects here is given the same session of the real server. Simple queries only, all values as text. */
async function openSharedSession(target: string): Promise<{ url: string; close(): Promise<void> }> {
  const session = new pg.Client(target);
  await session.connect();
  const message = (type: string, ...parts: (Buffer | string)[]) => {
    const body = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(`${part}\0`) : part)));
    const head = Buffer.from(`${type}\0\0\0\0`);
    head.writeInt32BE(4 + body.length, 1);
    return Buffer.concat([head, body]);
  };
  const int = (bytes: 2 | 4, value: number) => {
    const field = Buffer.alloc(bytes);
    field.writeIntBE(value, 0, bytes);
    return field;
  };
  const ready = message('Z', Buffer.from('I'));
  const server = createServer((client) => {
    client.on('error', () => undefined);
    client.once('data', () => {
      client.write(Buffer.concat([message('R', int(4, 0)), ready]));
      client.on('data', async (chunk: Buffer) => {
        if (chunk[0] !== 'Q'.charCodeAt(0)) return void client.end();
        const { fields, rows } = await session.query({ text: chunk.subarray(5, -1).toString(), rowMode: 'array' });
        const columns = fields.map(({ name, dataTypeID }) =>
          Buffer.concat([
            Buffer.from(`${name}\0`),
            int(4, 0),
            int(2, 0),
            int(4, dataTypeID),
            int(2, -1),
            int(4, -1),
            int(2, 0),
          ]),
        );
        const values = (row: unknown[]) =>
          row.flatMap((value) => [int(4, Buffer.byteLength(String(value))), Buffer.from(String(value))]);
        client.write(
          Buffer.concat([
            ...(fields.length ? [message('T', int(2, fields.length), ...columns)] : []),
            ...rows.map((row) => message('D', int(2, fields.length), ...values(row as unknown[]))),
            message('C', 'SELECT'),
            ready,
          ]),
        );
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    async close() {
      server.close();
      await once(server, 'close');
      await session.end();
    },
  };
}
