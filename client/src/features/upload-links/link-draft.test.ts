import { UploadLink } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { linkDraftOf, toLinkChange } from './link-draft.ts';

const link = UploadLink.parse({
  id: '11111111-1111-4111-8111-111111111111',
  tableId: '11111111-1111-4111-8111-111111111111',
  name: 'Orders',
  message: null,
  state: 'open',
  headings: ['no'],
  mode: 'insert',
  onReject: 'skip',
  newColumns: 'ignore',
  limits: { softSeconds: 90, hardSeconds: 3600 },
  priority: 'low',
  rate: { files: 5, per: 'hour' },
  retries: 2,
  maxFiles: 7,
  maxFileBytes: 1000,
  filesTaken: 0,
  createdBy: 'owner',
  createdAt: '2026-11-30T10:00:00.000Z',
  expiresAt: '2026-12-31T08:15:30.000Z',
});

test('a form that nobody touched changes nothing; else it changes what was touched alone', () => {
  const draft = linkDraftOf(link);
  expect(toLinkChange(draft, link)).toBeUndefined();
  expect(toLinkChange({ ...draft, retries: '0', message: ' By Friday ' }, link)).toEqual({
    retries: 0,
    message: 'By Friday',
  });
  expect(toLinkChange({ ...draft, day: '2027-01-02' }, link)).toEqual({
    expiresAt: new Date('2027-01-02T23:59:59').toISOString(),
  });
  expect(toLinkChange({ ...draft, run: { ...draft.run, files: '' } }, link)).toEqual({ rate: null });
});
