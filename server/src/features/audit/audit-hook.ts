/**
 * The one place that records what calls do (docs/adr/0025): every call that changes something, every download, and every call that was refused.
 * A route that is added is recorded without a line of its own.
 */
import { AUDIT_ACTIONS, type ErrorCode, SECURITY_ACTIONS } from '@sheetport/contract';
import { type AuditEntry, type AuditObject, recordAudit } from '@sheetport/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isGuarded } from '../../auth/guarded-urls.ts';
import type { Principal } from '../../auth/principal.ts';
import type { App, Context } from '../../context.ts';
import { cleanFileName } from '../../http/file-name.ts';
import { type AuditNote, isAudited, operationOf } from './audit-note.ts';
import { describeEvent } from './describe-event.ts';
import { findObject } from './find-object.ts';
import { openRefusedLimit } from './refused-limit.ts';

const SECURITY: ReadonlySet<string> = new Set(SECURITY_ACTIONS);
/** A token that is not known. */
const WRONG_SECRET: ReadonlySet<string | undefined> = new Set([
  'not_signed_in',
  'wrong_password',
  'wrong_code',
  'invalid_link',
]);

/** Record the calls of all routes that are added from now on. Before the guard of the routes, whose refusals it records. */
export function auditRequests(app: App, { records, pool, log }: Pick<Context, 'records' | 'pool' | 'log'>): void {
  const mayRecordRefused = openRefusedLimit();
  app.decorateRequest('audit', null as unknown as AuditNote);
  app.addHook('onRequest', async (request) => {
    request.audit = {};
  });
  // What is removed has its name only before.
  app.addHook('preHandler', async (request) => {
    const { config, url = '' } = request.routeOptions;
    if (!isGuarded(url) || !isAudited(request.method, config) || request.method === 'HEAD') return;
    const object = await findObject(records, url, (request.params as { id?: string }).id);
    if (object) request.audit.object ??= object;
  });
  app.addHook('preSerialization', async (request, reply, payload) => {
    // An invalid request has nothing to describe.
    if (reply.statusCode < 400 && isGuarded(request.routeOptions.url ?? ''))
      Object.assign(request.audit, describeEvent(request, payload));
    return payload;
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (operationOf(request) === 'createUpload') noteUpload(request, reply);
    // Answers that are no JSON.
    if (request.audit.details === undefined && reply.statusCode < 400 && isGuarded(request.routeOptions.url ?? ''))
      Object.assign(request.audit, describeEvent(request, undefined));
    if (LIMITS.has(request.failureCode ?? '')) logLimit(log, request);
    const entry = entryOf(request, reply.statusCode, reply.hasHeader('idempotency-replayed'));
    if (!entry) return payload;
    if (SECURITY.has(entry.action) || entry.outcome === 'refused') logSecurityEvent(log, entry);
    if (entry.outcome === 'refused' && !mayRecordRefused(entry.personId ?? entry.address ?? '')) return payload;
    // The change is made, or the call is refused: that the trail is away does not alter the answer. The log has it then.
    if (!request.audit.written || entry.outcome !== 'done')
      await recordAudit(pool, entry).catch((error: unknown) =>
        log.error({ event: 'audit.lost', err: error, audit: entry }, 'an event is missing from the audit trail'),
      );
    return payload;
  });
}

/**
 * Record the event of a call in the transaction that makes its change, so that both are kept or neither. Call it once, in any place of the
 * transaction; a call whose route does not is recorded when it is answered.
 * @param db the connection of the transaction: of pg, or Prisma's
 * @param object what was made or changed, where the address and the answer do not tell
 */
export async function auditWithin(
  request: FastifyRequest,
  db: Parameters<typeof recordAudit>[0],
  object?: AuditObject,
): Promise<void> {
  if (object) request.audit.object = object;
  Object.assign(request.audit, describeEvent(request, undefined));
  await recordAudit(db, { ...baseOf(request), outcome: 'done' });
  request.audit.written = true;
}

/** Codes of calls that would have got around a limit, or past where they come from. */
const LIMITS: ReadonlySet<string> = new Set<ErrorCode>([
  'too_many_requests',
  'file_too_large',
  'quota_storage',
  'quota_jobs',
  'quota_rows',
  'foreign_origin',
]);

/** In the log alone: a flood of such calls must not fill the audit trail. */
function logLimit(log: Context['log'], request: FastifyRequest): void {
  const { failureCode: code, ip: address, principal } = request;
  const call = `${request.method} ${request.routeOptions.url ?? ''}`;
  log.info({ event: 'security.limit', code, call, person: principal?.id ?? null, address }, 'security event');
}

/** An upload has its id in its address only, and its name in a header of tus. */
function noteUpload(request: FastifyRequest, reply: FastifyReply): void {
  const id = String(reply.getHeader('location') ?? '')
    .split('/')
    .at(-1);
  const [, name = ''] = /(?:^|,) *filename ([\w+/=]+)/.exec(String(request.headers['upload-metadata'] ?? '')) ?? [];
  if (id) request.audit.object = { kind: 'file', id, name: cleanFileName(Buffer.from(name, 'base64').toString()) };
}

/** Whether and how a call that is answered is recorded. */
function entryOf(request: FastifyRequest, status: number, replayed: boolean): AuditEntry | undefined {
  const { config, url } = request.routeOptions;
  const { principal, failureCode } = request;
  // Only the link that the service prints signs in at another address.
  if (url === undefined || !isGuarded(url))
    return request.audit?.outcome
      ? { ...baseOf(request), action: 'signIn', outcome: request.audit.outcome }
      : undefined;
  if (status === 403 && principal)
    return { ...baseOf(request), outcome: 'refused', details: { call: `${request.method} ${url}` } };
  const isTried = config.open === true || request.headers.authorization !== undefined;
  if ((status === 401 || status === 410) && !principal && isTried && WRONG_SECRET.has(failureCode)) {
    const action = config.open === true ? {} : { action: 'useToken', via: 'token' as const };
    return { ...baseOf(request), ...action, outcome: 'refused', details: {} };
  }
  if (!isAudited(request.method, config) || request.method === 'HEAD' || status === 304 || replayed) return undefined;
  if (status < 400) return { ...baseOf(request), outcome: request.audit.outcome ?? 'done' };
  // It was recorded as done, and was rolled back or taken back.
  return request.audit.written ? { ...baseOf(request), outcome: 'failed', details: { code: failureCode } } : undefined;
}

function baseOf(request: FastifyRequest): Omit<AuditEntry, 'outcome'> {
  const { principal, visitor, audit } = request;
  const action = operationOf(request) || (request.routeOptions.url ?? '');
  return {
    action,
    personId: audit.personId ?? principal?.id ?? null,
    ...(audit.via && !principal ? { via: audit.via } : viaOf(principal, visitor)),
    address: request.ip,
    object: audit.object,
    details: audit.details,
  };
}

function viaOf(principal: Principal | null, visitor: { id: string } | null): Pick<AuditEntry, 'via' | 'viaId'> {
  if (visitor) return { via: 'link', viaId: visitor.id };
  if (!principal) return { via: 'nothing' };
  if (principal.keyId !== undefined) return { via: 'key', viaId: principal.keyId };
  return principal.sessionId === undefined ? { via: 'token' } : { via: 'session', viaId: principal.sessionId };
}

/** One line for whatever watches the log: `event` is `security.` and the action; it has no names, no values, no secrets. */
export function logSecurityEvent(
  log: Context['log'],
  { action, outcome, personId, via, address, object }: AuditEntry,
): void {
  const known = (AUDIT_ACTIONS as readonly string[]).includes(action) ? action : 'call';
  log.info(
    {
      event: `security.${known}`,
      action,
      outcome,
      person: personId,
      via,
      address,
      object: object && { kind: object.kind, id: object.id },
    },
    'security event',
  );
}
