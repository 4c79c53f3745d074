import { AppError } from '@sheetport/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App, Context } from '../context.ts';
import { isOfTables, requireObject } from './auth-guard.ts';
import type { RoleRecords } from './object-roles.ts';
import type { Principal } from './principal.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What a route asked besides the permission on its object: asked again while its answer is read. Throws AppError. */
    askAgain?: (now: Principal) => Promise<void>;
  }
}

const CHECK_MS = 1000;

/**
 * Cut off uploads and downloads of people whose right was taken away meanwhile: the request was asked for it as it began, and it can take
 * an hour (docs/promises.md, P54). As with sockets, it is asked again each second, so it holds at all servers.
 */
export function guardStreams(app: App, context: Pick<Context, 'access' | 'log'> & RoleRecords): void {
  const { access, log } = context;
  const running = new Map<FastifyRequest, { principal: Principal; reply: FastifyReply }>();
  const hold = (request: FastifyRequest, reply: FastifyReply) => {
    if (!request.principal || running.has(request)) return;
    running.set(request, { principal: request.principal, reply });
    reply.raw.once('close', () => running.delete(request));
  };
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.streams === true) hold(request, reply);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    if (payload !== null && typeof payload === 'object' && 'pipe' in payload) hold(request, reply);
    return payload;
  });

  async function mayGoOn(request: FastifyRequest, now: Principal): Promise<boolean> {
    const { permission, object } = request.routeOptions.config;
    if (permission === undefined) return true;
    if (now.lacksFactor) return false;
    // What is the person's own stays their own.
    if (!isOfTables(object)) return access.isAllowed(now, permission, now.id);
    const { id = '' } = request.params as { id?: string };
    try {
      await requireObject(context, now, object, id, permission);
      await request.askAgain?.(now);
      return true;
    } catch (error) {
      if (error instanceof AppError) return false;
      throw error;
    }
  }

  async function check(): Promise<void> {
    if (running.size === 0) return;
    const held = [...running];
    const principals = await access.findPrincipals(held.map(([, { principal }]) => principal));
    for (const [request, { principal, reply }] of held) {
      const now = principals.get(principal);
      if (now && (await mayGoOn(request, now))) continue;
      running.delete(request);
      log.info({ reqId: request.id }, 'an upload or a download was cut off: its right was taken away');
      // Not through the reply: of what has begun no other answer can be given.
      reply.raw.socket?.destroy();
    }
  }

  let isChecking = false;
  const timer = setInterval(() => {
    if (isChecking) return;
    isChecking = true;
    check()
      .catch((error: unknown) => log.warn({ err: error }, 'the rights of running requests could not be looked up'))
      .finally(() => {
        isChecking = false;
      });
  }, CHECK_MS);
  timer.unref();
  app.addHook('preClose', async () => clearInterval(timer));
}
