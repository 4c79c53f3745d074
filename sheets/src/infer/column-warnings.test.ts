import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { makeFolder } from '../../fixtures/workbook.ts';
import { inspect } from '../inspect.ts';

const folder = makeFolder();
afterAll(() => folder.remove());
let files = 0;

/** The first column of a text file of two columns. */
async function look(values: string[], delimiter = ';') {
  const path = join(folder.path, `${files++}.csv`);
  writeFileSync(path, ['value', ...values].map((value, row) => `${value}${delimiter}n${row}`).join('\n'));
  const [column] = (await inspect(path, { name: 'a.csv' })).sheets[0]!.columns;
  return { type: column!.type, codes: column!.warnings.map(({ code }) => code), warnings: column!.warnings };
}

describe('dates in words', () => {
  test.each([
    [['5. März 2024', '12. Dezember 2023', '1. Mai 2022']],
    [['5 mars 2024', '12 décembre 2023', '3 août 2022']],
    [['5 de marzo de 2024', '12 de diciembre de 2023', '1 de enero de 2022']],
    [['5 de março de 2024', '12 de dezembro de 2023', '1 de maio de 2022']],
    [['5 марта 2024', '12 декабря 2023', '1 мая 2022']],
    [['05-Okt-2024', '12-Dez-2023', '31-Mai-2022']],
  ])('%j are dates', async (values) => {
    expect((await look(values)).type).toBe('date');
  });

  test('of a language that is not read stay text, and are said', async () => {
    const { type, warnings } = await look(['5 Mawrth 2024', '12 Rhagfyr 2023', '1 Ionawr 2022']);
    expect(type).toBe('text');
    expect(warnings).toContainEqual(expect.objectContaining({ code: 'dates_in_words', count: 3, row: 2 }));
  });

  test.each([[['Mai Linh 2024', 'Set 5', 'Mars']], [['12 Marco Polo 2024', '1 Out of 2024', '3 Rooms 1999']]])(
    '%j are none',
    async (values) => {
      expect((await look(values)).type).toBe('text');
    },
  );
});

test('years of the Buddhist era are said', async () => {
  const { type, warnings } = await look(['2567-01-31', '2566-12-05', '2560-03-04']);
  expect(type).toBe('date');
  expect(warnings).toContainEqual(expect.objectContaining({ code: 'buddhist_years', count: 3, sample: '2567-01-31' }));
  expect((await look(['2067-01-31', '9999-12-31'])).codes).not.toContain('buddhist_years');
});

test('numbers such as 10.000 are doubtful where nothing else shows what the mark means', async () => {
  expect((await look(['1.234', '2.500', '10.000'])).codes).toContain('ambiguous_thousands');
  expect((await look(['1.234', '2.5', '10.000'])).codes).not.toContain('ambiguous_thousands');
  expect((await look(['1.234', '2.500', '10.000'], ',')).codes).not.toContain('ambiguous_thousands');
});
