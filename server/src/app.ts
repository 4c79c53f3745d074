import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { directDatabaseUrl } from '@sheetport/contract';
import { openOutgoingGuard, openSecretBox } from '@sheetport/core';
import { openStorage } from '@sheetport/storage';
import fastify, { LogController } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { openAccess } from './auth/access.ts';
import { openAccounts } from './auth/accounts.ts';
import { guardRoutes } from './auth/auth-guard.ts';
import { readInstanceId } from './auth/instance.ts';
import { openSingleSignOn } from './auth/oidc.ts';
import { routeSingleSignOn } from './auth/oidc-routes.ts';
import { openPasswords } from './auth/passwords.ts';
import { openSecondFactors } from './auth/second-factor.ts';
import { routeSession } from './auth/session-routes.ts';
import { guardStreams } from './auth/streams-guard.ts';
import type { App, Context } from './context.ts';
import { BOUNDS, type Deps } from './deps.ts';
import { routeAccount } from './features/account/account-routes.ts';
import { routeSecondFactor } from './features/account/second-factor-routes.ts';
import { routeApiKeys } from './features/api-keys/api-key-routes.ts';
import { auditRequests } from './features/audit/audit-hook.ts';
import { routeAudit } from './features/audit/audit-routes.ts';
import { routeBatches } from './features/batches/batch-routes.ts';
import { routeCorrections } from './features/corrections/correction-routes.ts';
import { routeRejects } from './features/corrections/reject-routes.ts';
import { routeDeletions } from './features/deletions/deletion-routes.ts';
import { routeDeliveries } from './features/deliveries/delivery-routes.ts';
import { routeDeliveryRuns } from './features/deliveries/run-routes.ts';
import { routeDuplicates } from './features/edits/duplicate-routes.ts';
import { routeEdits } from './features/edits/edit-routes.ts';
import { routeExportTemplates } from './features/export-templates/export-template-routes.ts';
import { routeExports } from './features/exports/export-routes.ts';
import { routeFeeds } from './features/feeds/feed-routes.ts';
import { routeInboundFeeds } from './features/feeds/inbound-routes.ts';
import { openFileIngest } from './features/files/file-ingest.ts';
import { routeFiles } from './features/files/file-routes.ts';
import { openUploadPieces } from './features/files/open-upload-pieces.ts';
import { openResumable } from './features/files/tus-server.ts';
import { routeUploads } from './features/files/upload-routes.ts';
import { routeHealth } from './features/health/health-routes.ts';
import { routeImports } from './features/imports/import-routes.ts';
import { routeJobs } from './features/jobs/job-routes.ts';
import { routeJobNotices } from './features/jobs/notice-routes.ts';
import { routeRetry } from './features/jobs/retry-route.ts';
import { routeMapping } from './features/mappings/mapping-routes.ts';
import { routeBoard } from './features/monitor/board-routes.ts';
import { routeMonitor } from './features/monitor/monitor-routes.ts';
import { forgetLinks } from './features/people/access-links.ts';
import { routeInvitations } from './features/people/invitation-routes.ts';
import { routeLinks } from './features/people/link-routes.ts';
import { routePasswordRequests } from './features/people/password-request-routes.ts';
import { routePeople } from './features/people/people-routes.ts';
import { routeSignInRules } from './features/people/sign-in-rule-routes.ts';
import { openLaneChoice } from './features/queues/lane-choice.ts';
import { openLaneLoads } from './features/queues/lane-load.ts';
import { routeQueues } from './features/queues/queue-routes.ts';
import { watchSchedules } from './features/schedules/run-schedules.ts';
import { routeSchedules } from './features/schedules/schedule-routes.ts';
import { routeScheduleRuns } from './features/schedules/schedule-run-routes.ts';
import { forgetRuns } from './features/schedules/settle-runs.ts';
import { routeFolders } from './features/sharing/folder-routes.ts';
import { routeShares } from './features/sharing/share-routes.ts';
import { routeAttach } from './features/tables/attach-routes.ts';
import { IndexMaker } from './features/tables/index-maker.ts';
import { routeIndexes } from './features/tables/index-routes.ts';
import { routeRows } from './features/tables/row-routes.ts';
import { routeSearchIndexes } from './features/tables/search-index-routes.ts';
import { routeSummary } from './features/tables/summary-routes.ts';
import { routeTables } from './features/tables/table-routes.ts';
import { routeTemplate } from './features/templates/template-routes.ts';
import { routeUndo } from './features/undo/undo-routes.ts';
import { sweepLinks } from './features/upload-links/sweep-links.ts';
import { routeUploadLinks } from './features/upload-links/upload-link-routes.ts';
import { routeVisits } from './features/upload-links/visit-routes.ts';
import { routeViews } from './features/views/view-routes.ts';
import { routeWebhookMessages } from './features/webhooks/message-routes.ts';
import { routeWebhooks } from './features/webhooks/webhook-routes.ts';
import { BoundedPool } from './http/bounded-pool.ts';
import { watchClients } from './http/client-gone.ts';
import { openDisk } from './http/disk-room.ts';
import { drainConnections } from './http/drain.ts';
import { answerErrors } from './http/errors.ts';
import { readJsonBodies } from './http/json-bodies.ts';
import { measure } from './http/metrics.ts';
import { describeCalls } from './http/openapi.ts';
import { openProxyTrust } from './http/proxy-trust.ts';
import { limitRequests } from './http/rate-limits.ts';
import { traceRequests } from './http/request-spans.ts';
import { limitBodyTime, secure } from './http/security.ts';
import { forgetAttempts } from './http/shared-attempts.ts';
import { guardSlowDownloads } from './http/slow-download-guard.ts';
import { serveWeb } from './http/web.ts';
import { openMailer } from './mail/mailer.ts';
import { Audience } from './realtime/audience.ts';
import { BatchBroadcaster } from './realtime/batch-broadcaster.ts';
import { JobBroadcaster } from './realtime/job-broadcaster.ts';
import { openSockets } from './realtime/sockets.ts';

/** JSON bodies are plans and filters; files come as streams. */
const BODY_BYTES = 1024 * 1024;
/** For looking at tables before jobs start, and for changing tables; an index of a large table takes a while. */
const PREPARE_CONNECTIONS = 3;
const PREPARE_MS = 30_000;
const SWEEP_MS = 10 * 60_000;

declare module 'fastify' {
  interface FastifyInstance {
    context: Context;
    /** Remove what interrupted uploads left, and finish what is whole. Runs at the start and every ten minutes. */
    sweep(silentMs?: number): Promise<number>;
  }
}

/**
 * Build the application: all routes and sockets, not yet listening. Closing it closes its sockets, its queue listener and its
 * bounded pools; the control pool and the producer belong to the caller.
 */
export async function buildApp(deps: Deps): Promise<App> {
  const { settings, log } = deps;
  await mkdir(settings.DATA_DIR, { recursive: true, mode: 0o700 });
  const bounds = { ...BOUNDS, ...deps.bounds };
  const instanceId = await readInstanceId(deps.records);
  const accounts = openAccounts(deps.records, settings, instanceId, openPasswords(deps.passwordCost));
  const access = openAccess(settings, accounts, deps.pool);
  const laneLoads = openLaneLoads(deps.pool);
  const chooseLane = openLaneChoice(laneLoads);
  const broadcaster = new JobBroadcaster(deps.records, log, laneLoads, new Audience(deps.pool, log));
  const disk = openDisk(settings);
  const storage = await openStorage(settings);
  storage.check().catch((error: unknown) => log.warn({ err: error }, 'files cannot be stored now'));
  const pieces = openUploadPieces(storage, disk);
  const onJob = (id: string) => broadcaster.touch(id, 0);
  const ingest = openFileIngest({ ...deps, chooseLane }, storage, pieces, bounds.uploadQueueMs, onJob);
  const bounded = {
    connectionString: directDatabaseUrl(settings),
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
    // What came before the trusted ones in X-Forwarded-For is only what the caller says.
    trustProxy: openProxyTrust(settings.TRUST_PROXY),
    bodyLimit: BODY_BYTES,
    routerOptions: { maxParamLength: 200 },
    // Uploads take as long as they take while they keep coming; other bodies have a time limit (http/security.ts).
    requestTimeout: 0,
    connectionTimeout: 120_000,
    keepAliveTimeout: 72_000,
    // Requests may end first, for a while (http/drain.ts).
    forceCloseConnections: false,
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
  });
  if (deps.traces) traceRequests(app, deps.traces);
  watchClients(app);
  auditRequests(app, deps);
  await secure(app, { settings });
  const attempts = await limitRequests(app, { bounds, pool: deps.pool, log });
  const context: Context = {
    ...deps,
    bounds,
    access,
    accounts,
    singleSignOn: openSingleSignOn(settings, instanceId),
    secondFactors: openSecondFactors(deps, instanceId),
    attempts,
    mailer: openMailer(settings, bounds, log),
    secretBox: openSecretBox(settings, instanceId)!,
    outgoing: openOutgoingGuard(settings.OUTGOING_NETWORKS),
    storage,
    pieces,
    ingest,
    disk,
    broadcaster,
    laneLoads,
    chooseLane,
    browsePool,
    preparePool,
  };
  app.decorate('context', context);
  const resumable = openResumable(context);
  guardRoutes(app, context);
  guardStreams(app, context);
  limitBodyTime(app, bounds);
  guardSlowDownloads(app, bounds);
  app.addHook('onSend', async (request, reply) => {
    if (request.routeOptions.url?.startsWith('/api') && !reply.hasHeader('cache-control'))
      reply.header('cache-control', 'no-store');
  });

  const sockets = openSockets(app.server, context);
  broadcaster.start(sockets.io);
  const batches = new BatchBroadcaster(deps.pool, log);
  batches.start(sockets.io);
  const listener = deps.listen({
    onReport: (report) => broadcaster.receive(report),
    onMoved: (id) => broadcaster.touch(id),
    onDone: (id) => broadcaster.reread(id),
    onError: (error) => log.debug({ err: error }, 'the queue listener failed'),
  });

  const webRoot = deps.webRoot ?? path.resolve(import.meta.dirname, '../../client/dist');
  await serveWeb(app, webRoot);
  await describeCalls(app, access.cookieName);
  measure(app, context, sockets.io);
  routeHealth(app, context);
  routeSession(app, context, sockets.endSessions);
  routeSingleSignOn(app, context, sockets.endSessions);
  routeAccount(app, context, sockets.endSessions);
  routeSecondFactor(app, context, sockets.endSessions);
  routePeople(app, context, sockets.endSessions);
  routeSignInRules(app, context);
  routeInvitations(app, context);
  routeLinks(app, context, sockets.endSessions);
  routePasswordRequests(app, context);
  routeApiKeys(app, context, sockets.endSessions);
  routeAudit(app, context);
  await routeFiles(app, context);
  routeMapping(app, context);
  routeAttach(app, context);
  routeTables(app, context);
  routeFolders(app, context);
  routeShares(app, context);
  routeTemplate(app, context);
  routeRows(app, context);
  routeSummary(app, context);
  routeViews(app, context);
  routeDeliveries(app, context);
  routeDeliveryRuns(app, context);
  routeWebhooks(app, context);
  routeWebhookMessages(app, context);
  const indexMaker = new IndexMaker(app, context);
  routeIndexes(app, context, indexMaker);
  routeSearchIndexes(app, context, indexMaker);
  routeEdits(app, context);
  routeDuplicates(app, context);
  routeImports(app, context);
  routeBatches(app, context);
  routeExports(app, context);
  routeExportTemplates(app, context);
  routeJobs(app, context);
  routeDeletions(app, context);
  routeJobNotices(app, context);
  routeRetry(app, context);
  routeQueues(app, context);
  routeMonitor(app, context);
  routeBoard(app, context);
  routeCorrections(app, context);
  routeUndo(app, context);
  routeRejects(app, context);
  routeUploadLinks(app, context);
  routeVisits(app, context);
  routeSchedules(app, context);
  routeFeeds(app, context);
  routeInboundFeeds(app, context);
  routeScheduleRuns(app, context);
  await routeUploads(app, context, resumable);

  // Nothing of an interrupted request is touched before it has been silent for long: it may be another server's.
  const sweep = async (silentMs = storage.silentMs) => {
    await Promise.all([forgetAttempts(deps.pool), access.forgetSessions(), forgetLinks(deps.records)]);
    await forgetRuns(context);
    await sweepLinks(context);
    return (await resumable.sweep()) + (await ingest.sweep(silentMs));
  };
  const sweepSoon = () =>
    void sweep().catch((error: unknown) => log.warn({ err: error }, 'the uploads could not be swept'));
  const sweeping = setInterval(sweepSoon, SWEEP_MS);
  sweeping.unref();
  app.decorate('sweep', sweep);
  app.addHook('onReady', async () => sweepSoon());

  const schedules = watchSchedules(context);

  app.addHook('preClose', async () => {
    clearInterval(sweeping);
    await schedules.stop();
    broadcaster.close();
    batches.close();
    await sockets.close();
    drainConnections(app.server, bounds.drainMs);
  });
  app.addHook('onClose', async () => {
    // A queue that does not answer must not delay closing.
    await Promise.all([browsePool.close(), preparePool.close()]);
    await Promise.race([listener.close(), new Promise((resolve) => setTimeout(resolve, 2000).unref())]);
  });
  return app;
}
