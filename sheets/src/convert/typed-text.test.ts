import { describe, expect, test } from 'vitest';
import { parseBooleanText } from './boolean-text.ts';
import { moment } from './calendar.ts';
import { parseDateText } from './date-text.ts';
import { decimalToDouble } from './decimal.ts';
import { parseMarkedNumber, parseTypedNumber } from './typed-number.ts';

function number(text: string, mark?: '.' | ',', parse = parseTypedNumber): number | null {
  const bytes = Buffer.from(text);
  return parse(bytes, 0, bytes.length, mark) ? decimalToDouble() : null;
}

describe('P38: numbers as people type them', () => {
  test.each([
    ['４２', 42],
    ['１，２３４．５', 1234.5],
    ['٤٢', 42],
    ['۱۲٫۵', 12.5],
    ['१२', 12],
    ['-٣', -3],
    ['٥٠٪', 0.5],
    ['￥１２３', null],
    ['４２a', null],
    ['四十二', null],
  ])('%s', (text, wanted) => expect(number(text, '.')).toBe(wanted));

  test('one that both marks show to be written the other way is read as it is meant; one that could be either is not', () => {
    expect([number('1.234,56 €', '.'), number('$1,234.56', ',')]).toEqual([1234.56, 1234.56]);
    expect([number('1.234.567,8', '.'), number('1,234,567.8', ',')]).toEqual([1234567.8, 1234567.8]);
    expect([number('1,234', '.'), number('1,234', ',')]).toEqual([1234, 1.234]);
    expect([number('1,23', '.'), number('1,2,3.4,5', '.')]).toEqual([null, null]);
    expect(number('1.234,56', '.', parseMarkedNumber)).toBe(null);
  });
});

test.each([
  ['2018年5月5日', '2018-05-05'],
  ['２０１８-０５-０５', '2018-05-05'],
  ['٠٥/٠٥/٢٠١٨', '2018-05-05'],
  ['2018年13月5日', null],
])('P38: the date %s', (text, wanted) => {
  const bytes = Buffer.from(text);
  const found = parseDateText(bytes, 0, bytes.length, undefined);
  expect(found ? new Date(moment.day * 86_400_000).toISOString().slice(0, 10) : null).toBe(wanted);
});

test.each([
  ['yes YES Yes y Y true TRUE 1 x X on có CÓ Có đúng ĐÚNG ✓ ✔ ✔️ ☑ ✅ √ oui ja да ДА 是 نعم', 1],
  ['no NO n N false False 0 off không KHÔNG Không sai ✗ ✘ ☒ ☐ ❌ × non nein нет НЕТ 否 لا', 0],
  ['maybe yess nope tru 2 z ✋ không_ ok', -1],
])('P38: yes and no: %s', (words, wanted) => {
  for (const word of words.split(' '))
    for (const form of ['NFC', 'NFD'] as const) {
      const bytes = Buffer.from(`-${word.normalize(form)}`);
      expect(parseBooleanText(bytes, 1, bytes.length), word).toBe(wanted);
    }
});
