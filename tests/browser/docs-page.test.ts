import type { Browser } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { type Service, TOKEN } from '../support/service.ts';
import { shareBrowser, shareService } from '../support/shared-service.ts';

let service: Service;
let browser: Browser;
beforeAll(async () => {
  [service, browser] = await Promise.all([shareService(), shareBrowser()]);
});

test('P33 the page of the calls draws all of them under the policy, and asks nothing of anyone else', async () => {
  const page = await browser.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(service.url)) faults.push(request.url());
  });
  await page.goto(`${service.url}/?token=${TOKEN}`);
  await page.goto(`${service.url}/api/docs#error-job_over`);
  await page.getByRole('heading', { name: 'Errors', level: 2 }).waitFor();
  const api = await service.api.ask('GET', '/api/openapi.json');
  const calls = Object.values(api.paths as Record<string, object>).flatMap((path) => Object.keys(path));
  const shapes = Object.keys(api.components.schemas);
  expect(await page.locator('details').count()).toBe(calls.length + shapes.length);

  const call = page.locator('[id="post--api-exports"]');
  await call.locator('summary').click();
  await expect
    .poll(() => call.innerText())
    .toMatch(/Idempotency-Key[\s\S]*"filter"[\s\S]*422 invalid_filter[\s\S]*curl .*-X POST/);
  await call.getByRole('link', { name: 'NewExport' }).click();
  await expect.poll(() => page.locator('#schema-NewExport').innerText()).toContain('#/components/schemas/Filter');
  expect(faults).toEqual([]);
});
