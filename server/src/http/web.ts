import { existsSync } from 'node:fs';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import { AppError } from '@sheetport/contract';
import { isGuarded } from '../auth/guarded-urls.ts';
import type { App } from '../context.ts';
import { sendProblem } from './errors.ts';
import { requestUrl } from './request-url.ts';

const YEAR_S = 365 * 24 * 3600;

/** The built web client, and what is not there. It holds no secret, so anyone may load it: the sign-in screen is part of it. */
export async function serveWeb(app: App, root: string): Promise<void> {
  // Also what other routes send files with, so it is there even when nothing has been built.
  await app.register(fastifyStatic, {
    root,
    prefix: '/',
    wildcard: true,
    index: 'index.html',
    dotfiles: 'ignore',
    suppressWarning: true,
    cacheControl: false,
    // The build leaves .br and .gz beside its files; an export has none and goes as it is.
    preCompressed: true,
    setHeaders(reply, file) {
      if (reply.hasHeader('cache-control')) return;
      // Built files have their hash in their name; all others are asked for anew each time.
      const hashed = path.relative(root, file).startsWith(`assets${path.sep}`);
      reply.header('cache-control', hashed ? `public, max-age=${YEAR_S}, immutable` : 'no-cache');
    },
  });

  app.setNotFoundHandler((request, reply) => {
    const { pathname } = requestUrl(request.url);
    if (isGuarded(pathname)) {
      const allowed = methodsOf(app, pathname);
      if (allowed.length === 0) return sendProblem(request, reply, new AppError('not_found', { what: 'such address' }));
      reply.header('allow', allowed.join(', '));
      return sendProblem(request, reply, new AppError('method_not_allowed', { method: request.method }));
    }
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    // The first page is for whoever asks for it, curl and what watches over services too; with compressed files beside it, it arrives here.
    const wantsPage = isRead && (pathname === '/' || /text\/html/.test(request.headers.accept ?? ''));
    if (!wantsPage) return sendProblem(request, reply, new AppError('not_found', { what: 'such address' }));
    // Screens have knownRoutes of their own; the one page finds its way.
    if (existsSync(path.join(root, 'index.html'))) return reply.sendFile('index.html');
    return reply
      .code(503)
      .type('text/plain; charset=utf-8')
      .send('The web client has not been built. Run: npm run build\n');
  });
}

/** The methods that an address takes; none where there is no such address. */
function methodsOf(app: App, pathname: string): string[] {
  const parts = pathname.split('/');
  const fits = (url: string) => {
    const wanted = url.split('/');
    return (
      wanted.length === parts.length && wanted.every((part, index) => part === parts[index] || part.startsWith(':'))
    );
  };
  return [...new Set(app.knownRoutes.filter(({ url }) => fits(url)).map(({ method }) => method))];
}
