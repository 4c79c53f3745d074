/** @module-tag long */
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { takePicture } from '../support/browser.ts';
import { useStand } from '../support/stack.ts';

const root = await mkdtemp(path.join(os.tmpdir(), 'sheetport-automation-'));
const [inside, outside] = [path.join(root, 'in'), path.join(root, 'out')];
await Promise.all([mkdir(inside), mkdir(outside)]);
const stand = useStand({ FEED_FOLDERS: inside, DELIVERY_DIR: outside, OUTGOING_NETWORKS: 'loopback' });
let tableId: string;

const csvOf = (first: number, rows: number, more = '') =>
  `no,city${more && ',colour'}\n${Array.from({ length: rows }, (_, n) => `${first + n},City${more}\n`).join('')}`;

beforeAll(async () => {
  const { api } = stand.service;
  const { id: fileId } = await api.upload(csvOf(1, 3), 'first.csv');
  await api.inspected(fileId);
  const mapping = { '0': { column: 'no' }, '1': { column: 'city' } };
  const { id } = await api.import({ fileId, table: { create: { name: 'Orders' } }, mapping });
  tableId = (await api.ended(id)).result!.tableId!;
});
afterAll(() => rm(root, { recursive: true, force: true }));

const lineOf = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name }).first();
const rowsOf = async () => (await stand.service.api.allRows(tableId)).length;

test('by keyboard: a schedule is made with its next runs in sight, run now, and has a history', async () => {
  const { context, page, faults } = await stand.open();
  await page.goto(`${stand.service.url}/schedules`);
  await page.getByRole('button', { name: 'New schedule' }).press('Enter');
  const dialog = page.getByRole('dialog');
  await expect.poll(() => dialog.getByLabel('Name').evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.type('Each morning');
  await dialog.getByLabel('Table').selectOption({ label: 'Orders' });
  await expect.poll(() => dialog.getByRole('list').getByRole('listitem').count()).toBe(5);
  await takePicture(page, 'schedule-new');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'New schedule' }).press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Run now: “Each morning”' }).press('Enter');
  const history = page.getByRole('list', { name: 'History of “Each morning”' });
  await history.getByText('Done').waitFor();
  await history.getByText('by hand').waitFor();
  await takePicture(page, 'schedules');
  await history.getByRole('link', { name: 'Open job' }).click();
  await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
  expect(faults).toEqual([]);
  await context.close();
});

test('a feed of a folder imports what fits, keeps the rest in quarantine, and one press imports it', async () => {
  await writeFile(path.join(inside, 'fits.csv'), csvOf(100, 5));
  await writeFile(path.join(inside, 'more.csv'), csvOf(200, 7, ',red'));
  const before = await rowsOf();
  const { context, page, faults } = await stand.open();
  await page.goto(`${stand.service.url}/feeds`);
  await page.getByRole('button', { name: 'New feed' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Orders of the shop');
  await dialog.getByRole('button', { name: 'New feed' }).click();
  await dialog.waitFor({ state: 'detached' });
  const check = page.getByRole('button', { name: 'Look now: “Orders of the shop”' });
  const files = page.getByRole('list', { name: 'Files of “Orders of the shop”' });
  // A file is taken once it was the same for some seconds.
  await expect
    .poll(
      async () => {
        await check.click();
        return files.getByText(/^(Imported|Waits for you)$/).allTextContents();
      },
      { timeout: 60_000, interval: 1000 },
    )
    .toHaveLength(2);
  const waiting = files.getByRole('listitem').filter({ hasText: 'more.csv' });
  await waiting.getByText('It has new columns: colour.').waitFor();
  await takePicture(page, 'feed-quarantine');
  await waiting.getByRole('button', { name: 'Import anyway' }).press('Enter');
  await waiting.getByText('Imported').waitFor();
  await expect.poll(rowsOf).toBe(before + 12);
  expect(faults).toEqual([]);
  await context.close();
});

test('a delivery into a folder leaves a receipt, and is sent again', async () => {
  const { context, page, faults } = await stand.open();
  await page.goto(`${stand.service.url}/deliveries`);
  await page.getByRole('button', { name: 'New delivery' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('To finance');
  await dialog.getByLabel('Table').click();
  await page.getByRole('option', { name: 'Orders' }).click();
  await dialog.getByLabel('Format').selectOption('csv');
  await dialog.getByLabel('Where to').selectOption('folder');
  await dialog.getByRole('textbox', { name: 'Folder' }).fill('finance');
  await dialog.getByRole('button', { name: 'New delivery' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Run now: “To finance”' }).click();
  const line = lineOf(page, 'To finance');
  await line.getByText('Delivered').first().waitFor();
  await line.getByRole('button', { name: 'Runs' }).click();
  const receipts = line.getByText(/finance\/Orders .*\.csv/);
  await receipts.first().waitFor();
  expect(await readdir(path.join(outside, 'finance'))).toEqual([expect.stringMatching(/^Orders .*\.csv$/)]);
  await line.getByRole('button', { name: 'Send again' }).click();
  await expect.poll(() => receipts.count()).toBe(2);
  await takePicture(page, 'delivery-receipts');
  expect(faults).toEqual([]);
  await context.close();
});

test('a webhook whose receiver fails shows its answer, and the message is sent again', async () => {
  const got: string[] = [];
  let status = 410;
  const receiver = http.createServer((request, response) => {
    got.push(String(request.headers['webhook-id']));
    response.writeHead(status).end('The warehouse is closed');
    request.resume();
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { context, page, faults } = await stand.open();
  try {
    await page.goto(`${stand.service.url}/webhooks`);
    await page.getByRole('button', { name: 'New webhook' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Warehouse');
    await dialog.getByLabel('Address').fill(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`);
    await dialog.getByRole('button', { name: 'New webhook' }).press('Enter');
    await page.getByRole('dialog', { name: 'The secret of Warehouse' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Warehouse' }).click();
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText('It is off, as its receiver answered 410 (Gone).').waitFor();
    const messages = page.getByRole('list', { name: 'Messages' });
    await messages.getByText('Failed').waitFor();
    await messages.getByRole('button', { name: 'Details' }).click();
    await messages.getByText('The warehouse is closed').waitFor();
    await takePicture(page, 'webhook-failed');
    status = 200;
    await page.getByRole('button', { name: 'More for Warehouse' }).click();
    await page.getByRole('menuitem', { name: 'Switch on' }).click();
    await messages.getByRole('button', { name: 'Send again' }).press('Enter');
    await messages.getByText('Delivered').waitFor();
    expect(got.length).toBeGreaterThanOrEqual(2);
    expect(new Set(got).size).toBe(1);
    expect(faults).toEqual([]);
  } finally {
    receiver.close();
    receiver.closeAllConnections();
    await context.close();
  }
});

test('an import is followed by an export and a delivery; where it fails, they are stopped and say so', async () => {
  const { api } = stand.service;
  await api.ask('POST', '/api/deliveries', {
    name: 'After imports',
    export: { tableId, format: 'csv' },
    target: { kind: 'folder', folder: 'chain' },
  });
  const { context, page, faults } = await stand.open();
  const importFile = async (text: string, name: string) => {
    const { id } = await api.upload(text, name);
    await api.inspected(id);
    await page.goto(`${stand.service.url}/import/${id}?table=${tableId}`);
    await page.getByText('When it is done', { exact: true }).click();
    await page.getByLabel('Then export the table').selectOption('csv');
    await page.getByLabel('Then make a delivery').selectOption({ label: 'After imports' });
  };
  await importFile(csvOf(300, 4), 'third.csv');
  await page.getByLabel('Then make a delivery').scrollIntoViewIfNeeded();
  await takePicture(page, 'chain-fields');
  await page.locator('aside button[type="submit"]').click();
  await page.waitForURL(/\/jobs\//);
  const after = page.getByRole('region', { name: 'Afterwards' });
  await after.getByText('Delivered').waitFor();
  await after.getByText('Done').waitFor();
  await takePicture(page, 'chain-done');
  expect(await readdir(path.join(outside, 'chain'))).toHaveLength(1);

  await importFile('no,city\nx,City\n', 'faulty.csv');
  await page.getByLabel('Stop, and import nothing').check();
  await page.locator('aside button[type="submit"]').click();
  await page.waitForURL(/\/jobs\//);
  await expect.poll(() => after.getByText('Stopped', { exact: true }).count()).toBe(2);
  await after.getByRole('link', { name: 'After imports' }).waitFor();
  await takePicture(page, 'chain-stopped');
  expect(faults).toEqual([]);
  await context.close();
});
