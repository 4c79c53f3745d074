import { expect, test } from 'vitest';
import { plainName } from './plain-name.ts';

test.each([
  ['Ngày đặt hàng', 'ngay dat hang'],
  ['  Order  No. ', 'order no'],
  ['E-MAIL', 'e mail'],
  ['客户', '客户'],
  ['***', ''],
])('%j is plainly %j', (text, plain) => expect(plainName(text)).toBe(plain));
