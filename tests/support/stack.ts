/** What a test in the browser stands on: a service, a browser, and pages that are signed in. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { type Service, startService, TOKEN } from './service.ts';
import { shareBrowser, shareService } from './shared-service.ts';

/** A page that is signed in, and what went wrong in it so far. */
export interface Opened {
  context: BrowserContext;
  page: Page;
  faults: string[];
}

export interface Stand {
  readonly service: Service;
  readonly browser: Browser;
  /** @param listen is given the page before anything is loaded */
  open(options?: BrowserContextOptions, listen?: (page: Page) => void): Promise<Opened>;
}

/**
 * A service without data and a browser for all tests of a file or of a `describe`; both are there once the tests begin.
 * @param env settings of its own: then the service is started for it alone
 */
export function useStand(env?: Record<string, string>): Stand {
  let service: Service;
  let browser: Browser;
  beforeAll(async () => {
    [service, browser] = await Promise.all([env ? startService({ env }) : shareService(), shareBrowser()]);
  });
  afterAll(async () => {
    if (env) await service?.stop();
  });
  return {
    get service() {
      return service;
    },
    get browser() {
      return browser;
    },
    async open(options = {}, listen) {
      // The owner's account keeps the language a test chose: each page begins in that of its own browser.
      await service.pool.query("UPDATE sheetport.person SET language = NULL WHERE id = 'owner'");
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        locale: 'en-US',
        acceptDownloads: true,
        ...options,
      });
      const page = await context.newPage();
      page.setDefaultTimeout(90_000);
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      listen?.(page);
      await page.goto(`${service.url}/?token=${TOKEN}`);
      await page.locator('main').waitFor();
      return { context, page, faults };
    },
  };
}
