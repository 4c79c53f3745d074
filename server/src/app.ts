import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import fastify, { LogController } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { openArrivals } from './arrivals.ts';
import { BoundedPool } from './bounded-pool.ts';
import type { App, Context } from './context.ts';
import { BOUNDS, type Deps } from './deps.ts';
import { openDisk } from './disk.ts';
import { openFileStore } from './file-store.ts';
import { openAccess } from './plugins/access.ts';
import { guardDoors } from './plugins/doors.ts';
import { answerErrors } from './plugins/errors.ts';
import { readJsonBodies } from './plugins/json-bodies.ts';
import { limitRequests } from './plugins/limits.ts';
import { measure } from './plugins/metrics.ts';
import { describeCalls } from './plugins/openapi.ts';
import { hurryBodies, secure } from './plugins/security.ts';
import { serveWeb } from './plugins/web.ts';
import { Relay } from './relay.ts';
import { openResumable } from './resumable.ts';
import { routeAttach } from './routes/attach.ts';
import { routeExports } from './routes/exports.ts';
import { routeFiles } from './routes/files.ts';
import { routeHealth } from './routes/health.ts';
import { routeImports } from './routes/imports.ts';
import { routeJobs } from './routes/jobs.ts';
import { routeMapping } from './routes/mapping.ts';
import { routeRejects } from './routes/rejects.ts';
import { routeRetry } from './routes/retry.ts';
import { routeRows } from './routes/rows.ts';
import { routeSession } from './routes/session.ts';
import { routeTables } from './routes/tables.ts';
import { routeTemplate } from './routes/template.ts';
import { routeUndo } from './routes/undo.ts';
import { routeUploads } from './routes/uploads.ts';
import { openSockets } from './sockets.ts';

/** JSON bodies are plans and filters; files come as streams. */
const BODY_BYTES = 1024 * 1024;
/** For looking at tables before jobs start, and for changing tables; an index of a large table takes a while. */
const PREPARE_CONNECTIONS = 3;
const PREPARE_MS = 30_000;
const SWEEP_MS = 10 * 60_000;
/** Nothing of an interrupted request is touched before it has been silent for this long: it may be another server's. */
const SILENT_MS = 60 * 60_000;

declare module 'fastify' {
  interface FastifyInstance {
    context: Context;
    /** Remove what interrupted uploads left, and finish what is whole. Runs at the start and every ten minutes. */
    sweep(silentMs?: number): Promise<number>;
  }
}

/**
 * Put the door together: everything that listens, but not yet listening. Closing it closes its sockets, its ears and its
 * bounded pools; the control pool and the producer belong to the caller.
 */
export async function buildApp(deps: Deps): Promise<App> {
  const { settings, log } = deps;
  await mkdir(settings.DATA_DIR, { recursive: true, mode: 0o700 });
  const bounds = { ...BOUNDS, ...deps.bounds };
  const access = await openAccess(settings);
  const relay = new Relay(deps.records, log);
  const disk = openDisk(settings);
  const arrivals = openArrivals(deps, await openFileStore(settings.DATA_DIR), (id) => relay.touch(id, 0));
  const bounded = {
    connectionString: settings.DATABASE_URL,
    waiting: bounds.browseWaiting,
    waitMs: bounds.browseWaitMs,
  };
  const browsing = { connections: settings.BROWSE_CONNECTIONS, timeoutMs: settings.BROWSE_TIMEOUT_MS };
  const preparing = { connections: PREPARE_CONNECTIONS, timeoutMs: PREPARE_MS };
  const browsePool = new BoundedPool({ ...bounded, ...browsing, name: 'sheetport-browse' }, deps.pool, log);
  const preparePool = new BoundedPool({ ...bounded, ...preparing, name: 'sheetport-prepare' }, deps.pool, log);

  const bare = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    // One proxy: what came before it in X-Forwarded-For is only what the caller says.
    trustProxy: settings.TRUST_PROXY ? (_address, hop) => hop === 0 : false,
    bodyLimit: BODY_BYTES,
    routerOptions: { maxParamLength: 200 },
    // Uploads take as long as they take while they keep coming; other bodies are hurried (plugins/security.ts).
    requestTimeout: 0,
    connectionTimeout: 120_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: true,
    return503OnClosing: false,
    http: { headersTimeout: 15_000, maxHeaderSize: 32 * 1024 },
  });
  bare.setValidatorCompiler(validatorCompiler);
  bare.setSerializerCompiler(serializerCompiler);
  const app = bare as unknown as App;
  readJsonBodies(app);
  answerErrors(app, disk);
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    // Made now: a caller who leaves before the route asks for it would not be noticed.
    void request.signal;
  });
  await secure(app, { settings });
  const attempts = await limitRequests(app, { bounds });
  const context: Context = { ...deps, bounds, access, attempts, arrivals, disk, relay, browsePool, preparePool };
  app.decorate('context', context);
  const resumable = openResumable(context);
  guardDoors(app, context);
  hurryBodies(app, bounds);
  app.addHook('onSend', async (request, reply) => {
    if (request.routeOptions.url?.startsWith('/api') && !reply.hasHeader('cache-control'))
      reply.header('cache-control', 'no-store');
  });

  const sockets = openSockets(app.server, context);
  relay.start(sockets.live);
  const listener = deps.listen({
    onReport: (report) => relay.hear(report),
    onMoved: (id) => relay.touch(id),
    onError: (error) => log.debug({ err: error }, 'the queue is not heard'),
  });

  const webRoot = deps.webRoot ?? path.resolve(import.meta.dirname, '../../client/dist');
  await serveWeb(app, webRoot);
  await describeCalls(app);
  measure(app, context, sockets.live);
  routeHealth(app, context);
  routeSession(app, context, sockets.endSession);
  await routeFiles(app, context);
  routeMapping(app, context);
  routeAttach(app, context);
  routeTables(app, context);
  routeTemplate(app, context);
  routeRows(app, context);
  routeImports(app, context);
  routeExports(app, context);
  routeJobs(app, context);
  routeRetry(app, context);
  routeUndo(app, context);
  routeRejects(app, context);
  await routeUploads(app, context, resumable);

  const sweep = async (silentMs = SILENT_MS) => (await resumable.sweep()) + (await arrivals.sweep(silentMs));
  const sweepSoon = () =>
    void sweep().catch((error: unknown) => log.warn({ err: error }, 'the uploads could not be swept'));
  const sweeping = setInterval(sweepSoon, SWEEP_MS);
  sweeping.unref();
  app.decorate('sweep', sweep);
  app.addHook('onReady', async () => sweepSoon());

  app.addHook('preClose', async () => {
    clearInterval(sweeping);
    relay.close();
    await sockets.close();
  });
  app.addHook('onClose', async () => {
    // A queue that is away must not hold the closing up.
    await Promise.all([browsePool.close(), preparePool.close()]);
    await Promise.race([listener.close(), new Promise((resolve) => setTimeout(resolve, 2000).unref())]);
  });
  return app;
}
