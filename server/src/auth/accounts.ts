/** Passwords and browser sessions. better-auth (https://better-auth.com) signs and stores sessions; passwords.ts hashes. */
import { randomUUID } from 'node:crypto';
import type { Records } from '@sheetport/prisma';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { APIError, createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { generateRandomString } from 'better-auth/crypto';
import { betterAuth } from 'better-auth/minimal';
import type { Session } from 'better-auth/types';
import { z } from 'zod';
import type { ServerSettings } from '../deps.ts';
import { withHashedTokens } from './hashed-tokens.ts';
import type { Passwords } from './passwords.ts';
import { deriveKey } from './secrets.ts';

const HOUR_S = 3600;
/** Uses of a session are noted at most so often. */
const NOTE_S = 300;
/** Characters of the token of a session, as better-auth makes them. */
const TOKEN_LENGTH = 32;

/** Who signs in: noted in the list of sessions. */
export interface Caller {
  address: string;
  browser: string;
}

/** What proved who somebody is. Only a password is asked for a second factor. */
export type Proof = 'password' | 'token' | 'provider';

export interface Accounts {
  cookieName: string;
  /**
   * Whose e-mail address and password these are; null where one of the two is wrong, or the account is disabled. It takes as long for
   * an unknown address as for a wrong password. A hash of another cost is renewed where the password is right.
   * @throws AppError `busy`
   */
  checkPassword(email: string, password: string): Promise<string | null>;
  /** Begin a session for a person who has proved who they are. Out: the value of the cookie. */
  startSession(personId: string, caller: Caller, proof: Proof): Promise<string>;
  /** Give a session another token; the cookie from before is void. Out: the value of the new one. */
  renewSession(sessionId: string): Promise<string>;
  /** The id of the session of a `Cookie` header, and note that it is used; null where it has none, or an expired one. */
  findSession(cookies: string): Promise<string | null>;
  hashPassword(password: string): Promise<string>;
  verifyPassword(password: string, hash: string): Promise<boolean>;
}

/** The account of a person with a password, among those that better-auth knows (sign-in with other services has others). */
export const PASSWORD_PROVIDER = 'credential';
/** The account of a person at the provider of the settings. */
export const EXTERNAL_PROVIDER = 'oidc';

/**
 * @param instanceId names the cookie, so that services on several ports of one host keep apart, and is part of the key that signs it
 */
export function openAccounts(
  records: Records,
  settings: Pick<ServerSettings, 'OWNER_TOKEN' | 'SESSION_IDLE_HOURS'>,
  instanceId: string,
  passwords: Passwords,
): Accounts {
  const cookieName = `sheetport_${instanceId.slice(0, 8)}`;
  const idleSeconds = settings.SESSION_IDLE_HOURS * HOUR_S;
  const auth = betterAuth({
    appName: 'Sheetport',
    // No route of better-auth is served: this is the name that it would have, and no address is made of it.
    baseURL: 'http://sheetport.invalid',
    secret: deriveKey(settings.OWNER_TOKEN, `sheetport sessions v2 ${instanceId}`),
    database: withHashedTokens(prismaAdapter(records, { provider: 'postgresql' })),
    user: { modelName: 'person' },
    account: { modelName: 'credential' },
    session: {
      expiresIn: idleSeconds,
      updateAge: Math.min(NOTE_S, idleSeconds / 12),
      additionalFields: { beganWith: { type: 'string', required: false, input: false } },
    },
    // The server limits attempts for all its members together (http/rate-limits.ts).
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    // It would log e-mail addresses that are not known.
    logger: { disabled: true },
    advanced: {
      useSecureCookies: false,
      cookies: { session_token: { name: cookieName } },
      database: { generateId: () => randomUUID(), validateSchema: false },
    },
    plugins: [{ id: 'sheetport', endpoints: { startSession: startSession(), renewSession: renewSession() } }],
  });

  return {
    cookieName,
    async checkPassword(email, password) {
      const person = await records.person.findUnique({
        where: { email: email.trim().toLowerCase() },
        include: { credentials: { where: { providerId: PASSWORD_PROVIDER }, select: { password: true } } },
      });
      const hash = person?.credentials[0]?.password ?? null;
      const isRight = await passwords.verify(password, hash);
      if (!isRight || !person || hash === null || person.disabledAt !== null) return null;
      if (passwords.isOutdated(hash)) await renewHash(person.id, hash, password);
      return person.id;
    },
    async startSession(personId, caller, proof) {
      const { headers } = await auth.api.startSession({
        body: { personId, proof },
        headers: headersOf(caller),
        returnHeaders: true,
      });
      return cookieOf(headers, cookieName);
    },
    async renewSession(sessionId) {
      const { headers } = await auth.api.renewSession({ body: { sessionId }, returnHeaders: true });
      return cookieOf(headers, cookieName);
    },
    async findSession(cookies) {
      const found = await auth.api.getSession({ headers: new Headers({ cookie: cookies }) }).catch(nullIfRefused);
      return found?.session.id ?? null;
    },
    hashPassword: passwords.hash,
    verifyPassword: passwords.verify,
  };

  /** One that was changed meanwhile stays as it was changed. */
  async function renewHash(personId: string, earlier: string, password: string): Promise<void> {
    await records.credential.updateMany({
      where: { providerId: PASSWORD_PROVIDER, userId: personId, password: earlier },
      data: { password: await passwords.hash(password) },
    });
  }
}

/** An endpoint of better-auth's that only the server calls. */
function startSession() {
  return createAuthEndpoint(
    '/start-session',
    { method: 'POST', body: z.object({ personId: z.string(), proof: z.string() }), metadata: { scope: 'server' } },
    async (endpoint) => {
      const { internalAdapter } = endpoint.context;
      const user = await internalAdapter.findUserById(endpoint.body.personId);
      if (!user) throw new APIError('UNAUTHORIZED');
      const session = await internalAdapter.createSession(user.id, false, { beganWith: endpoint.body.proof });
      await setSessionCookie(endpoint, { session, user });
      return endpoint.json({});
    },
  );
}

/** Another one that only the server calls. */
function renewSession() {
  return createAuthEndpoint(
    '/renew-session',
    { method: 'POST', body: z.object({ sessionId: z.string() }), metadata: { scope: 'server' } },
    async (endpoint) => {
      const { adapter, internalAdapter } = endpoint.context;
      const token = generateRandomString(TOKEN_LENGTH, 'a-z', 'A-Z', '0-9');
      const session = await adapter.update<Session>({
        model: 'session',
        where: [{ field: 'id', value: endpoint.body.sessionId }],
        update: { token },
      });
      const user = session && (await internalAdapter.findUserById(session.userId));
      if (!user) throw new APIError('UNAUTHORIZED');
      await setSessionCookie(endpoint, { session: { ...session, token }, user });
      return endpoint.json({});
    },
  );
}

/** A refusal is no error; what better-auth calls an internal error is, by its cause. */
function nullIfRefused(error: unknown): null {
  if (!(error instanceof APIError)) throw error;
  if (error.statusCode >= 500) throw error.cause ?? error;
  return null;
}

function headersOf({ address, browser }: Caller): Headers {
  return new Headers({ 'x-forwarded-for': address, 'user-agent': browser });
}

/** The value of a cookie that is being set, as it stands in the header. */
function cookieOf(headers: Headers, name: string): string {
  const set = headers.getSetCookie().find((one) => one.startsWith(`${name}=`));
  if (set === undefined) throw new Error('better-auth began a session without a cookie');
  return set.slice(name.length + 1).split(';')[0]!;
}
