import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EditQueue, type RowUpdate, type UpdateOutcome } from './edit-queue.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A table that writes what it is sent when it is told to; each version of a row has an id. */
function openTable() {
  const sent: { updates: RowUpdate[]; force: boolean }[] = [];
  const pending: ((outcome: UpdateOutcome | Error) => void)[] = [];
  const saved: string[] = [];
  const queue = new EditQueue({
    send: (updates, force) =>
      new Promise((resolve, reject) => {
        sent.push({ updates, force });
        pending.push((outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)));
      }),
    saved: ({ id }, newId) => saved.push(`${id}>${newId}`),
    formatIssue: ({ code }) => code,
    formatError: (error) => (error as Error).message,
  });
  const answer = async (outcome: Partial<UpdateOutcome> | Error) => {
    pending.shift()!(outcome instanceof Error ? outcome : { ids: [], rejected: new Map(), ...outcome });
    await vi.advanceTimersByTimeAsync(0);
  };
  const statesOf = (id: string) =>
    [...(queue.cellsOf(id) ?? [])].map(([column, { value, state }]) => `${column}=${value} ${state}`);
  return { queue, sent, saved, answer, statesOf };
}

test('quick changes go together, and are shown until they are in the table', async () => {
  const { queue, sent, saved, answer, statesOf } = openTable();
  queue.edit([{ id: 'r1', cells: { a: 1 } }]);
  await vi.advanceTimersByTimeAsync(100);
  queue.edit([
    { id: 'r1', cells: { b: 'x' } },
    { id: 'r2', cells: { a: null } },
  ]);
  expect(statesOf('r1')).toEqual(['a=1 pending', 'b=x pending']);
  await vi.advanceTimersByTimeAsync(400);
  expect(sent).toEqual([
    {
      force: false,
      updates: [
        { id: 'r1', cells: { a: 1, b: 'x' } },
        { id: 'r2', cells: { a: null } },
      ],
    },
  ]);
  await answer({ ids: ['r1v2', 'r2v2'] });
  expect(saved).toEqual(['r1>r1v2', 'r2>r2v2']);
  expect(statesOf('r1')).toEqual([]);
  expect(queue.isBusy).toBe(false);
});

test('a change of a row that is on its way follows under the new id', async () => {
  const { queue, sent, answer, statesOf } = openTable();
  queue.edit([{ id: 'r1', cells: { a: 1 } }]);
  await vi.advanceTimersByTimeAsync(400);
  queue.edit([{ id: 'r1', cells: { a: 2 } }]);
  await vi.advanceTimersByTimeAsync(400);
  expect(sent).toHaveLength(1);
  await answer({ ids: ['r1v2'] });
  expect(statesOf('r1v2')).toEqual(['a=2 pending']);
  expect(sent[1]).toEqual({ force: false, updates: [{ id: 'r1v2', cells: { a: 2 } }] });
  await answer({ ids: ['r1v3'] });
  expect(statesOf('r1v2')).toEqual([]);
});

test('a cell that is refused says why; the others are written; a new value is sent again', async () => {
  const { queue, sent, answer, statesOf } = openTable();
  queue.edit([
    { id: 'r1', cells: { a: 'x' } },
    { id: 'r2', cells: { a: 2 } },
  ]);
  await vi.advanceTimersByTimeAsync(400);
  await answer({
    ids: [null, 'r2v2'],
    rejected: new Map([[0, [{ column: 'a', code: 'not_an_integer', message: '' }]]]),
  } as never);
  expect(statesOf('r1')).toEqual(['a=x failed']);
  expect(queue.cellsOf('r1')?.get('a')?.message).toBe('not_an_integer');
  expect(queue.count('failed')).toBe(1);
  queue.edit([{ id: 'r1', cells: { a: 1 } }]);
  await vi.advanceTimersByTimeAsync(400);
  expect(sent[1]?.updates).toEqual([{ id: 'r1', cells: { a: 1 } }]);
});

test('a row that others changed waits for a decision: discard it, or write over it', async () => {
  const { queue, sent, answer, statesOf } = openTable();
  const conflict = {
    ids: [null],
    rejected: new Map([[0, [{ column: '', code: 'row_changed', message: '' }]]]),
  } as never;
  queue.edit([{ id: 'r1', cells: { a: 1 } }]);
  await vi.advanceTimersByTimeAsync(400);
  await answer(conflict);
  expect(statesOf('r1')).toEqual(['a=1 changed']);
  expect(queue.changedRows()).toEqual(['r1']);
  queue.rename('r1', 'r1theirs');
  expect(statesOf('r1theirs')).toEqual(['a=1 changed']);
  void queue.retry(true);
  expect(sent[1]).toEqual({ force: true, updates: [{ id: 'r1theirs', cells: { a: 1 } }] });
  await answer(conflict);
  queue.discard();
  expect(statesOf('r1theirs')).toEqual([]);
});

test('without an answer all cells say so, and can be sent again', async () => {
  const { queue, answer, statesOf, sent } = openTable();
  queue.edit([{ id: 'r1', cells: { a: 1 } }]);
  await vi.advanceTimersByTimeAsync(400);
  await answer(new Error('offline'));
  expect(statesOf('r1')).toEqual(['a=1 failed']);
  expect(queue.cellsOf('r1')?.get('a')?.message).toBe('offline');
  void queue.retry(false);
  expect(sent).toHaveLength(2);
});
