import { ERRORS } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { viFaults } from './vi/base.ts';

test('every error of the contract has its words in Vietnamese, and no other has', () => {
  expect(Object.keys(viFaults).sort()).toEqual(Object.keys(ERRORS).sort());
});
