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

describe('currencies behind a number, and signs of two letters', () => {
  test.each([
    ['1 250,90 zł', 1250.9],
    ['99,90 Kč', 99.9],
    ['5 kr', 5],
    ['1 250 Ft', 1250],
    ['1 250,00 руб.', 1250],
    ['5 руб', 5],
    ['1.250.000 VNĐ', 1_250_000],
    ['350.000 đồng', 350_000],
    ['100元', 100],
    ['1 250円', 1250],
    ['5,50 Euro', 5.5],
    ['5 kr.', 5],
    ['5 元素', null],
    ['R$ 1.250,90', 1250.9],
    ['kr', null],
    ['5 krone', null],
    ['R5', null],
    ['5 рублей', null],
  ])('%s', (text, wanted) => expect(number(text, ',')).toBe(wanted));
});

test.each([
  ['Tuesday, March 5th, 2024', '2024-03-05'],
  ['Monday, March 5th, 2024', null],
  ['Tue Mar 5 2024', '2024-03-05'],
  ['Tue Mar 5 10:00:00 UTC 2024', '2024-03-05'],
  ['Tue Mar 05 2024 10:00:00 GMT+0100 (CET)', '2024-03-05'],
  ['Tue, 05 Mar 2024 10:00:00 +0100', '2024-03-05'],
  ['5th of March 2024', '2024-03-05'],
  ['Dienstag, 5. März 2024', '2024-03-05'],
  ['mardi 5 mars 2024', '2024-03-05'],
  ['1er janvier 2022', '2022-01-01'],
  ['martes, 5 de marzo de 2024', '2024-03-05'],
  ['5 марта 2024 г.', '2024-03-05'],
  ['5 березня 2024 р.', '2024-03-05'],
  ['5 marca 2024 r.', '2024-03-05'],
  ['12 listopada 2024', null],
  ['5. března 2024', '2024-03-05'],
  ['5. maaliskuuta 2024', '2024-03-05'],
  ['5 Mart 2024', '2024-03-05'],
  ['2024. március 5.', '2024-03-05'],
  ['2024. 03. 05.', '2024-03-05'],
  ['05.03.2024.', '2024-03-05'],
  ['2024년 3월 5일', '2024-03-05'],
  ['2024年3月5日(火)', '2024-03-05'],
  ['2024-03-05 星期二', '2024-03-05'],
  ['令和6年3月5日', '2024-03-05'],
  ['平成元年12月1日', '1989-12-01'],
  ['5 มีนาคม 2024', '2024-03-05'],
  ['Thứ Ba, 5 tháng 3 năm 2024', '2024-03-05'],
  ['05 Thg 3 2024', '2024-03-05'],
  ['2024-03-05 (estimated)', null],
  ['March 5th', null],
  ['Mon 2024', null],
  ['May 2024', null],
  ['5th Avenue 2024', null],
  ['令和6年', null],
])('a date with words: %s', (text, wanted) => {
  const bytes = Buffer.from(`-${text}`);
  const found = parseDateText(bytes, 1, bytes.length, 'dmy');
  expect(found ? new Date(moment.day * 86_400_000).toISOString().slice(0, 10) : null).toBe(wanted);
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
  [
    't T yes YES Yes y Y true TRUE 1 x X on có CÓ Có đúng ĐÚNG ✓ ✔ ✔️ ☑ ✅ √ oui ja да ДА 是 نعم wahr VRAI verdadero Sim tak evet はい 예 si sì',
    1,
  ],
  [
    'f F no NO n N false False 0 off không KHÔNG Không sai ✗ ✘ ☒ ☐ ❌ × non nein нет НЕТ 否 لا falsch FAUX falso não nie HAYIR hayır いいえ 아니요',
    0,
  ],
  ['maybe yess nope tru 2 z ✋ không_ ok', -1],
])('P38: yes and no: %s', (words, wanted) => {
  for (const word of words.split(' '))
    for (const form of ['NFC', 'NFD'] as const) {
      const bytes = Buffer.from(`-${word.normalize(form)}`);
      expect(parseBooleanText(bytes, 1, bytes.length), word).toBe(wanted);
    }
});
