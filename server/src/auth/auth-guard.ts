import { AppError } from '@sheetport/contract';
import type { FastifyRequest } from 'fastify';
import type { App, Context } from '../context.ts';
import { requestUrl } from '../http/request-url.ts';
import type { Principal } from './access.ts';
import { isGuarded } from './guarded-urls.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Null only on routes that are open to anyone. */
    principal: Principal | null;
  }
  interface FastifyContextConfig {
    /** Reachable without being signed in. */
    open?: boolean;
    /** Takes a body for as long as it keeps coming. */
    streams?: boolean;
  }
  interface FastifyInstance {
    /** Every URL that has a route, by method. */
    knownRoutes: { method: string; url: string }[];
  }
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Authenticate and authorize every request to a guarded URL (docs/promises.md, P32). */
export function guardRoutes(app: App, { access, attempts }: Pick<Context, 'access' | 'attempts'>): void {
  const knownRoutes: App['knownRoutes'] = [];
  app.decorate('knownRoutes', knownRoutes);
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) knownRoutes.push({ method: one, url });
  });
  app.decorateRequest('principal', null);
  app.addHook('onRequest', async (request) => {
    request.principal = await access.authenticate(request.headers);
    if (request.routeOptions.config.open === true) return;
    // A URL without a route is judged by its path, so that an unauthenticated client cannot tell which URLs exist.
    if (!isGuarded(request.routeOptions.url ?? '/') && !isGuarded(requestUrl(request.url).pathname)) return;
    if (!request.principal) {
      if (request.headers.authorization !== undefined) await attempts.countWrongToken(request.ip);
      throw new AppError('not_signed_in');
    }
    const action = SAFE.has(request.method) ? 'read' : 'write';
    if (!access.isAllowed(request.principal, action, { kind: 'service' })) throw new AppError('forbidden');
  });
}

/** The principal of a request to a guarded route. */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw new AppError('not_signed_in');
  return request.principal;
}
