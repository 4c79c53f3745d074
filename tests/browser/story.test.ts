import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { dropFile, takePicture } from '../support/browser.ts';
import { TOKEN } from '../support/service.ts';
import { useStand } from '../support/stack.ts';
import { differences, makeWorkbook, orders, readWorkbook } from '../support/workbooks.ts';

const CORPUS = path.resolve(import.meta.dirname, '../corpus/workbooks');

describe('in the browser', () => {
  const stand = useStand();

  /** A signed-in page that keeps what it hears over the socket and what goes wrong in it. */
  async function openPage(options: BrowserContextOptions = {}) {
    const fractions: number[] = [];
    const opened = await stand.open({ viewport: { width: 1280, height: 800 }, ...options }, (page) =>
      page.on('websocket', (socket) =>
        socket.on('framereceived', ({ payload }) => {
          if (!String(payload).includes('"kind":"import"')) return;
          for (const found of String(payload).matchAll(/"fraction":([\d.eE-]+)/g)) fractions.push(Number(found[1]));
        }),
      ),
    );
    await opened.page.getByText('Drop workbooks here').waitFor();
    return { ...opened, fractions };
  }

  async function exportHere(page: Page): Promise<Uint8Array> {
    await page.getByRole('button', { name: 'Export' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click();
    const link = page.getByRole('link', { name: 'Download' }).or(page.getByRole('button', { name: 'Download' }));
    await link.first().waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), link.first().click()]);
    return new Uint8Array(await readFile((await download.path())!));
  }

  test('the whole story: drop, look, import, watch, see the rows, export, download, and every cell is the same', async () => {
    const { context, page, fractions, faults } = await openPage();
    expect(new URL(page.url()).search).toBe(''); // the token does not stay in the address
    await takePicture(page, 'home');
    const rows = orders(20_000);
    await dropFile(page, 'Orders 2024.xlsx', await makeWorkbook(rows));
    await page.waitForURL(/\/import\//);
    const button = page.getByRole('button', { name: /^Import( [\d,]+ rows)?$/ });
    await button.waitFor();
    await expect.poll(() => button.isEnabled(), { timeout: 60_000 }).toBe(true);
    await takePicture(page, 'import');
    await button.click();
    await page.waitForURL(/\/jobs\//);
    await page.getByRole('progressbar').first().waitFor();
    await page.getByText('Every row was imported.').waitFor();
    await takePicture(page, 'done');

    expect(new Set(fractions).size).toBeGreaterThanOrEqual(5);
    expect(Math.max(...fractions)).toBe(1);

    await page
      .getByRole('link', { name: 'See the table' })
      .or(page.getByRole('button', { name: 'See the table' }))
      .first()
      .click();
    await page.getByText('Customer 1', { exact: true }).first().waitFor();
    await takePicture(page, 'table');
    const back = await readWorkbook(await exportHere(page));
    expect(differences(back, rows)).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  });

  test.each([
    'jmcnamara+XlsxWriter/xlsxwriter/test/comparison/xlsx_files/table09.xlsx',
    'apache+poi/test-data/spreadsheet/DataTableCities.xlsx',
    'PHPOffice+PhpSpreadsheet/tests/data/Reader/XLSX/tableTest.xlsx',
  ])('a real workbook goes through: %s', { tags: ['long'] }, async (name) => {
    const bytes = await readFile(path.join(CORPUS, name)).catch(() => undefined);
    if (!bytes) throw new Error(`${name} is not in the corpus`);
    const { context, page, faults } = await openPage();
    await dropFile(page, path.basename(name), bytes);
    await page.waitForURL(/\/import\//);
    const button = page.getByRole('button', { name: /^Import( [\d,]+ rows?)?$/ });
    await expect.poll(() => button.isEnabled(), { timeout: 60_000 }).toBe(true);
    await button.click();
    await page
      .getByText(/Every row was imported|(was|were) rejected/)
      .first()
      .waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  test('P16: reloading in the middle of an import shows the same job, going on', { tags: ['long'] }, async () => {
    const { api } = stand.service;
    const { context, page } = await openPage();
    const text = [
      'id,text',
      ...Array.from({ length: 700_000 }, (_, i) => `${i},some text that is long enough ${i}`),
    ].join('\n');
    const file = await api.upload(text, 'Measurements 2026.csv');
    const job = await api.import({ fileId: file.id, table: { create: { name: 'Measurements' } } });
    await page.goto(`${stand.service.url}/jobs/${job.id}`);
    const bar = page.getByRole('progressbar').first();
    await bar.waitFor();
    const percent = async () => Number(await bar.getAttribute('aria-valuenow'));
    await expect.poll(percent, { timeout: 60_000, interval: 50 }).toBeGreaterThan(40);
    await takePicture(page, 'job');
    const before = Number(await bar.getAttribute('aria-valuenow'));
    await page.reload();
    await bar.waitFor();
    expect(await page.title()).toMatch(/\d+ %|Imported/);
    expect(Number((await bar.getAttribute('aria-valuenow')) ?? 100)).toBeGreaterThanOrEqual(before);
    await page.getByText('Every row was imported.').waitFor();
    await context.close();
  });

  test('phone width and dark: nothing is cut off sideways', { tags: ['long'] }, async () => {
    const { context, page } = await openPage({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
    for (const where of ['/', '/tables', '/jobs']) {
      await page.goto(stand.service.url + where);
      await page.getByRole('main').waitFor();
      await page.waitForLoadState('networkidle');
      expect(await page.evaluate(() => document.documentElement.scrollWidth), where).toBeLessThanOrEqual(390);
      await takePicture(page, `phone${where === '/' ? '' : where.replaceAll('/', '-')}`);
    }
    await context.close();
  });

  test('P17: without the link the token is asked for: a wrong one is refused and says so, the right one signs in', async () => {
    const context = await stand.browser.newContext({ locale: 'en-US' });
    const page = await context.newPage();
    await page.goto(stand.service.url);
    const field = page.getByLabel(/token/i).first();
    await field.fill('not-the-right-token');
    await field.press('Enter');
    await page.getByText('This is not the token of this service').waitFor();
    expect(await context.cookies()).toEqual([]);
    expect(await page.getByText(/Drop workbooks here|Recent jobs/).count()).toBe(0);
    await field.fill(TOKEN);
    await field.press('Enter');
    await page
      .getByText(/Drop workbooks here|Recent jobs/)
      .first()
      .waitFor();
    await context.close();
  });
});
