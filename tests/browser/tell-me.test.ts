/** @module-tag long */
import { expect, test } from 'vitest';
import { takePicture } from '../support/browser.ts';
import { useStand } from '../support/stack.ts';

const stand = useStand();

test('a job that waits is asked to tell of its end, and the browser shows it on another page', async () => {
  const { api } = stand.service;
  const table = await api.ask('POST', '/api/tables', { name: 'Told', columns: [{ label: 'No', type: 'integer' }] });
  const pause = (paused: boolean) => api.ask('PATCH', '/api/queues/small', { paused });
  await pause(true);
  const job = await api.export({ tableId: table.id, format: 'csv' });
  const { context, page, faults } = await stand.open({}, (opened) => {
    // What the browser would show, as a headless one shows nothing.
    void opened.addInitScript(() => {
      const told: string[] = [];
      const shown = class {
        static requestPermission = async () => 'granted';
        constructor(title: string, { body }: { body: string }) {
          told.push(`${title}: ${body}`);
        }
      };
      Object.assign(window, { Notification: shown, told });
    });
  });
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
  const told = () => page.evaluate(() => (window as unknown as { told: string[] }).told);
  await expect.poll(told).toEqual([expect.stringMatching(/Told: .*/)]);
  expect(faults).toEqual([]);
  await context.close();
});
