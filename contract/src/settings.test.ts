import { expect, test } from 'vitest';
import { readSettings } from './settings.ts';

const DATABASE_URL = 'postgres://localhost/x';

test('a setting that needs others names those that are missing', () => {
  const mail = { DATABASE_URL, SMTP_URL: 'smtps://user:secret@mail.example.com' };
  expect(() => readSettings(mail)).toThrow(
    'MAIL_FROM: must be set, as SMTP_URL is\nPUBLIC_URL: must be set, as SMTP_URL is',
  );
  const whole = readSettings({ ...mail, MAIL_FROM: 'x@example.com', PUBLIC_URL: 'https://sheets.example.com/' });
  expect(whole.PUBLIC_URL).toBe('https://sheets.example.com');
});

test.each([
  'sheets.example.com',
  'ftp://sheets.example.com',
  'https://sheets.example.com/below',
  'https://a@b.example',
])('PUBLIC_URL %s is no address of a site', (PUBLIC_URL) =>
  expect(() => readSettings({ DATABASE_URL, PUBLIC_URL })).toThrow('PUBLIC_URL'),
);
