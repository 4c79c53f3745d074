import { SheetError } from '@sheetport/sheets';
import { expect, test } from 'vitest';
import { toAppError } from './failures.ts';

test('P36 P58: a file that needs more memory than there is for files is told with both numbers and what to do', () => {
  const error = new SheetError('needs_more_memory', 'The file needs more memory.', { needed: 601, limit: 576 });
  const told = toAppError(error);
  expect(told).toMatchObject({ code: 'file_needs_memory', retryable: false });
  expect(told.message).toMatch(/about 601 MB of memory, and a worker has 576 MB.*\.csv.*WORKER_MEMORY_MB/);
});
