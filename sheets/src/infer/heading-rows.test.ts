import { joinHeadings, nameColumns } from '@sheetport/contract/headings';
import { describe, expect, test } from 'vitest';
import type { Merge } from '../model.ts';
import { Kind } from '../row-sink.ts';
import { readRange } from '../xlsx/merged-cells.ts';
import { guessHeader } from './header.ts';
import type { SampleRow } from './sample-sink.ts';

/** Rows as people see them: `.` is a blank, digits are numbers, words are texts with `_` for spaces. */
function sheet(...lines: string[]): SampleRow[] {
  return lines.map((line, at) => ({
    row: at + 1,
    cells: line
      .split(/\s+/)
      .map((word, column) => ({
        column,
        kind: /^[\d.]+$/.test(word) ? Kind.number : Kind.text,
        text: word.replaceAll('_', ' '),
        bytes: new Uint8Array(Buffer.from(word)),
      }))
      .filter(({ text }) => text !== '.'),
  }));
}

/** Where the headings are guessed to be, and what the columns are called then. */
function guess(...lines: string[]): [number, number, string[]] {
  return guessMerged([], ...lines);
}

const merged = (ranges: string[]) => ranges.map((range) => readRange(range)!);

function guessMerged(ranges: string[], ...lines: string[]): [number, number, string[]] {
  const merges: Merge[] = merged(ranges);
  const rows = sheet(...lines);
  const { row, rows: count } = guessHeader(rows, merges);
  const header = joinHeadings(
    rows.filter((one) => one.row <= row && one.row > row - count),
    merges,
  );
  const columns = Array.from(
    { length: Math.max(...rows.map(({ cells }) => cells.at(-1)?.column ?? 0)) + 1 },
    (_, i) => i,
  );
  return [row, count, [...nameColumns(columns, header).values()].map((one) => one.header)];
}

test('a year over a column of texts is a heading, and one over numbers may be data', () => {
  expect(guess('State 2018', 'Alabama R+27', 'Alaska R+15', 'Arizona R+9', 'Arkansas R+24')).toEqual([
    1,
    1,
    ['State', '2018'],
  ]);
  expect(guess('Anna 2000', 'Ben 1500', 'Chloe 800', 'Dan 950')[0]).toBe(0);
  expect(guess('state 2021', 'Alabama 29.59438', 'Alaska 14.62028', 'Arizona 7.58754')[0]).toBe(1);
});

test('one word over the first column alone is a heading, a title is none', () => {
  expect(guess('id . . .', '1 a b c', '2 d e f', '3 g h i', '4 j k l')[0]).toBe(1);
  expect(guess('Report_of_May . . .', '1 a b c', '2 d e f', '3 g h i', '4 j k l')[0]).not.toBe(1);
});

test('headings that repeat side by side over words are headings, and values that repeat further down are none', () => {
  const rows = ['Fix a b x y', 'Ship c . z .', 'Do d e . .'];
  expect(guess('Summary Labels Labels Comment Comment', ...rows)[0]).toBe(1);
  expect(
    guess('Tea red red big big', 'Tea red blue big small', 'Tea red red small big', 'Tea blue blue big big')[0],
  ).toBe(0);
});

test('the same headings in two languages of one script are one heading', () => {
  const data = ['A1 Bàn 100', 'A2 Ghế 200', 'A3 Tủ 300'];
  expect(guess('Mã Tên Số_lượng', 'Code Name Quantity', ...data)).toEqual([
    2,
    2,
    ['Mã Code', 'Tên Name', 'Số lượng Quantity'],
  ]);
  expect(guess('Code Name Quantity', 'Bread Cake none', ...data).slice(0, 2)).toEqual([1, 1]);
});

describe('two rows of headings', () => {
  test('headings of one column that were merged downwards, beside one that reaches over several', () => {
    expect(guess('Order_no Address . Phone', '. Street City .', '1 Main_St Hue 123', '2 High_St Paris 456')).toEqual([
      2,
      2,
      ['Order no', 'Address Street', 'Address City', 'Phone'],
    ]);
  });

  test('headings that repeat below each month', () => {
    expect(guess('Report .', '. January . February .', 'Region Qty Amount Qty Amount', 'North 1 2 3 4')).toEqual([
      3,
      2,
      ['Region', 'January Qty', 'January Amount', 'February Qty', 'February Amount'],
    ]);
  });

  test('an upper heading that is written in each of its columns', () => {
    expect(guess('Person Address Address', 'Name Street City', 'Ann 12 1000', 'Chi 13 1001')[2]).toEqual([
      'Person Name',
      'Address Street',
      'Address City',
    ]);
  });

  test.each([
    ['a title above the headings', ['Report_of_May . .', 'Name Street City', 'Ann Main Hue', 'Chi High Paris'], 2],
    ['one row of headings over words', ['Name City .', 'Ann Hue x', 'Chi Paris y', 'Dan Rome z'], 1],
    ['a first row with a gap', ['Name City Note', 'Ann . new', 'Chi Paris old', 'Dan Rome old'], 1],
    ['words that repeat below a missing heading', ['Name . Note', 'Ann x x', 'Chi y x', 'Dan z x'], 1],
    ['headings and numbers', ['Name Qty Price', 'Ann 1 2', 'Chi 3 4'], 1],
  ])('are not seen in %s', (_, lines, row) => {
    expect(guess(...lines).slice(0, 2)).toEqual([row, 1]);
  });
});

describe('merged headings', () => {
  test('reach as far as their cell, and not over the heading beside it', () => {
    const lines = ['Name Address . . Phone', '. Street City Note .', 'Ann Main Hue x 123', 'Chi High Paris y 456'];
    const names = (...ranges: string[]) => guessMerged(ranges, ...lines);
    expect(names('A1:A2', 'B1:C1', 'E1:E2')).toEqual([
      2,
      2,
      ['Name', 'Address Street', 'Address City', 'Note', 'Phone'],
    ]);
    expect(names('A1:A2', 'B1:D1', 'E1:E2')[2]).toContain('Address Note');
  });

  test('several groups over words, where without merged cells nothing would tell', () => {
    const lines = ['Person . Address .', 'Name Nick Street City', 'Ann A Main Hue', 'Chi C High Paris'];
    expect(guess(...lines)[1]).toBe(1);
    expect(guessMerged(['A1:B1', 'C1:D1'], ...lines)).toEqual([
      2,
      2,
      ['Person Name', 'Person Nick', 'Address Street', 'Address City'],
    ]);
  });

  test('one group at the right, and three rows of them', () => {
    const lines = ['. . . Address .', 'Name Nick Age Street City', 'Ann A x Main Hue', 'Chi C y High Paris'];
    expect(guessMerged(['D1:E1'], ...lines).slice(0, 2)).toEqual([2, 2]);
    expect(
      guessMerged(
        ['A1:A3', 'B1:E1', 'B2:C2', 'D2:E2'],
        'Region 2024 . . .',
        '. May . June .',
        '. Qty Sum Qty Sum',
        'North 1 2 3 4',
        'South 1 2 3 4',
      ),
    ).toEqual([3, 3, ['Region', '2024 May Qty', '2024 May Sum', '2024 June Qty', '2024 June Sum']]);
  });

  test.each([
    ['a title over all columns', ['A1:D1'], 'Report . . .'],
    ['a title over most columns', ['A1:C1'], 'Report . . .'],
    ['a title and a date beside it', ['A1:B1', 'C1:D1'], 'Report . Printed:_today .'],
    ['a long remark', ['A1:B1', 'C1:D1'], `${'word_'.repeat(20)} . b .`],
  ])('are not seen in %s', (_, ranges, title) => {
    expect(
      guessMerged(ranges, title, 'Name Nick Street City', 'Ann A Main Hue', 'Chi C High Paris').slice(0, 2),
    ).toEqual([2, 1]);
  });
});

describe('joining', () => {
  const join = (...lines: string[]) => joinHeadings(sheet(...lines))?.cells.map(({ column, text }) => [column, text]);

  test('the same word is said once, a gap ends what reaches, and three rows are joined as two', () => {
    expect(join('Name Address . . .', 'name Street City . Other')).toEqual([
      [0, 'name'],
      [1, 'Address Street'],
      [2, 'Address City'],
      [4, 'Other'],
    ]);
    expect(join('Sales . .', 'May . June', 'Qty Sum Qty')).toEqual([
      [0, 'Sales May Qty'],
      [1, 'Sales May Sum'],
      [2, 'Sales June Qty'],
    ]);
  });

  test('one row is itself, and none is none', () => {
    expect(join('a b')).toEqual([
      [0, 'a'],
      [1, 'b'],
    ]);
    expect(joinHeadings([])).toBeUndefined();
  });
});

describe('one row of headings', () => {
  test('below notes that stand in several cells', () => {
    const [row, count, names] = guess(
      'Lots_of_people . . . . .',
      'simply_cannot_resist . . . . some_notes',
      'at the top . of their_spreadsheets',
      'or merging . . . cells',
      'Name Profession Age Has_kids Born Died',
      'Ann musician 69 yes 1947 2016',
      'Bob actor 60 yes 1956 2016',
    );
    expect([row, count, names[0], names[5]]).toEqual([5, 1, 'Name', 'Died']);
  });

  test('a column without a heading makes the first row of data no headings', () => {
    expect(guess('Name . Amount', 'Ann x 5', 'Bob y 6', 'Cho z 7')[0]).toBe(1);
    expect(guess('Name . Note', 'Ann x none', 'Bob 3 late', 'Cho z late', 'Dan w late')[0]).toBe(1);
  });

  test('words that say the same all the way down are data from the start', () => {
    expect(guess('Rivers Hall Water', 'Rivers Bridge Works', 'Rivers Gate Works', 'Rivers Pond Works')[0]).toBe(0);
    expect(guess('Red Blue', 'Red .', 'Red Blue', 'Red Blue', '. Blue')[0]).not.toBe(5);
    expect(guess('Kind Price', 'Kind 5', 'Kind 6', 'Kind 7')[0]).toBe(1);
  });
});
