/** @module-tag long */
import ExcelJS from 'exceljs';
import { expect, test } from 'vitest';
import { takePicture } from '../support/browser.ts';
import { useStand } from '../support/stack.ts';

const stand = useStand();

async function sales(first = 1): Promise<Buffer> {
  const book = new ExcelJS.Workbook();
  for (const [month, city] of [
    ['May', 'Paris'],
    ['June', 'Huế'],
  ] as const) {
    const page = book.addWorksheet(month);
    page.addRows([
      ['No', 'City', 'Sum'],
      [first, city, 2.5],
      [first + 1, city, 3],
      [first + 2, city, 4],
    ]);
    page.getRow(3).hidden = true;
  }
  book.addWorksheet('Rates', { state: 'hidden' }).addRows([
    ['Rate', 'Valid'],
    [1, 'x'],
  ]);
  return Buffer.from(await book.xlsx.writeBuffer());
}

test('several files at once: told apart by their columns, checked once each, and followed together', async () => {
  const { page, faults } = await stand.open();
  await page.getByTestId('file-input').setInputFiles([
    { name: 'sales.xlsx', mimeType: 'application/octet-stream', buffer: await sales() },
    { name: 'south.csv', mimeType: 'text/csv', buffer: Buffer.from('Sum,City,No\n9,Rome,7\n') },
    { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from('Name,Phone\nAnn,091\nChi,092\n') },
  ]);
  await page.waitForURL(/\/batch\?/);
  await page.getByText('All files are read.').waitFor();
  await page.getByRole('heading', { name: '3 sheets with the same columns' }).waitFor();
  await page.getByText('sales.xlsx · June').waitFor();
  await page.reload();
  await page.getByRole('link', { name: 'Check and import 3' }).waitFor();
  await takePicture(page, 'lot');

  await page.getByRole('link', { name: 'Check and import 3' }).click();
  await page.waitForURL(/\/import\//);
  await page.getByText('1 row is hidden in the sheet').waitFor();
  await takePicture(page, 'lot-check');
  await page.getByRole('button', { name: 'Exclude hidden data' }).click();
  await page.getByText('Hidden data is excluded').waitFor();
  await page.getByRole('button', { name: 'Import 3 sheets' }).click();
  await page.waitForURL(/\/batch\/jobs/);
  await page.getByText('All of them are done.').waitFor();
  // The bar's line shows the name, too.
  await page.getByRole('link', { name: 'sales.xlsx · May' }).first().waitFor();
  await page.getByRole('link', { name: 'sales.xlsx · June' }).first().waitFor();
  await takePicture(page, 'lot-together');
  const { jobs } = await stand.service.api.ask('GET', '/api/jobs?kind=import');
  expect(jobs.map(({ title }: { title: string }) => title).sort()).toEqual([
    'sales.xlsx · June',
    'sales.xlsx · May',
    'south.csv',
  ]);
  // The hidden row of each sheet stayed out, in whatever order the columns stand.
  const rows = await stand.service.api.allRows(jobs[0].tableId);
  expect(rows.map(({ no, city }) => `${no} ${city}`).sort()).toEqual([
    '1 Huế',
    '1 Paris',
    '3 Huế',
    '3 Paris',
    '7 Rome',
  ]);

  await page.getByRole('link', { name: 'To the other files' }).click();
  await page.getByText('Imported').first().waitFor();
  await page.getByRole('link', { name: 'Check and import', exact: true }).waitFor();
  expect(faults).toEqual([]);
});

test('on a phone, in Vietnamese and in the dark', { tags: ['long'] }, async () => {
  const { page, faults } = await stand.open({
    viewport: { width: 390, height: 844 },
    locale: 'vi-VN',
    colorScheme: 'dark',
    isMobile: true,
  });
  await page.getByTestId('file-input').setInputFiles([
    { name: 'a-rather-long-name-of-a-workbook-of-sales.xlsx', mimeType: '', buffer: await sales(101) },
    { name: 'broken.xlsx', mimeType: '', buffer: Buffer.from('PK no zip at all') },
  ]);
  await page.waitForURL(/\/batch\?/);
  await page.getByText('Đã đọc xong mọi tệp.').waitFor();
  const width = () => page.evaluate(() => document.documentElement.scrollWidth);
  expect(await width()).toBeLessThanOrEqual(390);
  await takePicture(page, 'lot-phone');
  await page.getByRole('link', { name: /^Kiểm tra và nhập/ }).click();
  await page.getByRole('button', { name: 'Bỏ phần bị ẩn' }).click();
  expect(await width()).toBeLessThanOrEqual(390);
  await page.getByRole('button', { name: 'Vẫn nhập phần bị ẩn' }).scrollIntoViewIfNeeded();
  await takePicture(page, 'lot-phone-check');
  await page.getByRole('button', { name: /^Nhập 2 trang/ }).click();
  await page.waitForURL(/\/batch\/jobs/);
  await page.getByRole('link', { name: 'Đến các tệp còn lại' }).waitFor();
  expect(await width()).toBeLessThanOrEqual(390);
  await takePicture(page, 'lot-phone-together');
  expect(faults).toEqual([]);
});

test('P08: of imports that go together one can be stopped, and then all that are left; none leaves anything', {
  tags: ['long'],
}, async () => {
  const { api, pool } = stand.service;
  const table = await api.ask('POST', '/api/tables', { name: 'Held', columns: [{ label: 'No', type: 'integer' }] });
  const files = [];
  for (const name of ['north.csv', 'south.csv', 'west.csv']) {
    const file = await api.upload(`No\n${files.length + 1}\n`, name);
    files.push(await api.inspected(file.id));
  }
  const client = await pool.connect();
  try {
    // Nobody can write into the table until we let go.
    await client.query(`BEGIN; LOCK TABLE ${table.qualifiedName} IN SHARE MODE`);
    const imports = files.map((file) => ({ fileId: file.id, table: { id: table.id } }));
    const batch = await api.ask('POST', '/api/batches', { imports });
    const { page, faults } = await stand.open();
    await page.goto(`${stand.service.url}/batch/jobs?batch=${batch.id}`);
    await page.getByRole('button', { name: 'Stop south.csv' }).click();
    await page.getByText('1 was stopped and left nothing behind').waitFor();
    expect(await page.getByRole('button', { name: 'Stop south.csv' }).count()).toBe(0);
    await takePicture(page, 'lot-stopped-one');
    await page.getByRole('button', { name: 'Stop all' }).click();
    await page.getByText('3 were stopped and left nothing behind').waitFor();
    await page.getByText('All of them are done.').waitFor();
    expect(await page.getByRole('button', { name: 'Stop all' }).count()).toBe(0);
    await takePicture(page, 'lot-stopped-all');
    await client.query('ROLLBACK');
    expect((await api.ask('GET', `/api/batches/${batch.id}`)).states.cancelled).toBe(3);
    expect(await api.allRows(table.id)).toEqual([]);
    expect(faults).toEqual([]);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
});
