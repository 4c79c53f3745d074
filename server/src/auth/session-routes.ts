import { AppError, FIRST_OWNER, SignIn, SignInOptions } from '@sheetport/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { App, Context } from '../context.ts';
import { requestUrl } from '../http/request-url.ts';
import type { Caller } from './accounts.ts';
import { principalOf } from './auth-guard.ts';
import { isGuarded } from './guarded-urls.ts';

/** What the list of sessions keeps of a browser's name for itself. */
const BROWSER_LENGTH = 300;

/** Who asks, as the list of sessions shows it. */
export function callerOf({ ip, headers }: FastifyRequest): Caller {
  return { address: ip, browser: (headers['user-agent'] ?? '').slice(0, BROWSER_LENGTH) };
}

/** Gives the browser of a request the cookie of a session, or takes it away. */
export type SetSessionCookie = (request: FastifyRequest, reply: FastifyReply, value: string | null) => void;

/** The cookie lasts as long as a session can; the server knows when it ends before that. */
export function openSessionCookie({ accounts, settings }: Pick<Context, 'accounts' | 'settings'>): SetSessionCookie {
  return (request, reply, value) => {
    const secure = request.protocol === 'https' ? '; Secure' : '';
    const seconds = value === null ? 0 : settings.SESSION_MAX_HOURS * 3600;
    reply.header(
      'set-cookie',
      `${accounts.cookieName}=${value ?? ''}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`,
    );
  };
}

/**
 * How a person signs in has changed: their other browsers sign in anew, and the one that asks gets another cookie.
 * @param disconnect ends the sockets of sessions
 */
export async function renewSessions(
  { access, accounts, settings }: Pick<Context, 'access' | 'accounts' | 'settings'>,
  disconnect: (sessionIds: readonly string[]) => void,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { id: personId, sessionId } = principalOf(request);
  disconnect(await access.endSessions({ personId, except: sessionId }));
  if (sessionId) openSessionCookie({ accounts, settings })(request, reply, await accounts.renewSession(sessionId));
}

/** Sign in with a password, by the printed link or with the token, and out again. */
export function routeSession(app: App, context: Context, disconnect: (sessionIds: readonly string[]) => void): void {
  const { access, accounts, attempts, mailer, records, secondFactors, singleSignOn } = context;
  const setCookie = openSessionCookie(context);

  /** A session that the browser has is over: whoever signs in begins with a new one (no session fixation). */
  async function endEarlier(request: FastifyRequest): Promise<void> {
    const earlier = await access.authenticate({ cookie: request.headers.cookie });
    if (!earlier?.sessionId) return;
    disconnect(await access.endSessions({ personId: earlier.id, id: earlier.sessionId }));
  }

  /** Only wrong tokens count: opening the right link often is no attack. */
  async function signInByToken(request: FastifyRequest, reply: FastifyReply, token: string): Promise<boolean> {
    request.audit.outcome = 'refused';
    if (!access.isOwnerToken(token)) {
      await attempts.countWrongToken(request.ip);
      return false;
    }
    await endEarlier(request);
    setCookie(request, reply, await accounts.startSession(FIRST_OWNER, callerOf(request), 'token'));
    request.audit = { ...request.audit, personId: FIRST_OWNER, outcome: 'done' };
    return true;
  }

  /** @throws AppError `wrong_password`, the same whatever is wrong; `second_factor_needed`, `wrong_code`; `too_many_requests` */
  async function signInByPassword(
    request: FastifyRequest,
    reply: FastifyReply,
    { email, password, code }: { email: string; password: string; code?: string | undefined },
  ): Promise<void> {
    const takeBack = await attempts.countPassword(request.ip, email);
    // Whoever it would be; what was typed is not noted, as it may be a password. An unknown address costs the same query.
    const account = { email: email.trim().toLowerCase() };
    const tried = await records.person.findUnique({ where: account, select: { id: true, name: true } });
    if (tried) request.audit.object = { kind: 'person', ...tried };
    const personId = await accounts.checkPassword(email, password);
    if (personId === null) throw new AppError('wrong_password');
    if (await secondFactors.isOn(personId)) {
      if (code === undefined) {
        await takeBack();
        throw new AppError('second_factor_needed');
      }
      if (!(await secondFactors.use(personId, code))) throw new AppError('wrong_code');
    }
    request.audit.personId = personId;
    await takeBack();
    await endEarlier(request);
    setCookie(request, reply, await accounts.startSession(personId, callerOf(request), 'password'));
  }

  // The link that the service prints. The token leaves the address bar at once, and stays out of the history.
  app.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'GET' || !request.url.includes('token=')) return;
    const url = requestUrl(request.url);
    const token = url.searchParams.get('token');
    if (token === null || isGuarded(url.pathname) || url.pathname.startsWith('/socket.io')) return;
    request.audit.via = 'link';
    await signInByToken(request, reply, token);
    url.searchParams.delete('token');
    // One slash: two would lead to another site.
    const path = url.pathname.replace(/^\/+/, '/') + url.search;
    return reply.header('cache-control', 'no-store').redirect(path, 303);
  });

  app.get(
    '/api/session/options',
    {
      config: { open: true },
      schema: {
        operationId: 'getSignInOptions',
        tags: ['Session'],
        summary: 'See how people sign in',
        description: 'What the service is set up for, so that a page offers nothing else.',
        response: { 200: SignInOptions },
      },
    },
    async () => ({
      sendsEmail: mailer.sends,
      singleSignOn: singleSignOn ? { name: singleSignOn.name } : null,
    }),
  );

  app.post(
    '/api/session',
    {
      // Wrong tokens are counted; a flood of them must not keep the right one out.
      config: { open: true, rateLimit: false },
      schema: {
        operationId: 'signIn',
        tags: ['Session'],
        summary: 'Sign in',
        description:
          'Sign in with an e-mail address and a password, or with the token of the owner; sets the session cookie. Who has a second factor sends its code, too; the token asks for none. Programs send the token as a bearer token instead.',
        errors: ['not_signed_in', 'wrong_password', 'second_factor_needed', 'wrong_code'],
        responseHeaders: ['Set-Cookie'],
        body: SignIn,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      request.audit.via = 'token' in request.body ? 'token' : 'password';
      if (!('token' in request.body)) await signInByPassword(request, reply, request.body);
      else if (!(await signInByToken(request, reply, request.body.token))) throw new AppError('not_signed_in');
      return reply.code(204).send();
    },
  );

  app.delete(
    '/api/session',
    {
      config: { permission: 'account.see', beforeSecondFactor: true },
      schema: {
        operationId: 'signOut',
        tags: ['Session'],
        summary: 'Sign out',
        description: 'End the session of the cookie.',
        responseHeaders: ['Set-Cookie'],
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { id: personId, sessionId } = principalOf(request);
      if (sessionId) disconnect(await access.endSessions({ personId, id: sessionId }));
      setCookie(request, reply, null);
      return reply.code(204).send();
    },
  );
}
