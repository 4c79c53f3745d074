/** @module-tag long */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { takePicture } from '../support/browser.ts';
import { useStand } from '../support/stack.ts';

const stand = useStand();

/** A page that keeps what the browser would show, as a headless one shows nothing. */
const openTold = () =>
  stand.open({}, (opened) => {
    void opened.addInitScript(() => {
      const told: string[] = [];
      const shown = class {
        static permission = 'granted';
        static requestPermission = async () => 'granted';
        constructor(title: string, { body }: { body: string }) {
          told.push(`${title}: ${body}`);
        }
      };
      Object.assign(window, { Notification: shown, told });
    });
  });
const toldOf = (page: Page) => page.evaluate(() => (window as unknown as { told: string[] }).told);

test('a job that waits is asked to tell of its end, and the browser shows it on another page', async () => {
  const { api } = stand.service;
  const table = await api.ask('POST', '/api/tables', { name: 'Told', columns: [{ label: 'No', type: 'integer' }] });
  const pause = (paused: boolean) => api.ask('PATCH', '/api/queues/small', { paused });
  await pause(true);
  const job = await api.export({ tableId: table.id, format: 'csv' });
  const { context, page, faults } = await openTold();
  await page.goto(`${stand.service.url}/jobs/${job.id}`);
  const button = page.getByRole('button', { name: 'Tell me when it is done' });
  await button.click();
  const menu = page.getByRole('menu');
  // No mail server is set up here.
  await expect.poll(() => menu.getByRole('menuitem', { name: /^By e-mail: not set up/ }).isDisabled()).toBe(true);
  await menu.getByRole('menuitem', { name: /^By this browser/ }).click();
  await menu.getByRole('img', { name: 'chosen' }).waitFor();
  await takePicture(page, 'tell-me');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Tables', exact: true }).first().click();
  await page.waitForURL('**/tables');
  await pause(false);
  expect((await api.ended(job.id)).state).toBe('succeeded');
  await expect.poll(() => toldOf(page)).toEqual([expect.stringMatching(/Told: .*/)]);
  expect(faults).toEqual([]);
  await context.close();
});

test('an export follows an import into a new table, and ticking the box tells when it is over', async () => {
  const { api } = stand.service;
  const { id: fileId } = await api.upload('no,city\n1,Hue\n2,Vinh\n', 'Cities.csv');
  await api.inspected(fileId);
  const { context, page, faults } = await openTold();
  await page.goto(`${stand.service.url}/import/${fileId}`);
  const button = page.locator('aside button[type="submit"]');
  await expect.poll(() => button.isEnabled()).toBe(true);
  await page.getByText('When it is done', { exact: true }).click();
  await page.getByLabel('Then export the table').selectOption('csv');
  const tell = page.getByRole('checkbox', { name: /Tell me/ });
  await tell.click();
  await expect.poll(() => tell.isChecked()).toBe(true);
  await button.click();
  await page.waitForURL('**/jobs/**');
  await expect.poll(() => toldOf(page)).toEqual([expect.stringMatching(/Cities/)]);
  const { jobs } = await api.ask('GET', '/api/jobs?kind=export&limit=1');
  expect(jobs[0]).toMatchObject({ state: 'succeeded', title: 'Cities', counts: { read: 2 } });
  expect(faults).toEqual([]);
  await context.close();
});
