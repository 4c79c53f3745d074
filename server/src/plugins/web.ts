import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import { Failure } from '@sheetport/contract';
import type { App } from '../context.ts';
import { isGuarded } from './doors.ts';
import { sendFailure } from './errors.ts';

const YEAR_S = 365 * 24 * 3600;

/** The built web client, and what is not there. It holds no secret, so anyone may load it: the sign-in screen is part of it. */
export async function serveWeb(app: App, root: string): Promise<void> {
  const routes: { method: string; pattern: RegExp }[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    if (url.includes('*')) return;
    const pattern = new RegExp(`^${url.replace(/[.]/g, '\\.').replace(/:[^/]+/g, '[^/]+')}$`);
    for (const one of [method].flat()) routes.push({ method: one, pattern });
  });

  // Also what other routes send files with, so it is there even when nothing has been built.
  await app.register(fastifyStatic, {
    root,
    prefix: '/',
    wildcard: true,
    index: 'index.html',
    dotfiles: 'ignore',
    suppressWarning: true,
    cacheControl: false,
    setHeaders(reply, file) {
      if (reply.hasHeader('cache-control')) return;
      // Built files have their hash in their name; all others are asked for anew each time.
      const hashed = path.relative(root, file).startsWith(`assets${path.sep}`);
      reply.header('cache-control', hashed ? `public, max-age=${YEAR_S}, immutable` : 'no-cache');
    },
  });

  app.setNotFoundHandler((request, reply) => {
    const { pathname } = new URL(request.url, 'http://here');
    if (isGuarded(pathname)) {
      const allowed = [...new Set(routes.filter(({ pattern }) => pattern.test(pathname)).map(({ method }) => method))];
      if (allowed.length === 0) return sendFailure(request, reply, new Failure('not_found', { what: 'such address' }));
      reply.header('allow', allowed.join(', '));
      return sendFailure(request, reply, new Failure('method_not_allowed', { method: request.method }));
    }
    const wantsPage = (request.method === 'GET' || request.method === 'HEAD') && /text\/html/.test(request.headers.accept ?? '');
    if (!wantsPage) return sendFailure(request, reply, new Failure('not_found', { what: 'such address' }));
    // Screens have addresses of their own; the one page finds its way.
    if (existsSync(path.join(root, 'index.html'))) return reply.sendFile('index.html');
    return reply.code(503).type('text/plain; charset=utf-8').send('The web client has not been built. Run: npm run build\n');
  });
}
