/** @module-tag long */
import { expect, test } from 'vitest';
import { takePicture } from '../support/browser.ts';
import { useStand } from '../support/stack.ts';

const stand = useStand();

test('an owner sees what runs and waits, pauses a queue, cancels a job, and finds what failed', async () => {
  const { api } = stand.service;
  const columns = [{ label: 'No', type: 'integer' }];
  const table = await api.ask('POST', '/api/tables', { name: 'Watched', columns });
  const bad = await api.upload('No\nx\n', 'bad.csv');
  await api.inspected(bad.id);
  const failed = await api.import({ fileId: bad.id, table: { id: table.id }, onReject: 'abort' });
  expect((await api.ended(failed.id)).state).toBe('failed');
  const { context, page, faults } = await stand.open({ viewport: { width: 1280, height: 900 } });
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('menuitem', { name: 'Monitor' }).click();
  const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Small jobs' }) });
  await card.getByRole('button', { name: 'Pause Small jobs' }).click();
  await card.getByText('Paused').waitFor();
  await card.getByLabel('At once per worker: Small jobs').selectOption('3');
  await expect
    .poll(async () => (await api.ask('GET', '/api/queues')).queues[1])
    .toMatchObject({ lane: 'small', paused: true, concurrency: 3 });
  // It waits, is seen at once, and is cancelled here.
  const waiting = await api.export({ tableId: table.id, format: 'csv' });
  const line = page
    .getByRole('listitem')
    .filter({ has: page.getByRole('link', { name: 'Watched' }) })
    .first();
  await line.getByText('Queued').waitFor();
  await card.getByText('1 waiting').waitFor();
  await takePicture(page, 'monitor');
  await line.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').getByRole('button').last().click();
  expect((await api.ended(waiting.id)).state).toBe('cancelled');
  await page.getByText('Nothing runs or waits').waitFor();
  await card.getByRole('button', { name: 'Resume Small jobs' }).click();
  await card.getByText('Paused').waitFor({ state: 'detached' });
  await page
    .getByRole('region', { name: 'Workers' })
    .getByText(/of \d+ busy/)
    .first()
    .waitFor();
  const failures = page.getByRole('region', { name: 'Failures by cause' });
  await failures.getByText('rows_rejected').waitFor();
  await failures.getByRole('link').first().click();
  await page.waitForURL(`**/jobs/${failed.id}`);
  expect(faults).toEqual([]);
  await context.close();
});
