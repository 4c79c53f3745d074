import { describe, expect, test } from 'vitest';
import { readBatchJobsSearch, readBatchSearch, readImportSearch } from './search-params.ts';

const A = '01890000-0000-7000-8000-00000000000a';
const B = '01890000-0000-7000-8000-00000000000b';

describe('what an address says of a page', () => {
  test('ids of batches and files: no doubles, and none at all where one of them is no id', () => {
    expect(readBatchJobsSearch({ batch: A, files: [A, B, A] })).toEqual({ batch: A, files: [A, B] });
    expect(readBatchJobsSearch({ batch: '../etc', files: [A, '../etc'] })).toEqual({ batch: '', files: [] });
    expect(readBatchJobsSearch({ batch: { id: B }, files: Array(201).fill(A) })).toEqual({ batch: '', files: [] });
  });

  test('a batch keeps its uploads and its table only where there are some', () => {
    expect(readBatchSearch({ files: [A], uploads: [], table: 5 })).toEqual({ files: [A] });
    expect(readBatchSearch({ uploads: ['k', 7], table: B })).toEqual({ files: [], uploads: ['k'], table: B });
  });

  test('an import takes sheets of this and of other files, and drops what is neither', () => {
    const moreSheets = ['sheet:1', `file:${A}:0`, `file:${A}`, 'sheet:x', 'javascript:alert(1)', 3];
    expect(readImportSearch({ sheet: 2, moreSheets, batch: [B] })).toEqual({
      sheet: 2,
      moreSheets: ['sheet:1', `file:${A}:0`, `file:${A}`],
      batch: [B],
    });
    expect(readImportSearch({ sheet: 1.5, moreSheets: 'sheet:1', table: A })).toEqual({ table: A });
  });
});
