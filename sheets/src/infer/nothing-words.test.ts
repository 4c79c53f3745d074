import { expect, test } from 'vitest';
import { saysNothing } from './nothing-words.ts';

const says = (text: string) => saysNothing(Buffer.from(text), 0, Buffer.byteLength(text));

test.each([
  'n/a',
  'N/A',
  'NA',
  'n.a.',
  '-',
  '--',
  '—',
  '*',
  '.',
  ':',
  '…',
  'null',
  'NULL',
  'Không có',
  'không có'.normalize('NFD'),
  'none',
  '#N/A',
  '#REF!',
  'нет данных',
  '无',
  'k.A.',
  'k. A.',
  'keine Angabe',
  'n. d.',
  'not available',
  'sin datos',
  'не указано',
  '不适用',
  '該当なし',
  'chưa cập nhật',
  '?',
])('%s says that there is nothing', (text) => expect(says(text)).toBe(true));

test.each(['Nam', '-5', 'nothing', 'x', 'Ann', '----', '0', 'Nadal', 'north', '', '5 *', 'không'])(
  '%s is a value',
  (text) => expect(says(text)).toBe(false),
);
