import { AppError, PasswordProof, PossibleProof, SingleSignOnStart } from '@sheetport/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { App, Context } from '../context.ts';
import { checkPassword } from '../features/account/check-password.ts';
import { findPerson } from '../features/people/find-person.ts';
import { requestUrl } from '../http/request-url.ts';
import { EXTERNAL_PROVIDER } from './accounts.ts';
import { principalOf } from './auth-guard.ts';
import { admitExternal, connectExternal, type EntryProblem } from './external-person.ts';
import { CALLBACK_PATH, type Flow, ownPath, requireSingleSignOn, type SingleSignOn } from './oidc.ts';
import { callerOf, openSessionCookie } from './session-routes.ts';

const BEGIN_PATH = '/api/session/oidc';
const COOKIE_SECONDS = 600;

/** Register the routes of sign-in with a provider (OpenID Connect). Where none is set up, each says so. */
export function routeSingleSignOn(
  app: App,
  context: Context,
  disconnect: (sessionIds: readonly string[]) => void,
): void {
  const { access, accounts, attempts, log, records, settings, singleSignOn } = context;
  const setCookie = openSessionCookie(context);
  const cookieName = `${accounts.cookieName}_oidc`;

  /** SameSite=Lax: the browser comes back from another site. */
  function keepFlow(request: FastifyRequest, reply: FastifyReply, value: string | null): void {
    const secure = request.protocol === 'https' ? '; Secure' : '';
    const seconds = value === null ? 0 : COOKIE_SECONDS;
    reply.header(
      'set-cookie',
      `${cookieName}=${value ?? ''}; Path=${BEGIN_PATH}; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`,
    );
  }

  /** Back to a page, which says why nobody is signed in. */
  function goBack(reply: FastifyReply, to: string, why?: EntryProblem | 'failed'): FastifyReply {
    const separator = to.includes('?') ? '&' : '?';
    return reply.header('cache-control', 'no-store').redirect(why ? `${to}${separator}sso=${why}` : to, 303);
  }

  async function sessionOf(request: FastifyRequest): Promise<string | undefined> {
    return (await access.authenticate({ cookie: request.headers.cookie }))?.sessionId;
  }

  app.get(
    BEGIN_PATH,
    {
      config: { open: true },
      schema: {
        operationId: 'beginSingleSignOn',
        tags: ['Session'],
        summary: 'Sign in with the provider',
        description:
          'Leads the browser to the provider of the settings (OpenID Connect), and from there back to the page.',
        errors: ['not_offered'],
        querystring: z.object({
          to: z.string().max(2000).optional().describe('The path of the page to come back to.'),
        }),
        responseHeaders: ['Set-Cookie'],
        response: { 303: z.undefined() },
      },
    },
    async (request, reply) => {
      const provider = requireSingleSignOn(singleSignOn);
      const to = ownPath(request.query.to);
      const sessionId = await sessionOf(request);
      const begun = await beginAt(provider, { to, sessionId });
      if (!begun) return goBack(reply, to, 'failed');
      keepFlow(request, reply, begun.cookie);
      return reply.header('cache-control', 'no-store').redirect(begun.url.href, 303);
    },
  );

  async function beginAt(provider: SingleSignOn, flow: Pick<Flow, 'to' | 'sessionId' | 'connect'>) {
    return provider.begin(flow).catch((error: unknown) => {
      log.warn({ err: error }, 'the provider of sign-in does not answer');
      return undefined;
    });
  }

  app.get(
    CALLBACK_PATH,
    {
      config: { open: true, audit: true },
      schema: {
        operationId: 'finishSingleSignOn',
        tags: ['Session'],
        summary: 'Come back from the provider',
        description: 'Only for the browser that began. Sets the session cookie, and leads back to the page.',
        errors: ['not_offered'],
        responseHeaders: ['Set-Cookie'],
        response: { 303: z.undefined() },
      },
    },
    async (request, reply) => {
      // Until it has led somewhere.
      request.audit.outcome = 'refused';
      const provider = requireSingleSignOn(singleSignOn);
      await attempts.countProviderAnswer(request.ip);
      const cookie = readCookie(request.headers.cookie, cookieName);
      const flow = cookie === undefined ? null : await provider.readFlow(cookie);
      if (!flow) return goBack(reply, '/', 'failed');
      // A flow ends once, however it ends.
      keepFlow(request, reply, null);
      const { pathname, search } = requestUrl(request.url);
      const external = await provider.finish(flow, pathname + search).catch((error: unknown) => {
        // Its message can have what the provider sent.
        const { name, code } = error as { name?: string; code?: string };
        log.warn({ name, code }, 'sign-in with the provider failed');
        return undefined;
      });
      if (!external) return goBack(reply, flow.to, 'failed');
      const earlier = flow.sessionId === undefined ? undefined : await access.findSession(flow.sessionId);
      if (flow.connect !== undefined) {
        // The session that asked for it must go on.
        if (earlier?.id !== flow.connect) return goBack(reply, flow.to, 'failed');
        request.audit = { ...request.audit, personId: flow.connect, outcome: 'done' };
        return goBack(reply, flow.to, await connectExternal(records, flow.connect, external));
      }
      const admitted = await admitExternal(records, external, settings);
      if ('problem' in admitted) return goBack(reply, flow.to, admitted.problem);
      // The session that the browser had is over, whosever it was.
      if (earlier) disconnect(await access.endSessions({ personId: earlier.id, id: flow.sessionId! }));
      setCookie(request, reply, await accounts.startSession(admitted.personId, callerOf(request), 'provider'));
      request.audit = { ...request.audit, personId: admitted.personId, outcome: 'done' };
      return goBack(reply, flow.to);
    },
  );

  app.post(
    '/api/me/single-sign-on',
    {
      config: { permission: 'account.change' },
      schema: {
        operationId: 'connectSingleSignOn',
        tags: ['Session'],
        summary: 'Connect your account with the provider',
        description: 'Answers the address to send the browser to. After it you also sign in with the provider.',
        errors: ['not_offered', 'wrong_current_password', 'provider_unavailable'],
        responseHeaders: ['Set-Cookie'],
        body: PossibleProof,
        response: { 200: SingleSignOnStart },
      },
    },
    async (request, reply) => {
      const provider = requireSingleSignOn(singleSignOn);
      const { id, sessionId } = principalOf(request);
      await checkPassword(context, request, await findPerson(records, id), request.body.currentPassword);
      const begun = await beginAt(provider, { to: '/account', sessionId, connect: id });
      if (!begun) throw new AppError('provider_unavailable');
      keepFlow(request, reply, begun.cookie);
      return { url: begun.url.href };
    },
  );

  app.post(
    '/api/me/single-sign-on/remove',
    {
      config: { permission: 'account.change' },
      schema: {
        operationId: 'disconnectSingleSignOn',
        tags: ['Session'],
        summary: 'Disconnect your account from the provider',
        description: 'You sign in with your password alone.',
        errors: ['wrong_current_password', 'password_needed'],
        body: PasswordProof,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const person = await findPerson(records, principalOf(request).id);
      if (person.passwordHash === null) throw new AppError('password_needed');
      await checkPassword(context, request, person, request.body.currentPassword);
      await records.credential.deleteMany({ where: { userId: person.id, providerId: EXTERNAL_PROVIDER } });
      return reply.code(204).send();
    },
  );
}

function readCookie(header: string | undefined, name: string): string | undefined {
  const start = `${name}=`;
  const found = header?.split(/; */).find((one) => one.startsWith(start));
  return found?.slice(start.length) || undefined;
}
