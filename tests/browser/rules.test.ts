/** @module-tag long */
import { describe, expect, test } from 'vitest';
import { takePicture } from '../support/browser.ts';
import { useStand } from '../support/stack.ts';

describe('rules in the browser', () => {
  const stand = useStand();

  test('a rule is written, counted against existing rows, saved, and kept by the next import', async () => {
    const { api, pool } = stand.service;
    const table = await api.ask('POST', '/api/tables', {
      name: 'Paint',
      columns: [
        { label: 'Code', type: 'text' },
        { label: 'Colour', type: 'text', rules: [{ kind: 'length', max: 20, severity: 'warning' }] },
      ],
      key: ['Code'],
    });
    await pool.query(`INSERT INTO ${table.qualifiedName} VALUES ('a', 'Red'), ('b', 'Grey')`);
    const { context, page, faults } = await stand.open({ viewport: { width: 1280, height: 800 } });
    await page.getByText('Drop workbooks here').waitFor();
    await page.goto(`${stand.service.url}/tables/${table.id}`);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Columns and rules' }).click();
    await page.getByRole('heading', { name: 'Columns and rules' }).waitFor();

    const line = page.getByRole('button', { name: 'Edit Colour' });
    await line.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Add a rule' }).click();
    await page.getByRole('menuitem', { name: 'One of a list' }).click();
    await dialog.getByLabel('Allowed values, one a line').fill('Red\nGreen');
    await dialog.getByText('1 existing row violates it (such as “Grey”)').waitFor();
    await takePicture(page, 'rule-editor');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.getByText('one of 2').waitFor();
    await takePicture(page, 'columns');
    expect((await api.table(table.id)).columns[1]!.rules.map(({ kind, severity }) => [kind, severity])).toEqual([
      ['length', 'warning'],
      ['list', 'error'],
    ]);

    const file = await api.upload('Code,Colour\nc,Green\nd,Blue\n', 'paint.csv');
    const done = await api.ended((await api.import({ fileId: file.id, table: { id: table.id } })).id);
    expect(done.counts).toMatchObject({ inserted: 1, rejected: 1 });
    await page.goto(`${stand.service.url}/jobs/${done.id}`);
    await page
      .getByText(/must be one of: Red, Green/)
      .first()
      .waitFor();

    // On a phone, in the dark and in Vietnamese, nothing is wider than the screen.
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.evaluate(() => localStorage.setItem('sheetport-language', 'vi'));
    await page.goto(`${stand.service.url}/tables/${table.id}/columns`);
    await page.getByRole('heading', { name: 'Cột và quy tắc' }).waitFor();
    await takePicture(page, 'columns-phone');
    await page.getByRole('button', { name: 'Sửa Colour' }).click();
    await page.getByLabel('Các giá trị được phép, mỗi dòng một giá trị').waitFor();
    await takePicture(page, 'rule-editor-phone');
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(faults).toEqual([]);
    await context.close();
  });
});
