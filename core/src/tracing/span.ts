import { createHash, randomBytes } from 'node:crypto';

/** What took a while, as OpenTelemetry has it. Times are Unix milliseconds. */
export interface Span {
  /** 32 hexadecimal digits. */
  traceId: string;
  /** 16 hexadecimal digits. */
  spanId: string;
  parentId?: string | undefined;
  name: string;
  kind: keyof typeof KINDS;
  startMs: number;
  endMs: number;
  attributes?: Record<string, string | number | boolean>;
  /** Why it failed. */
  error?: string | undefined;
  /** A span of another trace that belongs to it. */
  link?: { traceId: string; spanId: string } | undefined;
}

const KINDS = { internal: 1, server: 2, consumer: 5 } as const;
const STATUS_ERROR = 2;

/** The trace of a job: its id without hyphens, so that whoever knows the job finds its trace, and nothing has to be stored. */
export function traceOfJob(jobId: string): string {
  return jobId.replaceAll('-', '');
}

/** The span of the request that started a job. Server and worker know it without telling each other. */
export function requestSpanOfJob(jobId: string): string {
  return createHash('sha256').update(`request ${jobId}`).digest('hex').slice(0, 16);
}

export function newTraceId(): string {
  return randomBytes(16).toString('hex');
}

export function newSpanId(): string {
  return randomBytes(8).toString('hex');
}

/** The body of a request to `/v1/traces` (OTLP 1.x, JSON encoding). */
export function toOtlp(service: Record<string, string>, spans: readonly Span[]): object {
  return {
    resourceSpans: [
      {
        resource: { attributes: toAttributes(service) },
        scopeSpans: [{ scope: { name: 'sheetport' }, spans: spans.map(toOtlpSpan) }],
      },
    ],
  };
}

function toOtlpSpan(span: Span): object {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentId && { parentSpanId: span.parentId }),
    name: span.name,
    kind: KINDS[span.kind],
    startTimeUnixNano: toNanoseconds(span.startMs),
    endTimeUnixNano: toNanoseconds(Math.max(span.startMs, span.endMs)),
    attributes: toAttributes(span.attributes ?? {}),
    ...(span.link && { links: [span.link] }),
    ...(span.error !== undefined && { status: { code: STATUS_ERROR, message: span.error } }),
  };
}

/** 64-bit integers are text in OTLP's JSON. */
function toNanoseconds(ms: number): string {
  return String(BigInt(Math.round(ms * 1000)) * 1000n);
}

function toAttributes(given: Record<string, string | number | boolean>): object[] {
  return Object.entries(given).map(([key, value]) => ({ key, value: toValue(value) }));
}

function toValue(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}
