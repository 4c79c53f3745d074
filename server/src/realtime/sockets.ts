import type { Server as HttpServer, IncomingMessage } from 'node:http';
import {
  AppError,
  type ClientToServer,
  isOver,
  mayDo,
  type Permission,
  Watch,
  type WatchAnswer,
} from '@sheetport/contract';
import { recordAudit } from '@sheetport/core';
import { Server } from 'socket.io';
import { findObjectRole } from '../auth/object-roles.ts';
import type { Principal } from '../auth/principal.ts';
import type { Context } from '../context.ts';
import { logSecurityEvent } from '../features/audit/audit-hook.ts';
import { readBatches } from '../features/batches/read-batches.ts';
import { toAppError } from '../http/errors.ts';
import { clientAddress, openProxyTrust, type TrustsProxy } from '../http/proxy-trust.ts';
import { requestUrl } from '../http/request-url.ts';
import { hostCheck, isFromHere } from '../http/security.ts';
import { batchOfRoom, roomOfBatch } from './batch-broadcaster.ts';
import { ALL_JOBS, type JobSocket, roomOf, type SocketServer } from './rooms.ts';

/** A message of ours is an id and a word. */
const MESSAGE_BYTES = 10_000;
/** How many jobs one socket may watch. */
const WATCHED = 500;
const CHECK_MS = 1000;

/** What a principal needs to send an event (contract, access/permissions.ts). */
export const EVENT_PERMISSIONS: Readonly<Record<keyof ClientToServer, Permission>> = {
  watch: 'job.see',
  unwatch: 'job.see',
};

export interface Sockets {
  io: SocketServer;
  /** Disconnect the sockets of sessions or keys that were ended. */
  endSessions(ids: readonly string[]): void;
  close(): Promise<void>;
}

/** Open Socket.IO with the same authentication as HTTP (docs/promises.md, P17 and P33). */
export function openSockets(
  http: HttpServer,
  context: Pick<
    Context,
    'settings' | 'access' | 'attempts' | 'broadcaster' | 'records' | 'pool' | 'pieces' | 'bounds' | 'log'
  >,
): Sockets {
  const { settings, access, attempts, broadcaster, records, pool, bounds, log } = context;
  const isHost = hostCheck(settings);
  const trusts = openProxyTrust(settings.TRUST_PROXY);
  const io: SocketServer = new Server(http, {
    path: '/socket.io/',
    serveClient: false,
    maxHttpBufferSize: MESSAGE_BYTES,
    connectTimeout: 10_000,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    allowRequest: (request, answer) => {
      const host = forwardedHost(request, trusts) ?? request.headers.host;
      if (!isHost(host) || !isFromHere(request.headers, host)) return answer('foreign_origin', false);
      // A session that goes on by polling was counted when it was opened.
      const isOpened = requestUrl(request.url ?? '').searchParams.has('sid');
      if (isOpened) return answer(null, true);
      access
        .authenticate(request.headers)
        .then((principal) => (principal ? undefined : attempts.countAnonymousSocket(clientAddress(request, trusts))))
        .then(
          () => answer(null, true),
          (error: unknown) => answer(toAppError(error).code, false),
        );
    },
  });

  io.use((socket, next) => {
    authenticate(socket).then(
      () => next(),
      (error: unknown) => next(new Error(toAppError(error).code)),
    );
  });

  async function authenticate(socket: JobSocket): Promise<void> {
    const { token } = socket.handshake.auth as { token?: unknown };
    const principal =
      typeof token === 'string'
        ? await access.authenticateToken(token)
        : await access.authenticate(socket.handshake.headers);
    if (!principal) {
      const isTried = typeof token === 'string' || socket.handshake.headers.authorization !== undefined;
      if (isTried) {
        const address = clientAddress(socket.request, trusts);
        await attempts.countWrongToken(address);
        const refused = { action: 'openSocket', outcome: 'refused', via: 'token', address } as const;
        logSecurityEvent(log, refused);
        await recordAudit(pool, refused);
      }
      throw new AppError('not_signed_in');
    }
    if (principal.lacksFactor) throw new AppError('second_factor_required');
    socket.data.principal = principal;
    const credential = principal.sessionId ?? principal.keyId;
    if (credential !== undefined) void socket.join(credentialRoom(credential));
  }

  io.on('connection', (socket) => {
    limitMessages(socket, bounds.socketMessagesPerSecond);
    socket.on('watch', (what, answer) => {
      if (typeof answer !== 'function') return;
      watch(socket, what).then(answer, (error: unknown) => {
        log.debug({ err: error }, 'a watch could not be answered');
        answer({ ok: false, code: toAppError(error).code });
      });
    });
    socket.on('unwatch', (what) => {
      const wanted = Watch.safeParse(what);
      if (wanted.success) void socket.leave(roomFor(wanted.data));
    });
  });

  /** Authorise, join, then read the snapshot: a change in between is sent, and the greater `seq` wins. */
  async function watch(socket: JobSocket, what: unknown): Promise<WatchAnswer> {
    const wanted = Watch.safeParse(what);
    if (!wanted.success) return { ok: false, code: 'invalid_request' };
    const principal = await whoNow(socket.data.principal);
    if (!principal) return { ok: false, code: 'not_signed_in' };
    if (!access.isAllowed(principal, EVENT_PERMISSIONS.watch)) return { ok: false, code: 'forbidden' };
    if (wanted.data === 'all') {
      await socket.join(ALL_JOBS);
      return { ok: true, job: null };
    }
    if (typeof wanted.data !== 'string') return watchBatch(socket, principal, wanted.data.batchId);
    const id = wanted.data;
    if (socket.rooms.size > WATCHED) return { ok: false, code: 'too_many_requests' };
    if (!(await maySee(principal, 'job', id))) return { ok: false, code: 'not_found' };
    await socket.join(roomOf(id));
    const row = await records.job.findUnique({ where: { id } });
    if (!row) {
      await socket.leave(roomOf(id));
      return { ok: false, code: 'not_found' };
    }
    if (!isOver(row.state)) broadcaster.touch(id);
    return { ok: true, job: await broadcaster.viewOne(row, principal) };
  }

  async function watchBatch(socket: JobSocket, principal: Principal, batchId: string): Promise<WatchAnswer> {
    if (socket.rooms.size > WATCHED) return { ok: false, code: 'too_many_requests' };
    if (!(await maySee(principal, 'batch', batchId))) return { ok: false, code: 'not_found' };
    await socket.join(roomOfBatch(batchId));
    const [batch] = await readBatches(pool, [batchId]);
    if (batch) return { ok: true, job: null, batch };
    await socket.leave(roomOfBatch(batchId));
    return { ok: false, code: 'not_found' };
  }

  async function maySee(principal: Principal, kind: 'job' | 'batch', id: string): Promise<boolean> {
    const role = (await findObjectRole(context, principal, kind, id))?.role;
    return role !== undefined && role !== null && mayDo(role, EVENT_PERMISSIONS.watch);
  }

  /** A batch is sent to a room as a whole: whoever may no longer see all of it leaves the room. */
  async function leaveHidden(socket: JobSocket): Promise<void> {
    const { principal } = socket.data;
    if (principal.role === 'owner') return;
    for (const room of socket.rooms) {
      const batchId = batchOfRoom(room);
      if (batchId !== null && !(await maySee(principal, 'batch', batchId))) await socket.leave(room);
    }
  }

  /** Who a socket is now: the role may have changed, and the session or the key may be over. */
  async function whoNow(principal: Principal): Promise<Principal | undefined> {
    return (await access.findPrincipals([principal])).get(principal);
  }

  // Sessions and keys end on their own, too, and may have been ended through another process; and roles change.
  const check = setInterval(async () => {
    const sockets = [...io.of('/').sockets.values()];
    const held = sockets.map(({ data }) => data.principal);
    if (held.length === 0) return;
    const principals = await access.findPrincipals(held).catch((error: unknown) => {
      log.warn({ err: error }, 'sessions and keys could not be looked up');
      return undefined;
    });
    if (!principals) return;
    for (const [at, socket] of sockets.entries()) {
      const principal = principals.get(held[at]!);
      if (!principal || !access.isAllowed(principal, EVENT_PERMISSIONS.watch)) {
        socket.disconnect(true);
        continue;
      }
      socket.data.principal = principal;
      await leaveHidden(socket).catch((error: unknown) => log.warn({ err: error }, 'roles could not be looked up'));
    }
  }, CHECK_MS);
  check.unref();

  return {
    io,
    endSessions(ids) {
      for (const id of ids) io.in(credentialRoom(id)).disconnectSockets(true);
    },
    async close() {
      clearInterval(check);
      io.disconnectSockets(true);
      io.engine.close();
    },
  };
}

function roomFor(what: Watch): string {
  if (what === 'all') return ALL_JOBS;
  return typeof what === 'string' ? roomOf(what) : roomOfBatch(what.batchId);
}

function credentialRoom(id: string): string {
  return `credential:${id}`;
}

/** Refuse messages that come too fast, and disconnect a client that does not stop (docs/promises.md, P34). */
function limitMessages(socket: JobSocket, perSecond: number): void {
  let second = 0;
  let count = 0;
  socket.use((event, next) => {
    const now = Math.floor(Date.now() / 1000);
    if (now !== second) [second, count] = [now, 0];
    count += 1;
    if (count <= perSecond) return next();
    if (count > perSecond * 10) return void socket.disconnect(true);
    // Whoever waits for an answer would wait for ever.
    const answer: unknown = event.at(-1);
    if (typeof answer === 'function') answer({ ok: false, code: 'too_many_requests' } satisfies WatchAnswer);
  });
}

/** The host name that the browser asked for, as the proxy in front states it where that is trusted. */
function forwardedHost({ headers, socket }: IncomingMessage, trusts: TrustsProxy): string | undefined {
  const given = trusts(socket.remoteAddress ?? '', 0) ? headers['x-forwarded-host'] : undefined;
  return typeof given === 'string' ? given.split(',').at(-1)?.trim() : undefined;
}
