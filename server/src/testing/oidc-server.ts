/** A real provider of OpenID Connect for tests, and a browser that signs in there. Not part of the package. */
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export const PUBLIC_URL = 'https://sheets.example.com';
export const CLIENT = { id: 'sheetport', secret: 'the-secret-of-this-client-of-the-provider' };
const OTHER_CLIENT = { id: 'other', secret: 'the-secret-of-another-client-of-the-provider' };

/** Who has an account at the provider: claims by subject. */
type AccountClaims = Record<string, { email?: string; email_verified?: boolean; name?: string; groups?: string[] }>;
type Tokens = Record<string, unknown>;

export interface OidcServer {
  issuer: string;
  accounts: AccountClaims;
  /** Changes what the provider answers for a code. */
  tamper: ((tokens: Tokens) => Tokens) | undefined;
  /** Answers for codes, as the provider made them. */
  answers: Tokens[];
  /** A code of another client of the provider, exchanged. Out: its tokens. */
  signInElsewhere(subject: string, nonce: string): Promise<Tokens>;
  close(): Promise<void>;
}

/** @param publicUrl where the service is, to which browsers are sent back */
export async function startOidcServer(publicUrl = PUBLIC_URL): Promise<OidcServer> {
  let handle: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  const server = http.createServer((request, response) => {
    if (request.url === '/token') watchTokens(response, self);
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const callback = `${publicUrl}/api/session/oidc/callback`;
  const provider = new Provider(issuer, {
    clients: [
      { client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [callback] },
      { client_id: OTHER_CLIENT.id, client_secret: OTHER_CLIENT.secret, redirect_uris: ['https://other.example.com/'] },
    ],
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
    cookies: { keys: ['a key of these tests'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    pkce: { required: (_context, client) => client.clientId === CLIENT.id },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...self.accounts[sub] }) }),
    // Nobody is asked whether they agree.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new provider.Grant({ clientId: oidc.client!.clientId, accountId: oidc.session!.accountId! });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  handle = provider.callback();
  const self: OidcServer = {
    issuer,
    accounts: {},
    tamper: undefined,
    answers: [],
    async signInElsewhere(subject, nonce) {
      const query = new URLSearchParams({
        client_id: OTHER_CLIENT.id,
        response_type: 'code',
        scope: 'openid',
        redirect_uri: 'https://other.example.com/',
        nonce,
      });
      const back = await signInAt(issuer, `${issuer}/auth?${query}`, subject);
      const answer = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${OTHER_CLIENT.id}:${OTHER_CLIENT.secret}`).toString('base64')}`,
        },
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          code: new URL(back).searchParams.get('code')!,
          redirect_uri: 'https://other.example.com/',
        }),
      });
      return (await answer.json()) as Tokens;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return self;
}

function watchTokens(response: ServerResponse, server: OidcServer): void {
  const end = response.end.bind(response) as (body?: unknown) => ServerResponse;
  response.end = ((body?: unknown) => {
    if (response.statusCode !== 200 || body === undefined) return end(body);
    const tokens = JSON.parse(String(body)) as Tokens;
    server.answers.push(tokens);
    const sent = JSON.stringify(server.tamper ? server.tamper(tokens) : tokens);
    response.setHeader('content-length', Buffer.byteLength(sent));
    return end(sent);
  }) as ServerResponse['end'];
}

/** Sign in at the provider, in a browser that has never been there. Out: the address that it sends the browser back to. */
export async function signInAt(issuer: string, address: string, subject: string): Promise<string> {
  const cookies = new Map<string, string>();
  let url = address;
  let init: RequestInit = {};
  for (let step = 0; step < 10; step++) {
    if (!url.startsWith(issuer)) return url;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } });
    for (const set of answer.headers.getSetCookie()) {
      const [name, value] = set.split(';')[0]!.split('=') as [string, string];
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location) {
      url = new URL(location, url).href;
      init = {};
      continue;
    }
    const page = await answer.text();
    const form = /<form[^>]*action="([^"]+)"/.exec(page);
    if (!form) throw new Error(`the provider shows no form: ${answer.status} ${page.slice(0, 500)}`);
    url = new URL(form[1]!, url).href;
    init = { method: 'POST', body: new URLSearchParams({ prompt: 'login', login: subject, password: 'x' }) };
  }
  throw new Error('the provider never sends the browser back');
}
