/** @module-tag long */
import { freePort } from '@sheetport/launch';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MailServer, startMailServer } from '../../server/src/testing/mail-server.ts';
import { CLIENT, type OidcServer, startOidcServer } from '../../server/src/testing/oidc-server.ts';
import { takePicture } from '../support/browser.ts';
import { type Service, startService, TOKEN } from '../support/service.ts';
import { shareBrowser } from '../support/shared-service.ts';

const PASSWORD = 'a few words in a row';
let mail: MailServer;
let provider: OidcServer;
let service: Service;

beforeAll(async () => {
  // Letters and the provider lead back to an address that is known before the service runs.
  const port = await freePort();
  const publicUrl = `http://127.0.0.1:${port}`;
  [mail, provider] = await Promise.all([startMailServer(), startOidcServer(publicUrl)]);
  service = await startService({
    env: {
      PORT: String(port),
      PUBLIC_URL: publicUrl,
      SMTP_URL: mail.url,
      MAIL_FROM: 'sheetport@example.com',
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: CLIENT.id,
      OIDC_CLIENT_SECRET: CLIENT.secret,
      OIDC_NAME: 'Company login',
    },
  });
}, 180_000);
afterAll(async () => {
  await service?.stop();
  await provider?.close();
  await mail?.close();
});

/** The link in the nth letter to somebody. */
const linkOf = async (to: string, nth: number) => {
  const link = () => mail.mails.filter((one) => one.to === to)[nth - 1]?.text.match(/http\S+\/join#\S+/)?.[0];
  await expect.poll(link).toBeTruthy();
  return link()!;
};

test('an invitation by e-mail, a forgotten password, and a sign-in with a real provider', async () => {
  const browser = await shareBrowser();
  const faults: string[] = [];
  const open = async (): Promise<Page> => {
    const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    return page;
  };
  const owner = await open();
  await owner.goto(`${service.url}/?token=${TOKEN}`);
  await owner.goto(`${service.url}/people`);
  const invite = async (name: string, email: string) => {
    await owner.getByRole('button', { name: 'Invite a person' }).first().click();
    const dialog = owner.getByRole('dialog');
    await dialog.getByLabel('Who is it for?').fill(name);
    await dialog.getByRole('textbox', { name: /E-mail/ }).fill(email);
    await dialog.getByRole('radio', { name: 'Editor' }).check();
    await dialog.getByRole('button', { name: 'Send the invitation' }).click();
    await dialog.getByText(email).first().waitFor();
    await takePicture(owner, 'invite-sent');
    await dialog.getByRole('button', { name: 'Done' }).click();
  };
  await invite('Ben', 'ben@example.com');

  // The letter leads into the service; what is made there signs in again after the session has ended.
  const ben = await open();
  await ben.goto(await linkOf('ben@example.com', 1));
  expect(await ben.getByLabel('Your name').inputValue()).toBe('Ben');
  expect(await ben.getByLabel('E-mail').inputValue()).toBe('ben@example.com');
  await ben.getByLabel('New password').fill(PASSWORD);
  await ben.getByRole('button', { name: 'Join' }).click();
  await ben.getByText('Drop workbooks here').waitFor();
  await service.pool.query("DELETE FROM sheetport.session WHERE person_id <> 'owner'");
  await ben.reload();
  await ben.getByRole('button', { name: 'Forgot your password?' }).click();
  await ben.getByLabel('E-mail').fill('ben@example.com');
  await takePicture(ben, 'forgotten');
  await ben.getByRole('button', { name: 'Send the link' }).click();
  await ben.getByText('Look into your e-mail').waitFor();
  await ben.goto(await linkOf('ben@example.com', 2));
  await ben.getByLabel('New password').fill(`${PASSWORD} again`);
  await takePicture(ben, 'join');
  await ben
    .getByRole('button', { name: /password/i })
    .last()
    .click();
  await ben.getByText('Sign in with it now').waitFor();

  // Somebody whom nobody invited comes back to the sign-in page, and is told why.
  provider.accounts.carla = { email: 'carla@example.com', email_verified: true, name: 'Carla' };
  const signInAtProvider = async (page: Page) => {
    await page.getByRole('link', { name: 'Sign in with Company login' }).click();
    await page.waitForURL(`${provider.issuer}/**`);
    await page.locator('input[name="login"]').fill('carla');
    await page.locator('input[name="password"]').fill('x');
    await page.locator('button[type="submit"]').click();
    await page.waitForURL(`${service.url}/**`);
  };
  const carla = await open();
  await carla.goto(`${service.url}/tables`);
  await takePicture(carla, 'sign-in-provider');
  await signInAtProvider(carla);
  await carla.getByText('Nobody has invited you here yet').waitFor();
  await takePicture(carla, 'sign-in-refused');
  await invite('Carla', 'carla@example.com');
  await carla.context().clearCookies();
  await carla.goto(`${service.url}/tables`);
  await signInAtProvider(carla);
  await carla.getByText('No tables yet').waitFor();
  expect(new URL(carla.url()).pathname).toBe('/tables');
  const people = (await service.api.ask('GET', '/api/people')) as { people: { name: string; role: string }[] };
  expect(people.people).toContainEqual(expect.objectContaining({ name: 'Carla', role: 'editor' }));
  expect(faults).toEqual([]);
  for (const page of [owner, ben, carla]) await page.context().close();
}, 240_000);
