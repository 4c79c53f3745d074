import {
  AppError,
  grantOf,
  Id,
  mayDo,
  type Permission,
  roleWithoutObject,
  type TableRole,
  visitorMay,
} from '@sheetport/contract';
import type { FastifyContextConfig, FastifyRequest } from 'fastify';
import type { App, Context } from '../context.ts';
import { isAudited } from '../features/audit/audit-note.ts';
import { requestUrl } from '../http/request-url.ts';
import { requireScope } from './api-keys.ts';
import { isGuarded } from './guarded-urls.ts';
import { findMaker, type MakerRecords, OWN_KINDS, type OwnKind } from './object-makers.ts';
import { findObjectRole, OBJECT_KINDS, type ObjectKind, type RoleRecords } from './object-roles.ts';
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
    /**
     * What the `:id` of the address names. Of what belongs to tables the role on the object is asked, before anything of the route runs; the
     * rest is only people's own, or an owner's.
     */
    object?: ObjectKind | OwnKind | 'person' | 'invitation' | 'session' | 'lane' | 'sent';
    /** For whoever must set a second factor up, too: it is of no use for anything else. */
    beforeSecondFactor?: boolean;
    /** Takes a body for as long as it keeps coming. */
    streams?: boolean;
  }
  interface FastifyInstance {
    /** Every URL that has a route, by method, with what it needs (`null` for one that is open), and whether it is in the audit trail. */
    knownRoutes: {
      method: string;
      url: string;
      permission: Permission | null;
      object: string | null;
      operation: string;
      audited: boolean;
    }[];
  }
}

/**
 * Authenticate and authorize every request to a guarded URL (docs/promises.md, P32).
 * @throws Error as a route is added that is neither open nor has a permission: the server does not start with it
 */
export function guardRoutes(
  app: App,
  context: Pick<Context, 'access' | 'attempts'> & RoleRecords & MakerRecords,
): void {
  const { access, attempts } = context;
  const knownRoutes: App['knownRoutes'] = [];
  app.decorate('knownRoutes', knownRoutes);
  app.addHook('onRoute', ({ method, url, config, schema }) => {
    const permission = config?.permission ?? null;
    if (isGuarded(url) && (config?.open === true) === (permission !== null))
      throw new Error(`${method} ${url} must be open or need a permission`);
    const object = config?.object ?? null;
    if (permission !== null && /:\w/.test(url) !== (object !== null))
      throw new Error(`${method} ${url} must say which kind of object its address names`);
    const operation = (schema as { operationId?: string } | undefined)?.operationId ?? '';
    for (const one of [method].flat())
      knownRoutes.push({ method: one, url, permission, object, operation, audited: isAudited(one, config) });
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
      else if (request.headers.cookie?.includes(`${access.cookieName}=`)) await attempts.countWrongSession(request.ip);
      throw new AppError('not_signed_in');
    }
    if (config.permission !== undefined) await authorize(request, request.principal, config.permission);
  });

  /** @throws AppError `second_factor_required`, `forbidden` or `key_scope`, or `not_found` where the person may not even know of the object */
  async function authorize(request: FastifyRequest, principal: Principal, permission: Permission): Promise<void> {
    const { object, beforeSecondFactor } = request.routeOptions.config;
    if (principal.lacksFactor && !beforeSecondFactor) throw new AppError('second_factor_required');
    requireScope(principal, permission);
    // Whoever may do it nowhere is told so, whether there is such an object or not.
    if (grantOf(roleWithoutObject(permission, principal.role, principal.highest), permission) === 'none')
      throw new AppError('forbidden');
    const { id = '' } = request.params as { id?: string };
    // An address that is no id is the route's to refuse.
    if (isOfTables(object)) {
      if (Id.safeParse(id).success) await requireObject(context, principal, object, id, permission);
    } else if (isOwn(object)) await authorizeOwn(principal, permission, object, id);
  }

  async function authorizeOwn(principal: Principal, permission: Permission, kind: OwnKind, id: string): Promise<void> {
    if (access.isAllowed(principal, permission)) return;
    const madeBy = await findMaker(context, kind, id, principal.limit && principal.keyId);
    // Before anything of the body is looked at: else an answer about the body would tell that there is no such object.
    if (madeBy !== undefined && access.isAllowed(principal, permission, madeBy)) return;
    throw new AppError('not_found', { what: kind === 'key' ? 'API key' : kind });
  }
}

/** The visitor of a request to a route that is for visitors. */
export function visitorOf(request: FastifyRequest): Visitor {
  if (!request.visitor) throw new AppError('not_signed_in');
  return request.visitor;
}

function isOwn(object: FastifyContextConfig['object']): object is OwnKind {
  return OWN_KINDS.some((kind) => kind === object);
}

/** Whether a route names an object that belongs to tables. */
export function isOfTables(object: FastifyContextConfig['object']): object is ObjectKind {
  return OBJECT_KINDS.some((kind) => kind === object);
}

/**
 * Check that a person may do something with an object.
 * @returns their role on it
 * @throws AppError `key_scope`; `not_found` where they may not know of it, `forbidden` where they may see it but not do this
 */
export async function requireObject(
  records: RoleRecords,
  principal: Principal,
  kind: ObjectKind,
  id: string,
  permission: Permission,
): Promise<TableRole> {
  requireScope(principal, permission);
  const found = await findObjectRole(records, principal, kind, id);
  if (!found?.role) throw new AppError('not_found', { what: kind });
  if (!mayDo(found.role, permission, found.madeBy === principal.id)) throw new AppError('forbidden');
  return found.role;
}

/** The principal of a request to a guarded route. */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw new AppError('not_signed_in');
  return request.principal;
}
