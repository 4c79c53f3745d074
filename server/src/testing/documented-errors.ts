/** Every error that a test gets from a route must be one that the description of the API has for that call. */
import { ERRORS, type ErrorCode } from '@sheetport/contract';
import type { App } from '../context.ts';
import { errorCodesOf } from '../http/openapi-errors.ts';

/**
 * Listen to what an app answers; before it is ready. Asks what the description is written from, as writing it takes a second.
 * @returns the errors so far that are not in the description, as "method address: status code"
 */
export function watchErrors(app: App): () => string[] {
  const strays = new Set<string>();
  app.addHook('onSend', async (request, reply, payload) => {
    const { url, schema, config } = request.routeOptions;
    if (url === undefined || schema?.operationId === undefined || typeof payload !== 'string') return;
    if (!String(reply.getHeader('content-type')).startsWith('application/problem+json')) return;
    const { code } = JSON.parse(payload) as { code: ErrorCode };
    const codes = errorCodesOf({ method: request.method, url, schema, config });
    if (!codes.includes(code) || ERRORS[code].status !== reply.statusCode)
      strays.add(`${request.method} ${url}: ${reply.statusCode} ${code}`);
  });
  return () => [...strays];
}
