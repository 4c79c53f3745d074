import { AppError, ERRORS, type ErrorCode } from '@sheetport/contract';
import type { FastifyContextConfig, FastifySchema } from 'fastify';
import { problemOf } from './errors.ts';
import type { ResponseHeader } from './openapi-schema.ts';

/** A route as it was declared. */
export interface DeclaredRoute {
  method: string;
  url: string;
  schema: FastifySchema;
  config: FastifyContextConfig;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Calls that ask nothing of Postgres. */
const NO_DATABASE = new Set(['Service']);
/** Calls that may read or write files. */
const WITH_FILES = new Set(['Files', 'Exports', 'Mapping']);

/** Every code that a call can answer: those that it states, and those that follow from its method and from what it takes. */
export function errorCodesOf({ method, url, schema, config }: DeclaredRoute): ErrorCode[] {
  const codes: ErrorCode[] = [...(schema.errors ?? []), 'internal'];
  if (config.open !== true) codes.push('not_signed_in', 'forbidden', 'key_scope', 'database_unavailable');
  if (config.open !== true && !config.beforeSecondFactor) codes.push('second_factor_required');
  if (url !== '/api/health') codes.push('foreign_origin', 'too_many_requests');
  if (!(schema.tags ?? []).some((tag) => NO_DATABASE.has(tag)))
    codes.push('database_unavailable', 'query_too_slow', 'disk_full');
  if ((schema.tags ?? []).some((tag) => WITH_FILES.has(tag))) codes.push('storage_unavailable');
  if (!SAFE.has(method)) codes.push('invalid_request', 'upload_incomplete');
  if (!SAFE.has(method) && config.streams !== true) codes.push('unsupported_media_type');
  if (schema.params ?? schema.querystring ?? schema.headers) codes.push('invalid_request');
  return [...new Set(codes)].sort();
}

/** Answers by status. Those with up to four codes are shared: they are only referred to, and end up in `shared`. */
export function describeErrors(codes: readonly ErrorCode[], shared: Record<string, object>): Record<string, object> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) {
    const { status } = ERRORS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, some]) => {
      if (some.length > 4) return [status, describeProblem(status, some)];
      const name = some.join('-or-');
      shared[name] ??= describeProblem(status, some);
      return [status, { $ref: `#/components/responses/${name}` }];
    }),
  );
}

function describeProblem(status: number, codes: readonly ErrorCode[]): object {
  const headers = headersOf(status).map((name) => [name, { $ref: `#/components/headers/${name}` }]);
  return {
    description: codes.map((code) => `\`${code}\`: ${ERRORS[code].title}.`).join(' '),
    ...(headers.length > 0 && { headers: Object.fromEntries(headers) }),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            { type: 'object', properties: { code: { type: 'string', enum: codes } }, required: ['code'] },
          ],
        },
        examples: Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }])),
      },
    },
  };
}

function headersOf(status: number): ResponseHeader[] {
  if (status === 401) return ['WWW-Authenticate'];
  return status === 429 || status === 503 ? ['Retry-After'] : [];
}

/** What `{name}` stands for in the messages of the examples. */
const DETAILS = {
  column: 'Quantity',
  count: 2,
  detail: 'there is no column "Colour"',
  headings: 'Quantity, Price',
  limit: '1 GiB',
  method: 'PUT',
  name: 'Orders 2024',
  problems: 'limit: Too big: expected number to be <=500',
  rows: '7, 12',
  rule: 'required',
  seconds: 12,
  sheet: '3',
  sheets: '0, 1',
  state: 'running',
  what: 'job',
};

/** A problem with each of these codes, as it is answered. */
export function problemExamples(codes: ReadonlySet<ErrorCode>): Record<string, { value: object }> {
  return Object.fromEntries(
    [...codes].sort().map((code) => {
      const { title } = ERRORS[code];
      return [code, { summary: title, value: problemOf(new AppError(code, DETAILS)) }];
    }),
  );
}
