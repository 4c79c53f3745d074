import { randomUUID } from 'node:crypto';
import type { Lane } from '@sheetport/contract';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chooseBackend, type QueueUrls } from './backend.ts';
import { type Consumer, openConsumer } from './consumer.ts';
import { openProducer, type Producer } from './producer.ts';

const BACKENDS = process.env.TEST_REDIS_URL ? (['postgres', 'redis'] as const) : (['postgres'] as const);
/** No other test of a room uses Redis, and tests of whole services run after these. */
const REDIS_DATABASE = '/0';
const NAME = `queue_${randomUUID().replaceAll('-', '')}`;

let admin: pg.Client;
let databaseUrl: string;
beforeAll(async () => {
  const given = process.env.TEST_DATABASE_URL;
  if (!given) throw new Error('TEST_DATABASE_URL is not set: run the tests with "npm test".');
  admin = new pg.Client(given);
  await admin.connect();
  await admin.query(`CREATE DATABASE ${NAME}`);
  const url = new URL(given);
  url.pathname = `/${NAME}`;
  databaseUrl = url.href;
});
afterAll(async () => {
  await admin.query(`DROP DATABASE IF EXISTS ${NAME} WITH (FORCE)`);
  await admin.end();
});

async function emptyPlace(backend: 'postgres' | 'redis'): Promise<QueueUrls> {
  if (backend === 'postgres') {
    const client = new pg.Client(databaseUrl);
    await client.connect();
    await client.query('DROP SCHEMA IF EXISTS sheetport_queue CASCADE');
    await client.end();
    return { databaseUrl };
  }
  const url = new URL(process.env.TEST_REDIS_URL!);
  url.pathname = REDIS_DATABASE;
  const redis = new Redis(url.href);
  await redis.flushdb();
  redis.disconnect();
  return { databaseUrl, redisUrl: url.href };
}

describe.each(BACKENDS)('a consumer, queue on %s', (backend) => {
  let place: QueueUrls;
  let producer: Producer;
  let consumers: Consumer[];
  /** Nothing that is delivered is held any longer. */
  let isOver: boolean;
  /** What was delivered, in order, and how to let each of them end. */
  let delivered: { id: string; lane: Lane; end(): void }[];
  const lanes = () => delivered.map(({ lane }) => lane);

  beforeEach(async () => {
    place = await emptyPlace(backend);
    producer = openProducer(place, 60_000);
    delivered = [];
    consumers = [];
    isOver = false;
  });
  afterEach(async () => {
    isOver = true;
    for (const { end } of delivered) end();
    for (const consumer of consumers) await consumer.close();
    await producer.close();
  });

  async function consume(slots: Partial<Record<Lane, number>>): Promise<Consumer> {
    const consumer = openConsumer(place, {
      slots,
      lockMs: 10_000,
      handle: ({ id, lane }) =>
        new Promise((end) => {
          delivered.push({ id, lane, end: () => end() });
          if (isOver) end();
        }),
      onGivenUp: () => undefined,
      onError: () => undefined,
    });
    consumers.push(consumer);
    await consumer.ready();
    return consumer;
  }
  const queue = async (lane: Lane, count: number) => {
    const ids = Array.from({ length: count }, () => randomUUID());
    for (const id of ids) await producer.enqueue(lane, { id, turn: 7 });
    return ids;
  };

  test('what a version before lanes left in its two queues is delivered', async () => {
    const { classes, connect } = chooseBackend(place);
    const ids = [randomUUID(), randomUUID()];
    for (const [n, name] of ['quick', 'bulk'].entries()) {
      const connection = connect('producer');
      const old = new classes.Queue(name, connection.options as never);
      await old.add('import', { id: ids[n] }, { jobId: ids[n]!, removeOnComplete: true });
      await old.close();
      await connection.close();
    }
    await consume({ inspect: 1, small: 1, large: 1 });
    await expect.poll(() => delivered.length).toBe(2);
    expect(new Map(delivered.map(({ id, lane }) => [id, lane]))).toEqual(
      new Map([
        [ids[0], 'inspect'],
        [ids[1], 'large'],
      ]),
    );
  });

  test('P59: what a later version adds to a message is left aside', async () => {
    const { classes, connect } = chooseBackend(place);
    const connection = connect('producer');
    const later = new classes.Queue('small', connection.options as never);
    const id = randomUUID();
    await later.add('import', { id, priority: 'of a later version' }, { jobId: id, attempts: 1 });
    await later.close();
    await connection.close();
    await consume({ small: 1 });
    await expect.poll(() => delivered.map((one) => one.id)).toEqual([id]);
  });

  test('a lane is delivered while all slots of another are taken, each in its order, and only by who takes it', async () => {
    const large = await queue('large', 3);
    const small = await queue('small', 2);
    await queue('inspect', 1);
    await consume({ small: 1, large: 2 });
    await expect.poll(() => lanes().sort()).toEqual(['large', 'large', 'small']);
    delivered.find(({ lane }) => lane === 'small')!.end();
    await expect.poll(() => delivered.filter(({ lane }) => lane === 'small').map(({ id }) => id)).toEqual(small);
    expect(delivered.filter(({ lane }) => lane === 'large').map(({ id }) => id)).toEqual(large.slice(0, 2));
    expect(await producer.counts()).toMatchObject({
      inspect: { waiting: 1, active: 0 },
      large: { waiting: 1, active: 2 },
    });
    const [another] = await queue('inspect', 1);
    await producer.forget('inspect', another!);
    expect(await producer.knows('inspect', another!)).toBe(false);
    await consume({ inspect: 1 });
    await expect.poll(() => lanes().filter((lane) => lane === 'inspect')).toHaveLength(1);
  });

  test('the lowest turn is delivered first, of equal ones the first that came, also from a paused lane and by the hundred', async () => {
    const jobs = Array.from({ length: 250 }, (_, nth) => ({ id: randomUUID(), turn: (nth * 7) % 20 }));
    await producer.setPaused('small', true);
    await producer.enqueueAll('small', jobs.slice(0, -1));
    await producer.enqueue('small', jobs.at(-1)!);
    // What a version before turns has queued is delivered before all of them.
    const { classes, connect } = chooseBackend(place);
    const connection = connect('producer');
    const old = new classes.Queue('small', connection.options as never);
    const id = randomUUID();
    await old.add('import', { id }, { jobId: id, removeOnComplete: true });
    await old.close();
    await connection.close();
    expect((await producer.counts()).small).toEqual({ waiting: 251, active: 0 });
    isOver = true;
    await consume({ small: 1 });
    await producer.setPaused('small', false);
    await expect.poll(() => delivered.length).toBe(251);
    const sorted = jobs.toSorted((a, b) => a.turn - b.turn).map((job) => job.id);
    expect(delivered.map((one) => one.id)).toEqual([id, ...sorted]);
  });

  test('a lane with all slots taken gets more at once, and fewer once these are free', async () => {
    const ids = await queue('small', 5);
    const { resize } = await consume({ small: 1 });
    await expect.poll(() => delivered.length).toBe(1);
    resize('small', 3);
    await expect.poll(() => delivered.map(({ id }) => id)).toEqual(ids.slice(0, 3));
    resize('small', 1);
    delivered[0]!.end();
    await expect.poll(async () => (await producer.counts()).small).toEqual({ waiting: 2, active: 2 });
    delivered[1]!.end();
    await expect.poll(async () => (await producer.counts()).small).toEqual({ waiting: 2, active: 1 });
    delivered[2]!.end();
    await expect.poll(() => delivered.map(({ id }) => id)).toEqual(ids.slice(0, 4));
    resize('small', 2);
    await expect.poll(() => delivered.map(({ id }) => id)).toEqual(ids);
  });

  test('a paused lane takes nothing, though it waits for work, and goes on once it is resumed', async () => {
    await consume({ small: 2, large: 1 });
    await producer.setPaused('small', true);
    await producer.setPaused('small', true);
    const small = await queue('small', 2);
    const large = await queue('large', 1);
    await expect.poll(() => delivered.map(({ id }) => id)).toEqual(large);
    expect(await producer.counts()).toMatchObject({ small: { waiting: 2, active: 0 } });
    expect(await producer.knows('small', small[0]!)).toBe(true);
    await producer.setPaused('small', false);
    await expect.poll(() => delivered.slice(1).map(({ id }) => id)).toEqual(small);
  });
});
