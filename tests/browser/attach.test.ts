/** @module-tag long */
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { takePicture } from '../support/browser.ts';
import { useStand } from '../support/stack.ts';

describe('a table that was there before, in the browser', () => {
  const stand = useStand();
  beforeAll(async () => {
    await stand.service.pool.query(`
      CREATE SCHEMA shop; CREATE TYPE shop.state AS ENUM ('new', 'paid', 'sent');
      CREATE TABLE shop.orders (id int PRIMARY KEY, customer varchar(40) NOT NULL, state shop.state NOT NULL DEFAULT 'new',
        total numeric(10,2) CHECK (total > 0), made timestamptz NOT NULL DEFAULT now());
      INSERT INTO shop.orders VALUES (1, 'Ann', 'paid', 10); ANALYZE shop.orders;
      CREATE TABLE shop.customers (id serial PRIMARY KEY, name text); CREATE VIEW shop.open_orders AS SELECT * FROM shop.orders;
      CREATE TABLE public.notes (at timestamptz, words text)`);
  });

  async function open(where: string, size = { width: 1280, height: 860 }, colorScheme: 'light' | 'dark' = 'light') {
    const { page } = await stand.open({ viewport: size, colorScheme });
    await page.goto(`${stand.service.url}${where}`);
    return page;
  }
  const fitsWidth = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

  test('attach, import with rejects, read its details, find it again, detach', async () => {
    const { api } = stand.service;
    const page = await open('/tables');
    await page.getByRole('button', { name: 'Attach a table' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('option', { name: /open_orders/ }).click();
    await dialog.getByText('It is a view, which holds no rows of its own.').waitFor();
    expect(await dialog.getByRole('button', { name: 'Attach', exact: true }).isDisabled()).toBe(true);
    await dialog.getByLabel('Find by schema or name').fill('ORDERS');
    await dialog.getByRole('option', { name: /^orders/ }).click();
    await dialog.getByRole('cell', { name: 'customer' }).waitFor();
    await takePicture(page, 'attach');
    await dialog.getByLabel('Name here').fill('Shop orders');
    await dialog.getByRole('button', { name: 'Attach', exact: true }).click();
    await page.getByRole('heading', { name: 'Shop orders' }).waitFor();
    await page.getByText('Attached', { exact: true }).first().waitFor();
    const tableId = page.url().split('/').at(-1)!.replace(/\?.*/, '');

    await page
      .getByTestId('file-input')
      .setInputFiles({ name: 'october.csv', mimeType: 'text/csv', buffer: Buffer.from(SHEET) });
    await page.goto(`${stand.service.url}/import/${(await waitForFile()).id}?table=${tableId}`);
    await page.getByRole('button', { name: /^Import \d/ }).click();
    await page.getByText('were rejected').waitFor();
    await page.getByText('must be one of: new, paid, sent').first().waitFor();
    await takePicture(page, 'attached-rejects');

    await page.getByText('Details', { exact: true }).click();
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    const mapping = page.getByRole('region', { name: 'Column mapping' });
    await mapping.getByRole('cell', { name: 'customer' }).first().waitFor();
    await page.getByRole('region', { name: 'Settings' }).getByText('Add new rows, update the others').first().waitFor();
    await page.locator('details').evaluate((node) => node.scrollIntoView());
    await takePicture(page, 'history-details');
    await page.setViewportSize({ width: 390, height: 844 });
    await page.locator('details').evaluate((node) => node.scrollIntoView());
    expect(await fitsWidth(page)).toBe(true);
    await takePicture(page, 'history-details-phone');
    await page.setViewportSize({ width: 1280, height: 860 });

    // A link to what was found is enough to find it again.
    await page.goto(`${stand.service.url}/jobs?kind=import&search=shop`);
    await page.getByRole('link', { name: /october\.csv/ }).waitFor();
    expect(await page.getByLabel('Find by file or table').inputValue()).toBe('shop');
    await takePicture(page, 'history');
    await page.keyboard.press('/');
    await page.keyboard.type('nothing of the kind');
    await page.getByText('No job matches these filters').waitFor();
    await expect.poll(() => new URL(page.url()).searchParams.get('search')).toContain('nothing');
    await page.getByRole('button', { name: 'Clear all' }).first().click();
    await page
      .getByRole('link', { name: /october\.csv/ })
      .first()
      .waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await fitsWidth(page)).toBe(true);
    await takePicture(page, 'history-phone');
    await page.setViewportSize({ width: 1280, height: 860 });

    await page.goto(`${stand.service.url}/tables/${tableId}`);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Detach' }).click();
    await page.getByRole('dialog').getByText('It stays in the database with all its rows').waitFor();
    await takePicture(page, 'detach');
    await page.getByRole('dialog').getByRole('button', { name: 'Detach', exact: true }).click();
    await page.waitForURL('**/tables');
    expect((await api.call('GET', `/api/tables/${tableId}`)).status).toBe(404);
    expect((await stand.service.pool.query('SELECT count(*)::int AS n FROM shop.orders')).rows).toEqual([{ n: 3 }]);
    await page.context().close();

    async function waitForFile() {
      await expect
        .poll(async () => (await api.ask('GET', '/api/files')).files.length, { timeout: 60_000 })
        .toBeGreaterThan(0);
      return api.inspected((await api.ask('GET', '/api/files')).files[0].id);
    }
  });

  test('the dialog works by keyboard, in the dark, on a phone', { tags: ['long'] }, async () => {
    const page = await open('/tables', { width: 390, height: 844 }, 'dark');
    await page.getByRole('button', { name: 'Attach a table' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('option').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await dialog.getByRole('heading', { level: 3 }).waitFor();
    expect(await dialog.locator('[role="option"][aria-selected="true"]').count()).toBe(1);
    expect(await fitsWidth(page)).toBe(true);
    await takePicture(page, 'attach-phone');
    await page.context().close();
  });
});

const SHEET = `id,customer,state,total,note
2,Bob,new,12.50,x
3,Cid,lost,3,y
4,Dan,paid,-1,z
5,Eve,sent,99,
`;
