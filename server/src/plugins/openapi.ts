import swagger from '@fastify/swagger';
import { ERRORS, Problem } from '@sheetport/contract';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { App } from '../context.ts';
import { DOCS_PAGE, DOCS_SCRIPT, DOCS_STYLE } from './docs-page.ts';

/** Describe every call by the zod objects that it is checked with. */
export async function describeCalls(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Sheetport',
        version: '1',
        description:
          'Spreadsheets into Postgres tables and back. Errors are problem+json with a code of the table below.',
      },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: 'sheetport_session' },
        },
      },
      security: [{ token: [] }, { session: [] }],
    },
    transform: (document) => {
      const { schema, url } = jsonSchemaTransform(document as never);
      return { schema: { ...schema, response: { ...(schema.response as object | undefined), default: PROBLEM } }, url };
    },
  });

  app.get('/api/openapi.json', { schema: { tags: ['Service'], summary: 'This description' } }, async () => ({
    ...app.swagger(),
    'x-errors': ERRORS,
  }));
  const page = { schema: { hide: true } } as const;
  app.get('/api/docs', page, async (_request, reply) => reply.type('text/html; charset=utf-8').send(DOCS_PAGE));
  app.get('/api/docs/page.js', page, async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(DOCS_SCRIPT),
  );
  app.get('/api/docs/page.css', page, async (_request, reply) =>
    reply.type('text/css; charset=utf-8').send(DOCS_STYLE),
  );
}

const PROBLEM = {
  description: 'A problem (RFC 9457)',
  content: { 'application/problem+json': { schema: z.toJSONSchema(Problem, { target: 'draft-2020-12' }) } },
};
