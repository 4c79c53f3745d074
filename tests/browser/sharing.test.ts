import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { codeOf, stepAt } from '../../server/src/auth/totp.ts';
import { takePicture } from '../support/browser.ts';
import { useStand } from '../support/stack.ts';

const PASSWORD = 'a few words in a row';
const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  colorScheme: 'dark',
  locale: 'vi-VN',
};

describe('who sees what, in the browser', () => {
  const stand = useStand();
  const api = () => stand.service.api;

  /** Somebody who accepted an invitation. Out: their id, and how they sign in. */
  async function join(name: string, role: string, language = 'en') {
    const email = `${name.toLowerCase()}@example.com`;
    const { path } = (await api().ask('POST', '/api/invitations', { role, name })) as { path: string };
    const account = { token: path.split('#')[1], name, email, password: PASSWORD, language };
    await api().ask('POST', '/api/links/accept', account);
    const { people } = (await api().ask('GET', '/api/people')) as { people: { id: string; email: string }[] };
    return { id: people.find((one) => one.email === email)!.id, email };
  }

  const makeTable = (name: string, place: object = {}) =>
    api().ask('POST', '/api/tables', {
      name,
      columns: [{ label: 'City', type: 'text' }],
      key: [],
      ...place,
    }) as Promise<{
      id: string;
    }>;

  async function signIn(email: string, options: BrowserContextOptions = { locale: 'en-US' }): Promise<Page> {
    const context = await stand.browser.newContext(options);
    const page = await context.newPage();
    page.setDefaultTimeout(90_000);
    await page.goto(stand.service.url);
    await page.locator('input[type=email], input[autocomplete=username]').first().fill(email);
    await page.locator('input[type=password]').first().fill(PASSWORD);
    await page.keyboard.press('Enter');
    return page;
  }

  test('P32 a restricted table is shared in its dialog, and its guest sees that table and nothing else', {
    tags: ['long'],
  }, async () => {
    const [gina] = [await join('Gina', 'guest'), await join('Vera', 'viewer')];
    const folder = (await api().ask('POST', '/api/folders', { name: 'Finance', restricted: true })) as { id: string };
    const { id } = await makeTable('Orders', { restricted: true });
    await makeTable('Salaries', { folderId: folder.id });
    await makeTable('Cities');
    const { page, context, faults } = await stand.open();
    await page.goto(`${stand.service.url}/tables`);
    for (const name of ['Finance', 'Orders', 'Salaries', 'Cities'])
      await page.getByText(name, { exact: true }).first().waitFor();
    await takePicture(page, 'tables-with-folders');
    await page.goto(`${stand.service.url}/tables/${id}`);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Share', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Person', { exact: true }).first().click();
    await page.getByRole('option', { name: 'Gina' }).click();
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    await dialog.getByLabel('Role of Gina').waitFor();
    await takePicture(page, 'share-dialog');
    const guest = await signIn(gina.email);
    await guest.getByRole('link', { name: 'Orders' }).first().waitFor();
    await guest.goto(`${stand.service.url}/tables`);
    await guest.getByText('Orders', { exact: true }).first().waitFor();
    const seen = await guest.locator('main').innerText();
    for (const hidden of ['Salaries', 'Finance', 'Cities']) expect(seen).not.toContain(hidden);
    expect(await guest.getByRole('button', { name: /new table|new folder|attach/i }).count()).toBe(0);
    await takePicture(guest, 'guest-tables');
    expect(faults).toEqual([]);
    await guest.context().close();
    await context.close();
    expect((await api().ask('GET', `/api/tables/${id}/shares`)).people).toContainEqual(
      expect.objectContaining({ personId: gina.id, role: 'viewer' }),
    );
  });

  test('a table is made in a folder by who may only fill that folder', { tags: ['long'] }, async () => {
    const filler = await join('Fay', 'viewer');
    const folder = (await api().ask('POST', '/api/folders', { name: 'Intake' })) as { id: string };
    await api().ask('PUT', `/api/folders/${folder.id}/shares/${filler.id}`, { role: 'editor' });
    const page = await signIn(filler.email);
    await page.getByRole('link', { name: 'Home', exact: true }).waitFor();
    await page.goto(`${stand.service.url}/tables`);
    await page.getByRole('button', { name: 'New table' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Folder').waitFor();
    expect(await dialog.getByLabel('Folder').locator('option').allInnerTexts()).toEqual(['Intake']);
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Arrivals');
    await dialog.getByLabel('Name of column 1').fill('City');
    await takePicture(page, 'new-table-in-folder');
    await dialog.getByRole('button', { name: 'Create table' }).click();
    await page.getByRole('heading', { name: 'Arrivals' }).waitFor();
    const { tables } = (await api().ask('GET', '/api/tables')) as { tables: { name: string; folderId?: string }[] };
    expect(tables.find(({ name }) => name === 'Arrivals')?.folderId).toBe(folder.id);
    await page.context().close();
  });

  test('P36 the audit trail, limits and keys as an owner sees them', { tags: ['long'] }, async () => {
    const ben = await join('Ben', 'editor');
    const { id } = await makeTable('Deliveries');
    for (let at = 0; at < 25; at++) await api().ask('PATCH', `/api/tables/${id}`, { name: `Deliveries ${at}` });
    await api().call('POST', '/api/session', { email: ben.email, password: 'wrong' });
    await api().ask('PATCH', `/api/people/${ben.id}`, { limits: { storedBytes: 5_000_000_000, rowsPerDay: 200_000 } });
    const { page, context, faults } = await stand.open();
    await page.goto(`${stand.service.url}/people/audit`);
    const list = page.getByRole('list', { name: 'Audit trail' });
    await list.getByText('changed the table').first().waitFor();
    await takePicture(page, 'audit');
    await page.goto(`${stand.service.url}/people`);
    await page.getByRole('button', { name: 'More for Ben' }).click();
    await page.getByRole('menuitem', { name: 'Limits' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Rows imported within 24 hours', { exact: true }).waitFor();
    await takePicture(page, 'limits-dialog');
    await dialog.getByLabel('Open jobs', { exact: true }).selectOption('own');
    await dialog.getByLabel('Limit: Open jobs').fill('12');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await takePicture(page, 'people');
    const { people } = (await api().ask('GET', '/api/people')) as { people: { id: string; limits: object }[] };
    expect(people.find((one) => one.id === ben.id)?.limits).toEqual({
      storedBytes: 5_000_000_000,
      openJobs: 12,
      rowsPerDay: 200_000,
    });
    await page.goto(`${stand.service.url}/account`);
    await page.getByRole('button', { name: 'Make a key' }).click();
    await dialog.getByLabel('What is it for?').fill('Nightly import');
    await dialog.getByText('Only some', { exact: true }).click();
    await dialog.getByPlaceholder('Choose tables or folders').click();
    await page.getByRole('option', { name: 'Deliveries 24' }).click();
    await page.keyboard.press('Escape');
    await takePicture(page, 'key-for-a-table');
    await dialog.getByRole('button', { name: 'Make a key' }).click();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByText('Only Deliveries 24').waitFor();
    await page.screenshot({ path: 'out/pictures/account-whole.png', fullPage: true });
    expect(faults).toEqual([]);
    await context.close();
  });

  test('P32 where a second factor is required, one is set up before anything else; the page has the language of the account', {
    tags: ['long'],
  }, async () => {
    const vy = await join('Vy', 'editor', 'vi');
    const { page: owner, context } = await stand.open();
    await owner.goto(`${stand.service.url}/people`);
    await owner.getByRole('button', { name: 'Require a second factor' }).click();
    await takePicture(owner, 'require-factor');
    await owner.getByRole('dialog').getByRole('button', { name: 'Require a second factor' }).click();
    await owner.getByText('A second factor is required').waitFor();
    const page = await signIn(vy.email, { ...PHONE, locale: 'en-US' });
    // The browser speaks English, the account Vietnamese.
    await page.getByRole('heading', { name: 'Thiết lập xác thực hai bước' }).waitFor();
    await takePicture(page, 'factor-gate-phone');
    await page.goto(`${stand.service.url}/tables`);
    await page.getByRole('heading', { name: 'Thiết lập xác thực hai bước' }).waitFor();
    await page.getByRole('button', { name: 'Thiết lập' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('input[type=password]').fill(PASSWORD);
    await page.keyboard.press('Enter');
    const key = (await dialog.getByLabel('Hoặc nhập khóa này vào ứng dụng').inputValue()).replaceAll(' ', '');
    await dialog.getByLabel('Mã mà ứng dụng đang hiện').fill(codeOf(key, stepAt(Date.now())));
    await page.keyboard.press('Enter');
    await dialog.getByRole('listitem').first().waitFor();
    await takePicture(page, 'factor-codes-phone');
    await dialog.getByRole('button').last().click();
    await page.getByRole('link', { name: 'Trang chủ', exact: true }).waitFor();
    // The printed link, by which the owner came, is never asked.
    await owner.reload();
    await owner.getByRole('button', { name: 'No longer require it' }).click();
    await owner.getByText('Each person decides').waitFor();
    await page.goto(`${stand.service.url}/account`);
    await page.screenshot({ path: 'out/pictures/account-phone-vi.png', fullPage: true });
    await page.context().close();
    await context.close();
  });
});
