import { readFile } from 'node:fs/promises';
import ExcelJS from 'exceljs';
import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { takePicture } from '../support/browser.ts';
import { useStand } from '../support/stack.ts';
import { makeWorkbook } from '../support/workbooks.ts';

describe('dry run, corrections and undo, in the browser', () => {
  const stand = useStand();
  let page: Page;
  let faults: string[];
  const WIDE = { width: 1280, height: 1300 };
  beforeEach(async () => {
    const opened = await stand.open({ viewport: WIDE });
    ({ page, faults } = opened);
    page.setDefaultTimeout(20_000);
    return () => opened.context.close();
  });

  const COLUMNS = [
    { label: 'Code', type: 'integer' },
    { label: 'Name', type: 'text' },
    { label: 'Amount', type: 'decimal' },
  ];
  /** A table with the rows 1, 2 and 3. */
  async function makeTable(name: string): Promise<{ id: string; qualifiedName: string }> {
    const table = await stand.service.api.ask('POST', '/api/tables', { name, columns: COLUMNS, key: ['Code'] });
    await stand.service.pool.query(
      `INSERT INTO ${table.qualifiedName} VALUES (1, 'one', 1.5), (2, 'two', 2.5), (3, 'three', 3.5)`,
    );
    return table;
  }
  async function load(name: string, csv: string, tableId: string, mode: 'insert' | 'upsert' = 'insert') {
    const file = await stand.service.api.upload(csv, name);
    return stand.service.api.ended(
      (await stand.service.api.import({ fileId: file.id, table: { id: tableId }, mode } as never)).id,
    );
  }
  const rowsOf = async (qualifiedName: string) =>
    (
      await stand.service.pool.query(`SELECT code::int, name, amount::float8 FROM ${qualifiedName} ORDER BY 1`)
    ).rows.map(({ code, name, amount }) => [code, name, amount]);

  /** The figures of how it ended, as they are read on the page. */
  const figures = () =>
    page
      .locator('main dl')
      .first()
      .evaluate((list) =>
        Object.fromEntries(
          [...list.querySelectorAll('dt')].map((name) => [
            name.textContent,
            Number(name.nextElementSibling?.textContent),
          ]),
        ),
      );

  /** A picture in the light, and one in the dark on a phone, where nothing may be wider than the screen. */
  async function look(name: string): Promise<void> {
    await takePicture(page, name);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 390, height: 1500 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(390);
    await takePicture(page, `${name}-phone`);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize(WIDE);
  }

  test('P04: a dry run tells what would change, and the run after it does exactly that', {
    tags: ['long'],
  }, async () => {
    // The page was open before: it has to hear of the table.
    const table = await makeTable('DryRunResult stock');
    const before = await rowsOf(table.qualifiedName);
    await page.getByTestId('file-input').setInputFiles({
      name: 'stock.xlsx',
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: Buffer.from(
        await makeWorkbook([
          ['Code', 'Name', 'Amount'],
          [1, 'one', 1.5],
          [2, 'dos', 2.5],
          [3, 'three', 33],
          [4, 'four', 4],
          ['x', 'who', 1],
          ['y', 'who', 2],
          [7, 'seven', 'many'],
        ]),
      ),
    });
    await page.waitForURL(/\/import\//);
    await page.getByText('Existing table').click();
    await page.getByRole('combobox', { name: 'Table', exact: true }).click();
    await page.getByRole('option', { name: 'DryRunResult stock' }).click();
    await page.getByRole('radio', { name: 'Add new rows, update the others' }).check();
    await page.getByRole('button', { name: 'Dry run' }).click();

    await page.getByText('Nothing was changed. This is what the import would do.').waitFor();
    expect(await figures()).toEqual({ 'To add': 1, 'To update': 2, Unchanged: 1, Rejected: 3 });
    const sample = page.getByRole('region', { name: 'Changes the import would make' });
    await sample.getByRole('row').nth(3).waitFor();
    expect((await sample.getByRole('row').allInnerTexts()).map((row) => row.replace(/\s+/g, ' ').trim())).toEqual([
      'Row Change Code Name Amount',
      '3 Changed 2 old: two → new: dos 2.5',
      '4 Changed 3 three old: 3.5 → new: 33',
      '5 New 4 four 4',
    ]);
    const perColumn = page.getByRole('list', { name: 'Changed cells by column' }).getByRole('listitem');
    await expect.poll(() => perColumn.allInnerTexts()).toEqual(['Name 1 changed', 'Amount 1 changed']);
    const groups = page.getByRole('region', { name: 'Reasons for rejection' }).getByRole('listitem');
    await groups.nth(1).waitFor();
    expect((await groups.allInnerTexts()).map((group) => group.replace(/\s+/g, ' ').trim())).toEqual([
      '2 Code is not a whole number in rows 6, 7 · for example “x”, “y”',
      '1 Amount is not a number in row 8 · for example “many”',
    ]);
    expect(await rowsOf(table.qualifiedName)).toEqual(before);
    await look('dry-run');

    await page.getByRole('button', { name: 'Import now' }).click();
    await page.getByText('3 rows were rejected. The rest is in the table.').waitFor();
    expect(await figures()).toMatchObject({ Unchanged: 1 });
    expect(Object.values(await figures())).toEqual([1, 2, 1, 3]);
    await page.getByRole('link', { name: 'See the dry run' }).waitFor();
    expect(await rowsOf(table.qualifiedName)).toEqual([
      [1, 'one', 1.5],
      [2, 'dos', 2.5],
      [3, 'three', 33],
      [4, 'four', 4],
    ]);
    expect(faults).toEqual([]);
  });

  test('P04: rows are corrected in the grid by keyboard, and exactly the valid ones are imported', {
    tags: ['long'],
  }, async () => {
    const table = await makeTable('Corrected stock');
    const csv =
      'Code,Name,Amount\n10,ten,10\n11,a,many\n12,b,many\n13,c,many\n14,d,lots\nx,e,5\n16,sixteen,16\n17,f,few\n';
    const job = await load('october.csv', csv, table.id);
    expect(job.counts).toMatchObject({ read: 8, inserted: 2, rejected: 6 });
    await page.goto(`${stand.service.url}/jobs/${job.id}`);
    const grid = page.getByRole('grid', { name: /to fix$/ });
    await grid.waitFor();
    await expect.poll(() => grid.getByRole('row').count()).toBe(7);
    await expect.poll(() => grid.locator('[role="gridcell"][aria-invalid="true"]').count()).toBe(6);

    /** A cell by its row's number in the sheet and its heading: columns with something wrong come first. */
    async function at(row: number, heading: string) {
      const down = (await grid.getByRole('rowheader').allTextContents()).indexOf(String(row));
      const right = (await grid.getByRole('columnheader').allTextContents()).indexOf(heading) - 1;
      return {
        down,
        right,
        cell: grid
          .getByRole('row')
          .nth(down + 1)
          .getByRole('gridcell')
          .nth(right),
      };
    }
    const cell = async (row: number, heading: string) => (await at(row, heading)).cell;
    /** Go to a cell as the keys go. */
    async function goTo(row: number, heading: string): Promise<void> {
      const { down, right, cell } = await at(row, heading);
      await grid.focus();
      await page.keyboard.press('Control+Home');
      for (let n = 0; n < down; n++) await page.keyboard.press('ArrowDown');
      for (let n = 0; n < right; n++) await page.keyboard.press('ArrowRight');
      await expect.poll(() => cell.getAttribute('aria-selected')).toBe('true');
    }

    // What is typed is judged while it is typed; Escape leaves the cell as it was.
    await goTo(3, 'Amount');
    await page.keyboard.press('F2');
    const editor = grid.getByRole('textbox', { name: 'Amount' });
    await page.keyboard.type('some');
    expect(await editor.getAttribute('aria-invalid')).toBe('true');
    await page.keyboard.press('Escape');
    await page.getByText('Nothing edited yet').waitFor();

    await page.keyboard.press('Enter');
    await page.keyboard.type('7');
    await page.keyboard.press('Enter');
    await page.getByText('1 row edited').waitFor();
    expect(await (await cell(4, 'Amount')).getAttribute('aria-selected')).toBe('true');
    await page.getByRole('button', { name: 'Apply to 4 more with the same reason' }).waitFor();
    await look('bulk-correction');
    await page.getByRole('button', { name: 'Apply to 2 more with the same value' }).click();
    await page.getByText('3 rows edited').waitFor();
    expect(await (await cell(5, 'Amount')).innerText()).toBe('7');

    // A digit begins to type at once; Ctrl+Z takes one step back, Tab ends to the side.
    await goTo(6, 'Amount');
    await page.keyboard.type('99');
    await page.keyboard.press('Enter');
    await page.getByText('4 rows edited').waitFor();
    await page.keyboard.press('Control+z');
    await page.getByText('3 rows edited').waitFor();
    expect(await (await cell(6, 'Amount')).innerText()).toBe('lots');
    await goTo(7, 'Code');
    await page.keyboard.press('F2');
    await page.keyboard.type('15');
    await page.keyboard.press('Tab');
    // A key that is in the table is still refused, so this one stays open.
    await goTo(6, 'Code');
    await page.keyboard.type('1');
    await page.keyboard.press('Enter');
    await page.getByText('5 rows edited').waitFor();

    await page.getByRole('button', { name: 'Retry these 5 rows' }).click();
    await page.getByText('4 of 5 corrected rows were imported. The others are still rejected.').waitFor();
    expect(Object.values(await figures())).toEqual([4, 0, 1]);
    await look('corrected-some');
    await page.getByRole('link', { name: 'Back to the rows to fix' }).click();
    await page.getByText('2 imported, 4 corrected, 2 pending').first().waitFor();
    await expect.poll(() => grid.getByRole('row').count()).toBe(3);
    expect(await stand.service.api.job(job.id)).toMatchObject({ counts: { read: 8, inserted: 2, rejected: 6 } });
    expect((await stand.service.api.rejects(job.id)).rows.map(({ row }) => row)).toEqual([6, 9]);

    await goTo(6, 'Amount');
    await page.keyboard.type('14.5');
    await page.keyboard.press('Enter');
    await page.keyboard.type('17.5');
    await page.keyboard.press('Enter');
    await goTo(6, 'Code');
    await page.keyboard.press('Enter');
    await page.keyboard.type('14');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Retry these 2 rows' }).click();
    await page.getByText('2 corrected rows were imported.').waitFor();
    await page.getByRole('link', { name: 'Back to the rows to fix' }).click();
    await page.getByText('Every row is in, 6 of them corrected.').waitFor();
    await page.getByText('Every row is fixed').waitFor();
    await look('corrected-all');
    expect((await rowsOf(table.qualifiedName)).slice(3)).toEqual([
      [10, 'ten', 10],
      [11, 'a', 7],
      [12, 'b', 7],
      [13, 'c', 7],
      [14, 'd', 14.5],
      [15, 'e', 5],
      [16, 'sixteen', 16],
      [17, 'f', 17.5],
    ]);
    expect(faults).toEqual([]);
  });

  test('P04 P40: rows whose key is there already update those instead, by one press, and the rest stays pending', {
    tags: ['long'],
  }, async () => {
    const table = await makeTable('Known stock');
    const job = await load('known.csv', 'Code,Name,Amount\n1,uno,1\n2,dos,22\n4,four,4\nx,who,5\n', table.id);
    await page.goto(`${stand.service.url}/jobs/${job.id}`);
    const causes = page.getByRole('list').filter({ hasText: 'a row with this key is in the table already' });
    await causes.getByRole('listitem').nth(1).waitFor();
    await look('causes');
    await causes.getByRole('button', { name: 'Show only these' }).first().click();
    await page.getByText('Showing 2 rows: Code: a row with this key is in the table already').waitFor();
    const grid = page.getByRole('grid', { name: /to fix$/ });
    await expect.poll(() => grid.getByRole('row').count()).toBe(3);
    await page.getByRole('button', { name: 'Show all rows' }).click();
    await expect.poll(() => grid.getByRole('row').count()).toBe(4);

    await page.getByRole('button', { name: 'Update these rows instead' }).click();
    const dialog = page.getByRole('dialog', { name: 'Update the rows that are there?' });
    await dialog.getByText('by “Code”').waitFor();
    await look('update-instead');
    await dialog.getByRole('button', { name: 'Keep them rejected' }).click();
    await page.getByRole('button', { name: 'Update these rows instead' }).click();
    // A queue that is too busy to accept the job in time is asked again by the page: one press suffices.
    const { pool } = stand.service;
    const holder = await pool.connect();
    try {
      await holder.query('BEGIN; LOCK TABLE sheetport_queue.job IN EXCLUSIVE MODE');
      const refused = page.waitForResponse((response) => response.status() === 503);
      await dialog.getByRole('button', { name: 'Update 2 rows' }).click();
      await refused;
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
    await page.getByText('2 corrected rows were imported.').waitFor();
    expect(Object.values(await figures())).toEqual([0, 2, 0]);
    expect(await rowsOf(table.qualifiedName)).toEqual([
      [1, 'uno', 1],
      [2, 'dos', 22],
      [3, 'three', 3.5],
      [4, 'four', 4],
    ]);
    await page.getByRole('link', { name: 'Back to the rows to fix' }).click();
    await page.getByText('1 imported, 2 corrected, 1 pending').first().waitFor();
    await expect.poll(() => grid.getByRole('row').count()).toBe(2);
    await expect.poll(() => page.getByRole('button', { name: 'Update these rows instead' }).count()).toBe(0);
    expect(faults).toEqual([]);
  });

  test('P04: a change goes into all rows alike, seen or not, and all that is left is tried with what is there updated', {
    tags: ['long'],
  }, async () => {
    const table = await makeTable('Long stock');
    const lines = Array.from({ length: 700 }, (_, n) => `${n + 1},n${n + 1},${n % 2 ? 'many' : 'lots'}`);
    const job = await load('long.csv', `Code,Name,Amount\n${lines.join('\n')}\n1,uno,9\n`, table.id);
    expect(job.counts).toMatchObject({ inserted: 0, rejected: 701 });
    await page.goto(`${stand.service.url}/jobs/${job.id}`);
    const grid = page.getByRole('grid', { name: /to fix$/ });
    await grid.waitFor();
    const heading = (await grid.getByRole('columnheader').allTextContents()).indexOf('Amount') - 1;
    await grid.getByRole('row').nth(1).getByRole('gridcell').nth(heading).click();
    await page.keyboard.type('5');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Apply to 699 more with the same reason' }).waitFor();
    await page.getByRole('button', { name: 'Apply to 349 more with the same value' }).click();
    await page.getByText('350 rows edited').waitFor();
    expect(await grid.getByRole('row').nth(3).getByRole('gridcell').nth(heading).innerText()).toBe('5');
    await page.getByRole('button', { name: 'Undo edit' }).click();
    await page.getByText('1 row edited').waitFor();
    await grid.getByRole('row').nth(1).getByRole('gridcell').nth(heading).click();
    await page.keyboard.type('6');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Apply to 699 more with the same reason' }).click();
    await page.getByText('700 rows edited').waitFor();
    await look('alike-all');
    // Kept over a reload, with what was changed unseen.
    await page.reload();
    await page.getByText('700 rows edited').waitFor();
    await page.getByText('Update instead').click();
    await page.getByRole('button', { name: 'Retry all 701 rows' }).click();
    await page.getByText('700 of 701 corrected rows were imported. The others are still rejected.').waitFor();
    expect(Object.values(await figures())).toEqual([697, 3, 1]);
    expect((await rowsOf(table.qualifiedName)).slice(0, 3)).toEqual([
      [1, 'n1', 6],
      [2, 'n2', 6],
      [3, 'n3', 6],
    ]);
    expect((await stand.service.api.job(job.id)).pendingRejects).toBe(1);
    expect(faults).toEqual([]);
  });

  test('P04: rejects.xlsx, corrected in Excel and given to the page, continues the import it came from', {
    tags: ['long'],
  }, async () => {
    const table = await makeTable('Posted stock');
    const job = await load('november.csv', 'Code,Name,Amount\n20,a,2\ny,b,3\n22,c,tons\n', table.id);
    await page.goto(`${stand.service.url}/jobs/${job.id}`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download rejects.xlsx' }).click(),
    ]);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load((await readFile((await download.path())!)) as never);
    const sheet = book.worksheets[0]!;
    const columnOf = (heading: string) => (sheet.getRow(1).values as unknown[]).indexOf(heading);
    sheet.getRow(2).getCell(columnOf('Code')).value = 21;
    sheet.getRow(3).getCell(columnOf('Amount')).value = 2000;
    await page.getByTestId('file-input').setInputFiles({
      name: download.suggestedFilename(),
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: Buffer.from(await book.xlsx.writeBuffer()),
    });
    await page.getByRole('heading', { name: 'This file contains corrected rows' }).waitFor();
    await page.getByRole('button', { name: 'Continue with 2 rows of november.csv' }).waitFor();
    await look('continue');
    await page.getByRole('button', { name: 'Continue with 2 rows of november.csv' }).click();
    await page.getByText('2 corrected rows were imported.').waitFor();
    expect(await rowsOf(table.qualifiedName)).toEqual([
      [1, 'one', 1.5],
      [2, 'two', 2.5],
      [3, 'three', 3.5],
      [20, 'a', 2],
      [21, 'b', 3],
      [22, 'c', 2000],
    ]);
    expect((await stand.service.api.rejects(job.id)).rows).toEqual([]);
    expect(faults).toEqual([]);
  });

  const DECEMBER = 'Code,Name,Amount\n1,uno,1.5\n2,dos,2.5\n4,four,4\n5,five,5\n';

  test('P40: an import is undone by its dialog, and the table is as it was', { tags: ['long'] }, async () => {
    const table = await makeTable('Whole stock');
    const before = await rowsOf(table.qualifiedName);
    const job = await load('december.csv', DECEMBER, table.id, 'upsert');
    await page.goto(`${stand.service.url}/jobs/${job.id}`);
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Undo this import?' });
    await dialog.getByText('2 rows that it added are removed.').waitFor();
    await dialog.getByText('2 rows that it changed get their earlier values back.').waitFor();
    await look('take-back');
    // A hasty Enter leaves it, for that button has the focus.
    await expect
      .poll(() =>
        dialog.getByRole('button', { name: 'Keep the import' }).evaluate((node) => node === document.activeElement),
      )
      .toBe(true);
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    expect((await stand.service.api.job(job.id)).undoneByJobId).toBeNull();

    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await dialog.getByRole('button', { name: 'Undo import' }).click();
    await page.getByText('The import was undone.').waitFor();
    expect(await figures()).toEqual({ Removed: 2, Restored: 2, 'Left as they are': 0 });
    expect(await rowsOf(table.qualifiedName)).toEqual(before);
    await page.getByRole('link', { name: 'See the import' }).first().click();
    await page.getByText('This import was undone').waitFor();
    expect(await page.getByRole('button', { name: 'Undo', exact: true }).count()).toBe(0);
    await look('taken-back');
    expect(faults).toEqual([]);
  });

  test('P40: rows that somebody changed since are kept when an import is undone, and listed', {
    tags: ['long'],
  }, async () => {
    const table = await makeTable('Shared stock');
    const job = await load('december.csv', DECEMBER, table.id, 'upsert');
    await stand.service.pool.query(`UPDATE ${table.qualifiedName} SET amount = 99 WHERE code IN (2, 5)`);
    await page.goto(`${stand.service.url}/jobs/${job.id}`);
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Undo import' }).click();
    await page.getByText('The import was undone, except for 2 rows that were changed since.').waitFor();
    expect(await figures()).toEqual({ Removed: 1, Restored: 1, 'Left as they are': 2 });
    const kept = page.getByRole('list', { name: 'Changed since, so left as they are' });
    await expect
      .poll(async () => (await kept.getByRole('listitem').allInnerTexts()).sort())
      .toEqual(['Code: 2', 'Code: 5']);
    await look('kept');
    expect(await rowsOf(table.qualifiedName)).toEqual([
      [1, 'one', 1.5],
      [2, 'dos', 99],
      [3, 'three', 3.5],
      [5, 'five', 99],
    ]);
    expect(faults).toEqual([]);
  });
});
