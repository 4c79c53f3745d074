import type { FileRecord, JobRecord, Records } from '@sheetport/prisma';
import { expect, test } from 'vitest';
import { findInspected } from './find-inspected.ts';

/** Answers of the database, one after the other. */
function recordsOf(files: (Partial<FileRecord> | null)[], state: JobRecord['state']): Pick<Records, 'file' | 'job'> {
  return {
    file: { findUnique: async () => files.shift() ?? null },
    job: { findUnique: async () => ({ state }) },
  } as unknown as Pick<Records, 'file' | 'job'>;
}

test('an inspection that ends between two questions is not taken for one that found nothing', async () => {
  const ready = { state: 'ready', inspectionId: 'a' } as const;
  const records = recordsOf([{ state: 'inspecting', inspectionId: 'a' }, ready], 'succeeded');
  expect(await findInspected(records, 'f')).toEqual(ready);
});

test('while it goes on, or another one was begun, nothing is known', async () => {
  const going = { state: 'inspecting', inspectionId: 'a' } as const;
  expect(await findInspected(recordsOf([going, going], 'running'), 'f')).toBe('going');
  expect(await findInspected(recordsOf([going, { ...going, inspectionId: 'b' }], 'cancelled'), 'f')).toBe('going');
  expect(await findInspected(recordsOf([null], 'succeeded'), 'f')).toBeNull();
});
