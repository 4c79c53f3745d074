import type { Table } from '@sheetport/contract';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { takePicture } from '../support/browser.ts';
import { useStand } from '../support/stack.ts';

const ROWS = 200_000;
/** An edit is a job: on a busy machine it waits for a worker. */
const SOON = { timeout: 90_000 };

describe('a table of many rows in the browser', () => {
  const stand = useStand();
  let table: Table;
  beforeAll(async () => {
    const { api, pool } = stand.service;
    table = await api.ask('POST', '/api/tables', {
      name: 'Sales',
      columns: [
        { label: 'No', type: 'integer' },
        { label: 'Code', type: 'text' },
        { label: 'City', type: 'text' },
        { label: 'Amount', type: 'decimal' },
        { label: 'Day', type: 'date' },
      ],
      key: ['No'],
    });
    await pool.query(
      `INSERT INTO ${table.qualifiedName}
       SELECT n, 'C' || n, CASE WHEN n % 10 = 0 THEN NULL ELSE 'City ' || n % 7 END, n / 4.0, date '2020-01-01' + n % 1000
         FROM generate_series(1, ${ROWS}) n`,
    );
    await pool.query(`CREATE INDEX ON ${table.qualifiedName} (code, no)`);
  });

  const openTable = async (options: object = {}) => {
    const opened = await stand.open({
      viewport: { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
      ...options,
    });
    await opened.page.goto(`${stand.service.url}/tables/${table.id}`);
    await cellIn(opened.page, 1, 2, 'C1').waitFor();
    await opened.page
      .getByText(/200[.,]000 (rows|dòng)/)
      .first()
      .waitFor();
    return opened;
  };
  /** A cell by its row, from 1, and its column, from 1; with its text, where it has one to wait for. */
  const cellIn = (page: Page, row: number, column: number, text?: string) => {
    const cell = page.locator(
      `[role="row"][aria-rowindex="${row + 1}"] [role="gridcell"][aria-colindex="${column + 1}"]`,
    );
    return text === undefined ? cell : cell.filter({ hasText: new RegExp(`^${text}$`) });
  };
  const active = (page: Page) =>
    page.evaluate(() => {
      const grid = document.querySelector('[role="grid"]');
      const cell = document.getElementById(grid?.getAttribute('aria-activedescendant') ?? '');
      return (
        cell &&
        `${Number(cell.closest('[role="row"]')?.getAttribute('aria-rowindex')) - 1}:${Number(cell.getAttribute('aria-colindex')) - 1}`
      );
    });

  test('the keyboard goes to any place: the last row, the first, pages, and a range that is copied', {
    tags: ['long'],
  }, async () => {
    const { context, page, faults } = await openTable();
    await cellIn(page, 1, 2).click();
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe(String(ROWS + 1));
    await page.keyboard.press('Control+End');
    await cellIn(page, ROWS, 2, `C${ROWS}`).waitFor();
    expect(await active(page)).toBe(`${ROWS}:5`);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('PageUp');
    expect(await active(page)).toMatch(/^1999\d\d:2$/);
    await page.keyboard.press('Control+Home');
    await cellIn(page, 1, 2, 'C1').waitFor();
    expect(await active(page)).toBe('1:1');

    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await page.getByText('3 × 3 cells selected').first().waitFor();
    await page.keyboard.press('Control+c');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      'C1\tCity 1\t0.25\r\nC2\tCity 2\t0.5\r\nC3\tCity 3\t0.75',
    );
    await page.keyboard.press('Control+a');
    await page.getByText('200,000 × 5 cells selected').first().waitFor();
    await page.keyboard.press('Escape');
    expect(await active(page)).toBeNull();
    expect(faults).toEqual([]);
    await context.close();
  });

  test('the scroll bar stands for all rows; the wheel goes on from there', { tags: ['long'] }, async () => {
    const { context, page, faults } = await openTable();
    const scroll = (share: number) =>
      page.getByRole('grid').evaluate((grid, share) => {
        grid.scrollTop = (grid.scrollHeight - grid.clientHeight) * share;
      }, share);
    await scroll(0.5);
    await cellIn(page, 100_000, 2, 'C100000').waitFor();
    for (let step = 1; step <= 20; step += 1) await scroll(0.5 + step / 50);
    await scroll(1);
    await cellIn(page, ROWS, 2, `C${ROWS}`).waitFor();
    await page.getByRole('grid').hover();
    await page.mouse.wheel(0, -340);
    await expect.poll(() => cellIn(page, ROWS - 20, 2, `C${ROWS - 20}`).count(), SOON).toBe(1);
    await takePicture(page, 'table-end');
    expect(faults).toEqual([]);
    await context.close();
  });

  test('headings sort; columns are resized, moved, pinned and hidden, and the address keeps it', {
    tags: ['long'],
  }, async () => {
    const { context, page, faults } = await openTable();
    await page.getByRole('button', { name: 'Sort by Code' }).click();
    await cellIn(page, 2, 2, 'C10').waitFor();
    await page.getByRole('button', { name: /^Sort by Code/ }).click();
    await cellIn(page, 1, 2, 'C99999').waitFor();
    await cellIn(page, 1, 2).click();
    await page.keyboard.press('Control+End');
    await cellIn(page, ROWS, 2, 'C1').waitFor();

    const heading = page.getByRole('columnheader', { name: /City/ });
    const before = (await heading.boundingBox())!;
    await page.mouse.move(before.x + before.width, before.y + 10);
    await page.mouse.down();
    await page.mouse.move(before.x + before.width + 60, before.y + 10, { steps: 4 });
    await page.mouse.up();
    expect((await heading.boundingBox())!.width).toBeCloseTo(before.width + 60, 0);
    await page.mouse.dblclick(before.x + before.width + 60, before.y + 10);
    expect((await heading.boundingBox())!.width).toBeCloseTo(before.width, 0);

    // By keyboard: the menu of the column of the chosen cell.
    await page.keyboard.press('Control+Home');
    await page.getByRole('grid').focus();
    await page.keyboard.press('Alt+ArrowDown');
    await page.getByRole('menuitem', { name: 'Pin up to here' }).click();
    await page.getByRole('columnheader', { name: /Amount/ }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Move left' }).click();
    await expect
      .poll(() => page.getByRole('columnheader').allInnerTexts(), SOON)
      .toEqual(['Row', 'No', 'Code', 'Amount', 'City', 'Day']);
    await page.getByRole('button', { name: 'Columns', exact: true }).click();
    await page.getByRole('checkbox', { name: 'City' }).uncheck();
    await page.keyboard.press('Escape');
    const shown = ['Row', 'No', 'Code', 'Amount', 'Day'];
    await expect.poll(() => page.getByRole('columnheader').allInnerTexts(), SOON).toEqual(shown);
    await expect.poll(() => page.url(), SOON).toContain('hidden');
    await page.reload();
    await cellIn(page, 1, 2, 'C99999').waitFor();
    expect(await page.getByRole('columnheader').allInnerTexts()).toEqual(shown);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('a cell is edited, a range pasted, rows are added and deleted, and undone, by keyboard', async () => {
    const { pool } = stand.service;
    const { context, page, faults } = await openTable();
    const valueIn = async (no: number, column: string) =>
      (await pool.query(`SELECT ${column}::text AS value FROM ${table.qualifiedName} WHERE no = $1`, [no])).rows[0]
        ?.value;
    await cellIn(page, 2, 2).click();
    await page.keyboard.press('F2');
    await page.getByRole('textbox', { name: 'Code' }).fill('Changed');
    await page.keyboard.press('Enter');
    await expect.poll(() => active(page), SOON).toBe('3:2');
    await page.keyboard.type('Typed');
    await page.keyboard.press('Tab');
    await cellIn(page, 2, 2, 'Changed').waitFor();
    await expect.poll(() => valueIn(2, 'code'), SOON).toBe('Changed');
    await expect.poll(() => valueIn(3, 'code'), SOON).toBe('Typed');
    await expect.poll(() => page.getByText('Saving…').count(), SOON).toBe(0);
    await page.keyboard.press('Control+z');
    await expect.poll(() => valueIn(3, 'code'), SOON).toBe('C3');
    await cellIn(page, 3, 2, 'C3').waitFor();
    await page.getByRole('button', { name: 'Redo' }).waitFor();
    await page.keyboard.press('Control+y');
    await expect.poll(() => valueIn(3, 'code'), SOON).toBe('Typed');
    await cellIn(page, 3, 2, 'Typed').waitFor();
    await expect.poll(() => page.getByText('Saving…').count(), SOON).toBe(0);
    await page.keyboard.press('Control+z');
    await expect.poll(() => valueIn(3, 'code'), SOON).toBe('C3');

    // A value that is none of the column stays where it was typed, with the reason.
    await cellIn(page, 4, 4).click();
    await page.keyboard.type('ten');
    await page.keyboard.press('Enter');
    await page.locator('[role="gridcell"][aria-invalid="true"]').waitFor();
    await page.getByText('1 cell was not saved').waitFor();
    await takePicture(page, 'table-edit-failed');
    await page.getByRole('button', { name: 'Discard mine' }).click();
    await cellIn(page, 4, 4, '1').waitFor();

    // Below the last row a paste adds rows.
    await cellIn(page, 4, 1).click();
    await page.keyboard.press('Control+End');
    await cellIn(page, ROWS, 2, `C${ROWS}`).waitFor();
    await page.keyboard.press('Home');
    await page.evaluate(
      (text) => navigator.clipboard.writeText(text),
      `${ROWS}\tPasted\tHuế\t1.5\t2024-02-29\r\n${ROWS + 1}\tNew\tHuế\t2.5\t2024-03-01\r\n`,
    );
    await page.keyboard.press('Control+v');
    await expect.poll(() => valueIn(ROWS + 1, 'code'), SOON).toBe('New');
    expect([await valueIn(ROWS, 'code'), await valueIn(ROWS, 'day')]).toEqual(['Pasted', '2024-02-29']);
    await page.getByText('200,001 rows').first().waitFor();

    await page.getByRole('button', { name: 'Add a row' }).click();
    await expect.poll(() => active(page), SOON).toBe(`${ROWS + 2}:1`);
    await page.keyboard.type(String(ROWS + 2));
    await page.keyboard.press('Tab');
    await page.keyboard.type('Added');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Save the row' }).click();
    await expect.poll(() => valueIn(ROWS + 2, 'code'), SOON).toBe('Added');

    await cellIn(page, ROWS + 1, 2, 'New').click();
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByRole('button', { name: 'Delete 2 rows' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete 2 rows' }).click();
    await expect.poll(() => valueIn(ROWS + 1, 'code'), SOON).toBeUndefined();
    await page
      .getByText(/^200,000 rows$/)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect.poll(() => valueIn(ROWS + 2, 'code'), SOON).toBe('Added');
    await pool.query(`DELETE FROM ${table.qualifiedName} WHERE no > ${ROWS}`);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('a row that somebody else changed shows theirs and mine, and is written over only when told to', {
    tags: ['long'],
  }, async () => {
    const { pool } = stand.service;
    const { context, page, faults } = await openTable();
    await cellIn(page, 7, 3).click();
    await pool.query(`UPDATE ${table.qualifiedName} SET city = 'Theirs' WHERE no = 7`);
    await page.keyboard.type('Mine');
    await page.keyboard.press('Enter');
    await page.getByText('somebody else changed the row').first().waitFor();
    await cellIn(page, 7, 3).click();
    await page.getByText('in the table now: Theirs').waitFor();
    await takePicture(page, 'table-conflict');
    await page.getByRole('button', { name: 'Use mine' }).click();
    await expect
      .poll(async () => (await pool.query(`SELECT city FROM ${table.qualifiedName} WHERE no = 7`)).rows[0].city, SOON)
      .toBe('Mine');
    await expect.poll(() => page.locator('[role="gridcell"][aria-invalid="true"]').count(), SOON).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('on a phone, in the dark and in Vietnamese, it is read by finger', { tags: ['long'] }, async () => {
    const { context, page, faults } = await openTable({
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
      hasTouch: true,
      locale: 'vi',
    });
    await cellIn(page, 3, 2).tap();
    expect(await active(page)).toBe('3:2');
    await takePicture(page, 'table-phone');
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(faults).toEqual([]);
    await context.close();
  });
});
