import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { errorForLog, messageForLog } from './error-for-log.ts';

let client: pg.Client;
beforeAll(async () => {
  client = new pg.Client(process.env.TEST_DATABASE_URL!);
  await client.connect();
  await client.query('CREATE TEMPORARY TABLE sized (name text UNIQUE, size int CHECK (size < 5))');
  await client.query(`INSERT INTO sized VALUES ('canary', 1)`);
});
afterAll(() => client.end());

test('P53 an error of PostgreSQL is logged without the value that it quotes, with its causes', async () => {
  for (const [sql, values] of [
    ['INSERT INTO sized VALUES ($1, 2)', ['canary']],
    ['INSERT INTO sized VALUES ($1, 9)', ['canary 9']],
    ['SELECT $1::text::int', ['canary "5"']],
    ['SELECT $1::text::date', ['2020-99-canary']],
    ['SELECT $1::text::jsonb', ['{"canary": ']],
    ['SELECT $1::text::numeric', ['1canary']],
  ] as const) {
    const error = await client.query(sql, [...values]).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    const logged = errorForLog(new Error('it failed', { cause: error }));
    expect(logged).toMatchObject({ message: 'it failed', cause: { code: expect.stringMatching(/^2[23]\w{3}$/) } });
    expect(JSON.stringify(logged)).not.toContain('canary');
    expect(messageForLog(error as Error)).not.toContain('canary');
  }
});

test('what is no error of values keeps its words and its stack', () => {
  const error = Object.assign(new Error('relation "orders" does not exist'), { code: '42P01', detail: 'x' });
  const { stack, ...logged } = errorForLog(error);
  expect(logged).toEqual({ type: 'Error', message: 'relation "orders" does not exist', code: '42P01' });
  expect(stack).toContain('error-for-log.test');
  expect(errorForLog('text')).toEqual({ type: 'string' });
});
