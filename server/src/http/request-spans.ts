import { newSpanId, newTraceId, requestSpanOfJob, type Span, type Traces, traceOfJob } from '@sheetport/core';
import type { FastifyRequest } from 'fastify';
import type { App } from '../context.ts';

/** W3C Trace Context, version 00: the trace and the span of the caller. */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;
const FIRST_SERVER_ERROR = 500;

const startedJobs = new WeakMap<FastifyRequest, string>();

/** A request started this job: its span is the first one of the job's trace. */
export function noteStartedJob(request: FastifyRequest, jobId: string): void {
  startedJobs.set(request, jobId);
}

/** Record a span for each call under /api. Where nobody collects traces, requests cost nothing more. */
export function traceRequests(app: App, traces: Traces): void {
  if (!traces.isOn) return;
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url;
    if (!route?.startsWith('/api/') || route === '/api/health') return;
    const endMs = Date.now();
    const status = reply.statusCode;
    const base: Omit<Span, 'traceId' | 'spanId'> = {
      name: `${request.method} ${route}`,
      kind: 'server',
      startMs: endMs - reply.elapsedTime,
      endMs,
      attributes: {
        'http.request.method': request.method,
        'http.route': route,
        'http.response.status_code': status,
        'sheetport.request.id': String(request.id),
      },
      ...(status >= FIRST_SERVER_ERROR && { error: String(status) }),
    };
    const [, traceId, parentId] = TRACEPARENT.exec(String(request.headers.traceparent ?? '')) ?? [];
    const job = startedJobs.get(request);
    const ofJob = job === undefined ? undefined : { traceId: traceOfJob(job), spanId: requestSpanOfJob(job) };
    if (ofJob)
      traces.record({ ...base, ...ofJob, link: traceId && parentId ? { traceId, spanId: parentId } : undefined });
    // In the caller's own trace, too: a job has a trace of its own, as its id says.
    if (!ofJob || traceId)
      traces.record({ ...base, traceId: traceId ?? newTraceId(), spanId: newSpanId(), parentId, link: ofJob });
  });
}
