import { ERRORS } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { viErrors } from './vi/error-codes.ts';

test('every error of the contract has its words in Vietnamese, and no other has', () => {
  expect(Object.keys(viErrors).sort()).toEqual(Object.keys(ERRORS).sort());
});
