import { expect, test } from 'vitest';
import { isAccepted } from './accepted.ts';
import { type Entry, readFolder } from './read-drop.ts';

const file = (name: string): Entry => ({ isDirectory: false, name, file: (done) => done(new File(['a'], name)) });
/** A folder whose reader gives two entries at a time, as browsers give a hundred. */
const folder = (name: string, entries: Entry[]): Entry => ({
  isDirectory: true,
  name,
  createReader: () => {
    let given = 0;
    const readEntries = (done: (entries: Entry[]) => void) => {
      given += 2;
      done(entries.slice(given - 2, given));
    };
    return { readEntries };
  },
});

test('a folder gives all its spreadsheets, also of folders in it, by name', async () => {
  const entries = [
    file('orders 10.xlsx'),
    file('orders 9.xlsx'),
    file('.DS_Store'),
    file('~$orders 9.xlsx'),
    file('photo.jpg'),
    folder('2024', [file('a.csv'), file('B.CSV'), file('notes.docx')]),
    folder('empty', []),
  ];
  const files = await readFolder(folder('all', entries));
  expect(files.map(({ name }) => name)).toEqual(['a.csv', 'B.CSV', 'orders 9.xlsx', 'orders 10.xlsx']);
});

test('what cannot be read is left out', async () => {
  const locked: Entry = { isDirectory: false, name: 'locked.csv', file: (_, failed) => failed(new Error('denied')) };
  const closed: Entry = {
    isDirectory: true,
    name: 'closed',
    createReader: () => ({ readEntries: (_, failed) => failed(new Error('denied')) }),
  };
  const files = await readFolder(folder('all', [locked, closed, file('open.csv')]));
  expect(files.map(({ name }) => name)).toEqual(['open.csv']);
});

test('a name tells whether a file can be uploaded', () => {
  const names = ['A.XLSX', 'a.tsv', 'a.ods', 'xlsx', '.csv', '~$a.xlsx', 'a.pdf', 'a.csv.zip'];
  expect(names.filter(isAccepted)).toEqual(['A.XLSX', 'a.tsv', 'a.ods']);
});
