/** @module-tag long */
import { describe, expect, test } from 'vitest';
import { codeOf, stepAt } from '../../server/src/auth/totp.ts';
import { takePicture } from '../support/browser.ts';
import { useStand } from '../support/stack.ts';

const PASSWORD = 'a few words in a row';

describe('people in the browser', () => {
  const stand = useStand();

  test('the owner sets a password and invites; the guest joins, sees no button that would be refused, and is signed out when disabled', async () => {
    const { context, page, faults } = await stand.open({ viewport: { width: 1280, height: 900 } });
    await page.getByText('Drop workbooks here').waitFor();
    const openMenu = async (item: string) => {
      await page.getByRole('button', { name: 'Settings' }).click();
      await page.getByRole('menuitem', { name: item }).click();
    };
    await openMenu('Your account');
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    await page.getByRole('textbox', { name: 'Name' }).fill('Olive');
    await page.getByRole('textbox', { name: 'E-mail' }).first().fill('olive@example.com');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved').waitFor();
    await page.getByLabel('New password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText('The password is set.').waitFor();
    await page.getByText('This browser').waitFor();
    await takePicture(page, 'account');

    await openMenu('People');
    await page.getByText('Only you so far').waitFor();
    await takePicture(page, 'people-alone');
    await page.getByRole('button', { name: 'Invite a person' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Who is it for?').fill('Ben');
    await dialog.getByRole('radio', { name: 'Viewer' }).check();
    await takePicture(page, 'invite');
    await dialog.getByRole('button', { name: 'Make the link' }).click();
    const link = await dialog.getByLabel('Link', { exact: true }).inputValue();
    expect(link).toMatch(/\/join#[\w-]{43}$/);
    await takePicture(page, 'invite-link');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('list', { name: 'Invitations' }).getByText('Ben').waitFor();

    const guests = await stand.browser.newContext({
      locale: 'en-US',
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
    });
    const guest = await guests.newPage();
    await guest.goto(link);
    await guest.getByRole('heading', { name: 'Welcome to Sheetport' }).waitFor();
    expect(await guest.getByLabel('Your name').inputValue()).toBe('Ben');
    await guest.getByLabel('E-mail').fill('ben@example.com');
    await guest.getByLabel('New password').fill(PASSWORD);
    await takePicture(guest, 'join-phone');
    await guest.getByRole('button', { name: 'Join' }).click();
    await guest.getByText('Tables and jobs of your team').waitFor();
    expect(await guest.getByText('Drop workbooks here').count()).toBe(0);
    await takePicture(guest, 'viewer-home-phone');
    await guest.goto(`${stand.service.url}/tables`);
    await guest.getByText('No tables').first().waitFor();
    for (const name of [/attach/i, /new table/i, /import/i])
      expect(await guest.getByRole('button', { name }).count()).toBe(0);
    await guest.getByRole('button', { name: 'Settings' }).click();
    await guest.getByRole('menuitem', { name: 'Your account' }).waitFor();
    expect(await guest.getByRole('menuitem', { name: 'People' }).count()).toBe(0);
    await guest.goto(`${stand.service.url}/people`);
    await guest.getByText('This page is for owners').waitFor();

    await page.reload();
    const line = page.getByRole('list', { name: 'People' }).getByRole('listitem').filter({ hasText: 'Ben' });
    await line.getByText('ben@example.com').waitFor();
    await takePicture(page, 'people');
    await Promise.all([
      page.waitForResponse((answer) => answer.request().method() === 'PATCH' && answer.ok()),
      line.getByLabel('Role of Ben').selectOption('editor'),
    ]);
    await guest.goto(stand.service.url);
    await guest.getByText('Drop workbooks here').waitFor();
    await line.getByRole('button', { name: 'More for Ben' }).click();
    await page.getByRole('menuitem', { name: 'Disable' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await line.getByText('Disabled').waitFor();
    await guest.reload();
    await guest.getByRole('heading', { name: 'Your session has ended' }).waitFor();
    await takePicture(guest, 'sign-in-phone');
    await guest.getByLabel('E-mail').fill('ben@example.com');
    await guest.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await guest.keyboard.press('Enter');
    await guest.getByText('The e-mail address or the password is not right').waitFor();
    await guest.getByLabel('E-mail').fill('olive@example.com');
    await guest.keyboard.press('Enter');
    await guest.getByText('Drop workbooks here').waitFor();
    expect(faults).toEqual([]);
    await guests.close();
    await context.close();
  });

  test('an API key is made, shown once, rotated and ended', async () => {
    const { context, page, faults } = await stand.open({ viewport: { width: 1280, height: 900 } });
    await page.goto(`${stand.service.url}/account`);
    const section = page.getByRole('region', { name: 'API keys' });
    await section.getByText('No keys yet.').waitFor();
    await section.getByRole('button', { name: 'Make a key' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What is it for?').fill('Nightly import');
    await dialog.getByRole('checkbox', { name: 'Import' }).check();
    await takePicture(page, 'api-key-make');
    await dialog.getByRole('button', { name: 'Make a key' }).click();
    const secret = await dialog.getByRole('textbox', { name: 'Key' }).inputValue();
    expect(secret).toMatch(/^sp_[0-9a-f]{32}_[\w-]{43}$/);
    await takePicture(page, 'api-key-made');
    await dialog.getByRole('button', { name: 'Done' }).click();
    const line = section.getByRole('listitem').filter({ hasText: 'Nightly import' });
    await line.getByText('Not used yet').waitFor();
    const status = async (key: string) =>
      (await fetch(`${stand.service.url}/api/me`, { headers: { authorization: `Bearer ${key}` } })).status;
    expect(await status(secret)).toBe(200);
    await line.getByRole('button', { name: 'More for Nightly import' }).click();
    await page.getByRole('menuitem', { name: 'Rotate' }).click();
    await dialog.getByRole('radio', { name: 'One more day' }).check();
    await takePicture(page, 'api-key-rotate');
    await dialog.getByRole('button', { name: 'Rotate' }).click();
    const next = await dialog.getByRole('textbox', { name: 'Key' }).inputValue();
    expect([await status(secret), await status(next)]).toEqual([200, 200]);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await line.getByText('The key from before works until').waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await section.scrollIntoViewIfNeeded();
    await takePicture(page, 'api-keys-phone');
    await line.getByRole('button', { name: 'More for Nightly import' }).click();
    await page.getByRole('menuitem', { name: 'End' }).click();
    await dialog.getByRole('button', { name: 'End' }).click();
    await section.getByText('No keys yet.').waitFor();
    expect([await status(secret), await status(next)]).toEqual([401, 401]);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('somebody without an account sends files by an upload link, and sees only their own', async () => {
    const { api, url } = stand.service;
    const columns = [
      { label: 'Order no', type: 'integer' },
      { label: 'Quantity', type: 'integer' },
    ];
    const table = await api.ask('POST', '/api/tables', { name: 'Orders by link', columns });
    const file = await api.upload(Buffer.from('No,Qty\n1,5\n'), 'like-this.csv');
    const mapping = { No: { column: 'Order no' }, Qty: { column: 'Quantity' } };
    await api.ended((await api.import({ fileId: file.id, table: { id: table.id }, mapping } as never)).id);

    const { context, page, faults } = await stand.open({ viewport: { width: 1280, height: 900 } });
    await page.goto(`${url}/tables/${table.id}`);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Upload links' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('No upload links yet').waitFor();
    await takePicture(page, 'upload-links-none');
    await dialog.getByRole('button', { name: 'Make a link' }).click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Orders of May');
    await dialog.getByRole('textbox', { name: 'Message' }).fill('Please send your orders by Friday.');
    await dialog.getByLabel('Files at most').fill('3');
    await takePicture(page, 'upload-link-make');
    await dialog.getByRole('button', { name: 'Make a link' }).click();
    const link = await dialog.getByLabel('Orders of May').inputValue();
    expect(link).toMatch(/\/send#[\w-]{43}$/);
    await takePicture(page, 'upload-link-made');
    await dialog.getByRole('button', { name: 'Done' }).click();
    const line = dialog.getByRole('list', { name: 'Upload links' }).getByRole('listitem').first();
    await line.getByText('0 of 3 files').waitFor();

    const outside = await stand.browser.newContext({ locale: 'en-US', acceptDownloads: true });
    const visitor = await outside.newPage();
    await visitor.goto(link);
    await visitor.getByRole('heading', { name: 'Orders of May' }).waitFor();
    await visitor.getByText('Please send your orders by Friday.').waitFor();
    await takePicture(visitor, 'send');
    const give = (name: string, text: string) =>
      visitor.getByTestId('send-input').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
    await give('wrong.csv', 'No,Pieces\n7,1\n');
    const sent = visitor.getByRole('list', { name: 'What you sent' });
    await sent.getByText('It lacks these headings: Qty.').waitFor();
    await give('mine.csv', 'Qty,No,Order no\n4,11,99\nmany,12,99\n');
    const mine = sent.getByRole('listitem').filter({ hasText: 'mine.csv' });
    await mine.getByText('1 new, 0 changed').waitFor();
    await mine.getByText('One row could not be imported.').waitFor();
    await takePicture(visitor, 'send-done');
    const [download] = await Promise.all([
      visitor.waitForEvent('download'),
      mine.getByRole('button', { name: 'Download them with the reasons' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('mine rejects.xlsx');
    await visitor.setViewportSize({ width: 390, height: 844 });
    await visitor.emulateMedia({ colorScheme: 'dark' });
    await takePicture(visitor, 'send-phone');
    // A reload is the same visit; another tab is another.
    await visitor.reload();
    await mine.waitFor();
    const other = await outside.newPage();
    await other.goto(link);
    await other.getByText('One more file can be sent.').waitFor();
    expect(await other.getByText('mine.csv').count()).toBe(0);

    expect((await api.allRows(table.id)).length).toBe(2);
    const { mappings } = await api.ask('GET', '/api/mappings');
    const ofTable = mappings.filter(({ tableId }: { tableId: string }) => tableId === table.id);
    expect(ofTable).toMatchObject([{ fileName: 'like-this.csv', uses: 1 }]);
    await line.getByRole('button', { name: 'What came in' }).click();
    await line.getByText('wrong.csv').waitFor();
    await takePicture(page, 'upload-link-files');
    await line.getByRole('button', { name: 'More for Orders of May' }).click();
    await page.getByRole('menuitem', { name: 'Pause' }).click();
    await line.getByText('Paused').waitFor();
    await other.reload();
    await other.getByText('This link takes no files at the moment').waitFor();
    await line.getByRole('button', { name: 'More for Orders of May' }).click();
    await page.getByRole('menuitem', { name: 'End permanently' }).click();
    await line.getByText('Ended').waitFor();
    const viet = await stand.browser.newContext({ locale: 'vi-VN' });
    const late = await viet.newPage();
    await late.goto(link);
    await late.getByRole('heading', { name: 'Liên kết này không dùng được' }).waitFor();
    await takePicture(late, 'send-invalid');
    expect(faults).toEqual([]);
    await viet.close();
    await outside.close();
    await context.close();
  });

  test('a second factor: set up with an app, asked for at sign-in, and taken off by an owner', async () => {
    const { url } = stand.service;
    const owner = await stand.open();
    await owner.page.getByText('Drop workbooks here').waitFor();
    // A call from the page of whoever is signed in there.
    const post = (page: typeof owner.page, path: string, body: object) =>
      page.evaluate(
        async ([path, body]) => {
          const headers = { 'content-type': 'application/json' };
          const answer = await fetch(path as string, { method: 'POST', headers, body: JSON.stringify(body) });
          return answer.status === 204 ? {} : await answer.json();
        },
        [path, body] as const,
      );
    const invited = (await post(owner.page, '/api/invitations', { role: 'viewer', name: 'Cara' })) as { path: string };
    const context = await stand.browser.newContext({ locale: 'en-US', viewport: { width: 1200, height: 860 } });
    const page = await context.newPage();
    await page.goto(url + invited.path);
    await page.getByLabel('E-mail').fill('cara@example.com');
    await page.getByLabel('New password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByRole('link', { name: 'Home', exact: true }).waitFor();
    await page.goto(`${url}/account`);
    await page.getByRole('button', { name: 'Set it up' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Current password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await dialog.getByRole('img', { name: 'QR code with the key for your app' }).waitFor();
    await takePicture(page, 'second-factor');
    const key = (await dialog.getByLabel('Or type this key into the app').inputValue()).replaceAll(' ', '');
    const now = () => stepAt(Date.now());
    // The code of the half minute before is still accepted, and those after it can still be used.
    await dialog.getByLabel('Code that the app shows now').fill(codeOf(key, now() - 1));
    await page.keyboard.press('Enter');
    const codes = dialog.getByRole('list', { name: 'Keep these recovery codes' }).getByRole('listitem');
    await codes.first().waitFor();
    expect(await codes.count()).toBe(10);
    const recovery = await codes.first().innerText();
    await dialog.getByRole('button', { name: 'I have kept them' }).click();
    await page.getByText('10 recovery codes are left.').waitFor();

    const signIn = async (code: () => string, isRecovery = false) => {
      await context.clearCookies();
      await page.goto(url);
      await page.getByLabel('E-mail').fill('cara@example.com');
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Enter the code' }).waitFor();
      if (isRecovery) await page.getByRole('button', { name: 'Use a recovery code' }).click();
      const field = page.getByLabel(isRecovery ? 'Recovery code' : 'Code of the app', { exact: true });
      await field.fill('000 000 0');
      await page.keyboard.press('Enter');
      await page.getByText('The code is not right').waitFor();
      await field.fill(code());
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: 'Home', exact: true }).waitFor();
    };
    await signIn(() => codeOf(key, now() + 1));
    await signIn(() => recovery, true);

    await owner.page.goto(`${url}/people`);
    const line = owner.page.getByRole('listitem').filter({ hasText: 'cara@example.com' });
    await line.getByText('Second factor', { exact: true }).waitFor();
    await line.getByRole('button', { name: 'More for Cara' }).click();
    await owner.page.getByRole('menuitem', { name: 'Take off the second factor' }).click();
    await owner.page.getByRole('dialog').getByRole('button', { name: 'Take off the second factor' }).click();
    await line.getByText('Second factor', { exact: true }).waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
    expect(owner.faults).toEqual([]);
    await context.close();
    await owner.context.close();
  });

  test('a link that was used says so', { tags: ['long'] }, async () => {
    const context = await stand.browser.newContext({ locale: 'vi-VN' });
    const page = await context.newPage();
    await page.goto(`${stand.service.url}/join#made-up`);
    await page.getByRole('heading', { name: 'Liên kết này không dùng được' }).waitFor();
    await takePicture(page, 'join-invalid');
    await context.close();
  });

  test('the owner deletes a job, what was derived from a table, and old data; each dialog says what goes and what stays', async () => {
    const { api } = stand.service;
    const file = await api.upload(Buffer.from('Code,Qty\na,1\nb,x\n'), 'left.csv');
    const columns = { Qty: { column: 'Qty', type: 'integer' } } as const;
    const plan = { fileId: file.id, table: { create: { name: 'Left behind' } }, mapping: columns };
    const job = await api.ended((await api.import(plan)).id);
    const { context, page, faults } = await stand.open({ viewport: { width: 1280, height: 900 } });
    await page.goto(`${stand.service.url}/tables/${job.result!.tableId}`);
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Delete its history…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 job with its history').waitFor();
    await dialog.getByText('1 rejected row').waitFor();
    await takePicture(page, 'delete-history');
    await dialog.getByRole('button', { name: 'Cancel' }).click();

    await page.goto(`${stand.service.url}/jobs/${job.id}`);
    await page.getByRole('button', { name: 'Delete…' }).click();
    await dialog.getByText('rows in tables, those of these imports among them').waitFor();
    await takePicture(page, 'delete-job');
    await dialog.getByRole('button', { name: 'Delete for good' }).click();
    await page.waitForURL(/\/jobs$/);
    await expect(api.ask('GET', `/api/jobs/${job.id}`)).rejects.toThrow('not_found');

    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.goto(`${stand.service.url}/account`);
    await page.getByLabel('Made before').fill('2020-01-01');
    await takePicture(page, 'old-data-phone');
    await page.getByRole('button', { name: 'Show what goes…' }).click();
    await dialog.getByText('There is nothing to delete.').waitFor();
    await takePicture(page, 'old-data-nothing-phone');
    expect(faults).toEqual([]);
    await context.close();
  });
});
