/** @module-tag long */
import { readFile } from 'node:fs/promises';
import type { Table } from '@sheetport/contract';
import ExcelJS from 'exceljs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { dropFile, takePicture } from '../support/browser.ts';
import {
  CONTACTS,
  FAULTS,
  faultRow,
  headingInSheet,
  makeMessyContacts,
  OUTSIDERS,
  oldContacts,
  rightRows,
} from '../support/messy-contacts.ts';
import { useStand } from '../support/stack.ts';
import { makeWorkbook } from '../support/workbooks.ts';

const stand = useStand();

const REJECTED = FAULTS.flatMap(({ rejected }, at) => (rejected ? [{ row: faultRow(at), ...rejected }] : []));
/** Rows corrected in the grid; the others come back in the workbook. */
const IN_GRID = 6;
const WIDE = { width: 1280, height: 900 };

/** A picture in the light, and one in the dark on a phone, where nothing may be wider than the screen. */
async function look(page: Page, name: string): Promise<void> {
  await takePicture(page, `messy-${name}`);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth), name).toBeLessThanOrEqual(390);
  await takePicture(page, `messy-${name}-phone`);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(WIDE);
}

test('P40: a workbook with forty faults is dropped, dry-run, imported, corrected in the grid and in Excel, and undone', async () => {
  const { api, pool } = stand.service;
  const table: Table = await api.ask('POST', '/api/tables', { name: 'Contacts', ...CONTACTS });
  const old = await api.upload(await makeWorkbook(oldContacts()), 'old.xlsx');
  await api.inspected(old.id);
  await api.ended((await api.import({ fileId: old.id, table: { id: table.id } })).id);
  // Nothing may be known of how such a file went in before.
  for (const { id } of (await api.ask('GET', '/api/mappings')).mappings) await api.ask('DELETE', `/api/mappings/${id}`);
  const checksum = async (): Promise<string> =>
    (await pool.query(`SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) AS sum FROM ${table.qualifiedName} t`))
      .rows[0].sum;
  const nameOf = (label: string) => table.columns.find((column) => column.label === label)!.name;
  const before = await checksum();

  const { page, faults } = await stand.open({ viewport: WIDE });
  page.setDefaultTimeout(15_000);
  await dropFile(page, 'Contacts.xlsx', await makeMessyContacts());
  await page.waitForURL(/\/import\//);

  // The table is found by its columns, and what becomes of contacts that are in it is said in words.
  await page.getByText('These are the columns of “Contacts” (12 of 12), so the rows go into that table.').waitFor();
  await expect.poll(() => page.getByRole('radio', { name: /^Add new rows, update the others/ }).isChecked()).toBe(true);
  await page.getByText('A row whose E-mail is in the table already is changed; the others are added.').waitFor();
  await page.getByRole('button', { name: 'Create a new table instead' }).click();
  await page.getByRole('button', { name: 'Import into Contacts' }).click();
  await look(page, 'choose');
  const outsiders = 1 + 1 + OUTSIDERS.notes.length;
  await page.getByText(`${outsiders} rows do not look like data`).waitFor();
  await page.getByRole('button', { name: 'Reject these rows instead' }).click();
  await page.getByRole('button', { name: 'Replace 2 values' }).click();
  await page.getByRole('button', { name: 'Dry run' }).click();

  await page.getByText('Nothing was changed. This is what the import would do.').waitFor();
  const groups = page.getByRole('region', { name: 'Reasons for rejection' });
  await groups.getByRole('listitem').first().waitFor();
  const reasons = (await groups.innerText()).replace(/\s+/g, ' ');
  for (const { row } of REJECTED) expect(reasons).toMatch(new RegExp(`\\b${row}\\b`));
  await look(page, 'dry-run');
  expect(await checksum()).toBe(before);

  // Back to the choices and forward again: nothing that was said is lost.
  await page.getByRole('link', { name: 'Change the columns' }).click();
  await page.getByText(`${outsiders} rows do not look like data`).waitFor();
  await page.getByText('2 values are replaced').waitFor();
  await page.goBack();
  await page.getByRole('button', { name: 'Import now' }).click();
  await page.getByText(`${REJECTED.length} rows were rejected. The rest is in the table.`).waitFor();
  const first = new URL(page.url()).pathname.split('/')[2]!;
  await look(page, 'imported');

  await page.getByRole('button', { name: `Fix ${REJECTED.length} rows` }).click();
  const grid = page.getByRole('grid', { name: /to fix$/ });
  async function cellOf(row: number, heading: string) {
    const down = (await grid.getByRole('rowheader').allTextContents()).indexOf(String(row));
    const right = (await grid.getByRole('columnheader').allTextContents()).indexOf(heading) - 1;
    return grid
      .getByRole('row')
      .nth(down + 1)
      .getByRole('gridcell')
      .nth(right);
  }
  async function type(row: number, heading: string, text: string): Promise<void> {
    await (await cellOf(row, heading)).click();
    if (text === '') return page.keyboard.press('Delete');
    await page.keyboard.press('F2');
    await page.keyboard.press('Control+a');
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  }
  const inGrid = REJECTED.slice(0, IN_GRID);
  const [sample, ...others] = inGrid.filter(({ code }) => code === 'error_cell');
  const mendOf = ({ mend }: (typeof REJECTED)[number]) => String(Object.values(mend)[0] ?? '');
  await type(sample!.row, headingInSheet(sample!.column), mendOf(sample!));
  await page.getByRole('button', { name: 'Apply to 1 more with the same reason' }).click();
  await page.getByText('2 rows edited').waitFor();
  const other = await cellOf(others[0]!.row, headingInSheet(sample!.column));
  await expect.poll(() => other.innerText()).toBe(mendOf(sample!));
  for (const one of inGrid.filter((one) => one !== sample))
    await type(one.row, headingInSheet(one.column), mendOf(one));
  await page.getByText(`${IN_GRID} rows edited`).waitFor();
  await look(page, 'corrections');
  await page.getByRole('button', { name: `Retry these ${IN_GRID} rows` }).click();
  await page.getByText(`${IN_GRID} corrected rows were imported.`).waitFor();
  await look(page, 'continued');
  await page.getByRole('link', { name: 'Back to the rows to fix' }).click();
  const left = REJECTED.slice(IN_GRID);
  const inside = FAULTS.length + 1 - REJECTED.length;
  await page.getByText(`${inside} imported, ${IN_GRID} corrected, ${left.length} pending`).first().waitFor();

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download rejects.xlsx' }).click(),
  ]);
  const book = new ExcelJS.Workbook();
  await book.xlsx.load((await readFile((await download.path())!)) as never);
  const sheet = book.worksheets[0]!;
  const headings = (sheet.getRow(1).values as unknown[]).map(String);
  left.forEach((one, at) => {
    for (const [label, value] of Object.entries(one.mend))
      sheet.getRow(at + 2).getCell(headings.indexOf(headingInSheet(label))).value = value as ExcelJS.CellValue;
  });
  await dropFile(page, download.suggestedFilename(), new Uint8Array(await book.xlsx.writeBuffer()));
  await page.getByRole('button', { name: `Continue with ${left.length} rows of Contacts.xlsx` }).click();
  await page.getByText(`${left.length} corrected rows were imported.`).waitFor();
  await page.getByRole('link', { name: 'Back to the rows to fix' }).click();
  await page.getByText(`Every row is in, ${REJECTED.length} of them corrected.`).waitFor();

  const key = nameOf('E-mail');
  const byKey = (one: Record<string, unknown>, two: Record<string, unknown>) =>
    String(one[key]) < String(two[key]) ? -1 : 1;
  expect((await api.allRows(table.id)).sort(byKey)).toEqual(rightRows(nameOf).sort(byKey));

  // Undone from where a person looks: the history, the first import, and what followed with it.
  await page.getByRole('link', { name: 'History' }).first().click();
  await page
    .getByRole('link', { name: /^Corrected rows of Contacts\.xlsx/ })
    .nth(1)
    .waitFor();
  await look(page, 'history');
  await page.locator(`a[href$="/jobs/${first}"]`).first().click();
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Undo this import?' });
  expect(
    await dialog.getByRole('checkbox', { name: 'Also undo the 2 imports of corrected rows that followed' }).isChecked(),
  ).toBe(true);
  await look(page, 'take-back');
  await dialog.getByRole('button', { name: 'Undo import' }).click();
  await page.getByText('The import was undone.').waitFor();
  await expect.poll(checksum).toBe(before);
  await page.getByRole('link', { name: 'History' }).first().click();
  await page
    .getByRole('link', { name: /^Corrected rows of Contacts\.xlsx, then undone/ })
    .nth(1)
    .waitFor();
  expect(faults).toEqual([]);
});
