// @module-tag long
import ExcelJS from 'exceljs';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { takePicture } from '../support/browser.ts';
import { useStand } from '../support/stack.ts';

describe('a workbook of one’s own in the export dialog', () => {
  const stand = useStand();
  let tableId: string;
  beforeAll(async () => {
    const table = await stand.service.api.ask('POST', '/api/tables', {
      name: 'Orders',
      columns: [
        { label: 'Item', type: 'text' },
        { label: 'Amount', type: 'decimal' },
      ],
    });
    tableId = table.id;
    await stand.service.pool.query(`INSERT INTO ${table.qualifiedName} VALUES ('Tea', 2.5), ('Coffee', 3)`);
    const columns = [{ label: 'Name', type: 'text' }];
    const others = await stand.service.api.ask('POST', '/api/tables', { name: 'Customers', columns });
    await stand.service.pool.query(`INSERT INTO ${others.qualifiedName} VALUES ('Ann')`);
  });

  async function makeCards(...after: [cell: string, text: string][]): Promise<Buffer> {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('Cards');
    sheet.getCell('A1').value = '{{#each rows}}';
    sheet.getCell('A2').value = '{{Item}}';
    sheet.getCell('A3').value = 'Amount';
    sheet.getCell('B3').value = '{{Amount}}';
    for (const [cell, text] of after) sheet.getCell(cell).value = text;
    return Buffer.from(await book.xlsx.writeBuffer());
  }

  async function openDialog(page: Page, button: string): Promise<void> {
    await page.goto(`${stand.service.url}/tables/${tableId}`);
    await page.getByRole('button', { name: button, exact: true }).first().click();
  }

  async function choose(page: Page, buffer: Buffer): Promise<void> {
    const mimeType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
    await page.getByRole('dialog').locator('input[type=file]').setInputFiles({ name: 'Cards.xlsx', mimeType, buffer });
  }

  test('what is wrong with a block is said with its cell, in both languages; a right one is filled', async () => {
    const { context, page, faults } = await stand.open({ viewport: { width: 1280, height: 900 } });
    await openDialog(page, 'Export');
    await page.getByText('Several rows are repeated together between {{#each rows}} and {{/each}}').waitFor();
    await takePicture(page, 'export-template-none');
    await choose(page, await makeCards());
    await page
      .getByText('Sheet Cards: the block that begins in A1 has no end. Write {{/each}} below its last row.')
      .waitFor();
    await takePicture(page, 'export-template-problem');
    await choose(page, await makeCards(['A4', '{{/each}}']));
    await page.getByText('A block of 2 rows for each record: sheet Cards, rows 2 to 3, 2 columns.').waitFor();
    await takePicture(page, 'export-template-block');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await takePicture(page, 'export-template-block-phone-dark');
    const made = page.waitForEvent('download');
    await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click();
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(await (await made).path());
    const sheet = book.getWorksheet('Cards')!;
    expect(['A1', 'B2', 'A3', 'B4'].map((cell) => sheet.getCell(cell).value)).toEqual(['Tea', 2.5, 'Coffee', 3]);

    expect(faults).toEqual([]);
    await context.close();

    const viet = await stand.open({ viewport: { width: 1280, height: 900 }, locale: 'vi-VN' });
    await openDialog(viet.page, 'Xuất');
    await choose(viet.page, await makeCards(['A4', '{{#if paid}}'], ['A5', '{{/each}}']));
    await viet.page.getByText('A4 ghi {{#if paid}}, là điều mẫu không làm được').waitFor();
    await takePicture(viet.page, 'export-template-problem-vi');
    // Why a template does not fit is said in the language of the page, too; choosing the other table makes it fit.
    await choose(viet.page, await makeCards(['A4', '{{/each}}'], ['A6', '{{#each Customers}}{{Name}}{{/each}}']));
    await viet.page.getByText('khối ở Cards!A6 dành cho “Customers”, nhưng bảng này không được xuất').waitFor();
    const exportIt = viet.page.getByRole('dialog').getByRole('button', { name: 'Xuất', exact: true });
    expect(await exportIt.isDisabled()).toBe(true);
    await takePicture(viet.page, 'export-template-other-vi');
    await choose(
      viet.page,
      await makeCards(['A4', '{{/each}}'], ['A1', '{{#each Orders}}'], ['A6', '{{#each Customers}}{{Name}}{{/each}}']),
    );
    await viet.page.getByRole('combobox', { name: 'Các bảng khác cho các khối của mẫu' }).click();
    await viet.page.getByRole('option', { name: 'Customers' }).click();
    // A click elsewhere closes the list.
    await viet.page.getByText('Customers: Các dòng vào trang tính Cards từ dòng 6').click();
    await takePicture(viet.page, 'export-template-blocks-vi');
    const both = viet.page.waitForEvent('download');
    await exportIt.click();
    const filled = new ExcelJS.Workbook();
    await filled.xlsx.readFile(await (await both).path());
    expect(['A1', 'A3', 'A6'].map((cell) => filled.getWorksheet('Cards')!.getCell(cell).value)).toEqual([
      'Tea',
      'Coffee',
      'Ann',
    ]);
    expect(viet.faults).toEqual([]);
    await viet.context.close();
  });
});
