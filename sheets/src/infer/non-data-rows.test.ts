import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeFolder } from '../../fixtures/workbook.ts';
import { inspect } from '../inspect.ts';

const folder = makeFolder();
afterAll(() => folder.remove());
let files = 0;

async function look(lines: string[]) {
  const path = join(folder.path, `${files++}.csv`);
  writeFileSync(path, lines.join('\n'));
  return (await inspect(path, { name: 'a.csv' })).sheets[0]!;
}
const HEAD = 'id,name,amount,city';
const DATA = Array.from({ length: 8 }, (_, n) => `${n + 1},name ${n},${n * 10},Huế`);
const found = ({ nonDataRows }: Awaited<ReturnType<typeof look>>) =>
  nonDataRows.map(({ row, what, text }) => [row, what, text]);

describe('rows that are no data', () => {
  test('totals and notes under the table are named, counted as rows, and do not decide what a column is', async () => {
    const sheet = await look([HEAD, ...DATA, 'Total,,280,', '', '* as of May,,,', 'Source: books,,,']);
    expect(found(sheet)).toEqual([
      [10, 'totals', 'Total'],
      [12, 'note', '* as of May'],
      [13, 'note', 'Source: books'],
    ]);
    expect(sheet.rows).toBe(11);
    expect(sheet.columns.map(({ type, blanks }) => [type, blanks])).toEqual([
      ['integer', 0],
      ['text', 0],
      ['integer', 0],
      ['text', 0],
    ]);
  });

  test('answers that usual rows have as well are data, though the first columns have run out', async () => {
    const answers = Array.from({ length: 9 }, (_, n) => `${n + 1},Firm ${n},${n % 2 ? 'Yes' : 'No'},${n * 3}%`);
    const sheet = await look(['id,firm,public,share', ...answers, ',,Yes,', ',,No,', ',,Yes,']);
    expect([found(sheet), sheet.rows]).toEqual([[], 12]);
  });

  test.each([
    'Tổng cộng,,280,',
    'TỔNG:,8,280,',
    'Итого,,280,',
    '合计,,280,',
    ',,280,',
    'Grand total,8,280,x',
    'Total,8,280,x',
    ...['Totale', 'Gesamtsumme', 'Zwischensumme', 'Razem', 'Toplam', 'Celkem', 'Sous-total', '합계', 'รวม'].map(
      (word) => `${word},,280,`,
    ),
    ...['Totaal', 'Gesamtergebnis', 'Подытог', 'Durchschnitt', 'Média', '平均'].map((word) => `${word},8,280,x`),
  ])('%s is a total', async (line) =>
    expect((await look([HEAD, ...DATA, line])).nonDataRows).toMatchObject([{ row: 10, what: 'totals' }]),
  );

  test('answers to free questions are data, though only such a one is left', async () => {
    const words = 'we weigh the answers by age and sex, and look at each of them';
    const answers = Array.from({ length: 9 }, (_, n) => `Firm ${n},${n % 2 ? 'Yes' : 'No'},${n},${words} ${n}`);
    const sheet = await look(['firm,public,share,why', ...answers, ',Yes,varies,', `,Yes,,${words}`, `,,,${words}`]);
    expect([found(sheet), sheet.rows]).toEqual([[], 12]);
  });

  test.each([
    'Stand: 31.12.2023,,,',
    'End of report,,,',
    'Prepared by: An,,,',
    'Exported 2024-01-05,,,',
    '(8 rows),,,',
    'Quelle: Amt,,,',
  ])('%s right below the table is a note', async (line) =>
    expect((await look([HEAD, ...DATA, line])).nonDataRows).toMatchObject([{ row: 10, what: 'note' }]),
  );

  test('the heading on every page', async () => {
    const sheet = await look([HEAD, ...DATA, HEAD, ...DATA, HEAD, ...DATA]);
    expect(found(sheet).map(([row, what]) => [row, what])).toEqual([
      [10, 'heading'],
      [19, 'heading'],
    ]);
    expect(sheet.columns[0]!.type).toBe('integer');
  });

  test('signatures below a gap', async () => {
    const sheet = await look([HEAD, ...DATA, '', ',Người lập,,Giám đốc', ',(ký tên),,(ký tên)']);
    expect(found(sheet).map(([row, what]) => [row, what])).toEqual([
      [11, 'note'],
      [12, 'note'],
    ]);
  });

  test.each([
    ['a sparse last row', ['9,,,']],
    ['totals in the middle, with data after them', ['Total,,280,', ...DATA]],
    ['a customer whose name begins so', ['9,Total Energies,5,Huế', 'Total Energies,b,5,Huế']],
    ['sparse rows without end', Array.from({ length: 100 }, (_, n) => `${n},,,`)],
    ['a name right under the table', ['Ann,,,']],
    ['a word that alone begins no note', ['note,,,', 'Stand,,,', 'Created,,,']],
    ['a customer whose name begins as an average does', ['9,Media Markt,5,Huế', 'Media Markt,b,5,Huế']],
  ])('%s is data', async (_, lines) => {
    const sheet = await look([HEAD, ...DATA, ...lines]);
    expect(sheet.nonDataRows).toEqual([]);
    expect(sheet.columns[0]!.profile!.filled).toBe(8 + lines.length);
  });

  test('titles with a colon are data where others have one', async () => {
    const films = Array.from({ length: 6 }, (_, n) => `Star Wars: Part ${n},${n},${n * 2},x`);
    expect((await look(['title,no,stars,place', ...films, 'Alien: Covenant,,,'])).nonDataRows).toEqual([]);
  });

  test('a table of two columns has no narrow rows', async () => {
    expect((await look(['a,b', '1,x', '2,y', 'z,'])).nonDataRows).toEqual([]);
  });
});
