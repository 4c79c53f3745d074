// @module-tag long
import type { Table } from '@sheetport/contract';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { takePicture } from '../support/browser.ts';
import { useStand } from '../support/stack.ts';

const SOON = { timeout: 90_000 };

describe('an hour of work in a table', () => {
  const stand = useStand();
  let table: Table;
  beforeAll(async () => {
    const { api, pool } = stand.service;
    table = await api.ask('POST', '/api/tables', {
      name: 'Customers',
      columns: [
        { label: 'No', type: 'integer' },
        { label: 'Name', type: 'text' },
        { label: 'City', type: 'text' },
        { label: 'Amount', type: 'decimal' },
      ],
      key: ['No'],
    });
    await pool.query(
      `INSERT INTO ${table.qualifiedName}
       SELECT n, 'Customer ' || n % 40 || CASE WHEN n % 2 = 0 THEN ' Ltd.' ELSE '' END, (ARRAY['Huế', 'Hà Nội', 'Đà Nẵng'])[n % 3 + 1], n / 4.0
         FROM generate_series(1, 60) n`,
    );
  });

  const openTable = async () => {
    const opened = await stand.open({ viewport: { width: 1280, height: 800 } });
    await opened.page.goto(`${stand.service.url}/tables/${table.id}`);
    await opened.page.getByRole('gridcell', { name: 'Customer 1', exact: true }).first().waitFor();
    return opened;
  };
  const more = async (page: Page, item: string) => {
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  const first = (sql: string) => stand.service.pool.query(sql).then(({ rows }) => rows[0]);

  test('a filter of groups is saved as a view, opened by its link, changed, and deleted', async () => {
    const { context, page, faults } = await openTable();
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByRole('combobox', { name: 'Column' }).selectOption({ label: 'Amount' });
    await page.getByRole('combobox', { name: 'Comparison' }).selectOption({ label: 'at least' });
    await page.getByRole('textbox', { name: 'Value' }).fill('10');
    await page.getByRole('button', { name: 'Add a group' }).click();
    const group = page.getByRole('group', { name: 'Group of conditions' }).nth(1);
    await group.getByRole('combobox', { name: 'Column' }).selectOption({ label: 'City' });
    await group.getByRole('textbox', { name: 'Value' }).fill('Huế');
    await group.getByRole('button', { name: 'Add a condition' }).click();
    await group.getByRole('combobox', { name: 'Column' }).nth(1).selectOption({ label: 'City' });
    await group.getByRole('textbox', { name: 'Value' }).nth(1).fill('Hà Nội');
    await page.getByRole('button', { name: 'Apply' }).click();
    // 40 to 60, less those of Đà Nẵng.
    await page.getByText('14 rows of 60 match').waitFor();
    await takePicture(page, 'table-filter-groups');

    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Save as a new view' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('North and centre');
    await page.getByRole('button', { name: 'Save a view' }).click();
    await page.getByRole('button', { name: 'North and centre' }).waitFor();
    const { id } = (await stand.service.api.ask('GET', `/api/views?tableId=${table.id}`)).views[0];
    await page.goto(`${stand.service.url}/tables/${table.id}?view=${id}`);
    await page.getByText('14 rows of 60 match').waitFor();
    await page.getByRole('button', { name: 'Sort by Amount' }).click();
    await page.getByRole('button', { name: 'North and centre *' }).click();
    await takePicture(page, 'table-views-menu');
    await page.getByRole('menuitem', { name: 'Save changes of “North and centre”' }).click();
    await expect
      .poll(async () => (await stand.service.api.ask('GET', `/api/views/${id}`)).definition.sort, SOON)
      .toMatchObject([{ column: 'amount' }]);
    await page.getByRole('button', { name: 'North and centre' }).click();
    await page.getByRole('menuitem', { name: 'Delete “North and centre”' }).click();
    await page.getByRole('button', { name: 'Views' }).waitFor();
    expect((await stand.service.api.ask('GET', `/api/views?tableId=${table.id}`)).views).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('a column is profiled, a text replaced after a preview, rows that are alike are merged', async () => {
    const { context, page, faults } = await openTable();
    await page.getByRole('columnheader', { name: /City/ }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Profile…' }).click();
    const profile = page.getByRole('dialog', { name: 'Profile of City' });
    await profile.getByText('Đà Nẵng').first().waitFor();
    await takePicture(page, 'table-profile');
    await page.keyboard.press('Escape');
    await profile.waitFor({ state: 'detached' });

    await more(page, 'Find and replace');
    const replace = page.getByRole('dialog', { name: 'Find and replace' });
    await replace.getByRole('textbox', { name: 'Find' }).fill('Ltd.');
    await replace.getByRole('textbox', { name: 'Replace with' }).fill('Limited');
    await replace.getByRole('button', { name: 'Preview' }).click();
    await replace.getByText('30 cells would change').waitFor();
    await takePicture(page, 'table-replace');
    expect(await first(`SELECT count(*)::int AS n FROM ${table.qualifiedName} WHERE name LIKE '%Ltd.'`)).toEqual({
      n: 30,
    });
    await replace.getByRole('button', { name: 'Change 30 cells' }).click();
    await page.waitForURL(/\/jobs\//);
    await expect
      .poll(() => first(`SELECT count(*)::int AS n FROM ${table.qualifiedName} WHERE name LIKE '%Limited'`), SOON)
      .toEqual({ n: 30 });

    await page.goto(`${stand.service.url}/tables/${table.id}`);
    await page.getByRole('gridcell', { name: 'Customer 1', exact: true }).first().waitFor();
    await more(page, 'Find duplicates');
    const duplicates = page.getByRole('dialog', { name: 'Find duplicates' });
    await duplicates.getByLabel('Columns to compare').first().click();
    await page.getByRole('option', { name: 'Name' }).click();
    await page.keyboard.press('Escape');
    await duplicates.getByRole('button', { name: 'Find', exact: true }).click();
    await duplicates.getByText('20 groups of duplicates').waitFor();
    await takePicture(page, 'table-duplicates');
    await duplicates.getByRole('button', { name: 'Merge all 20 groups' }).click();
    await page.waitForURL(/\/jobs\//);
    await expect.poll(() => first(`SELECT count(*)::int AS n FROM ${table.qualifiedName}`), SOON).toEqual({ n: 40 });
    expect(faults).toEqual([]);
    await context.close();
  });

  test('the menu of the selected rows duplicates one and deletes some', async () => {
    const { context, page, faults } = await openTable();
    const before = (await first(`SELECT count(*)::int AS n FROM ${table.qualifiedName}`)).n;
    const cell = page.getByRole('gridcell', { name: 'Customer 1', exact: true }).first();
    await cell.click({ button: 'right' });
    await page.getByRole('menu', { name: 'What to do with the selected rows' }).waitFor();
    await takePicture(page, 'table-row-menu');
    await page.getByRole('menuitem', { name: 'Duplicate the row' }).click();
    await page.getByText('New row, not saved yet').waitFor();
    await page.getByRole('button', { name: 'Drop it' }).click();
    await page.getByRole('grid').focus();
    await page.keyboard.press('Control+Home');
    await cell.click();
    await page.keyboard.press('Shift+ArrowDown');
    await cell.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Delete 2 rows' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete 2 rows' }).click();
    await expect
      .poll(() => first(`SELECT count(*)::int AS n FROM ${table.qualifiedName}`), SOON)
      .toEqual({ n: before - 2 });
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect
      .poll(() => first(`SELECT count(*)::int AS n FROM ${table.qualifiedName}`), SOON)
      .toEqual({ n: before });
    await page.getByRole('button', { name: 'Redo' }).click();
    await expect
      .poll(() => first(`SELECT count(*)::int AS n FROM ${table.qualifiedName}`), SOON)
      .toEqual({ n: before - 2 });
    await takePicture(page, 'table-undo-redo');
    expect(faults).toEqual([]);
    await context.close();
  });

  test('P37: an export whose file is gone is made again on its page; a template is made and downloaded', async () => {
    const { context, page, faults } = await stand.open({ viewport: { width: 1280, height: 800 } });
    const { api, pool, url } = stand.service;
    const job = await api.ended((await api.export({ tableId: table.id, format: 'csv' })).id);
    await pool.query(`UPDATE sheetport.job SET finished_at = now() - interval '400 days' WHERE id = $1`, [job.id]);
    await expect.poll(async () => (await api.job(job.id)).result?.gone, SOON).toBe(true);
    await page.goto(`${url}/jobs/${job.id}`);
    await page.getByRole('button', { name: 'Make it again' }).waitFor();
    await takePicture(page, 'export-expired');
    const [again] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Make it again' }).click(),
    ]);
    expect(again.suggestedFilename()).toMatch(/^Customers .*\.csv$/);

    await page.goto(`${url}/tables/${table.id}/columns`);
    const button = page.getByRole('button', { name: 'Download a template' });
    const [template] = await Promise.all([page.waitForEvent('download'), button.click()]);
    expect(template.suggestedFilename()).toBe('Customers template.xlsx');
    await button.waitFor();
    await takePicture(page, 'columns-template');
    expect(faults).toEqual([]);
    await context.close();
  });
});
