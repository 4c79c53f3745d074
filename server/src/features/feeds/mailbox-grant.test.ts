import { openOutgoingGuard } from '@sheetport/core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTokenServer, type TokenServer } from '../../testing/token-server.ts';
import { keepSecret, readGrant, renewGrant } from './mailbox-grant.ts';

const guard = openOutgoingGuard([{ address: '127.0.0.0', prefix: 8 }]);
let tokens: TokenServer;
let tokenUrl: string;
beforeAll(async () => {
  tokens = await startTokenServer('feed@example.com');
  tokenUrl = await tokens.listen();
});
afterAll(() => tokens?.close());
beforeEach(() =>
  Object.assign(tokens, { refreshToken: 'refresh-0', rotates: false, seconds: 3600, fault: null, asked: [] }),
);

const renew = (more: object = {}, timeoutMs = 5000) =>
  renewGrant(guard, { tokenUrl, clientId: 'sheetport', ...more }, { refreshToken: 'refresh-0' }, timeoutMs);
const failsWith = (code: string, message: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(message) });

test('an access token is asked for as RFC 6749 says, and kept with the time that it holds', async () => {
  const before = Date.now();
  const oauth = { tokenUrl, clientId: 'sheetport', scope: 'mail offline_access' };
  const grant = await renewGrant(guard, oauth, { refreshToken: 'refresh-0', clientSecret: 's&cret' }, 5000);
  expect(Object.fromEntries(tokens.asked[0]!)).toEqual({
    grant_type: 'refresh_token',
    refresh_token: 'refresh-0',
    client_id: 'sheetport',
    client_secret: 's&cret',
    scope: 'mail offline_access',
  });
  expect(grant).toMatchObject({ refreshToken: 'refresh-0', clientSecret: 's&cret', accessToken: 'access-1' });
  expect(grant.endsAt).toBeGreaterThanOrEqual(before + 3_600_000);
  tokens.seconds = undefined;
  expect((await renew()).endsAt).toBeLessThan(Date.now() + 900_000);
  tokens.rotates = true;
  expect(await renew()).toMatchObject({ refreshToken: 'refresh-3', accessToken: 'access-3' });
  await expect(renew()).rejects.toThrow(
    failsWith('grant_refused', /invalid_grant: Token has been expired or revoked\. Check/),
  );
});

test('what the other side fails to do is said, and may pass; what it refuses does not', async () => {
  tokens.fault = 'busy';
  await expect(renew()).rejects.toThrow(failsWith('receiver_unreachable', /503/));
  tokens.fault = 'broken';
  await expect(renew()).rejects.toThrow(failsWith('receiver_unreachable', /no access token/));
  tokens.fault = 'silent';
  await expect(renew({}, 50)).rejects.toThrow(failsWith('receiver_unreachable', /in time/));
  tokens.fault = null;
  const nothing = openOutgoingGuard([]);
  const asked = renewGrant(nothing, { tokenUrl, clientId: 'x' }, { refreshToken: 'refresh-0' }, 5000);
  await expect(asked).rejects.toThrow(expect.objectContaining({ code: 'address_not_allowed' }));
});

test('a refresh token and the secret of the program are kept together, and changed one by one', () => {
  const oauth = { tokenUrl: 'https://example.com/token', clientId: 'sheetport' };
  const place = {
    kind: 'mailbox',
    host: 'imap.example.com',
    port: 993,
    security: 'tls',
    user: 'me',
    folder: 'INBOX',
  } as const;
  const source = { ...place, messages: 'new', afterwards: 'leave', moveTo: 'Imported' } as const;
  const kept = keepSecret({ ...source, oauth }, { secret: 'r1', clientSecret: 'c1' })!;
  expect(readGrant(kept)).toEqual({ refreshToken: 'r1', clientSecret: 'c1' });
  expect(readGrant(keepSecret({ ...source, oauth }, { secret: 'r2' }, kept)!)).toEqual({
    refreshToken: 'r2',
    clientSecret: 'c1',
  });
  expect(readGrant(keepSecret({ ...source, oauth }, { clientSecret: 'c2' }, kept)!)).toEqual({
    refreshToken: 'r1',
    clientSecret: 'c2',
  });
  expect(keepSecret({ ...source, oauth }, {}, kept)).toBe(kept);
  expect(keepSecret({ ...source, oauth }, { clientSecret: 'c2' })).toBeUndefined();
  expect(keepSecret(source, { secret: 'p' })).toBe('p');
  expect(() => keepSecret(source, { secret: 'p', clientSecret: 'c' })).toThrow(/clientSecret/);
  expect(() => readGrant('a password')).toThrow(expect.objectContaining({ code: 'secret_missing' }));
});
