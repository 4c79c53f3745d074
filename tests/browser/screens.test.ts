/** All screens: nothing that axe objects to, in both themes and languages; few Tab stops; a light home page; no lost work. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { PoolClient } from 'pg';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_HOME_SCRIPT_BYTES } from '../support/home-script.ts';
import { TOKEN } from '../support/service.ts';
import { useStand } from '../support/stack.ts';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const { AUDIT_SCREENS } = process.env;
const ALL_SCREENS = AUDIT_SCREENS === 'all';
/** The screens of many parts. `npm run audit:screens` goes through all of them, which takes minutes; AUDIT_SCREENS="menu, history" through these. */
const AUDITED =
  AUDIT_SCREENS && !ALL_SCREENS
    ? AUDIT_SCREENS.split(',').map((name) => name.trim())
    : ['home', 'import with doubts and warnings', 'job with rejects', 'question before an undo', 'table with filters'];
/** Between the heading of an import and its button, for a sheet of which nothing is to be asked. */
const MAX_TAB_STOPS = 12;
/** "Good" by web.dev is below 0.1. */
const MAX_LAYOUT_SHIFT = 0.05;

interface Violation {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

/** Rules of axe by what can break them: a theme breaks only those of colour, a language only those of names and texts. */
const RULES = {
  all: {},
  colors: { runOnly: ['color-contrast', 'link-in-text-block'] },
  names: { runOnly: ['cat.name-role-value', 'cat.text-alternatives', 'cat.language', 'cat.forms'] },
} as const;

/** What axe finds wrong on the page as it is now, in short. */
async function audit(page: Page, where: string, rules: keyof typeof RULES = 'all'): Promise<string[]> {
  await page.evaluate(`window.axe ?? (() => { ${AXE} })()`);
  const options = { resultTypes: ['violations'], preload: false, iframes: false, ...RULES[rules] };
  const violations = (await page.evaluate(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
  )) as Violation[];
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${where}: ${id}: ${html.slice(0, 160)} ${failureSummary?.slice(0, 200)}`),
  );
}

/** Change the theme, and wait until the page has it; the page of the calls has only the browser's. */
async function setTheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page
    .locator(`html:not([data-mantine-color-scheme]), html[data-mantine-color-scheme="${colorScheme}"]`)
    .waitFor({ state: 'attached' });
  // Colours fade, if only for a moment: what axe reads in between is neither the one nor the other.
  await page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined)));
  });
}

/** Orders with one faulty quantity. */
function orders(country: string): string {
  return [
    'Order no,Customer,Country,Ordered on,Quantity,Price,Paid,Note,Web,Code,Weight,Agent',
    ...Array.from(
      { length: 40 },
      (_, i) =>
        `${i + 1},Customer ${i % 7},${i % 2 ? 'Chad' : country},2024-0${(i % 9) + 1}-11,${i === 5 ? 'many' : i},${i}.5,${i % 2 ? 'yes' : 'no'},,https://example.com/${i},0${i},${i / 4},A${i % 3}`,
    ),
  ].join('\n');
}

/** A file of which much is to be said: doubts beside its columns, words for nothing, a total line, blanks before quotation marks. */
const MESSY = [
  'Order no;Customer;Phone;Country;Ordered on;Quantity;Amount;Code;Site',
  ...Array.from(
    { length: 60 },
    (_, i) =>
      `${i + 1};${i === 9 ? ' "Ann; and Bo"' : `Customer ${i % 7}`};+8490${1_000_000 + i};NO;${i % 30 === 7 ? 'soon' : `2024-0${(i % 9) + 1}-11`};${i % 20 === 3 ? 'N/A' : i};${i % 2 ? '€' : '$'} ${i}.50;1E${i};https://example.com/${i}`,
  ),
  'Total;;;;;;1830.00;;',
].join('\n');

describe('screens', () => {
  const stand = useStand();
  const ids: Record<string, string> = {};
  let holder: PoolClient | undefined;

  beforeAll(async () => {
    const { api } = stand.service;
    const upload = async (text: string, name: string) => (await api.inspected((await api.upload(text, name)).id)).id;
    const run = async (start: Promise<{ id: string }>) => api.ended((await start).id);
    ids.file = await upload(orders('Peru'), 'Orders 2024.csv');
    const done = await run(
      api.import({
        fileId: ids.file,
        key: ['Order no'],
        mapping: {
          'Order no': { column: 'Order no', type: 'integer' },
          Quantity: { column: 'Quantity', type: 'integer' },
        },
        table: { create: { name: 'Orders' } },
      } as never),
    );
    ids.done = done.id;
    ids.table = done.tableId ?? done.result?.tableId ?? '';
    const again = { fileId: ids.file, table: { id: ids.table }, mode: 'upsert', key: ['order_no'], allowRepeat: true };
    ids.dryRun = (await run(api.import({ ...again, dryRun: true } as never))).id;
    ids.failed = (await run(api.import({ ...again, mode: 'insert', onReject: 'abort' } as never))).id;
    ids.export = (await run(api.export({ tableId: ids.table, format: 'xlsx' }))).id;
    const { mappings } = await api.ask('GET', '/api/mappings');
    const source = { kind: 'url', url: 'https://docs.google.com/spreadsheets/d/1AbC/edit#gid=1' };
    const feed = { name: 'Orders of the shop', source, tableId: ids.table, mappingId: mappings[0].id, everyMinutes: 0 };
    await api.ask('POST', '/api/feeds', feed);
    const other = await upload(orders('Mali'), 'Orders 2025.csv');
    ids.undone = (await run(api.import({ fileId: other, table: { create: { name: 'Gone' } } }))).id;
    ids.undo = (await run(api.ask('POST', `/api/jobs/${ids.undone}/undo`, {}))).id;
    const batchId = crypto.randomUUID();
    ids.batch = batchId;
    for (const country of ['Togo', 'Cuba']) {
      const fileId = await upload(orders(country), `Orders ${country}.csv`);
      ids[country] = (await run(api.import({ fileId, table: { create: { name: country } }, batchId } as never))).id;
    }
    ids.waiting = await upload(orders('Oman'), 'Orders 2026.csv');
    ids.messy = await upload(MESSY, 'Messy 2026.csv');
    ids.broken = await upload('PK no zip at all', 'broken.xlsx');
    // Nobody can write into the table until we let go: the last job stays running.
    const { qualifiedName } = await api.table(ids.table);
    holder = await stand.service.pool.connect();
    await holder.query(`BEGIN; LOCK TABLE ${qualifiedName} IN EXCLUSIVE MODE`);
    const update = { fileId: ids.waiting, table: { id: ids.table }, mode: 'upsert', key: ['order_no'] };
    ids.running = (await api.import(update as never)).id;
  });
  afterAll(async () => {
    await holder?.query('ROLLBACK');
    holder?.release();
  });

  const importButton = (page: Page) => page.locator('aside button[type="submit"]');
  /** Go to a screen as a link does, without loading the page anew, and wait until all of it is there. */
  const show = async (page: Page, address: string) => {
    await page.evaluate((to) => {
      if (location.pathname + location.search === to) return;
      document.querySelector('main h1')?.setAttribute('data-left', '');
      history.pushState({}, '', to);
      dispatchEvent(new PopStateEvent('popstate'));
    }, address);
    await page.locator('main h1:not([data-left])').first().waitFor();
    await settle(page);
  };
  const settle = async (page: Page) => {
    await page.locator('main h1').first().waitFor();
    await expect.poll(() => page.locator('main [aria-busy="true"]').count()).toBe(0);
  };
  const openDialog = async (page: Page, button: Locator) => {
    await button.click();
    await page.getByRole('dialog').waitFor();
  };
  const openMenu = async (page: Page, button: Locator) => {
    await button.click();
    await page.getByRole('menuitem').first().waitFor();
  };
  const openImport = (page: Page) => expect.poll(() => importButton(page).isEnabled()).toBe(true);

  /** Each screen: its address, and what is waited for and opened on it. */
  const SCREENS: [name: string, address: () => string, act?: (page: Page) => Promise<unknown>][] = [
    ['home', () => '/', (page) => page.locator('section[aria-labelledby="tables"] a').first().waitFor()],
    ['menu', () => '/', (page) => openMenu(page, page.locator('header [aria-haspopup="menu"]'))],
    ['import', () => `/import/${ids.waiting}`, openImport],
    ['import of an unreadable file', () => `/import/${ids.broken}`],
    [
      'import with doubts and warnings',
      () => `/import/${ids.messy}`,
      async (page) => {
        await openImport(page);
        await page.locator('section.panel button[aria-expanded="false"]').first().click();
        await page.locator('[data-roving-row] button[aria-expanded="false"]').first().click();
        await page.locator('[data-roving-row] summary').first().click();
      },
    ],
    [
      'import into a table, the same rows again',
      () => `/import/${ids.file}?table=${ids.table}`,
      async (page) => {
        await openImport(page);
        await page.locator('input[type="radio"][value="insert"]').check();
        await importButton(page).click();
        await page.locator('aside [role="alert"]').waitFor();
      },
    ],
    ['running job', () => `/jobs/${ids.running}`, (page) => page.getByRole('progressbar').first().waitFor()],
    [
      'job with rejects',
      () => `/jobs/${ids.done}`,
      async (page) => {
        await page.getByRole('gridcell').first().waitFor();
        await page.locator('section[aria-labelledby="corrections"] button[aria-expanded="false"]').last().click();
      },
    ],
    [
      'dry run',
      () => `/jobs/${ids.dryRun}`,
      (page) => page.locator('main table, main [role="grid"]').first().waitFor(),
    ],
    ['failed job', () => `/jobs/${ids.failed}`],
    ['export', () => `/jobs/${ids.export}`],
    ['undo', () => `/jobs/${ids.undo}`],
    ['undone import', () => `/jobs/${ids.undone}`],
    [
      'question before an undo',
      () => `/jobs/${ids.done}`,
      (page) => openDialog(page, page.locator('main button:has(.tabler-icon-arrow-back-up)').first()),
    ],
    ['history', () => '/jobs', (page) => page.locator('main li a').first().waitFor()],
    ['tables', () => '/tables', (page) => page.locator('main li a').first().waitFor()],
    [
      'table with filters',
      () => `/tables/${ids.table}`,
      async (page) => {
        await page.getByRole('gridcell').first().waitFor();
        await page.locator('main button[aria-expanded="false"]:not([aria-haspopup])').first().click();
      },
    ],
    [
      'menu of a table',
      () => `/tables/${ids.table}`,
      (page) => openMenu(page, page.locator('main [aria-haspopup="menu"]').last()),
    ],
    [
      'menu of rows',
      () => `/tables/${ids.table}`,
      async (page) => {
        await page.getByRole('gridcell').first().click({ button: 'right' });
        await page.getByRole('menuitem').first().waitFor();
      },
    ],
    [
      'automatic imports into a table',
      () => `/tables/${ids.table}`,
      async (page) => {
        await openMenu(page, page.locator('main [aria-haspopup="menu"]:has(.tabler-icon-dots)').first());
        await openDialog(page, page.locator('[role="menuitem"]:has(.tabler-icon-folder-down)'));
      },
    ],
    [
      'change of a feed',
      () => '/feeds',
      async (page) => {
        await openMenu(page, page.locator('main li [aria-haspopup="menu"]').first());
        await openDialog(page, page.locator('[role="menuitem"]:has(.tabler-icon-pencil)'));
        await page.getByRole('dialog').locator('summary').click();
      },
    ],
    ['columns', () => `/tables/${ids.table}/columns`, (page) => page.locator('main li').first().waitFor()],
    ['files of a batch', () => `/batch?files=${encodeURIComponent(JSON.stringify([ids.waiting, ids.messy]))}`],
    [
      'jobs of a batch',
      () => `/batch/jobs?batch=${ids.batch}`,
      (page) => openDialog(page, page.locator('main button:has(.tabler-icon-arrow-back-up)')),
    ],
    ['no screen', () => '/nowhere'],
  ];

  test(`axe objects to nothing on ${ALL_SCREENS ? 'any screen' : `${AUDITED.length} screens`}, in both themes and languages`, {
    tags: ['long'],
  }, async () => {
    const screens = SCREENS.filter(([name]) => ALL_SCREENS || AUDITED.includes(name));
    expect(screens.length).toBeGreaterThanOrEqual(AUDITED.length);
    const { context, page, faults } = await stand.open({ reducedMotion: 'reduce', colorScheme: 'light' });
    const found: string[] = [];
    const visitAll = async (look: (name: string) => Promise<string[]>) => {
      for (const [name, address, act] of screens) {
        await show(page, address());
        await act?.(page);
        found.push(...(await look(name)));
        await page.keyboard.press('Escape');
      }
    };
    await visitAll(async (name) => {
      const inLight = await audit(page, name);
      await setTheme(page, 'dark');
      const inDark = await audit(page, `${name}, dark`, 'colors');
      await setTheme(page, 'light');
      return [...inLight, ...inDark];
    });
    await openMenu(page, page.locator('header [aria-haspopup="menu"]'));
    await page.getByRole('menuitem', { name: 'Tiếng Việt' }).click();
    await page.locator('html[lang="vi"]').waitFor();
    await visitAll((name) => audit(page, `${name}, Vietnamese`, 'names'));
    expect({ found, faults }).toEqual({ found: [], faults: [] });
    await context.close();
  });

  test('the home page is whole before the script of the socket comes, light and without moving; what happened meanwhile is shown', {
    tags: ['long'],
  }, async () => {
    const scripts: Promise<number>[] = [];
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { context, page } = await stand.open();
    await page.goto('about:blank');
    await page.route('**/assets/live-*.js', async (route) => {
      await held;
      await route.continue();
    });
    await page.addInitScript(() => {
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[])
          Object.assign(window, { shifted: ((window as { shifted?: number }).shifted ?? 0) + entry.value });
      }).observe({ type: 'layout-shift', buffered: true });
    });
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script' && !response.url().includes('/live-'))
        scripts.push(response.body().then((bytes) => gzipSync(bytes, { level: 9 }).length));
    });
    await page.goto(stand.service.url);
    await page.locator('section[aria-labelledby="tables"] a').first().waitFor();
    await settle(page);
    const bytes = await Promise.all(scripts);
    expect(bytes.length).toBeGreaterThan(3);
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(MAX_HOME_SCRIPT_BYTES);
    expect(await page.evaluate(() => (window as { shifted?: number }).shifted ?? 0)).toBeLessThan(MAX_LAYOUT_SHIFT);

    await stand.service.api.ask('POST', '/api/tables', {
      name: 'Made meanwhile',
      columns: [{ label: 'A', type: 'text' }],
    });
    expect(await page.getByText('Made meanwhile').count()).toBe(0);
    release();
    await page.getByText('Made meanwhile').first().waitFor();
    await context.close();
  });

  test.each(['/', '/api/docs'])(
    'axe objects to nothing before somebody is signed in, nor in the API page (%s)',
    { tags: ['long'] },
    async (where) => {
      const page = await stand.browser.newPage({ locale: 'vi-VN', reducedMotion: 'reduce', colorScheme: 'light' });
      if (where === '/api/docs') await page.goto(`${stand.service.url}/?token=${TOKEN}`);
      await page.goto(stand.service.url + where);
      await page.locator('h1').first().waitFor();
      const found = await audit(page, where);
      await setTheme(page, 'dark');
      found.push(...(await audit(page, `${where}, dark`, 'colors')));
      expect(found).toEqual([]);
      await page.close();
    },
  );

  /** What has the focus after each press of Tab between the heading and a button. */
  async function followTabs(page: Page, button: Locator): Promise<string[]> {
    await page.locator('main h1').evaluate((heading) => {
      heading.setAttribute('tabindex', '-1');
      (heading as HTMLElement).focus();
    });
    const stops: string[] = [];
    while (stops.length < 60) {
      await page.keyboard.press('Tab');
      if (await button.evaluate((element) => element === document.activeElement)) return stops;
      stops.push(
        await page.evaluate(() => {
          const focused = document.activeElement as HTMLElement;
          return (
            focused.getAttribute('aria-label') || focused.innerText?.slice(0, 30) || focused.outerHTML.slice(0, 80)
          );
        }),
      );
    }
    throw new Error(`Tab does not lead to the button: ${stops.join(' | ')}`);
  }

  test('by keyboard, few stops lie between the heading of a plain import and its button', {
    tags: ['long'],
  }, async () => {
    const { context, page } = await stand.open();
    for (const query of ['', `?table=${ids.table}`]) {
      await page.goto(`${stand.service.url}/import/${ids.waiting}${query}`);
      await settle(page);
      await openImport(page);
      const stops = await followTabs(page, importButton(page));
      expect(stops.length, stops.join(' | ')).toBeLessThanOrEqual(MAX_TAB_STOPS);
    }
    await context.close();
  });

  test('the way back leads to where a page was scrolled, with its filters; a link is an address of its own', {
    tags: ['long'],
  }, async () => {
    const { context, page, faults } = await stand.open({ viewport: { width: 400, height: 500 } });
    await page.goto(`${stand.service.url}/jobs?kind=import`);
    const last = page.locator('main li a').last();
    await last.waitFor();
    await last.scrollIntoViewIfNeeded();
    const scrolled = await page.evaluate(() => scrollY);
    expect(scrolled).toBeGreaterThan(100);
    const address = await last.getAttribute('href');
    await last.click();
    await page.locator('main h1:not(:text("History"))').waitFor();
    expect(new URL(page.url()).pathname).toBe(address);
    expect(await page.evaluate(() => [scrollY, document.activeElement?.id])).toEqual([0, 'content']);
    await page.goBack();
    await page.getByRole('heading', { name: 'History' }).waitFor();
    expect(page.url()).toBe(`${stand.service.url}/jobs?kind=import`);
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(scrolled);
    await page.goForward();
    await page.locator('main h1:not(:text("History"))').waitFor();
    // A press with Ctrl is the browser's, which opens another tab.
    const isTaken = await page.getByRole('link', { name: 'Tables', exact: true }).evaluate((link) => {
      let taken = true;
      const look = (event: Event) => {
        taken = event.defaultPrevented;
        event.preventDefault();
      };
      addEventListener('click', look, { once: true });
      link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey: true }));
      return taken;
    });
    expect(isTaken).toBe(false);
    expect(new URL(page.url()).pathname).toBe(address);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('a session that has ended says so, and signing in leads back to the page', { tags: ['long'] }, async () => {
    const { context, page } = await stand.open();
    await page.goto(`${stand.service.url}/jobs/${ids.done}`);
    await settle(page);
    await context.clearCookies();
    await page.reload();
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
    expect(await audit(page, 'session ended')).toEqual([]);
    await page.getByLabel(/token/i).first().fill(TOKEN);
    await page.keyboard.press('Enter');
    await page.getByRole('grid').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/jobs/${ids.done}`);
    await context.close();
  });

  test('find and replace changes all cells at once; the next faulty cell is a press away', {
    tags: ['long'],
  }, async () => {
    const { context, page } = await stand.open();
    await page.goto(`${stand.service.url}/jobs/${ids.done}`);
    await page.getByRole('button', { name: 'Next faulty cell' }).click();
    await page.locator('[role="gridcell"][aria-selected="true"][aria-invalid="true"]').waitFor();
    await page.getByRole('button', { name: 'Find and replace' }).click();
    await page.getByLabel('Find', { exact: true }).fill('MANY');
    await page.getByLabel('Replace with').fill('12');
    await page.getByRole('button', { name: 'Replace 1 cell' }).click();
    await page.getByText('1 row edited').waitFor();
    await page.getByRole('button', { name: 'Next faulty cell' }).click();
    await page.getByText('No faulty cell is left in the rows shown.').waitFor();
    await page.getByRole('button', { name: 'Undo edit' }).click();
    await page.getByText('Nothing edited yet').waitFor();
    await context.close();
  });
});
