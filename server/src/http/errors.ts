import { AppError, ERRORS, type ErrorCode, type Problem } from '@sheetport/contract';
import {
  type EarlierImport,
  isStatementTimeout,
  messageForLog,
  toOutage,
  toStorageAppError,
  toTableAppError,
} from '@sheetport/core';
import { StorageError } from '@sheetport/storage';
import { TableError } from '@sheetport/tables';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { App } from '../context.ts';
import type { Disk } from './disk-room.ts';
import { InvalidTemplate } from './invalid-template.ts';
import { answerLateBody } from './late-body.ts';

/** Problems that name what is wrong with the request, each with its place in it. */
export class BadRequest extends AppError {
  readonly problems: { path: string; message: string }[];
  constructor(problems: { path: string; message: string }[]) {
    super('invalid_request', {
      problems: problems
        .slice(0, 5)
        .map(({ path, message }) => (path ? `${path}: ${message}` : message))
        .join('; '),
    });
    this.problems = problems.slice(0, 50);
  }
}

/** The rows of an import are in the table already, by another import. */
export class AlreadyImported extends AppError {
  readonly earlierImport: NonNullable<Problem['earlierImport']>;
  constructor({ id, title, state, createdAt, finishedAt }: EarlierImport) {
    const when = finishedAt ? finishedAt.toISOString() : `it is ${state}`;
    super('already_imported', { title, when });
    this.earlierImport = {
      jobId: id,
      title,
      state,
      createdAt: createdAt.toISOString(),
      finishedAt: finishedAt?.toISOString() ?? null,
    };
  }
}

/** Imports of a batch that stand in its way. It has the code of the first of them, and names all. */
export class BatchRejected extends AppError {
  readonly problems: { path: string; message: string }[];
  override readonly cause: AppError;
  /** @param rejected by the position in the batch; at least one */
  constructor(rejected: ReadonlyMap<number, AppError>) {
    const [first] = rejected.values();
    super(first!.code, first!.details);
    this.cause = first!;
    this.problems = [...rejected]
      .slice(0, 50)
      .map(([at, { code, message }]) => ({ path: `imports.${at}`, message: `${code}: ${message}` }));
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The code of the error that is the answer. */
    failureCode?: string;
  }
}

/** Give every error a code of the table, and every answer to one the form of RFC 9457 (docs/promises.md, P36). */
export function answerErrors(app: App, disk: Pick<Disk, 'blame'>): void {
  app.decorateRequest('failureCode');
  app.setErrorHandler(async (error: FastifyError, request, reply) => {
    const failure = await disk.blame(toAppError(error));
    if (failure.status >= 500) {
      // A known outage is one line; what nobody foresaw comes with all that is known of it.
      if (failure.code === 'internal') request.log.error({ err: error }, 'unforeseen');
      else request.log.warn({ code: failure.code, why: messageForLog(rootOf(failure)) }, 'answered with an error');
    }
    return sendProblem(request, reply, failure);
  });
}

/** Answer with a failure. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, failure: AppError): FastifyReply {
  request.failureCode = failure.code;
  if (failure.code === 'too_many_requests') reply.header('retry-after', String(failure.details.seconds ?? 60));
  if (failure.status === 401) reply.header('www-authenticate', 'Bearer');
  if (failure.retryable && failure.status === 503) reply.header('retry-after', '2');
  reply
    .code(failure.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    .serializer(JSON.stringify);
  const problem = problemOf(failure);
  if (request.raw.complete) return reply.send(problem);
  const text = JSON.stringify(problem);
  return reply.header('content-length', Buffer.byteLength(text)).send(answerLateBody(request.raw, text));
}

/** A failure as RFC 9457 has it. */
export function problemOf(failure: AppError): Problem {
  const first = failure instanceof BatchRejected ? failure.cause : failure;
  return {
    type: `/api/docs#error-${failure.code}`,
    title: ERRORS[failure.code].title,
    status: failure.status,
    detail: failure.message,
    code: failure.code,
    ...(failure instanceof BadRequest || failure instanceof BatchRejected ? { errors: failure.problems } : {}),
    ...(first instanceof AlreadyImported ? { earlierImport: first.earlierImport } : {}),
    ...(failure instanceof InvalidTemplate ? { templateProblem: failure.problem } : {}),
  };
}

/** Any error as one of the table. What it says is fixed there, so nothing of the cause leaks. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof TableError) return toTableAppError(error, 'request');
  if (error instanceof StorageError) return toStorageAppError(error);
  if (!(error instanceof Error)) return new AppError('internal', {}, { cause: error });
  if (hasZodFastifySchemaValidationErrors(error)) {
    return new BadRequest(
      error.validation.flatMap(({ instancePath, keyword, message, params }) =>
        explainIssue(instancePath.split('/').filter(Boolean), {
          code: keyword,
          message,
          errors: params.errors as ZodIssue['errors'],
        }),
      ),
    );
  }
  const { code = '', statusCode } = error as FastifyError;
  if (Object.hasOwn(BY_CODE, code)) {
    const { to, details } = BY_CODE[code]!;
    return new AppError(to, details, { cause: error });
  }
  if (isStatementTimeout(error)) return new AppError('query_too_slow', {}, { cause: error });
  const outage = toOutage(error);
  if (outage) return outage;
  if (statusCode === 413) return new AppError('file_too_large', { limit: 'this server takes' }, { cause: error });
  if (statusCode === 416) return new AppError('invalid_range', {}, { cause: error });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new AppError('invalid_request', { problems: 'it is not well formed' }, { cause: error });
  }
  return new AppError('internal', {}, { cause: error });
}

interface ZodIssue {
  code?: string | undefined;
  message?: string | undefined;
  path?: readonly PropertyKey[] | undefined;
  errors?: readonly (readonly ZodIssue[])[] | undefined;
}

/**
 * What is wrong, and where. Of a value that fits none of several forms, what it lacks of the one that it comes nearest to: "Invalid input"
 * alone helps nobody.
 */
function explainIssue(path: readonly PropertyKey[], issue: ZodIssue): { path: string; message: string }[] {
  const nearest =
    issue.code === 'invalid_union'
      ? [...(issue.errors ?? [])].sort((a, b) => remoteness(a) - remoteness(b))[0]
      : undefined;
  if (nearest === undefined || nearest.length === 0)
    return [{ path: path.map(String).join('.'), message: issue.message ?? '' }];
  return nearest.flatMap((inner) => explainIssue([...path, ...(inner.path ?? [])], inner));
}

/** A form of another kind altogether is the furthest; else the fewer complaints, the nearer. */
function remoteness(issues: readonly ZodIssue[]): number {
  const other = issues.some(({ code, path }) => code === 'invalid_type' && (path ?? []).length === 0);
  const unknown = issues.some(({ code }) => code === 'unrecognized_keys');
  return issues.length + (other ? 1000 : 0) + (unknown ? 10 : 0);
}

const BY_CODE: Record<string, { to: ErrorCode; details?: Record<string, string | number> }> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { to: 'unsupported_media_type' },
  FST_INVALID_MULTIPART_CONTENT_TYPE: { to: 'unsupported_media_type' },
  FST_ERR_CTP_BODY_TOO_LARGE: {
    to: 'invalid_request',
    details: { problems: 'the body is larger than this call takes' },
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: { to: 'invalid_request', details: { problems: 'the body is empty' } },
  FST_ERR_CTP_INVALID_JSON_BODY: { to: 'invalid_request', details: { problems: 'the body is not JSON' } },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { to: 'upload_incomplete' },
  // Deleted between our look and our write: a row that is referred to, or one that was to be changed.
  P2003: { to: 'not_found', details: { what: 'such file or table' } },
  P2025: { to: 'not_found', details: { what: 'such record' } },
};

function rootOf(error: Error): Error {
  return error.cause instanceof Error ? rootOf(error.cause) : error;
}
