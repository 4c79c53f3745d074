import { expect, test } from 'vitest';
import { ThreadKeeper } from './thread-keeper.ts';

const BODY = new URL(
  "data:text/javascript,import{parentPort}from'node:worker_threads';parentPort.on('message',()=>{})",
);

test('a job waits a moment for a thread that is busy with a short job, in its turn, and then gets another one', async () => {
  const keeper = new ThreadKeeper(BODY, 4, 1);
  const first = keeper.take();
  const [second, third] = [keeper.takeSoon(), keeper.takeSoon()];
  await keeper.keep(first);
  expect(await second).toBe(first);
  // Nobody gives one back.
  const other = await third;
  expect(other).not.toBe(first);
  await Promise.all([keeper.keep(first), keeper.keep(other)]);
  expect(await keeper.takeSoon()).toBe(other);
  await keeper.keep(other);
  await keeper.stop();
});

test('where a processor is idle, nothing is waited for', async () => {
  const keeper = new ThreadKeeper(BODY, 4, 2);
  const first = keeper.take();
  const second = await keeper.takeSoon();
  expect(second).not.toBe(first);
  await Promise.all([keeper.keep(first), keeper.keep(second)]);
  await keeper.stop();
});
