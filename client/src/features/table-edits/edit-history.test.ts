import { expect, test } from 'vitest';
import { areAsBefore, type DoneEdit, EditHistory } from './edit-history.ts';

const update = (row: number, to: string, before: Record<string, string> | undefined = { a: 'was' }): DoneEdit => ({
  kind: 'update',
  rows: [{ row, before, cells: { a: to } }],
});

test('what was undone is done again in turn, until something else is done', async () => {
  const history = new EditHistory();
  const again: DoneEdit[] = [];
  const redo = () =>
    history.redo(async (edit) => {
      again.push(edit);
      history.did(`again ${again.length}`, edit);
    });
  history.did('one', update(1, 'x'));
  history.did('two', update(2, 'y'));
  history.undid();
  history.undid();
  expect([history.last, history.next]).toEqual([undefined, update(1, 'x')]);
  expect([await redo(), await redo(), await redo()]).toEqual([true, true, false]);
  expect(again).toEqual([update(1, 'x'), update(2, 'y')]);
  expect(history.last?.jobId).toBe('again 2');
  history.undid();
  history.did('other', update(3, 'z'));
  expect(history.next).toBeUndefined();
});

test('an edit of rows that were not seen, and one that cannot be done again, end what can', async () => {
  const history = new EditHistory();
  history.did('one', update(1, 'x'));
  history.did('unseen', { kind: 'delete', rows: [{ row: 9, before: undefined }] });
  history.undid();
  expect(history.next).toBeUndefined();
  history.undid();
  expect(history.next).toEqual(update(1, 'x'));
  await expect(
    history.redo(async () => {
      throw new Error('somebody changed it');
    }),
  ).rejects.toThrow('somebody changed it');
  expect([history.next, history.last]).toEqual([undefined, undefined]);
});

test('rows are as before only where each of them is', () => {
  const rows = [
    { row: 4, before: { a: 'x' } },
    { row: 7, before: { a: null } },
  ];
  expect(
    areAsBefore(
      rows,
      new Map([
        [4, { a: 'x' }],
        [7, { a: null }],
      ]),
    ),
  ).toBe(true);
  expect(
    areAsBefore(
      rows,
      new Map([
        [4, { a: 'x' }],
        [7, { a: 'y' }],
      ]),
    ),
  ).toBe(false);
  expect(areAsBefore(rows, new Map([[4, { a: 'x' }]]))).toBe(false);
});

test('of an edit of many rows, or one that could not be undone, nothing is done again', () => {
  const rows = (count: number): DoneEdit => ({
    kind: 'delete',
    rows: Array.from({ length: count }, (_, row) => ({ row, before: { a: 'x' } })),
  });
  const undone = (edit: DoneEdit) => {
    const history = new EditHistory();
    history.did('one', edit);
    history.undid();
    return history.next;
  };
  expect(undone(rows(500))).toEqual(rows(500));
  expect(undone(rows(501))).toBeUndefined();
  const many: DoneEdit = { kind: 'insert', rows: Array.from({ length: 501 }, () => ({ a: 'x' })) };
  expect(undone(many)).toBe(many);

  const history = new EditHistory();
  history.did('one', update(1, 'x'));
  history.did('two', update(2, 'y'));
  history.undid();
  history.drop();
  expect([history.last, history.next]).toEqual([undefined, undefined]);
  history.undid();
  expect([history.last, history.next]).toEqual([undefined, undefined]);
});

test('after a redo that failed a new edit ends what can be done again', async () => {
  const history = new EditHistory();
  history.did('one', update(1, 'x'));
  history.undid();
  await history.redo(async () => Promise.reject(new Error('no'))).catch(() => undefined);
  history.did('two', update(2, 'y'));
  history.undid();
  history.did('three', update(3, 'z'));
  expect(history.next).toBeUndefined();
});
