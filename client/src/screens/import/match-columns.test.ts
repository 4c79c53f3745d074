import { expect, test } from 'vitest';
import { matchColumns, normaliseName } from './match-columns.ts';

const column = (label: string, name = label.toLowerCase()) => ({ label, name });

test.each([
  ['Ngày đặt hàng', 'ngay dat hang'],
  ['  Order  No. ', 'order no'],
  ['E-MAIL', 'e mail'],
  ['客户', '客户'],
  ['***', ''],
])('normalises %j', (text, normal) => expect(normaliseName(text)).toBe(normal));

test('exact names win over looser ones that come earlier in the sheet', () => {
  expect(matchColumns(['E mail', 'E-mail'], [column('E-mail', 'e_mail')])).toEqual([null, 'e_mail']);
});

test('case, marks and separators do not matter', () => {
  expect(
    matchColumns(['ORDER DATE', 'Thành phố'], [column('Order date', 'order_date'), column('Thanh pho', 'thanh_pho')]),
  ).toEqual(['order_date', 'thanh_pho']);
});

test('the order of words does not matter', () => {
  expect(matchColumns(['Date of order'], [column('Order of date', 'x')])).toEqual(['x']);
});

test('one slip of the pen is forgiven, but not a number', () => {
  expect(matchColumns(['Custmer'], [column('Customer')])).toEqual(['customer']);
  expect(matchColumns(['Phone 1'], [column('Phone 2', 'phone_2')])).toEqual([null]);
});

test('no column is given twice, and an empty heading gets none', () => {
  expect(matchColumns(['City', 'city', ''], [column('City')])).toEqual(['city', null, null]);
});
