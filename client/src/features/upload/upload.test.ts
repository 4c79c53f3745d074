import { expect, test } from 'vitest';
import { fileIdOf, uploadedFraction } from './upload.ts';

test('the id of the file is the last segment of its address', () => {
  expect(fileIdOf('http://127.0.0.1:4000/api/uploads/019a-1')).toBe('019a-1');
  expect(fileIdOf('/api/uploads/019a-1/?x=1')).toBe('019a-1');
});

test('an upload is whole only when the service has it', () => {
  expect(uploadedFraction({ bytes: 10, sent: 10, state: 'sending' })).toBe(0.99);
  expect(uploadedFraction({ bytes: 10, sent: 5, state: 'retrying' })).toBe(0.5);
  expect(uploadedFraction({ bytes: 10, sent: 10, state: 'arrived' })).toBe(1);
  expect(uploadedFraction({ bytes: 0, sent: 0, state: 'waiting' })).toBe(0);
});
