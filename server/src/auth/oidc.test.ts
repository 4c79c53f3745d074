/** Sign-in with a real provider of OpenID Connect, and attacks on it (docs/promises.md, P32 and P33). */
import { randomUUID } from 'node:crypto';
import type { Me, SingleSignOnStart } from '@sheetport/contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { CLIENT, type OidcServer, PUBLIC_URL, signInAt, startOidcServer } from '../testing/oidc-server.ts';
import { addPerson, callWith } from '../testing/test-people.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { ownPath } from './oidc.ts';

const PASSWORD = 'a few words in a row';

let provider: OidcServer;
let server: TestServer;
const settings = () => ({
  PUBLIC_URL,
  OIDC_ISSUER: provider.issuer,
  OIDC_CLIENT_ID: CLIENT.id,
  OIDC_CLIENT_SECRET: CLIENT.secret,
  OIDC_NAME: 'Keycloak',
});
beforeAll(async () => {
  provider = await startOidcServer();
  server = await startTestServer({
    env: { ...settings(), OIDC_ALLOWED_DOMAINS: 'team.example, Partner.Example', OIDC_ROLE: 'editor' },
    bounds: { signInsPerMinute: 1e9 },
  });
});
afterAll(async () => {
  await server?.close();
  await provider?.close();
});
beforeEach(() => {
  provider.tamper = undefined;
});

/** A browser at the service: its cookies by name. */
type Jar = Map<string, string>;
const visit = async (jar: Jar, address: string, on = server): Promise<Response> => {
  const answer = await fetch(address.replace(PUBLIC_URL, on.url), {
    redirect: 'manual',
    headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
  });
  for (const set of answer.headers.getSetCookie()) {
    const [pair] = set.split(';');
    const [name, value] = [pair!.slice(0, pair!.indexOf('=')), pair!.slice(pair!.indexOf('=') + 1)];
    if (/Max-Age=0\b/.test(set)) jar.delete(name);
    else jar.set(name, value);
  }
  return answer;
};
/** Up to the moment when the provider sends the browser back. */
const begin = async (jar: Jar, subject: string, to = '/tables', on = server): Promise<string> => {
  const answer = await visit(jar, `${on.url}/api/session/oidc?to=${encodeURIComponent(to)}`, on);
  expect(answer.status).toBe(303);
  return signInAt(provider.issuer, answer.headers.get('location')!, subject);
};
const signIn = async (jar: Jar, subject: string, to?: string, on = server): Promise<string> => {
  const answer = await visit(jar, await begin(jar, subject, to, on), on);
  expect(answer.status).toBe(303);
  return answer.headers.get('location')!;
};
const me = async (jar: Jar, on = server): Promise<Me | undefined> => {
  const answer = await visit(jar, `${on.url}/api/me`, on);
  return answer.ok ? ((await answer.json()) as Me) : undefined;
};
const add = (claims: OidcServer['accounts'][string]) => {
  const subject = randomUUID();
  provider.accounts[subject] = claims;
  return subject;
};

test('P32 somebody of an allowed domain comes in as the role of the settings, and is the same person the next time', async () => {
  const subject = add({ email: 'Mai@Partner.example', email_verified: true, name: 'Mai\u0007 Tran' });
  const jar: Jar = new Map();
  expect(await signIn(jar, subject)).toBe('/tables');
  const first = await me(jar);
  expect(first).toMatchObject({
    name: 'Mai Tran',
    email: 'mai@partner.example',
    role: 'editor',
    hasPassword: false,
    singleSignOn: true,
  });
  // The address may change; the subject is who it is.
  provider.accounts[subject] = { email: 'other@elsewhere.example', email_verified: false };
  const again: Jar = new Map();
  await signIn(again, subject);
  expect((await me(again))?.id).toBe(first?.id);
  // Their password is the provider's business.
  const set = await callWith(server, [...jar].map((pair) => pair.join('=')).join('; '))('PATCH', '/api/me', {
    password: PASSWORD,
  });
  expect(set.status).toBe(409);
  await server.records.person.update({ where: { id: first!.id }, data: { disabledAt: new Date() } });
  expect(await signIn(new Map(), subject)).toBe('/tables?sso=disabled');
});

test('P32 an invitation lets somebody in by their verified address, once; nobody else comes in', async () => {
  const invite = (email: string) => server.post('/api/invitations', { role: 'viewer', email });
  await invite('ben@example.com');
  await invite('unverified@example.com');
  const refused = [
    add({ email: 'nobody@example.com', email_verified: true }),
    add({ email: 'unverified@example.com', email_verified: false }),
    add({ email: 'boss@team.example' }),
    add({ email: 'boss@nota-team.example', email_verified: true }),
    add({ email: 'boss@team.example@evil.example', email_verified: true }),
    add({}),
  ];
  for (const subject of refused) {
    const jar: Jar = new Map();
    expect(await signIn(jar, subject, '/')).toBe('/?sso=refused');
    expect(await me(jar)).toBeUndefined();
  }
  const jar: Jar = new Map();
  await signIn(jar, add({ email: 'ben@example.com', email_verified: true, name: 'Ben' }));
  expect(await me(jar)).toMatchObject({ role: 'viewer', name: 'Ben' });
  expect(await server.records.accessLink.count({ where: { email: 'ben@example.com' } })).toBe(0);
});

test('P32 an account that was here before is never taken over by its address; its owner connects it with the password', {
  tags: ['long'],
}, async () => {
  const person = await addPerson(server, 'owner', PASSWORD);
  for (const email_verified of [true, false])
    expect(await signIn(new Map(), add({ email: person.email, email_verified }), '/')).toMatch(
      email_verified ? '/?sso=connect' : '/?sso=refused',
    );
  const subject = add({ email: 'somebody@else.example', email_verified: true });
  const jar: Jar = new Map([person.cookie.split('=') as [string, string]]);
  const start = async (currentPassword?: string) => {
    const answer = await fetch(`${server.url}/api/me/single-sign-on`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        cookie: [...jar].map((pair) => pair.join('=')).join('; '),
      },
      body: JSON.stringify({ currentPassword }),
    });
    for (const set of answer.headers.getSetCookie()) {
      const [name, value] = set.split(';')[0]!.split(/=(.*)/s) as [string, string];
      jar.set(name, value);
    }
    return answer;
  };
  expect((await start()).status).toBe(422);
  const { url } = (await (await start(PASSWORD)).json()) as SingleSignOnStart;
  const back = await signInAt(provider.issuer, url, subject);
  // The browser comes from another site: its session cookie (SameSite=Strict) does not come with it.
  const flowOnly: Jar = new Map([...jar].filter(([name]) => name.endsWith('_oidc')));
  expect((await visit(flowOnly, back)).headers.get('location')).toBe('/account');
  const byProvider: Jar = new Map();
  await signIn(byProvider, subject);
  expect((await me(byProvider))?.id).toBe(person.id);
  // Nobody else connects the same account, and a session that is over connects nothing.
  const other = await addPerson(server, 'viewer');
  jar.clear();
  jar.set(...(other.cookie.split('=') as [string, string]));
  const second = ((await (await start()).json()) as SingleSignOnStart).url;
  expect((await visit(jar, await signInAt(provider.issuer, second, subject))).headers.get('location')).toBe(
    '/account?sso=taken',
  );
  const third = ((await (await start()).json()) as SingleSignOnStart).url;
  await server.records.session.deleteMany({ where: { userId: other.id } });
  const late = await visit(jar, await signInAt(provider.issuer, third, add({})));
  expect(late.headers.get('location')).toBe('/account?sso=failed');
  expect(await server.records.credential.count({ where: { userId: other.id } })).toBe(0);
  // Disconnected with the password.
  const call = callWith(server, [...byProvider].map((pair) => pair.join('=')).join('; '));
  expect((await call('POST', '/api/me/single-sign-on/remove', { currentPassword: 'wrong' })).status).toBe(422);
  expect((await call('POST', '/api/me/single-sign-on/remove', { currentPassword: PASSWORD })).status).toBe(204);
  expect(await signIn(new Map(), subject, '/')).toBe('/?sso=refused');
});

test('P33 attacks: another state, another browser, a replayed answer, an answer without a flow', async () => {
  const subject = add({ email: 'ann@team.example', email_verified: true });
  const failed = async (jar: Jar, address: string) => {
    const answer = await visit(jar, address);
    expect(answer.headers.get('location')).toMatch(/\?sso=failed$/);
    expect(await me(jar)).toBeUndefined();
  };
  const jar: Jar = new Map();
  const back = await begin(jar, subject);
  const flow = new Map(jar);
  // Sign-in of the attacker's account in the browser of somebody else.
  await failed(new Map(), back);
  const victim: Jar = new Map();
  await begin(victim, subject);
  await failed(victim, back);
  // Another state, none, another issuer, an error of the provider, a made-up cookie.
  for (const change of [
    (url: URL) => url.searchParams.set('state', 'x'),
    (url: URL) => url.searchParams.delete('state'),
    (url: URL) => url.searchParams.set('iss', 'https://evil.example'),
    (url: URL) => url.searchParams.set('error', 'access_denied'),
    (url: URL) => url.searchParams.delete('code'),
  ]) {
    const url = new URL(back);
    change(url);
    await failed(new Map(flow), url.href);
  }
  const [name, value] = [...flow][0]!;
  await failed(new Map([[name, `${value.slice(0, -2)}00`]]), back);
  // The right answer in the right browser, and the same once more, also with the cookie of before.
  expect((await visit(jar, back)).headers.get('location')).toBe('/tables');
  expect(await me(jar)).toMatchObject({ email: 'ann@team.example' });
  await failed(new Map(), back);
  await failed(new Map(flow), back);
});

test('P33 attacks: a token of another client, with another nonce, of another person, without a signature', async () => {
  const subject = add({ email: 'cara@team.example', email_verified: true });
  const boss = add({ email: 'boss@team.example', email_verified: true });
  const nonceOf = (url: string) => new URL(url).searchParams.get('nonce')!;
  const run = async (
    tamper: (nonce: string) => Promise<(tokens: Record<string, unknown>) => Record<string, unknown>>,
  ) => {
    const jar: Jar = new Map();
    const start = await visit(jar, `${server.url}/api/session/oidc`);
    const address = start.headers.get('location')!;
    provider.tamper = await tamper(nonceOf(address));
    const end = await visit(jar, await signInAt(provider.issuer, address, subject));
    provider.tamper = undefined;
    expect(end.headers.get('location')).toBe('/?sso=failed');
    expect(await me(jar)).toBeUndefined();
  };
  // Signed by the provider, for somebody important, with the right nonce; but for another client.
  await run(async (nonce) => {
    const { id_token } = await provider.signInElsewhere(boss, nonce);
    return (tokens) => ({ ...tokens, id_token });
  });
  // For us, from a flow of before: another nonce.
  await signIn(new Map(), boss);
  const before = provider.answers.at(-1)!.id_token;
  await run(async () => (tokens) => ({ ...tokens, id_token: before }));
  // Claims that somebody changed, with the signature of before, and with none.
  const part = (token: unknown, index: number) => String(token).split('.')[index]!;
  const forged = (token: unknown) => {
    const claims = JSON.parse(Buffer.from(part(token, 1), 'base64url').toString());
    return Buffer.from(JSON.stringify({ ...claims, sub: boss })).toString('base64url');
  };
  await run(async () => (tokens) => ({
    ...tokens,
    id_token: [part(tokens.id_token, 0), forged(tokens.id_token), part(tokens.id_token, 2)].join('.'),
  }));
  const none = Buffer.from('{"alg":"none"}').toString('base64url');
  await run(async () => (tokens) => ({ ...tokens, id_token: `${none}.${forged(tokens.id_token)}.` }));
  // The user info of another person.
  const { access_token } = provider.answers.findLast((tokens) => tokens.id_token === before)!;
  await run(async () => (tokens) => ({ ...tokens, access_token }));
  await run(
    async () =>
      ({ id_token: _, ...tokens }) =>
        tokens,
  );
});

test('P33 the session of before is over, the new one is another, and no cookie is set that an attacker chose', async () => {
  const person = await addPerson(server, 'viewer');
  const jar: Jar = new Map([person.cookie.split('=') as [string, string]]);
  const subject = add({ email: 'dan@team.example', email_verified: true });
  await signIn(jar, subject);
  expect((await me(jar))?.email).toBe('dan@team.example');
  expect((await person.call('GET', '/api/me')).status).toBe(401);
  // A cookie that somebody planted is not the session.
  const planted: Jar = new Map([[server.app.context.accounts.cookieName, 'chosen.by-an-attacker']]);
  await signIn(planted, subject);
  expect([...planted.values()]).not.toContain('chosen.by-an-attacker');
});

test('P33 the way back leads to a page of ours', { tags: ['long'] }, async () => {
  for (const to of [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    '/api/session/oidc',
    'tables',
    '',
  ])
    expect(ownPath(to)).toBe('/');
  expect(ownPath('/tables/1?sort=a')).toBe('/tables/1?sort=a');
  expect(ownPath('/tables/../x')).toBe('/x');
  const answer = await visit(new Map(), `${server.url}/api/session/oidc?to=//evil.example`);
  const address = new URL(answer.headers.get('location')!);
  expect(address.origin).toBe(provider.issuer);
  expect(address.searchParams.get('redirect_uri')).toBe(`${PUBLIC_URL}/api/session/oidc/callback`);
  expect(address.searchParams.get('code_challenge_method')).toBe('S256');
  expect(answer.headers.getSetCookie()[0]).toMatch(/Path=\/api\/session\/oidc; HttpOnly; SameSite=Lax; Max-Age=600$/);
});

test('groups give roles at each sign-in; who is in none of them is refused, the first owner stays an owner', {
  tags: ['long'],
}, async () => {
  const grouped = await startTestServer({
    env: { ...settings(), OIDC_GROUP_ROLES: 'sheet owners=owner,team=editor', OIDC_ALLOWED_DOMAINS: 'team.example' },
  });
  const email = 'eve@team.example';
  const subject = add({ email, email_verified: true, groups: ['team', 'sheet owners', 'x'] });
  const jar: Jar = new Map();
  await signIn(jar, subject, '/', grouped);
  expect(await me(jar, grouped)).toMatchObject({ role: 'owner' });
  provider.accounts[subject] = { email, email_verified: true, groups: ['team'] };
  await signIn(new Map(), subject, '/', grouped);
  expect(await me(jar, grouped)).toMatchObject({ role: 'editor' });
  provider.accounts[subject] = { email, email_verified: true, groups: [] };
  expect(await signIn(new Map(), subject, '/', grouped)).toBe('/?sso=refused');
  expect(await signIn(new Map(), add({ email: 'f@team.example', email_verified: true }), '/', grouped)).toBe(
    '/?sso=refused',
  );
  const accountId = `${provider.issuer} ${subject}`;
  await grouped.records.credential.updateMany({ where: { accountId }, data: { userId: 'owner' } });
  provider.accounts[subject] = { email, email_verified: true, groups: ['team'] };
  const owner: Jar = new Map();
  await signIn(owner, subject, '/', grouped);
  expect(await me(owner, grouped)).toMatchObject({ id: 'owner', role: 'owner' });
  await grouped.close();
});

test('without a provider nothing of it is offered; one that is down is no error of ours', {
  tags: ['long'],
}, async () => {
  const plain = await startTestServer();
  const codes = [];
  for (const path of ['/api/session/oidc', '/api/session/oidc/callback?code=x&state=y'])
    codes.push(((await (await fetch(plain.url + path)).json()) as { code: string }).code);
  expect(codes).toEqual(['not_offered', 'not_offered']);
  expect(await (await fetch(`${plain.url}/api/session/options`)).json()).toMatchObject({ singleSignOn: null });
  await plain.close();
  expect(await (await fetch(`${server.url}/api/session/options`)).json()).toMatchObject({
    singleSignOn: { name: 'Keycloak' },
  });
  const gone = await startOidcServer();
  await gone.close();
  const down = await startTestServer({ env: { ...settings(), OIDC_ISSUER: gone.issuer } });
  expect((await visit(new Map(), `${down.url}/api/session/oidc?to=/jobs`, down)).headers.get('location')).toBe(
    '/jobs?sso=failed',
  );
  const asked = await down.post('/api/me/single-sign-on', {});
  expect([asked.status, ((await asked.json()) as { code: string }).code]).toEqual([502, 'provider_unavailable']);
  await down.close();
});
