import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { effort } from '../fixtures/effort.ts';
import { makeFolder, workbookParts } from '../fixtures/workbook.ts';
import { inspect, preview, previewSheets, type SheetPreview } from './inspect.ts';
import type { BookInfo, SheetColumn, SheetInfo } from './model.ts';

const folder = makeFolder();
afterAll(() => folder.remove());

type Cell = string | number | boolean | null | { date: number } | { datetime: number } | { error: string };

/** A workbook of these rows; null leaves a cell out. */
function save(rows: Cell[][]): string {
  const xml = rows.map(
    (cells, i) =>
      `<row r="${i + 1}">${cells.map((cell, column) => cellXml(cell, `${String.fromCharCode(65 + column)}${i + 1}`)).join('')}</row>`,
  );
  return folder.save(workbookParts(xml.join('')));
}

function cellXml(cell: Cell, ref: string): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return `<c r="${ref}"><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c r="${ref}" t="b"><v>${cell ? 1 : 0}</v></c>`;
  if (typeof cell === 'string') return `<c r="${ref}" t="inlineStr"><is><t xml:space="preserve">${cell}</t></is></c>`;
  if ('date' in cell) return `<c r="${ref}" s="1"><v>${cell.date}</v></c>`;
  if ('datetime' in cell) return `<c r="${ref}" s="2"><v>${cell.datetime}</v></c>`;
  return `<c r="${ref}" t="e"><v>${cell.error}</v></c>`;
}

async function sheetOf(rows: Cell[][]): Promise<SheetInfo> {
  return (await inspect(save(rows))).sheets[0]!;
}

async function csv(text: string, name = 'a.csv'): Promise<BookInfo> {
  const path = join(folder.path, `${Math.abs(text.length * 31)}-${name}`);
  writeFileSync(path, text);
  return inspect(path, { name });
}

/** The one column of these values under a header. */
async function column(...values: Cell[]): Promise<SheetColumn> {
  return (await sheetOf([['value', 'n'], ...values.map((value, i): Cell[] => [value, i + 1])])).columns[0]!;
}

const codes = (one: SheetColumn): string[] => one.warnings.map((warning) => warning.code);

describe('the header row', () => {
  test('the first row of texts', async () =>
    expect(
      (
        await sheetOf([
          ['id', 'name'],
          [1, 'a'],
          [2, 'b'],
        ])
      ).headerRow,
    ).toBe(1));
  test('below a title and a blank row', async () =>
    expect(
      (await sheetOf([['Sales report'], [], ['Region', 'Q1', 'Q2'], ['North', 1, 2], ['South', 3, 4]])).headerRow,
    ).toBe(3));
  test('none above numbers', async () =>
    expect(
      (
        await sheetOf([
          [1, 2],
          [3, 4],
        ])
      ).headerRow,
    ).toBe(0));
  test('years as headings', async () =>
    expect(
      (
        await sheetOf([
          ['Region', 2019, 2020, 2021],
          ['North', 1, 2, 3],
        ])
      ).headerRow,
    ).toBe(1));
  test('one column', async () => expect((await sheetOf([['email'], ['a@b.c'], ['d@e.f']])).headerRow).toBe(1));
  test('P22: headers are only texts: prototype names, repeats, blanks', async () => {
    const { columns } = await sheetOf([
      ['__proto__', 'constructor', null, 'toString', 'constructor'],
      ['a', 'b', 'c', 'd', 'e'],
      [1, 2, 3, 4, 5],
    ]);
    expect(columns.map((one) => one.header)).toEqual([
      '__proto__',
      'constructor',
      'Column C',
      'toString',
      'constructor (2)',
    ]);
    expect(codes(columns[2]!)).toContain('empty_header');
    expect(codes(columns[4]!)).toContain('repeated_header');
    expect(({} as Record<string, unknown>).a).toBeUndefined();
  });
  test('P23: 16,384 equal headers take one pass', async () => {
    const start = effort();
    const cells = '<c t="inlineStr"><is><t>same</t></is></c>'.repeat(16_384);
    const { columns } = (
      await inspect(folder.save(workbookParts(`<row>${cells}</row><row>${cells}</row>`)), { headerRows: { 0: 1 } })
    ).sheets[0]!;
    expect(columns.length).toBe(16_384);
    expect(effort() - start).toBeLessThan(3000);
  });
});

describe('types', () => {
  test.each<[string, Cell[], string]>([
    ['whole numbers', [1, 2, 3.0, null], 'integer'],
    ['fractions', [1, 2.5], 'decimal'],
    ['huge numbers', [1, 1e17], 'decimal'],
    ['dates', [{ date: 43225 }, { date: 43226 }], 'date'],
    ['dates with times', [{ date: 43225 }, { datetime: 43226.5 }], 'datetime'],
    ['booleans', [true, false], 'boolean'],
    ['words for booleans', ['yes', 'no', 'Yes'], 'boolean'],
    ['one word in short and in full', ['yes', 'Y', 'n'], 'boolean'],
    ['booleans as PostgreSQL writes them', ['t', 'f', 't'], 'boolean'],
    ['one letter alone', ['f', 'f'], 'text'],
    ['letters among others', ['t', 'f', 'm'], 'text'],
    ['ticks beside a word for no', ['x', 'no', 'X'], 'boolean'],
    ['two words for yes, of which one would be lost', ['x', 'y', 'x'], 'text'],
    ['two words for no', ['yes', 'no', 'off'], 'text'],
    ['texts', ['a', 'b'], 'text'],
    ['numbers and words', [1, 'a'], 'text'],
    ['numbers as text', ['12', '13.5'], 'decimal'],
    ['numbers among errors', [1, { error: '#N/A' }], 'integer'],
    ['codes with leading zeros', ['00123', '00456'], 'text'],
    ['card numbers', ['4111111111111111', '5500000000000004'], 'text'],
    ['dates as text', ['2018-05-05', '2018-12-31'], 'date'],
    ['nothing', [null, null], 'text'],
    ['times', [{ datetime: 0.5 }], 'text'],
  ])('%s', async (_, values, type) => expect((await column(...values)).type).toBe(type));

  test('delimited text is read in its own dialect', async () => {
    const { sheets, dialect } = await csv(
      'id;amount;day;flag;code\n1;1.234,50;31.12.2020;ja;007\n2;2,5;01.02.2021;nein;008\n',
    );
    expect(dialect?.delimiter).toBe(';');
    expect(sheets[0]!.columns.map((one) => one.type)).toEqual(['integer', 'decimal', 'date', 'boolean', 'text']);
    expect(sheets[0]!.columns[1]!.decimal).toBe(',');
    expect(sheets[0]!.columns[2]!.dateOrder).toBe('dmy');
    expect(sheets[0]!.columns.flatMap(codes)).toEqual([]);
  });
});

describe('P38: warnings before the import, not after', () => {
  test('digits that are lost', async () => expect(codes(await column(1.23e15, 1.234e20))).toContain('lost_precision'));
  test('numbers and dates as text', async () => {
    expect(codes(await column(1, 2, '3'))).toContain('numbers_as_text');
    expect(codes(await column({ date: 43225 }, '2018-05-05'))).toContain('dates_as_text');
  });
  test('dates that fit both orders', async () => {
    const ambiguous = await column('1/2/2020', '3/4/2020');
    expect(codes(ambiguous)).toContain('ambiguous_dates');
    expect(codes(await column('1/2/2020', '31/4/2020'.replace('31/4', '30/4')))).not.toContain('ambiguous_dates');
    expect((await column('1/2/2020', '1/30/2020')).dateOrder).toBe('mdy');
  });
  test('dates that Excel may have swapped, where it left others as text', async () => {
    const [february3, march25] = [{ date: 45325 }, { date: 45376 }];
    const swapped = await column(february3, '13/04/2024', february3);
    expect(swapped.warnings).toContainEqual({ code: 'swapped_dates', count: 2, row: 2, sample: '2024-02-03' });
    expect(codes(await column(february3, march25, '13/04/2024'))).not.toContain('swapped_dates');
    expect(codes(await column(february3, '03/04/2024'))).not.toContain('swapped_dates');
  });
  test('values of another alphabet that look just like others of the column', async () => {
    const cyrillic = '\u0410\u0421\u041c\u0415';
    expect((await column('ACME', 'ACME', cyrillic)).warnings).toEqual([
      { code: 'confusables', count: 1, sample: cyrillic, fixes: [{ from: cyrillic, to: 'ACME' }] },
    ]);
    expect(codes(await column('Oslo', cyrillic))).toEqual([]);
  });
  test('mixed types, stray blanks, errors, lost zeros, each with count, row and sample', async () => {
    expect((await column(1, 2, 'a dozen')).warnings).toContainEqual({ code: 'mixed_types', count: 1 });
    expect((await column('a ', 'b')).warnings).toContainEqual({ code: 'stray_spaces', count: 1, row: 2, sample: 'a' });
    expect((await column(1, { error: '#REF!' })).warnings).toContainEqual({
      code: 'error_cells',
      count: 1,
      row: 3,
      sample: '#REF!',
    });
    expect(codes(await column('00123', 456))).toContain('lost_zeros');
  });
});

describe('profiles', () => {
  test('counts, extremes, the commonest and a histogram', async () => {
    const rows: Cell[][] = [['n', 'c', 'd']];
    for (let i = 0; i < 1200; i++) rows.push([i, `cat ${i % 3}`, { date: 43225 + (i % 10) }]);
    const { rows: count, columns, complete } = await sheetOf(rows);
    expect({ count, complete }).toEqual({ count: 1200, complete: true });
    expect(columns[0]!.profile).toMatchObject({
      filled: 1200,
      distinct: 1200,
      distinctIsExact: true,
      lowest: '0',
      highest: '1199',
    });
    expect(columns[0]!.profile!.histogram).toEqual(Array.from({ length: 12 }, () => 100));
    expect(columns[1]!.profile!.top).toEqual([0, 1, 2].map((i) => ({ value: `cat ${i}`, count: 400 })));
    expect(columns[2]!.profile).toMatchObject({ lowest: '2018-05-05', highest: '2018-05-14', distinct: 10 });
  });
  test('distinct values beyond 10,000 are estimated', async () => {
    const { columns } = (await csv(`id,x\n${Array.from({ length: 50_000 }, (_, i) => `user${i},1`).join('\n')}\n`))
      .sheets[0]!;
    const { distinct, distinctIsExact } = columns[0]!.profile!;
    expect(distinctIsExact).toBe(false);
    expect(Math.abs(distinct - 50_000)).toBeLessThan(4_000);
  });
});

test('a preview shows rows as a person sees them', async () => {
  const path = save([
    ['Title'],
    [],
    ['id', null, 'when'],
    [1, null, { datetime: 43225.5625 }],
    [0.1 + 0.2, true, { error: '#N/A' }],
  ]);
  expect(await preview(path, { sheet: 0, limit: 9 })).toEqual({
    rows: [
      { row: 1, cells: ['Title'] },
      { row: 3, cells: ['id', null, 'when'] },
      { row: 4, cells: ['1', null, '2018-05-05 13:30:00'] },
      { row: 5, cells: ['0.3', 'TRUE', '#N/A'] },
    ],
  });
  expect((await preview(path, { sheet: 0, headerRow: 3, limit: 1 })).rows).toEqual([
    { row: 3, cells: ['id', null, 'when'] },
  ]);
});

describe('what a person should know before the import', () => {
  const warned = (one: SheetColumn, code: string) => one.warnings.find((warning) => warning.code === code);

  test('days and months that cannot both be right', async () => {
    const dates = await column('31/12/2024', '25/11/2024', '12/25/2024');
    expect(warned(dates, 'mixed_date_orders')).toEqual({
      code: 'mixed_date_orders',
      count: 1,
      row: 4,
      sample: '12/25/2024',
    });
    expect(dates).toMatchObject({ type: 'text', dateOrder: 'dmy' });
  });

  test('numbers with two kinds of decimal marks', async () => {
    const numbers = await column('$1,234.50', '2,345.75', '1.234,56 €', 7);
    expect(warned(numbers, 'mixed_marks')).toMatchObject({ count: 1, row: 4, sample: '1.234,56 €' });
    expect(numbers).toMatchObject({ type: 'text', decimal: 'each' });
    expect(await column(...Array(30).fill('$1,234.50'), '1.234,56 €')).toMatchObject({ decimal: '.' });
  });

  test('letters that look like others, with what they could be', async () => {
    const names = await column('p\u0430ul', 'anna', 'zoe\u200b', 'p\u0430ul');
    expect(warned(names, 'confusables')).toEqual({
      code: 'confusables',
      count: 3,
      row: 2,
      sample: 'p\u0430ul',
      fixes: [
        { from: 'p\u0430ul', to: 'paul' },
        { from: 'zoe\u200b', to: 'zoe' },
      ],
    });
    const many = await column(...Array.from({ length: 60 }, (_, n) => `n\u0430me ${n}`));
    expect(warned(many, 'confusables')).toMatchObject({ count: 60 });
    expect(warned(many, 'confusables')!.fixes).toBeUndefined();
  });

  test('words for nothing among numbers, not among words', async () => {
    const numbers = await column(1, 'n/a', 2, '-', 3);
    expect(numbers).toMatchObject({ type: 'integer', nothingWords: ['n/a', '-'] });
    expect(warned(numbers, 'nothing_words')).toMatchObject({ count: 2, row: 3 });
    const flags = await column('yes', 'no', 'n/a');
    expect(warned(flags, 'nothing_words')).toMatchObject({ count: 1, fixes: [{ from: 'n/a', to: null }] });
    expect(codes(await column('a', 'n/a', 'b'))).not.toContain('nothing_words');
  });
});

describe('a small file is counted from its first look', () => {
  /** A cell that is longer than a look keeps, so that the file is read again. */
  const LONG = 'x'.repeat(5000);
  const ROWS: Cell[][] = Array.from({ length: 300 }, (_, n) => [
    n,
    `a "b" &amp; ${n % 7}`,
    { date: 45_000 + n },
    n % 3 === 0 ? null : n / 8,
    n % 2 === 0,
  ]);

  test('a workbook: as if it were read again, and with the previews', async () => {
    const path = save([['id', 'text', 'day', 'share', 'flag'], ...ROWS, ['Total', null, null, 99]]);
    let told: BookInfo | undefined;
    let previews: SheetPreview[] | undefined;
    const onSample = (info: BookInfo, shown?: SheetPreview[]) => {
      told = info;
      previews = shown;
    };
    const book = await inspect(path, { onSample, preview: { sheets: 1, rows: 20 } });
    expect(told).toBe(book);
    expect(previews).toEqual(await previewSheets(path, { sheets: [0], limit: 20 }));
    const [sheet] = book.sheets;
    const again = await sheetOf([
      ['id', 'text', 'day', 'share', 'flag', 'long'],
      ...ROWS.map((row, n): Cell[] => [...row, n === 200 ? LONG : 'x']),
      ['Total', null, null, 99],
    ]);
    expect(sheet).toMatchObject({ complete: true, rows: again.rows, nonDataRows: again.nonDataRows });
    expect(sheet!.columns).toEqual(again.columns.slice(0, -1));
  });

  test('a csv with quotation marks within quoted fields', async () => {
    const lines = Array.from({ length: 50 }, (_, n) => `${n},"say ""${n % 7}"" twice","""${n}"" more"`);
    const [sheet] = (await csv(['id,said,quoted', ...lines].join('\n'))).sheets;
    const long = lines.map((text, n) => `${text},${n === 40 ? LONG : 'x'}`);
    const [again] = (await csv(['id,said,quoted,long', ...long].join('\n'))).sheets;
    expect(sheet!.columns).toEqual(again!.columns.slice(0, -1));
    expect(sheet!.columns[1]!.profile!.top?.[0]?.value).toBe('say "0" twice');
  });
});
