import { describeEvents } from '@sheetport/contract/api';
import type { RouteOptions } from 'fastify';
import type { App } from '../context.ts';
import { DOCS_PAGE, DOCS_SCRIPT, DOCS_STYLE } from './docs-page.ts';
import { describeRoutes } from './openapi-document.ts';
import type { DeclaredRoute } from './openapi-errors.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** The OpenAPI description of every route that has an `operationId`. */
    describeApi(): object;
  }
}

/**
 * Describe every call by the zod objects that it is checked with, and the events likewise. Register it before the routes.
 * @param cookieName what the cookie of a session is called here
 * @throws Error from `describeApi` where a route under /api says neither what it is nor that it is hidden
 */
export async function describeCalls(app: App, cookieName: string): Promise<void> {
  const routes: DeclaredRoute[] = [];
  app.addHook('onRoute', (route) => void routes.push(...declare(route)));
  let description: object | undefined;
  app.decorate('describeApi', () => {
    description ??= describeRoutes(routes, cookieName);
    return description;
  });

  app.get(
    '/api/openapi.json',
    {
      config: { permission: 'service.see' },
      schema: {
        operationId: 'getOpenApi',
        tags: ['Service'],
        summary: 'Get this description',
        description: 'The HTTP calls as OpenAPI 3.1.',
        answers: { 200: { description: 'The description.', types: ['application/json'] } },
      },
    },
    async () => app.describeApi(),
  );
  let events: object | undefined;
  app.get(
    '/api/asyncapi.json',
    {
      config: { permission: 'service.see' },
      schema: {
        operationId: 'getAsyncApi',
        tags: ['Service'],
        summary: 'Get the description of the events',
        description: 'The Socket.IO events as AsyncAPI 3.',
        answers: { 200: { description: 'The description.', types: ['application/json'] } },
      },
    },
    async () => {
      events ??= describeEvents(cookieName);
      return events;
    },
  );
  const page = { config: { permission: 'service.see' }, schema: { hide: true } } as const;
  app.get('/api/docs', page, async (_request, reply) => reply.type('text/html; charset=utf-8').send(DOCS_PAGE));
  app.get('/api/docs/page.js', page, async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(DOCS_SCRIPT),
  );
  app.get('/api/docs/page.css', page, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(DOCS_STYLE),
  );
}

/** What a declaration describes: one call for each of its methods. Answers to HEAD are described only where they are of use. */
function declare({ method, url, schema, config = {} }: RouteOptions): DeclaredRoute[] {
  if (schema?.operationId === undefined) return [];
  return [method]
    .flat()
    .filter((one) => one !== 'HEAD' || schema.headOperationId !== undefined)
    .map((one) => ({ method: one, url, schema, config }));
}
