import { AppError, Me, SignIn } from '@sheetport/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { App, Context } from '../context.ts';
import { requestUrl } from '../http/request-url.ts';
import { SESSION_COOKIE, SESSION_MS } from './access.ts';
import { principalOf } from './auth-guard.ts';
import { isGuarded } from './guarded-urls.ts';

/** Sign in by the printed link or with the token, and out again. */
export function routeSession(app: App, context: Context, endSession: (id: string) => void): void {
  const { access, settings, attempts } = context;

  function setCookie(request: FastifyRequest, reply: FastifyReply, value: string, seconds: number): void {
    const secure = request.protocol === 'https' ? '; Secure' : '';
    reply.header(
      'set-cookie',
      `${SESSION_COOKIE}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`,
    );
  }

  /** Only wrong tokens count: opening the right link often is no attack. */
  async function signIn(request: FastifyRequest, reply: FastifyReply, token: string): Promise<boolean> {
    if (!access.authenticateToken(token)) {
      await attempts.countWrongToken(request.ip);
      return false;
    }
    setCookie(request, reply, access.createSession(), SESSION_MS / 1000);
    return true;
  }

  // The link that the service prints. The token leaves the address bar at once, and stays out of the history.
  app.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'GET' || !request.url.includes('token=')) return;
    const url = requestUrl(request.url);
    const token = url.searchParams.get('token');
    if (token === null || isGuarded(url.pathname) || url.pathname.startsWith('/socket.io')) return;
    await signIn(request, reply, token);
    url.searchParams.delete('token');
    // One slash: two would lead to another site.
    const path = url.pathname.replace(/^\/+/, '/') + url.search;
    return reply.header('cache-control', 'no-store').redirect(path, 303);
  });

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
          'Sign in with the token of the owner; sets the session cookie. Programs send the token as a bearer token instead.',
        errors: ['not_signed_in'],
        responseHeaders: ['Set-Cookie'],
        body: SignIn,
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      if (!(await signIn(request, reply, request.body.token))) throw new AppError('not_signed_in');
      return reply.code(204).send();
    },
  );

  app.delete(
    '/api/session',
    {
      schema: {
        operationId: 'signOut',
        tags: ['Session'],
        summary: 'Sign out',
        description: 'End the session of the cookie.',
        errors: ['database_unavailable'],
        responseHeaders: ['Set-Cookie'],
        response: { 204: z.undefined() },
      },
    },
    async (request, reply) => {
      const { session } = principalOf(request);
      if (session) {
        await access.endSession(session);
        endSession(session.id);
      }
      setCookie(request, reply, '', 0);
      return reply.code(204).send();
    },
  );

  app.get(
    '/api/me',
    {
      schema: {
        operationId: 'getPrincipal',
        tags: ['Session'],
        summary: 'Get who is signed in',
        description: 'Who is asking, and how large a file may be.',
        response: { 200: Me },
      },
    },
    async (request) => {
      const { name, owner } = principalOf(request);
      return { name, owner, maxFileBytes: settings.MAX_FILE_BYTES };
    },
  );
}
