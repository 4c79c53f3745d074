import { describe, expect, test } from 'vitest';
import type { Dialect } from '../model.ts';
import { Kind } from '../row-sink.ts';
import { ColumnCounts } from './column-profile.ts';
import { inferColumn } from './column-type.ts';

const CSV: Dialect = { encoding: 'utf-8', delimiter: ',', quote: '"', decimal: '.', dateOrder: 'dmy' } as Dialect;

/** A column of delimited text, or of texts that Excel holds as such; blanks are rows without a cell. */
function infer(heading: string, values: string, { held = false } = {}) {
  const counts = new ColumnCounts(true);
  const texts = values.split('|');
  texts.forEach((text, i) => {
    const bytes = Buffer.from(text);
    if (text !== '') counts.add(Kind.text, bytes, 0, bytes.length, i + 2, false);
  });
  const blanks = texts.filter((text) => text === '').length;
  return inferColumn(counts, held ? { heading, blanks } : { dialect: CSV, heading, blanks });
}

describe('text is the refuge: a guess may not change what a value means', () => {
  test.each<[string, string, string, string | undefined]>([
    ['Province', 'ON|ON|ON', 'one_word', 'boolean'],
    ['Land', 'NO|NO', 'one_word', 'boolean'],
    ['Nachname', 'Ja|Ja', 'one_word', 'boolean'],
    ['Họ', 'Sai|Sai|Sai', 'one_word', 'boolean'],
    ['code', 'NO|ON|NO', 'one_word', 'boolean'],
    ['answer', 'yes|yes', 'one_word', 'boolean'],
    ['Mobile', '+84901234567|+84907654321', 'leading_plus', 'integer'],
    ['kontakt', '+4930901820|+442079460958', 'leading_plus', 'integer'],
    ['dial', '+84|+1|+44', 'leading_plus', 'integer'],
    ['Telefon', '84901234567|84907654321', 'named_code', 'integer'],
    ['zip', '10001|94103', 'named_code', 'integer'],
    ['PLZ', '10115|80331', 'named_code', 'integer'],
    ['part', '1E5|2E3|12E4', 'exponent_code', 'integer'],
    ['ref', '3e10|100|7e2', 'exponent_code', 'integer'],
    ['sku', '90.750|90.75|12.10|12.1', 'trailing_zeros', 'decimal'],
    ['label', '1.10|1.1|2.0', 'trailing_zeros', 'decimal'],
    ['amount', '$5.00|€5.00|£7.50', 'mixed_currencies', 'decimal'],
    ['price', 'USD 5|EUR 6', 'mixed_currencies', 'integer'],
    ['share', '50%|0.5|20%', 'mixed_percent', 'decimal'],
    ['version', '5.7.44|5.6.51|8.1.10', 'named_code', 'date'],
    ['version', '1.0|1.1|1.2', 'named_code', 'decimal'],
    ['phiên bản', '2.1|2.2', 'named_code', 'decimal'],
    ['bin', '1.2.10|1.3.11', 'named_code', 'date'],
    ['x', '5.7.20|5.7.21|5.7.25|5.7.29', 'version_like', 'date'],
    ['x', '5.7.44|5.6.51|8.1.10', 'version_like', 'date'],
    ['article code', '101|NA|205', 'named_code', 'integer'],
    ['Uhrzeit', '9.30|10.15|13.00', 'point_clock', 'time'],
    ['Time', '9.30|10.45', 'point_clock', 'time'],
    ['Giờ', '9.30|14.05', 'point_clock', 'time'],
    ['Hora de inicio', '9,30|14,05', 'point_clock', 'time'],
    ['Uhrzeit', '09.30.15|10.15.30', 'point_clock', 'time'],
    ['Start', '9:30|10.15', 'point_clock', 'time'],
  ])('%s: %s stays text (%s)', (heading, values, reason, type) => {
    expect(infer(heading, values)).toMatchObject({ type: 'text', doubt: { reason, type, rejects: 0 } });
  });

  test.each<[string, string, string]>([
    ['Uhrzeit', '9:30|10.15', 'time'],
    ['Time', '9.58|9.63|9.81', 'decimal'],
    ['Lap time', '1.30|1.45', 'decimal'],
    ['Số giờ', '7.30|8.15', 'decimal'],
    ['Heures', '7,30|8,15', 'decimal'],
    ['Price', '9.30|10.15', 'decimal'],
    ['Id', '20240305|20240306', 'integer'],
    ['Amount', '20240305|20240306', 'integer'],
    ['Date', '20240305|20241305', 'integer'],
  ])('%s: %s is %s, without a doubt', (heading, values, type) => {
    expect(infer(heading, values)).toMatchObject({ type });
    expect(infer(heading, values).doubt).toBeUndefined();
  });

  test.each(['Datum', 'Order date', 'Ngày', 'valid_from'])(
    '%s: 20240305 is a day, or a number by one press',
    (heading) => {
      expect(infer(heading, '20240305|20240229|99991231')).toMatchObject({
        type: 'date',
        doubt: { reason: 'packed_day', type: 'integer', rejects: 0, row: 2, sample: '20240305' },
      });
      expect(infer(heading, '20240305|20240229|-|20240301').type).toBe('date');
    },
  );

  test.each<[string, string, string]>([
    ['batch', '1001|1002', 'stored_as_text'],
    ['ref', '12|13|15', 'stored_as_text'],
  ])('%s: %s that Excel holds as text stay text', (heading, values, reason) => {
    expect(infer(heading, values, { held: true })).toMatchObject({ type: 'text', doubt: { reason } });
  });

  test('a doubt shows a cell and its row', () => {
    expect(infer('contact', '+84901234567|+84907654321').doubt).toEqual({
      reason: 'leading_plus',
      type: 'integer',
      rejects: 0,
      row: 2,
      sample: '+84901234567',
    });
  });
});

test('a column has the currency of its amounts where at least half of them show it', () => {
  expect(infer('fee', '$5|$6.50|7').currency).toBe('USD');
  expect(infer('fee', '$5|6.50|7|8|9').currency).toBeUndefined();
  expect(infer('cena', '1 250,90 zł|5,00 zł')).toMatchObject({ type: 'decimal', currency: 'PLN' });
  expect(infer('Số tiền', '1.250.000 VNĐ|350.000đ')).toMatchObject({ type: 'integer', currency: 'VND' });
  expect(infer('цена', '5 руб.|7 ₽')).toMatchObject({ type: 'integer', currency: 'RUB' });
  expect(infer('preço', 'R$ 5,00|R$ 1.250,90')).toMatchObject({ type: 'decimal', currency: 'BRL' });
});

test('thousands of either mark are whole numbers', () => {
  expect(infer('Menge', '1.234|1.234.567')).toMatchObject({ type: 'integer', decimal: ',' });
  expect(infer('Menge', '1,234|1,234,567')).toMatchObject({ type: 'integer', decimal: '.' });
});

describe('what is sure stays what it is', () => {
  test.each(['dem_lo', 'group_first', 'seat_last', 'ho_share'])('%s names no code: NA is nothing there', (heading) => {
    expect(infer(heading, '48.5|NA|51.25|50.1')).toMatchObject({ type: 'decimal', nothingWords: ['NA'] });
  });

  test.each<[string, string, string]>([
    ['active', 'yes|no|Yes', 'boolean'],
    ['country active', 'NO|YES', 'boolean'],
    ['is_paid', 'yes|yes', 'boolean'],
    ['Aktiv', 'ja|nein|ja', 'boolean'],
    ['đúng hay sai', 'đúng|sai', 'boolean'],
    ['flag', 'TRUE|TRUE', 'boolean'],
    ['any', 'true|true', 'boolean'],
    ['state', 'on|off|on', 'boolean'],
    ['attended', 'x||x|', 'boolean'],
    ['done', '✓||✓', 'boolean'],
    ['change', '+5|-3|+12', 'integer'],
    ['x', '+5|-3|0', 'integer'],
    ['delta', '+5|+3', 'integer'],
    ['x', '+1.5|-0.5', 'decimal'],
    ['x', '+1.5|+0.5', 'decimal'],
    ['price', '$5.00|$7.50|$1,250.00', 'decimal'],
    ['price', '5 EUR|7.50 EUR|8', 'decimal'],
    ['price', '2.5|2.50|3', 'decimal'],
    ['size', '1.50|2.25|3.00', 'decimal'],
    ['size', '1.5|2.25|10.125', 'decimal'],
    ['concentration', '1.5E-3|2.25E-4', 'decimal'],
    ['concentration', '1E-3|2E-4', 'decimal'],
    ['big', '1.2E+05|3E+04', 'integer'],
    ['share', '5%|12.5%|0', 'decimal'],
    ['Datum', '1.2.24|3.4.24', 'date'],
    ['x', '1.2.24|15.2.24|28.11.23', 'date'],
    ['x', '01.02.24|05.07.44', 'date'],
    ['born', '5.7.44|13.6.51|8.1.10', 'date'],
    ['x', '1/2/24|3/4/44', 'date'],
    ['id', '1|2|3', 'integer'],
    ['article', '3710|3711', 'integer'],
    ['phone costs', '120|95|88000', 'integer'],
    ['code count', '3|12', 'integer'],
  ])('%s: %s is %3$s', (heading, values, type) => expect(infer(heading, values)).toMatchObject({ type }));

  test.each<[string, string, string]>([
    ['quantity', '12|13', 'integer'],
    ['Rate', '0.30000000000000004|0.28|12.5', 'decimal'],
    ['x', '0.5|0.25', 'decimal'],
    ['x', '-5|12', 'integer'],
    ['day', '2024-01-31|2024-02-01', 'date'],
    ['x', '2024-01-31|2024-02-01', 'date'],
  ])('%s: %s that Excel holds as text is %s all the same', (heading, values, type) =>
    expect(infer(heading, values, { held: true })).toMatchObject({ type }),
  );
});

describe('words for nothing', () => {
  const numbers = '1|2|3|4|5|6|7|8';
  test.each(['NA', 'N/A', '--', '-', '*', '.', ':', '…', 'null', 'x', 'không có', '#N/A', '#REF!'])(
    '%s leaves numbers what they are',
    (word) => {
      expect(infer('votes', `${numbers}|${word}|9|${word}`)).toMatchObject({
        type: 'integer',
        nothingWords: [word],
        warnings: [{ code: 'nothing_words', count: 2 }],
      });
    },
  );
  test('and dates', () =>
    expect(infer('due', '2024-01-31|--|2024-02-01|NA')).toMatchObject({ type: 'date', nothingWords: ['--', 'NA'] }));
  test('but not among codes, nor where nearly all cells are such words', () => {
    expect(infer('country code', '004|NA|008').type).toBe('text');
    expect(infer('country', 'DE|NA|FR')).toMatchObject({ type: 'text', warnings: [] });
    expect(infer('value', '1|-|-|-|-|-|-|-').type).toBe('text');
    expect(infer('tick', 'x|1|0').type).toBe('text');
  });
});

describe('a few cells that do not fit', () => {
  const dates = Array.from({ length: 58 }, (_, i) => `${String((i % 28) + 1).padStart(2, '0')}/01/2024`).join('|');
  test('58 dates and 2 others are dates, and the two are shown', () => {
    expect(infer('shipped', `${dates}|soon|?!`)).toMatchObject({
      type: 'date',
      misfits: {
        count: 2,
        cells: [
          { row: 60, value: 'soon' },
          { row: 61, value: '?!' },
        ],
      },
      doubt: { reason: 'few_misfits', type: 'text', rejects: 0 },
    });
  });
  test('a number that a date column would read as a day keeps the column text', () =>
    expect(infer('shipped', `${dates}|45321`).type).toBe('text'));
  test('five dates and one other are text, with what dates would cost', () =>
    expect(infer('x', '2024-01-01|2024-01-02|2024-01-03|2024-01-04|2024-01-05|soon')).toMatchObject({
      type: 'text',
      doubt: { reason: 'few_misfits', type: 'date', rejects: 1, cells: [{ row: 7, value: 'soon' }] },
    }));
  test('numbers among which a word stands are text, with what numbers would cost', () =>
    expect(infer('house', '12|14|16|18|12a')).toMatchObject({
      type: 'text',
      doubt: { reason: 'few_misfits', type: 'integer', rejects: 1, cells: [{ row: 6, value: '12a' }] },
    }));
});
