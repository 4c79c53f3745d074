import type { Row, Rows } from '@sheetport/contract';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BLOCK, RowStore } from './row-store.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A table of numbers that answers when it is told to. */
function openTable(count: number) {
  const table = { count, shift: 0, asked: [] as number[], stopped: [] as number[], fail: false };
  const pending: (() => void)[] = [];
  const store = new RowStore({
    read: ({ offset, limit }, signal) =>
      new Promise<Rows>((resolve, reject) => {
        table.asked.push(offset / BLOCK);
        signal.addEventListener('abort', () => table.stopped.push(offset / BLOCK));
        pending.push(() => {
          if (table.fail) return reject(new Error('down'));
          const found = Math.max(0, Math.min(limit, table.count - offset));
          const rows = Array.from({ length: found }, (_, n): Row => ({ n: offset + n + table.shift }));
          resolve({
            rows,
            ids: rows.map(({ n }) => `id-${n}`),
            next: offset + found < table.count ? 'x' : null,
            offset,
            total: null,
          });
        });
      }),
  });
  const answer = async () => {
    for (const resolve of pending.splice(0)) resolve();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { table, store, answer };
}

test('only blocks that are looked at are asked for, once', async () => {
  const { table, store, answer } = openTable(1_000_000);
  store.show(0, 40);
  store.show(5, 45);
  expect(table.asked).toEqual([0]);
  expect(store.row(3)).toBeUndefined();
  await answer();
  expect(store.row(3)).toEqual({ n: 3 });
  store.show(190, 230);
  await vi.advanceTimersByTimeAsync(100);
  await answer();
  expect(table.asked).toEqual([0, 1]);
  expect(store.row(229)).toEqual({ n: 229 });
  expect(store.row(3)).toBe(store.row(3));
  expect(store.id(229)).toBe('id-229');
});

test('what is scrolled past is not asked for; what was asked for and is far by now is stopped', async () => {
  const { table, store, answer } = openTable(1_000_000);
  store.show(0, 40);
  await answer();
  await vi.advanceTimersByTimeAsync(1000);
  store.show(100_000, 100_040);
  for (let top = 110_000; top < 500_000; top += 10_000) {
    await vi.advanceTimersByTimeAsync(16);
    store.show(top, top + 40);
  }
  expect(table.asked).toEqual([0, 500]);
  expect(table.stopped).toEqual([500]);
  await vi.advanceTimersByTimeAsync(100);
  await answer();
  expect(table.asked).toEqual([0, 500, 2450]);
  expect(store.row(490_020)).toEqual({ n: 490_020 });
});

test('memory is bounded, and keeps what was looked at last', async () => {
  const { table, store, answer } = openTable(1_000_000);
  for (let number = 0; number < 100; number += 1) {
    store.show(number * BLOCK, number * BLOCK + 40);
    await vi.advanceTimersByTimeAsync(100);
    await answer();
  }
  const kept = Array.from({ length: 100 }, (_, number) => store.row(number * BLOCK)).filter((row) => row !== undefined);
  expect(kept).toHaveLength(60);
  expect(store.row(99 * BLOCK)).toBeDefined();
  expect(store.row(39 * BLOCK)).toBeUndefined();
  store.show(0, 40);
  await vi.advanceTimersByTimeAsync(100);
  expect(table.asked.at(-1)).toBe(0);
});

test('the total is what the end shows, and grows and shrinks with the table', async () => {
  const { table, store, answer } = openTable(250);
  store.show(0, 40);
  await answer();
  expect(store.getState().total).toBeUndefined();
  store.setTotal(240);
  store.show(200, 239);
  await vi.advanceTimersByTimeAsync(100);
  await answer();
  expect(store.getState().total).toBe(250);
  table.count = 150;
  store.reload();
  await answer();
  expect(store.getState().total).toBe(200);
  store.show(0, 40);
  await vi.advanceTimersByTimeAsync(100);
  await answer();
  expect(store.getState().total).toBe(150);
});

test('a reload shows the rows of before until the new ones are there', async () => {
  const { table, store, answer } = openTable(1000);
  store.show(0, 40);
  await answer();
  table.shift = 5;
  store.reload();
  expect(store.row(0)).toEqual({ n: 0 });
  await answer();
  expect(store.row(0)).toEqual({ n: 5 });
});

test('an error is told, and goes when the rows arrive', async () => {
  const { table, store, answer } = openTable(1000);
  table.fail = true;
  store.show(0, 40);
  await answer();
  expect(store.getState().error).toBeInstanceOf(Error);
  table.fail = false;
  store.reload();
  await answer();
  expect(store.getState().error).toBeUndefined();
  expect(store.row(0)).toEqual({ n: 0 });
});

test('a range is read through, from what is here and from the service', async () => {
  const { store, answer, table } = openTable(1000);
  store.show(0, 40);
  await answer();
  const range = store.readRange(150, 620, new AbortController().signal);
  await answer();
  expect((await range).map((row) => row.n)).toEqual(Array.from({ length: 471 }, (_, n) => 150 + n));
  expect(table.asked).toEqual([0, 1]);
});
