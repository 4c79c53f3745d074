import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ANY_CHARACTER } from '../../../tests/support/any-character.ts';
import { convert, type Value } from '../../fixtures/copy.ts';
import { effort } from '../../fixtures/effort.ts';
import { Kind } from '../row-sink.ts';
import { writeMarked } from './typed-number.ts';

describe('P38: numbers', () => {
  test.each([
    ['0.30000000000000004', '0.3'],
    ['0.1', '0.1'],
    ['1', '1'],
    ['-1.5E-3', '-0.0015'],
    ['1E+20', '100000000000000000000'],
    ['0', '0'],
    ['-0', '0'],
    ['1234567890123456', '1234567890123460'],
    ['9999.99999999999999', '10000'],
    ['12345.678', '12345.678'],
    ['1e-10', '0.0000000001'],
    ['100', '100'],
    ['10000', '10000'],
    ['100000000', '100000000'],
    ['0.00012345', '0.00012345'],
    ['1.50', '1.5'],
    ['4.9E-324', `0.${'0'.repeat(323)}49`],
  ])('a number cell %s is the numeric %s', (text, value) => expect(convert('numeric', Kind.number, text)).toBe(value));

  test.each([
    ['1,234.50', '1234.50'],
    ['$1,234.5', '1234.5'],
    ['(12)', '-12'],
    ['12-', '-12'],
    ['5%', '0.05'],
    ['12.5 %', '0.125'],
    ['\u2212' + '3', '-3'],
    ['1\u00a0234', '1234'],
    ['€ 5', '5'],
    ['5 ₫', '5'],
    ['USD 5.25', '5.25'],
    ['12,34,567', '1234567'],
    ["1'234", '1234'],
    ['00123', '123'],
    ['1.5E3', '1500'],
    ['+7', '7'],
    ['123456789012345678901234567890.12', '123456789012345678901234567890.12'],
    ['  7 ', '7'],
    ['.5', '0.5'],
    ['5.', '5'],
  ])('a text %s is the numeric %s', (text, value) => expect(convert('numeric', Kind.text, text)).toBe(value));

  test.each([
    ['1.234,5', '1234.5'],
    ['1.234', '1234'],
    ['0,5', '0.5'],
    ['1 234,56', '1234.56'],
    ['-1.234.567,8', '-1234567.8'],
  ])('with a decimal comma, %s is %s', (text, value) =>
    expect(convert('numeric', Kind.text, text, { decimal: ',' })).toBe(value),
  );

  test.each([
    ['12,500.00', '12500.00'],
    ['9.500,25', '9500.25'],
    ['2,5%', '0.025'],
    ['$9.50', '9.50'],
    ['0.125', '0.125'],
    ['0,125', '0.125'],
    ['5.000.000 ₫', '5000000'],
    ['1,234,567', '1234567'],
    ['1234,500', '1234.500'],
    ['8 000', '8000'],
    ['7', '7'],
  ])('where numbers are written either way, %s shows that it is %s', (text, value) =>
    expect(convert('numeric', Kind.text, text, { decimal: 'each' })).toBe(value),
  );

  test.each(['$9,000', '8.000', '¥20,000', '-1.234', '2.500%'])(
    'where numbers are written either way, %s may be two and goes to a person',
    (text) => expect(convert('numeric', Kind.text, text, { decimal: 'each' })).toEqual({ issue: 'ambiguous_number' }),
  );

  test('a whole number has no fraction, so that its mark is one for thousands', () => {
    expect(convert('int8', Kind.text, '1,234', { decimal: 'each' })).toBe('1234');
    expect(convert('int8', Kind.text, '1.234', { decimal: 'each' })).toBe('1234');
    expect(convert('int8', Kind.text, '1,5', { decimal: 'each' })).toEqual({ issue: 'not_integer' });
  });

  test('no thousand begins with a zero', () => {
    expect(convert('numeric', Kind.text, '0.125', { decimal: ',' })).toEqual({ issue: 'not_decimal' });
    expect(convert('numeric', Kind.text, '0,125', { decimal: '.' })).toEqual({ issue: 'not_decimal' });
    expect(convert('numeric', Kind.text, '0,125')).toBe('0.125');
  });

  test.each(['9.125', '12.5', '1234.500', '0.125', '7', '-9.125'])(
    '%s written for such a column is read there as it was',
    (text) => {
      for (const decimal of ['.', ',', 'each'] as const) {
        const back = convert('numeric', Kind.text, writeMarked(text, decimal), { decimal });
        expect(Number(back), decimal).toBe(Number(text));
      }
    },
  );

  test.each([
    'abc',
    '1,2,3',
    '1.2.3',
    '--5',
    '(5',
    '5)',
    '1e',
    '',
    'e5',
    '1 2',
    '12,34.5,6',
    '$',
    '-',
    '1234,567',
    '0x10',
    'nan',
    '+Infinity',
    'inf',
    '5%%',
    '1_000',
  ])('%s is no number', (text) => {
    const got = convert('numeric', Kind.text, text, { decimal: '.' });
    expect(got).toEqual(text === '' ? null : { issue: 'not_decimal' });
  });

  test('integers: 5.0 is one, 5.5 is none, and each size has its range', () => {
    expect(convert('int4', Kind.number, '5.0')).toBe(5);
    expect(convert('int4', Kind.number, '1E3')).toBe(1000);
    expect(convert('int4', Kind.number, '5.5')).toEqual({ issue: 'not_integer' });
    expect(convert('int2', Kind.number, '-32768')).toBe(-32768);
    expect(convert('int2', Kind.number, '32768')).toEqual({ issue: 'out_of_range' });
    expect(convert('int4', Kind.number, '2147483647')).toBe(2147483647);
    expect(convert('int4', Kind.number, '2147483648')).toEqual({ issue: 'out_of_range' });
    expect(convert('int8', Kind.text, '9223372036854775807')).toBe('9223372036854775807');
    expect(convert('int8', Kind.text, '-9223372036854775808')).toBe('-9223372036854775808');
    expect(convert('int8', Kind.text, '9223372036854775808')).toEqual({ issue: 'out_of_range' });
    expect(convert('int8', Kind.number, '-123456789012')).toBe('-123456789012');
    expect(convert('int4', Kind.text, '1,000')).toBe(1000);
    expect(convert('int4', Kind.text, '-')).toEqual({ issue: 'not_integer' });
  });

  test('property: any decimal text becomes the same numeric', () => {
    const digits = fc.stringMatching(/^[0-9]{1,40}$/);
    fc.assert(
      fc.property(fc.boolean(), digits, fc.option(digits, { nil: '' }), (negative, whole, fraction) => {
        const text = `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
        const zero = /^0*$/.test(whole + fraction);
        const wanted = `${negative && !zero ? '-' : ''}${BigInt(whole)}${fraction === '' ? '' : `.${fraction}`}`;
        expect(convert('numeric', Kind.text, text)).toBe(wanted);
      }),
    );
  });

  test('property: a double of up to 15 digits is kept exactly, as numeric and as float8', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }),
        fc.integer({ min: -20, max: 20 }),
        (mantissa, exponent) => {
          const number = Number(`${mantissa}e${exponent}`);
          expect(Number(convert('numeric', Kind.number, String(number)))).toBe(number === 0 ? 0 : number);
          expect(convert('float8', Kind.number, String(number))).toBe(number === 0 ? 0 : number);
        },
      ),
    );
  });
});

describe('P38: dates', () => {
  test.each([
    [Kind.date, '1', '1900-01-01'],
    [Kind.date, '59', '1900-02-28'],
    [Kind.date, '61', '1900-03-01'],
    [Kind.date, '43225', '2018-05-05'],
    [Kind.date, '2958465', '9999-12-31'],
    [Kind.datetime, '43225.75', '2018-05-05'],
    [Kind.text, '2018-05-05', '2018-05-05'],
    [Kind.isoDate, '2018-05-05T00:00:00Z', '2018-05-05'],
    [Kind.text, '5 May 2018', '2018-05-05'],
    [Kind.text, 'May 5, 2018', '2018-05-05'],
    [Kind.text, '20180505', '2018-05-05'],
    [Kind.number, '20180505', '2018-05-05'],
    [Kind.text, '2024-02-29', '2024-02-29'],
    [Kind.text, '31.12.99', '1999-12-31'],
    [Kind.text, '1/2/29', '2029-02-01'],
    [Kind.text, '12/25/2020', '2020-12-25'],
    [Kind.text, '1-Sept-20', '2020-09-01'],
    [Kind.text, 'ngày 1 tháng 2 năm 1993', '1993-02-01'],
    [Kind.text, 'Ngày 01 tháng 12 năm 2026'.normalize('NFD'), '2026-12-01'],
    [Kind.text, '1 tháng 5 1980', '1980-05-01'],
    [Kind.text, '1 tháng 5, 1980', '1980-05-01'],
    [Kind.text, 'ngay 5 thang 5 nam 2018', '2018-05-05'],
    [Kind.text, 'ngày 05/05/2018', '2018-05-05'],
    [Kind.number, '43225', '2018-05-05'],
    [Kind.number, '43225.75', '2018-05-05'],
    [Kind.text, '43225', '2018-05-05'],
  ])('%s %s is %s', (kind, text, value) => expect(convert('date', kind, text)).toBe(value));

  test('29 February 1900 never was, and other things are no dates', () => {
    expect(convert('date', Kind.date, '60')).toEqual({ issue: 'not_date' });
    expect(convert('date', Kind.date, '-1')).toEqual({ issue: 'not_date' });
    expect(convert('date', Kind.date, '2958466')).toEqual({ issue: 'out_of_range' });
    for (const text of [
      '2018-02-29',
      '31/4/2018',
      '5-5',
      '12:30',
      'soon',
      'ngày mai',
      'ngày 31 tháng 2 năm 2018',
      '1 tháng 5',
      'tháng 5 2018',
      '1990',
      '2018-13-01',
      '5/5.2018',
      '1/1/123',
      '2018-05-05x',
      '02345',
      '09999.99999999999939999',
    ])
      expect(convert('date', Kind.text, text), text).toEqual({ issue: 'not_date' });
    for (const number of [
      '1990',
      '9999',
      '80000',
      '99999',
      '432250',
      '5',
      '-43225',
      '09999.99999999999939999',
      '02345.56',
    ])
      expect(convert('date', Kind.number, number), number).toEqual({ issue: 'not_date' });
    expect(convert('date', Kind.text, '12/25/2020', { dateOrder: 'dmy' })).toEqual({ issue: 'not_date' });
    expect(convert('date', Kind.text, '1/2/2020', { dateOrder: 'mdy' })).toBe('2020-01-02');
    expect(convert('date', Kind.text, '20-01-02', { dateOrder: 'ymd' })).toBe('2020-01-02');
  });

  test('the workbook may count from 1904', () => {
    expect(convert('date', Kind.date, '41763', {}, true)).toBe('2018-05-05');
    expect(convert('date', Kind.date, '0', {}, true)).toBe('1904-01-01');
  });

  test.each([
    [Kind.datetime, '43225.5625', '2018-05-05T13:30:00'],
    [Kind.datetime, '43225.999999999', '2018-05-06T00:00:00'],
    [Kind.datetime, '43225.000011574', '2018-05-05T00:00:01'],
    [Kind.text, '2018-05-05T13:30:00.25', '2018-05-05T13:30:00.250'],
    [Kind.text, '5/5/2018 1:30 PM', '2018-05-05T13:30:00'],
    [Kind.text, '5/5/2018 12:00 am', '2018-05-05T00:00:00'],
    [Kind.date, '1', '1900-01-01T00:00:00'],
    [Kind.date, '2958465', '9999-12-31T00:00:00'],
  ])('%s %s is the timestamp %s', (kind, text, value) => expect(convert('timestamp', kind, text)).toBe(value));

  test.each([
    ['2018-05-05T13:30:00+07:00', '2018-05-05T06:30:00'],
    ['2018-05-05 13:30:00 +0530', '2018-05-05T08:00:00'],
    ['2018-05-05T13:30:00-05', '2018-05-05T18:30:00'],
    ['2018-05-05t13:30:00z', '2018-05-05T13:30:00'],
    ['2018-05-05 13:30 UTC', '2018-05-05T13:30:00'],
    ['5/5/2018 1:30 PM GMT+2', '2018-05-05T11:30:00'],
    ['2018-05-05T23:30:00.5-01:00', '2018-05-06T00:30:00.500'],
  ])('the offset of %s is applied, with and without a time zone in the column', (text, value) => {
    for (const wire of ['timestamptz', 'timestamp'] as const) expect(convert(wire, Kind.text, text)).toBe(value);
  });

  test.each([
    '2018-05-05T13:30:00+1:3',
    '2018-05-05T13:30:00+16:00',
    '2018-05-05T13:30:00+07:',
    '2018-05-05T13:30:00 ICT',
    '2018-05-05T13:30:00+07:60',
    '2018-05-05 13:',
  ])('%s has no offset that is known', (text) => {
    expect(convert('timestamptz', Kind.text, text)).toEqual({ issue: 'not_datetime' });
  });

  test('a day stays the day that is written, whatever its offset', () => {
    expect(convert('date', Kind.text, '2018-05-05T23:30:00-05:00')).toBe('2018-05-05');
  });

  test.each([
    [Kind.time, '0.354166666666667', '08:30:00'],
    [Kind.time, '0', '00:00:00'],
    [Kind.time, '0.99999999999999', '23:59:59.999000'],
    [Kind.time, '0.3543417066670', '08:30:15.123456'],
    [Kind.datetime, '0.5', '12:00:00'],
    [Kind.duration, '0.5', '12:00:00'],
    [Kind.text, '08:30', '08:30:00'],
    [Kind.text, '8:30 PM', '20:30:00'],
    [Kind.text, '12:05 am', '00:05:00'],
    [Kind.text, '08:30:15.123456', '08:30:15.123456'],
    [Kind.text, '24:00', '24:00:00'],
    [Kind.isoDate, '08:30:15', '08:30:15'],
    [Kind.isoDate, 'T08:30', '08:30:00'],
  ])('%s %s is the time %s', (kind, text, value) => expect(convert('time', kind, text)).toBe(value));

  test.each([
    [Kind.time, '1'],
    [Kind.time, '45000.5'],
    [Kind.duration, '1.0625'],
    [Kind.time, '-0.5'],
    [Kind.number, '0.5'],
    [Kind.text, '25:30'],
    [Kind.text, '2:1'],
    [Kind.text, '08:30+07:00'],
    [Kind.text, '08:30Z'],
    [Kind.text, '2018-05-05 08:30'],
    [Kind.isoDate, '2018-05-05T08:30:00'],
  ])('%s %s is no time of day', (kind, text) => expect(convert('time', kind, text)).toEqual({ issue: 'not_time' }));

  test('where days count from 1904, day 0 is one', () => {
    expect(convert('time', Kind.datetime, '0.5', {}, true)).toEqual({ issue: 'not_time' });
    expect(convert('time', Kind.time, '0.5', {}, true)).toBe('12:00:00');
  });

  test('property: every day and millisecond from 1900-03-01 on survives as a serial', () => {
    fc.assert(
      fc.property(fc.integer({ min: 61, max: 2_958_465 }), fc.integer({ min: 0, max: 86_399_999 }), (day, ms) => {
        const wanted = new Date(Date.UTC(1899, 11, 30) + day * 86_400_000 + ms)
          .toISOString()
          .replace('.000Z', '')
          .replace('Z', '');
        expect(convert('timestamp', Kind.datetime, String(day + ms / 86_400_000))).toBe(wanted);
      }),
    );
  });
});

describe('P38: text and booleans', () => {
  test.each<[Kind, string, string]>([
    [Kind.number, '1', '1'],
    [Kind.number, '1.5', '1.5'],
    [Kind.number, '1E+20', '1E+20'],
    [Kind.number, '0.30000000000000004', '0.3'],
    [Kind.number, '1E-25', '1E-25'],
    [Kind.number, '-123456.789', '-123456.789'],
    [Kind.number, '0.001', '0.001'],
    [Kind.date, '43225', '2018-05-05'],
    [Kind.datetime, '43225.5625', '2018-05-05 13:30:00'],
    [Kind.time, '0.5625', '13:30:00'],
    [Kind.duration, '1.0833333333333333', '26:00:00'],
    [Kind.boolean, '1', 'TRUE'],
    [Kind.boolean, '0', 'FALSE'],
    [Kind.isoDate, '2018-05-05T13:30:00', '2018-05-05 13:30:00'],
    [Kind.text, '00123', '00123'],
    [Kind.text, ' \u00a0xin chào ', 'xin chào'],
    [Kind.text, '4111111111111111', '4111111111111111'],
    [Kind.text, '👩‍💻', '👩‍💻'],
  ])('kind %s, %s is the text %s', (kind, text, value) => expect(convert('text', kind, text)).toBe(value));

  test('what Postgres cannot store is an issue of its cell, not the end of the load', () => {
    expect(convert('text', Kind.text, 'a\0b')).toEqual({ issue: 'invalid_character' });
    expect(convert('text', Kind.text, Uint8Array.of(0x61, 0xff, 0x62))).toEqual({ issue: 'invalid_character' });
    expect(convert('text', Kind.text, Uint8Array.of(0xed, 0xa0, 0x80))).toEqual({ issue: 'invalid_character' });
    expect(convert('text', Kind.text, Uint8Array.of(0xc0, 0x80, 0x41))).toEqual({ issue: 'invalid_character' });
    expect(convert('text', Kind.error, '#DIV/0!')).toEqual({ issue: 'error_cell' });
    expect(convert('numeric', Kind.boolean, '1')).toEqual({ issue: 'not_decimal' });
  });

  test('property: bytes are taken as text exactly when they are UTF-8 without NUL', { tags: ['long'] }, () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ minLength: 1, maxLength: 300 }),
          fc.string({ unit: ANY_CHARACTER, minLength: 1 }).map((text) => new Uint8Array(Buffer.from(text))),
        ),
        (bytes) => {
          let wanted: Value | { issue: string };
          try {
            wanted = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
          } catch {
            wanted = { issue: 'invalid_character' };
          }
          if (bytes.includes(0)) wanted = { issue: 'invalid_character' };
          const got = convert('text', Kind.text, bytes, { trim: false });
          // The parser drops a byte order mark.
          expect(typeof got === 'string' ? got.replace(/^\ufeff/, '') : got).toEqual(
            typeof wanted === 'string' ? wanted.replace(/^\ufeff/, '') : wanted,
          );
        },
      ),
    );
  });

  test.each<[string, boolean]>([
    ['true', true],
    ['TRUE', true],
    ['Yes', true],
    ['y', true],
    ['1', true],
    ['x', true],
    ['Có', true],
    ['CÓ', true],
    ['false', false],
    ['No', false],
    ['0', false],
    ['không', false],
    ['KHÔNG', false],
  ])('%s is %s', (text, value) => expect(convert('bool', Kind.text, text)).toBe(value));
  test('maybe is neither', () => expect(convert('bool', Kind.text, 'maybe')).toEqual({ issue: 'not_boolean' }));

  test('lengths count characters', () => {
    expect(convert('text', Kind.text, 'xin chào', { maxLength: 8 })).toBe('xin chào');
    expect(convert('text', Kind.text, 'xin chào!', { maxLength: 8 })).toEqual({ issue: 'too_long' });
  });
});

describe('P23: parsing is linear', () => {
  const pieces = ['1', '1,', '.', '(', '-', ' ', '1/', '1 ', 'jan', '%', '\u00a0', '0', 'e', '$', '12:'];
  describe.each([
    { wires: ['numeric', 'date', 'text'], tags: [] },
    { wires: ['int8', 'timestamp', 'bool', 'float8'], tags: ['long'] },
  ] as const)('%#', ({ wires, tags }) => {
    test.each(wires)(
      'P23: hostile text for %s takes twice the time when twice as long',
      { tags: [...tags] },
      (wire) => {
        for (const piece of pieces) {
          const time = (length: number): number => {
            const text = piece.repeat(length / piece.length);
            let best = Number.POSITIVE_INFINITY;
            for (let i = 0; i < 5; i++) {
              const start = effort();
              convert(wire, Kind.text, text);
              best = Math.min(best, effort() - start);
            }
            return best;
          };
          time(1000);
          // Some milliseconds either way are noise; quadratic code takes seconds here.
          expect(time(200_000), piece).toBeLessThan(time(100_000) * 2.5 + 30);
        }
      },
    );
  });
});

describe('words for nothing', () => {
  const nothing = ['NA', '--', 'x'];
  test.each(['NA', ' -- ', 'x'])('%s is blank in a column of numbers or dates', (text) => {
    expect(convert('numeric', Kind.text, text, { nothing })).toBe(null);
    expect(convert('date', Kind.text, text, { nothing })).toBe(null);
  });
  test('other texts are issues, and numbers are numbers', () => {
    expect(convert('numeric', Kind.text, 'na!', { nothing })).toEqual({ issue: 'not_decimal' });
    expect(convert('numeric', Kind.text, '5', { nothing: ['5'] })).toBe('5');
  });
});

describe('a type that was guessed from the first rows', () => {
  test.each(['007', '+84901234567', '1E5'])('does not take %s for a number', (text) =>
    expect(convert('numeric', Kind.text, text, { type: 'decimal', guarded: true })).toEqual({ issue: 'not_decimal' }),
  );
  test.each(['0', '0.5', '12', '-3', '$1,234.50'])('takes %s', (text) =>
    expect(convert('numeric', Kind.text, text, { type: 'decimal', guarded: true })).not.toHaveProperty('issue'),
  );
});
