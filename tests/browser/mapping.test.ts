/** @module-tag long */
import ExcelJS from 'exceljs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { dropFile, takePicture } from '../support/browser.ts';
import { useStand } from '../support/stack.ts';
import { makeWorkbook } from '../support/workbooks.ts';

const stand = useStand();

const VIEW = { viewport: { width: 1280, height: 1000 } };
const HEADINGS = ['Họ và tên', 'Mobile', 'Reach', 'Type', 'Live', 'Nick name', 'Internal'];
const MAY = [
  HEADINGS,
  ['Ann', '+84 912 345 678', 'ann@example.com', 'Cty', 'oui', 'Annie', 'x'],
  ['Bình', '0912 345 679', 'binh@example.org', 'Person', 'non', null, 'y'],
  ['Chi', '0912 345 680', 'chi@example.org', 'Cty', 'oui', 'C.', 'z'],
];
const JUNE = [HEADINGS, ['Dũng', '0912 345 681', 'dung@example.org', 'Cty', 'non', 'D.', 'w']];

const importButton = (page: Page) => page.getByRole('button', { name: /^Import( [\d,]+ rows?)?$/ });

test('a person changes what goes where and what values become; the next file of the shape comes ready to run', async () => {
  const { api } = stand.service;
  const table = await api.ask('POST', '/api/tables', {
    name: 'Contacts',
    columns: [
      { label: 'Full name', type: 'text' },
      { label: 'Phone', type: 'text' },
      { label: 'E-mail', type: 'text' },
      { label: 'Kind', type: 'text' },
      { label: 'Active', type: 'boolean' },
      { label: 'Note', type: 'text' },
    ],
  });
  const { page, faults } = await stand.open(VIEW);
  await dropFile(page, 'contacts-may.xlsx', await makeWorkbook(MAY));
  await page.waitForURL(/\/import\//);
  await page.getByText('Existing table').click();
  await page.getByRole('combobox', { name: 'Table', exact: true }).click();
  await page.getByRole('option', { name: 'Contacts' }).click();

  const target = (heading: string) => page.getByLabel(`Column of the table for ${heading}`);
  const shown = (heading: string) =>
    target(heading).evaluate((select) => (select as HTMLSelectElement).selectedOptions[0]?.text);
  await expect.poll(() => shown('Họ và tên')).toBe('Full name (Text)');
  expect(await shown('Mobile')).toBe('Phone (Text)');
  expect(await shown('Reach')).toBe('E-mail (Text)');
  expect(await shown('Internal')).toBe('Ignore');
  // What is sure says nothing; what is likely says why.
  await expect
    .poll(() => page.getByRole('button', { name: 'Probably right: The heading means the same' }).count())
    .toBe(1);
  await expect
    .poll(() => page.getByRole('button', { name: 'Probably right: The values look like it' }).count())
    .toBe(1);

  await target('Type').selectOption({ label: 'Kind (Text)' });
  await target('Live').selectOption({ label: 'Active (Yes/No)' });
  await target('Nick name').selectOption({ label: 'Add a new column…' });
  await page.getByLabel('Name of Nick name in the table').fill('Nickname');

  await page.getByRole('button', { name: 'How Type is read' }).click();
  await page.getByRole('button', { name: 'Change values…' }).click();
  await page.getByLabel('Cty becomes', { exact: true }).fill('Company');
  await page.getByRole('button', { name: 'Use these' }).click();
  await page.getByText('1 value changed…').waitFor();

  await page.getByRole('button', { name: 'How Live is read' }).click();
  await page.getByRole('button', { name: 'Change values…' }).click();
  await page.getByText('2 values here would be rejected; they are listed first.').waitFor();
  await page.getByLabel('oui becomes', { exact: true }).fill('yes');
  await page.getByLabel('non becomes', { exact: true }).fill('no');
  await takePicture(page, 'mapping-values');
  await page.getByRole('button', { name: 'Use these' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await takePicture(page, 'mapping');
  await importButton(page).click();
  await page.getByText('Every row was imported.').waitFor();
  expect(await api.allRows(table.id)).toEqual([
    row('Ann', '+84 912 345 678', 'ann@example.com', 'Company', true, 'Annie'),
    row('Bình', '0912 345 679', 'binh@example.org', 'Person', false, null),
    row('Chi', '0912 345 680', 'chi@example.org', 'Company', true, 'C.'),
  ]);

  await page.goto(stand.service.url);
  await dropFile(page, 'contacts-june.xlsx', await makeWorkbook(JUNE));
  await page.waitForURL(/\/import\//);
  await page.getByText('Ready to run, as contacts-may.xlsx went into Contacts.').waitFor();
  await expect.poll(() => shown('Live')).toBe('Active (Yes/No)');
  await takePicture(page, 'mapping-remembered');
  await importButton(page).click();
  await page.getByText('Every row was imported.').waitFor();
  expect((await api.allRows(table.id))[3]).toEqual(
    row('Dũng', '0912 345 681', 'dung@example.org', 'Company', false, 'D.'),
  );
  expect(faults).toEqual([]);
});

function row(full_name: string, phone: string, e_mail: string, kind: string, active: boolean, nickname: string | null) {
  return { full_name, phone, e_mail, kind, active, note: null, nickname };
}

test('on a phone, in Vietnamese and in the dark: it fits, and what was remembered is forgotten on demand', {
  tags: ['long'],
}, async () => {
  const { page, faults } = await stand.open({
    viewport: { width: 390, height: 844 },
    locale: 'vi-VN',
    colorScheme: 'dark',
    isMobile: true,
  });
  await dropFile(page, 'contacts-july.xlsx', await makeWorkbook(JUNE));
  await page.waitForURL(/\/import\//);
  await page.getByText('Đã sẵn sàng, giống như khi contacts-june.xlsx vào bảng Contacts.').waitFor();
  await page.getByRole('button', { name: 'Cách đọc cột Họ và tên' }).click();
  await page.getByRole('button', { name: 'Cách đọc cột Họ và tên' }).scrollIntoViewIfNeeded();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(390);
  await takePicture(page, 'mapping-phone');
  await page.getByRole('button', { name: 'Đổi giá trị…' }).first().click();
  await page.getByRole('dialog').waitFor();
  await takePicture(page, 'mapping-phone-values');
  await page.getByRole('dialog').getByRole('button', { name: 'Hủy' }).click();
  await page.getByRole('button', { name: 'Quên đi' }).click();
  await page.getByText('Đã sẵn sàng').waitFor({ state: 'detached' });
  expect((await stand.service.api.ask('GET', '/api/mappings')).mappings).toEqual([]);
  expect(faults).toEqual([]);
});

test('further sheets of the workbook and another file go in the same way, each with its bar', {
  tags: ['long'],
}, async () => {
  const { api } = stand.service;
  const other = await api.upload('Sum,No,Town\n9,5,Huế\n', 'south.csv');
  await api.inspected(other.id);
  const book = new ExcelJS.Workbook();
  book.addWorksheet('North').addRows([
    ['No', 'City', 'Sum'],
    [1, 'Paris', 2.5],
    [2, 'Zürich', 3],
  ]);
  book.addWorksheet('East').addRows([
    ['Sum', 'City', 'No'],
    [4.5, 'Hà Nội', 3],
  ]);
  book.addWorksheet('Notes').addRows([['Something else'], ['x']]);
  const { page, faults } = await stand.open(VIEW);
  await dropFile(page, 'sales.xlsx', new Uint8Array(await book.xlsx.writeBuffer()));
  await page.waitForURL(/\/import\//);
  await page.getByLabel('Name of City in the table').fill('Town');
  await page.getByRole('checkbox', { name: /^East/ }).check();
  await page.getByRole('checkbox', { name: 'south.csv' }).check();
  await takePicture(page, 'mapping-also');
  await page.getByRole('button', { name: 'Import 3 sheets' }).click();
  await page.getByRole('heading', { name: '3 imports together' }).waitFor();
  await page.getByText('All of them are done.').waitFor();
  await takePicture(page, 'mapping-together');
  await page.getByRole('link', { name: 'See the table' }).click();
  await page.waitForURL(/\/tables\//);
  const rows = await api.allRows(new URL(page.url()).pathname.split('/')[2]!);
  expect(rows.toSorted((a, b) => Number(a.no) - Number(b.no))).toEqual([
    { no: 1, town: 'Paris', sum: 2.5 },
    { no: 2, town: 'Zürich', sum: 3 },
    { no: 3, town: 'Hà Nội', sum: 4.5 },
    { no: 5, town: 'Huế', sum: 9 },
  ]);

  // All of them at once, or none.
  await page.goBack();
  await page.getByRole('button', { name: 'Undo all' }).click();
  await page.getByText('3 imports are undone, the newest first: all of them or none.').waitFor();
  await takePicture(page, 'batch-undo');
  await page.getByRole('button', { name: 'Undo all of them' }).click();
  await page.getByText('The import was undone.').waitFor();
  await page.getByText('3 imports together').waitFor();
  await takePicture(page, 'batch-undone');
  expect(faults).toEqual([]);
});

test('a key is proposed, a repeat is recognised before it runs, and the missing key is made on the spot', {
  tags: ['long'],
}, async () => {
  const { api } = stand.service;
  const rows = Array.from({ length: 214 }, (_, i) => `O-${1000 + i},Customer ${i % 9},${i % 7}`);
  const file = (name: string) => ({
    name,
    mimeType: 'text/csv',
    buffer: Buffer.from(`Order number,Customer,Pieces\n${rows.join('\n')}\n`),
  });
  const { page, faults } = await stand.open(VIEW);
  await page.getByTestId('file-input').setInputFiles(file('orders.csv'));
  await page.waitForURL(/\/import\//);
  await page.getByText('“Order number” identifies each of the 214 rows.').waitFor();
  await page.getByRole('button', { name: 'Use “Order number” as the key' }).scrollIntoViewIfNeeded();
  await takePicture(page, 'key-proposed');
  await importButton(page).click();
  await page.getByText('Every row was imported.').waitFor();
  const table = (await api.ask('GET', '/api/tables')).tables.find(({ name }: { name: string }) => name === 'orders');

  await page.goto(stand.service.url);
  await page.getByTestId('file-input').setInputFiles(file('orders copy.csv'));
  await page.waitForURL(/\/import\//);
  await page.getByText('Existing table').click();
  await importButton(page).click();
  await page.getByText(/^Imported .* ago$/).waitFor();
  await page.getByRole('link', { name: 'Open that import' }).waitFor();
  await takePicture(page, 'repeat-asked');
  expect((await api.table(table.id)).rowCount).toBe(214);
  await page.getByRole('button', { name: 'Update instead' }).click();
  await page.getByRole('button', { name: 'Use “Order number” as the key' }).click();
  await page.getByText('No two rows of the table have the same “Order number”.').waitFor();
  await page.getByText('Earlier imports can still be undone.').waitFor();
  await page.getByRole('button', { name: 'Make “Order number” the key' }).scrollIntoViewIfNeeded();
  await takePicture(page, 'key-made-on-the-spot');
  await page.getByRole('button', { name: 'Make “Order number” the key' }).click();
  await importButton(page).click();
  await page.getByText('Nothing changed: all 214 rows were in the table like this already.').waitFor();
  await takePicture(page, 'nothing-changed');
  expect(await api.table(table.id)).toMatchObject({ key: ['order_number'], rowCount: 214 });
  expect(faults).toEqual([]);
});
