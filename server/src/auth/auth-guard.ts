import { AppError, grantOf, type Permission, visitorMay } from '@sheetport/contract';
import type { FastifyRequest } from 'fastify';
import type { App, Context } from '../context.ts';
import { requestUrl } from '../http/request-url.ts';
import { requireScope } from './api-keys.ts';
import { isGuarded } from './guarded-urls.ts';
import { findMaker, type MakerRecords } from './object-makers.ts';
import type { Principal } from './principal.ts';
import { findVisitor, type Visitor } from './visitors.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Null only on routes that are open to anyone. */
    principal: Principal | null;
    /** Somebody outside with an upload link; only on the routes that are for them. */
    visitor: Visitor | null;
  }
  interface FastifyContextConfig {
    /** Reachable without being signed in. */
    open?: boolean;
    /** What a principal needs for this route (contract, access/permissions.ts). Each route under /api is open or has one. */
    permission?: Permission;
    /** Takes a body for as long as it keeps coming. */
    streams?: boolean;
  }
  interface FastifyInstance {
    /** Every URL that has a route, by method, with what it needs; `null` for one that is open. */
    knownRoutes: { method: string; url: string; permission: Permission | null }[];
  }
}

/** What nobody learns of that is another's. */
const UNSEEN: Partial<Record<Permission, string>> = {
  'upload.continue': 'upload',
  'key.change': 'API key',
  'key.delete': 'API key',
};

/**
 * Authenticate and authorize every request to a guarded URL (docs/promises.md, P32).
 * @throws Error as a route is added that is neither open nor has a permission: the server does not start with it
 */
export function guardRoutes(app: App, context: Pick<Context, 'access' | 'attempts'> & MakerRecords): void {
  const { access, attempts } = context;
  const knownRoutes: App['knownRoutes'] = [];
  app.decorate('knownRoutes', knownRoutes);
  app.addHook('onRoute', ({ method, url, config }) => {
    const permission = config?.permission ?? null;
    if (isGuarded(url) && (config?.open === true) === (permission !== null))
      throw new Error(`${method} ${url} must be open or need a permission`);
    for (const one of [method].flat()) knownRoutes.push({ method: one, url, permission });
  });
  app.decorateRequest('principal', null);
  app.decorateRequest('visitor', null);
  app.addHook('onRequest', async (request) => {
    const { config, url = '/' } = request.routeOptions;
    if (config.open === true) return;
    // A URL without a route is judged by its path, so that an unauthenticated client cannot tell which URLs exist.
    if (!isGuarded(url) && !isGuarded(requestUrl(request.url).pathname)) return;
    if (config.permission !== undefined && visitorMay(config.permission)) {
      request.visitor = await findVisitor(context.records, request.headers.authorization);
      if (request.visitor) return;
    }
    request.principal = await access.authenticate(request.headers);
    if (!request.principal) {
      if (request.headers.authorization !== undefined) await attempts.countWrongToken(request.ip);
      throw new AppError('not_signed_in');
    }
    if (config.permission !== undefined) await authorize(request, request.principal, config.permission);
  });

  /** @throws AppError `forbidden` or `key_scope`, or `not_found` where the role may not even know of the object */
  async function authorize(request: FastifyRequest, principal: Principal, permission: Permission): Promise<void> {
    requireScope(principal, permission);
    if (access.isAllowed(principal, permission)) return;
    if (grantOf(principal.role, permission) === 'none') throw new AppError('forbidden');
    const madeBy = await findMaker(context, permission, (request.params as { id?: string }).id ?? '');
    // What is not there is the route's to say.
    if (madeBy === undefined || access.isAllowed(principal, permission, madeBy)) return;
    const what = UNSEEN[permission];
    if (what !== undefined) throw new AppError('not_found', { what });
    throw new AppError('forbidden');
  }
}

/** The visitor of a request to a route that is for visitors. */
export function visitorOf(request: FastifyRequest): Visitor {
  if (!request.visitor) throw new AppError('not_signed_in');
  return request.visitor;
}

/** The principal of a request to a guarded route. */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw new AppError('not_signed_in');
  return request.principal;
}
