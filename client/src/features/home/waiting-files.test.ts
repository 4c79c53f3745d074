import { File } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { waitingFiles } from './waiting-files.ts';

const ID = '00000000-0000-4000-8000-0000000000';
const file = (number: number, fields: Partial<File> = {}): File =>
  File.parse({
    id: `${ID}${number}`,
    name: `${number}.csv`,
    bytes: 10,
    sha256: String(number),
    format: 'csv',
    state: 'ready',
    createdAt: '2026-01-01T00:00:00.000Z',
    error: null,
    inspectionId: null,
    ...fields,
  });
const importOf = ({ id }: File) => ({ kind: 'import' as const, fileId: id });

test('files wait that are neither imported, nor gone, nor uploaded by this page', () => {
  const files = [file(10), file(11), file(12, { state: 'gone' }), file(13, { state: 'unreadable' }), file(14)];
  const waiting = waitingFiles(files, [importOf(files[1]!)], [{ fileId: files[4]!.id }]);
  expect(waiting.map(({ name, copyOf }) => [name, copyOf])).toEqual([['10.csv', null]]);
});

test('a copy is told: of an imported file, or of an earlier one that waits', () => {
  const files = [
    file(10, { sha256: 'a' }),
    file(11, { sha256: 'b' }),
    file(12, { sha256: 'b' }),
    file(13, { sha256: 'a' }),
  ];
  const waiting = waitingFiles(files, [importOf(files[3]!)], []);
  expect(waiting.map(({ name, copyOf }) => [name, copyOf])).toEqual([
    ['10.csv', 'imported'],
    ['11.csv', 'waiting'],
    ['12.csv', null],
  ]);
});

test('files whose bytes are not known yet are no copies', () => {
  const files = [file(10, { sha256: null }), file(11, { sha256: null })];
  expect(waitingFiles(files, [], []).map(({ copyOf }) => copyOf)).toEqual([null, null]);
});
