import { expect, test } from 'vitest';
import { effort } from '../../fixtures/effort.ts';
import { Kind } from '../row-sink.ts';
import { builtInFormat, classifyFormat } from './number-format.ts';

const { number, date, datetime, time, duration } = Kind;

test.each<[string, number]>([
  ['General', number],
  ['0.00', number],
  ['#,##0', number],
  ['0%', number],
  ['0.00E+00', number],
  ['@', number],
  ['"day" 0', number],
  ['0 "dd"', number],
  ['\\d0', number],
  ['_d0', number],
  ['[Red]0', number],
  ['[>100]0;0', number],
  ['[$-409]0', number],
  ['0;[Red]yyyy', number],
  ['"unclosed yyyy', number],
  ['', number],
  ['# ?/?', number],
  ['[h', number],
  ['[=0]?;#,##0.00', number],
  ['[=0]?;[hh]:mm', duration],
  ['[=0]?;[<4.16666666666667][hh]:mm:ss;[hh]:mm', duration],
  ['[<0]"";hh:mm', time],
  ['[=0]"-";[>9]0;yyyy', date],
  ['[>100]yyyy;0', date],
  ['yyyy-mm-dd', date],
  ['d/m/yy', date],
  ['mmm', date],
  ['mm', date],
  ['dddd', date],
  ['[$-F800]dddd, mmmm dd, yyyy', date],
  ['[$-409]d-mmm-yy;@', date],
  ['yyyy"年"m"月"d"日"', date],
  ['DD.MM.YYYY', date],
  ['yyyy-mm-dd hh:mm', datetime],
  ['m/d/yy h:mm AM/PM', datetime],
  ['d h', datetime],
  ['h:mm', time],
  ['mm:ss', time],
  ['h:mm:ss AM/PM', time],
  ['hh:mm:ss.000', time],
  ['A/P h', time],
  ['[$-F400]h:mm:ss AM/PM', time],
  ['ss', time],
  ['[h]:mm:ss', duration],
  ['[mm]', duration],
  ['[ss].00', duration],
  ['[H]:MM', duration],
])('%s', (code, kind) => expect(classifyFormat(code)).toBe(kind));

test('built-in formats', () => {
  expect([0, 9, 14, 18, 22, 45, 46, 47, 49, 164].map(builtInFormat)).toEqual([
    number,
    number,
    date,
    time,
    datetime,
    time,
    duration,
    time,
    number,
    number,
  ]);
});

test('P23: a hostile format takes time in proportion to its length, up to a limit', () => {
  for (const piece of ['[', '"', '\\', 'm', '[h', 'AM/', '_', 'General']) {
    const code = Buffer.from(piece.repeat(100_000)).toString(); // one flat string
    const start = effort();
    for (let i = 0; i < 200; i++) classifyFormat(code);
    expect(effort() - start, piece).toBeLessThan(500);
  }
});
