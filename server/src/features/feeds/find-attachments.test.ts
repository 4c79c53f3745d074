import { expect, test } from 'vitest';
import { findAttachments } from './find-attachments.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

test('spreadsheets are found by their names or kinds, also within attached messages; texts, pictures and unfinished files are not', () => {
  const found = findAttachments({
    type: 'multipart/mixed',
    childNodes: [
      {
        type: 'multipart/alternative',
        childNodes: [
          { part: '1.1', type: 'text/plain', size: 10 },
          { part: '1.2', type: 'text/csv', size: 10 },
        ],
      },
      {
        part: '2',
        type: 'application/octet-stream',
        dispositionParameters: { filename: 'C:\\x\\Đơn hàng.XLSX' },
        encoding: 'base64',
        size: 1000,
      },
      { part: '3', type: 'image/png', parameters: { name: 'logo.png' } },
      { part: '4', type: XLSX, disposition: 'inline', parameters: { name: 'report' }, size: 5 },
      { part: '5', type: 'text/csv', disposition: 'attachment', size: 7 },
      { part: '6', type: 'text/csv', dispositionParameters: { filename: '~lock.csv' } },
      {
        part: '7',
        type: 'message/rfc822',
        childNodes: [
          { part: '7.1', type: 'text/csv', dispositionParameters: { filename: '../../inner.csv' }, size: 9 },
        ],
      },
    ],
  });
  expect(found).toEqual([
    { part: '2', name: 'Đơn hàng.XLSX', bytes: 730 },
    { part: '4', name: 'report.xlsx', bytes: 5 },
    { part: '5', name: 'attachment.csv', bytes: 7 },
    { part: '7.1', name: 'inner.csv', bytes: 9 },
  ]);
  expect(findAttachments({ type: 'text/csv', disposition: 'attachment', size: 3 })).toMatchObject([{ part: '1' }]);
  expect(findAttachments(undefined)).toEqual([]);
});
