import { errorForLog } from '@sheetport/core';
import type { LoggerOptions } from 'pino';

/** What a line of the server's log has of errors and requests: no values of cells, no secrets (docs/promises.md, P53). */
export const LOG_OPTIONS = {
  redact: [
    'req.headers.authorization',
    'req.headers.cookie',
    'headers.authorization',
    'headers.cookie',
    // Of @fastify/multipart, at the level trace.
    'busboyOptions.headers.authorization',
    'busboyOptions.headers.cookie',
  ],
  serializers: {
    // The default writes the whole address, and the sign-in link has the token in it.
    req: (request: { method: string; url: string }) => ({ method: request.method, url: request.url?.split('?')[0] }),
    err: (error: unknown) => errorForLog(error),
  },
} satisfies LoggerOptions;
