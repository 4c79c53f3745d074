/** E-mail: invitations and links to set a password, on a real SMTP server and its faults. */
import type { Me, NewInvitationLink, PasswordLink, SignInOptions } from '@sheetport/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MailServer, startMailServer, type TestMail } from '../../testing/mail-server.ts';
import { addPerson, callWith, startSession } from '../../testing/test-people.ts';
import { startTestServer, type TestServer } from '../../testing/test-server.ts';

const PASSWORD = 'a few words in a row';
const ENV = { MAIL_FROM: 'Sheetport <sheetport@example.com>', PUBLIC_URL: 'https://sheets.example.com/' };

let mail: MailServer;
let server: TestServer;
beforeAll(async () => {
  mail = await startMailServer({
    onRcptTo({ address }, _session, done) {
      done(address.startsWith('refused') ? Object.assign(new Error('no such mailbox'), { responseCode: 550 }) : null);
    },
  });
  server = await startTestServer({ env: { ...ENV, SMTP_URL: mail.url }, bounds: { mailMs: 60_000 } });
});
afterAll(async () => {
  await server?.close();
  await mail?.close();
});

const invite = async (body: object, on = server) => {
  const answer = await on.post('/api/invitations', { role: 'editor', ...body });
  expect(answer.status).toBe(201);
  return (await answer.json()) as NewInvitationLink;
};
const mailTo = (address: string): Promise<TestMail> =>
  expect.poll(() => mail.mails.find(({ to }) => to === address)).toBeTruthy() as unknown as Promise<TestMail>;
const found = (address: string) => mail.mails.filter(({ to }) => to === address);
const forget = (email: string, on = server, language = 'en') =>
  fetch(`${on.url}/api/password-requests`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, language }),
  });
const setPassword = (token: string, password: string) =>
  fetch(`${server.url}/api/links/password`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, password }),
  });

test('an invitation is sent in the language that was asked for, as text and as HTML, and is shown as a link as well', async () => {
  await server.records.person.update({ where: { id: 'owner' }, data: { name: '<b>Ann</b> & Co' } });
  const made = await invite({ email: 'Ben@Example.com', name: 'Ben' });
  expect(made).toMatchObject({ delivery: 'sent', invitation: { email: 'ben@example.com' } });
  const [english] = found('ben@example.com');
  const url = `https://sheets.example.com${made.path}`;
  expect(english?.subject).toBe('<b>Ann</b> & Co invites you to Sheetport');
  expect(english?.raw).toContain('From: Sheetport <sheetport@example.com>');
  expect(english?.text).toContain(`\n${url}\n`);
  expect(english?.html).toContain(`<a href="${url}">Accept the invitation</a>`);
  expect(english?.html).toContain('&lt;b&gt;Ann&lt;/b&gt; &amp; Co invites you to Sheetport as editor.');
  await invite({ email: 'minh@example.com', role: 'viewer', language: 'vi' });
  const [vietnamese] = found('minh@example.com');
  expect(vietnamese?.subject).toBe('<b>Ann</b> & Co mời bạn vào Sheetport');
  expect(vietnamese?.text).toContain('với vai trò người xem');
  expect(vietnamese?.html).toContain('<html lang="vi">');
  // The form that the link opens has the address.
  const info = await server.post('/api/links/inspect', { token: made.path.split('#')[1] });
  expect(await info.json()).toMatchObject({ purpose: 'invitation', email: 'ben@example.com' });
});

test('a refused recipient, a server that is down and one that is slow: the inviter learns it, and the link works', async () => {
  const refused = await invite({ email: 'refused@example.com' });
  expect(refused.delivery).toBe('failed');
  expect(server.logged.join('\n')).toContain('an e-mail could not be sent');
  expect(server.logged.join('\n')).not.toContain('refused@example.com');
  const gone = await startMailServer();
  await gone.close();
  const slow = await startMailServer({ onConnect: () => undefined });
  for (const SMTP_URL of [gone.url, slow.url]) {
    const other = await startTestServer({ env: { ...ENV, SMTP_URL }, bounds: { mailMs: 200 } });
    const made = await invite({ email: 'cara@example.com' }, other);
    expect(made.delivery).toBe('failed');
    const info = await other.post('/api/links/inspect', { token: made.path.split('#')[1] });
    expect(info.status).toBe(200);
    await other.close();
  }
  await slow.close();
});

test('without a mail server nothing is sent or offered; an invitation without an address is only a link', async () => {
  const plain = await startTestServer();
  const options = async (on: TestServer) =>
    (await (await fetch(`${on.url}/api/session/options`)).json()) as SignInOptions;
  expect((await options(plain)).sendsEmail).toBe(false);
  expect((await options(server)).sendsEmail).toBe(true);
  expect((await invite({ email: 'dan@example.com' }, plain)).delivery).toBe('none');
  expect((await invite({})).delivery).toBe('none');
  const answer = await forget('dan@example.com', plain);
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([409, 'not_offered']);
  await plain.close();
});

test('P32 who forgot their password gets a link by e-mail, and nobody learns who has an account', async () => {
  const person = await addPerson(server, 'editor', PASSWORD);
  const disabled = await addPerson(server, 'editor', PASSWORD);
  await server.records.person.update({ where: { id: disabled.id }, data: { disabledAt: new Date() } });
  const answers = [];
  for (const email of ['nobody@example.com', disabled.email, person.email.toUpperCase()])
    answers.push(await forget(email, server, 'vi'));
  for (const answer of answers) expect([answer.status, await answer.text()]).toEqual([202, '']);
  await mailTo(person.email);
  expect(found('nobody@example.com').concat(found(disabled.email))).toEqual([]);
  const [letter] = found(person.email);
  expect(letter?.subject).toBe('Mật khẩu mới cho Sheetport');
  const token = /https:\/\/sheets\.example\.com\/join#([\w-]{43})/.exec(letter!.text)![1]!;
  // Within the hour.
  const link = await server.records.accessLink.findFirst({ where: { personId: person.id } });
  expect(link!.expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + 3_600_000);
  expect((await setPassword(token, 'another few words in a row')).status).toBe(204);
  expect((await setPassword(token, 'another few words in a row')).status).toBe(410);
  expect((await person.call('GET', '/api/me')).status).toBe(401);
});

test('P34 links to set a password are limited by e-mail address and by client, known or not', async () => {
  const strict = await startTestServer({
    env: { ...ENV, SMTP_URL: mail.url, TRUST_PROXY: '1' },
    bounds: { signInsPerMinute: 5 },
  });
  const from = async (address: string, email: string) =>
    (
      await fetch(`${strict.url}/api/password-requests`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
        body: JSON.stringify({ email }),
      })
    ).status;
  const person = await addPerson(strict, 'viewer', PASSWORD);
  for (const email of [person.email, 'unknown@example.com']) {
    const statuses = [];
    for (let n = 0; n < 4; n++) statuses.push(await from(`192.0.2.${10 + n}`, email));
    expect(statuses).toEqual([202, 202, 202, 429]);
  }
  const many = [];
  for (let n = 0; n < 6; n++) many.push(await from('192.0.2.50', `many${n}@example.com`));
  expect(many).toEqual([202, 202, 202, 202, 202, 429]);
  // Within an hour nobody gets more than five, however they are spread.
  await expect.poll(() => found(person.email).length).toBe(3);
  for (let n = 0; n < 4; n++) {
    await strict.pool.query('DELETE FROM sheetport.attempt');
    expect(await from(`192.0.2.${100 + n}`, person.email)).toBe(202);
  }
  await expect.poll(() => found(person.email).length).toBe(5);
  await strict.close();
  expect(found(person.email)).toHaveLength(5);
});

test('an owner sends a link for a new password; an earlier one of the person is void', async () => {
  const person = await addPerson(server, 'viewer', PASSWORD);
  const answer = await server.post(`/api/people/${person.id}/password-link?lang=vi`);
  expect(((await answer.json()) as PasswordLink).delivery).toBe('sent');
  expect(found(person.email)[0]?.text).toContain('Xin chào A viewer,');
});

test('letters are in the language of the person, whatever the page of whoever asks is in', async () => {
  const person = await addPerson(server, 'editor', PASSWORD);
  const me = await person.call('PATCH', '/api/me', { language: 'vi' });
  expect(((await me.json()) as Me).language).toBe('vi');
  const later = callWith(server, await startSession(server, person.id));
  expect(await (await later('GET', '/api/me')).json()).toMatchObject({ language: 'vi' });
  await forget(person.email, server, 'en');
  await mailTo(person.email);
  const owner = await addPerson(server, 'owner');
  await owner.call('POST', `/api/people/${person.id}/password-link?lang=en`);
  await expect.poll(() => found(person.email).length).toBe(2);
  for (const letter of found(person.email)) expect(letter.html).toContain('<html lang="vi">');
  // Somebody new has the language of the page on which they accept.
  const made = await invite({ email: 'new@example.com' });
  const token = made.path.split('#')[1];
  const account = { token, name: 'New', email: 'new@example.com', password: PASSWORD, language: 'vi' };
  const joined = await server.post('/api/links/accept', account);
  const call = callWith(server, joined.headers.getSetCookie()[0]!.split(';')[0]!);
  expect(await (await call('GET', '/api/me')).json()).toMatchObject({ name: 'New', language: 'vi' });
});
